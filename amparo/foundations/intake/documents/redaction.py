"""Redaction: a member of a collective may have their own data removed from its case.

Every version of every document is sealed again without it. What was said of others stays, and the
record keeps the digest of the old content, from which nothing can be recovered. Later occurrences
are found by keyed hashes ("marks"), stored sealed with the case.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shared_key_sealing as envelopes
from amparo.foundations.intake import events
from amparo.foundations.intake.documents.schemas.collectives import LeftOutText
from amparo.foundations.intake.documents.services import envelopes_bytes, papers_in, write_paper
from amparo.foundations.intake.files.attachments import (
    attachments_in,
    described,
    erase_file,
    rename,
)
from amparo.foundations.intake.keys.case_keys import Folder, hold, paper_context
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_left_out, hand_over_words
from amparo.foundations.intake.keys.sealed_messages import dropped_less, dropped_rows
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record

WANTED, KIND = "leave_out", "left_out"
ELSEWHERE = (
    "left_out_elsewhere"  # left in this case: lines requested in another case of the same community
)
GONE = "[…]"
FEWEST = 4  # letters and digits of a line; fewer would also match other people's data
TELLING = 6  # digits of a number, or two words; fewer may also refer to others
MOST_LINES = 20
# Keys whose values are codes for the program, not names.
CODES = frozenset(
    {
        "about", "after", "answer", "before", "catalogue", "code", "consent", "decided", "decision",
        "digest", "digest_of", "happening", "kind", "measure", "method", "other", "outcome",
        "paper", "party", "public", "question", "ref", "relation", "scope", "secret", "stage",
        "told", "way", "written_in",
    }
)  # fmt: skip
# The same within `data`, where keys are distinguished from words of the same name.
CODES_OF_DATA = CODES | {"collective"}
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d(?:[\s./-]{0,3}\d)*")

type Scrub = Callable[[Any], Any]


class TooShort(Exception):
    """A line has so few letters that it would also match other people's data."""


class TooCommon(Exception):
    """A line is one word or a short number, and its number of matches was not checked."""


class MustNotKnow(Exception):
    """A line names an excluded person: that name protects the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Left:
    """The result: number of documents changed and of files erased."""

    papers: int
    files: int


@transaction.atomic
def leave_out(
    folder: Folder, lines: Sequence[str], *, files: Iterable[str] = (), way: str, sure: bool,
    by: Signs, at: datetime,
) -> Left:  # fmt: skip
    """Remove from this case what each line says, in any spelling, and erase these `files` (refs).
    `way`: how the member asked; `sure`: `hits_of_common` was checked.

    Raises TooShort, TooCommon, MustNotKnow, KeyChanged.
    """
    hold(folder)
    found = _lines(lines)
    _must_tell(found, sure=sure)
    scrub = scrubber(found)
    for paper in papers_in(folder, seen_by=by, kinds=["exclusions"]):
        if scrub(folder.words(paper)) != folder.words(paper):
            raise MustNotKnow
    hand_over_left_out(folder, scrub, by=by, at=at)
    held = _papers_without(folder, scrub, by=by)
    papers = len(held)
    held += dropped_less(folder, scrub)
    erased = [ref for ref in files if erase_file(folder, ref, by=by, at=at)]
    for attachment in attachments_in(folder, seen_by=by):
        name = described(folder, attachment).name
        if scrub(name) != name:
            rename(folder, attachment, scrub(name))
    key = marks.token()
    kept = [[size, marks.blinded(key, KIND, said).hex()] for size, said in map(_measured, found)]
    body = LeftOutText(data={"key": key.hex(), "marks": kept, "held": sorted(held)})
    write_paper(folder, body=body, by=by, at=at)
    event = events.MemberLeftOut(
        about=folder.code, papers=papers, files=len(erased), lines=len(found), way=way
    )
    record(event, by=by, at=at)
    return Left(papers, len(erased))


def hits_of_common(
    folder: Folder, lines: Sequence[str], *, seen_by: Signs
) -> list[tuple[str, int]]:
    """Return each line that may also refer to others, and its number of matches in this case."""
    common = [line for line in _lines(lines) if _is_common(line)]
    if not common:
        return []
    papers = papers_in(folder, seen_by=seen_by)
    bodies = [folder.words(one) for one in papers if one.kind not in {WANTED, KIND}]
    return [(line, sum(_hits(scrubber([line]), body) for body in bodies)) for line in common]


def nothing_is_left_of(text: str) -> bool:
    """Return whether all of the text was redacted."""
    return GONE in text and not _words(text.replace(GONE, " "))


def held_before(folder: Folder, *, seen_by: Signs) -> set[str]:
    """Return the refs of documents and messages that held data redacted since."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[KIND])
    bodies: list[dict[str, Any]] = [folder.words(paper) for paper in papers]
    return {ref for body in bodies for ref in body["data"].get("held", [])}


def holds_what_was_left_out(folder: Folder, text: str, *, seen_by: Signs) -> bool:
    """Return whether a new text would bring back what a member had redacted, or asked in another
    case of the same community to have redacted here."""
    for _row, said in dropped_rows(folder, ELSEWHERE):
        if said["lines"] and scrubber(said["lines"])(text) != text:
            return True
    for paper in papers_in(folder, seen_by=seen_by, kinds=[KIND]):
        body: dict[str, Any] = folder.words(paper)
        key, kept = bytes.fromhex(body["data"]["key"]), body["data"]["marks"]
        wanted = {(size, mark) for size, mark in kept}
        for size in {size for size, _mark in wanted}:
            if any(
                (size, marks.blinded(key, KIND, said).hex()) in wanted
                for said in spoken(text, size)
            ):
                return True
    return False


def scrubber(lines: Sequence[str]) -> Scrub:
    """Return a function that removes each line from a text, or from every text in a body. Accents,
    capitals, spaces and separators between digits do not matter. Dates, and codes for the program,
    stay."""
    patterns = [_pattern(line) for line in sorted(lines, key=len, reverse=True)]

    def scrub(value: Any, codes: frozenset[str] = CODES) -> Any:
        if isinstance(value, str):
            return value if _MOMENT.fullmatch(value) else _without(value, patterns)
        if isinstance(value, dict):
            return {
                name: part
                if name in codes and _is_code(part)
                else scrub(part, CODES_OF_DATA if name == "data" else codes)
                for name, part in value.items()
            }
        if isinstance(value, list | tuple):
            return [scrub(part, codes) for part in value]
        return value

    return scrub


def same_words(one: str, line: str) -> bool:
    """Return whether the line contains all words of this name, in any order."""
    return bool(_words(one)) and set(_words(one)) <= set(_words(line))


# --- inside ---


def _papers_without(folder: Folder, scrub: Scrub, *, by: Signs) -> list[str]:
    """Seal every version again under its own context; the digest stays as it is in the record.
    Return the refs of the documents that changed."""
    changed: list[tuple[Document, Any]] = []
    for paper in Document.objects.filter(filing=folder.filing).exclude(kind=KIND):
        before = folder.words(paper)
        after = scrub(before)
        if after != before:
            salt, _digest = marks.salted_hash(envelopes_bytes(after))
            context = paper_context(folder.code, paper)
            content = {"salt": salt.hex(), "words": after}
            paper.sealed = envelopes.seal_json(folder.key, content, context=context)
            changed.append((paper, after))
    Document.objects.bulk_update([paper for paper, _after in changed], ["sealed"], batch_size=200)
    for paper, after in changed:  # after all are stored, because a copy may read another document
        if paper.current:
            hand_over_words(folder, paper, after, by=by)  # replaces the copies of other readers too
    return list({paper.ref for paper, _after in changed})


def _must_tell(found: Sequence[str], *, sure: bool) -> None:
    if not found or any(len("".join(_words(line))) < FEWEST for line in found):
        raise TooShort
    if not sure and any(map(_is_common, found)):
        raise TooCommon


def _lines(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()][:MOST_LINES]


def _is_common(line: str) -> bool:
    size, said = _measured(line)
    return size == 1 or (size == 0 and len(said) < TELLING)


def _is_code(part: Any) -> bool:
    return isinstance(part, str) or (
        isinstance(part, list) and all(isinstance(one, str) for one in part)
    )


def _hits(scrub: Scrub, body: Any) -> int:
    return str(scrub(body)).count(GONE) - str(body).count(GONE)


def _pattern(line: str) -> re.Pattern[str]:
    if not re.search(r"[^\W\d_]", line):  # a number: of a document, a telephone, a house
        digits = [re.escape(one) for one in line if one.isdigit()]
        return re.compile(r"(?<!\d)" + r"[\s./-]{0,3}".join(digits) + r"(?!\d)")
    words = [re.escape(word) for word in _words(line)]
    return re.compile(r"(?<![^\W_])" + r"[\W_]+".join(words) + r"(?![^\W_])")


def _without(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    for pattern in patterns:
        plain, places = _plain(text)
        pieces, last = [], 0
        for match in pattern.finditer(plain):
            pieces += [text[last : places[match.start()]], GONE]
            last = places[match.end()]
        text = "".join([*pieces, text[last:]])
    return text


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text without accents and capitals, and the original position of each letter."""
    letters, places = [], []
    for place, one in enumerate(text):
        for letter in unicodedata.normalize("NFKD", one).casefold():
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), [*places, len(text)]


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text)[0])


def _measured(line: str) -> tuple[int, str]:
    """Return the number of words of a line, and the words; 0 and the digits for a number."""
    words = _words(line)
    number = not re.search(r"[^\W\d_]", line)
    return (0, "".join(words)) if number else (len(words), " ".join(words))


def spoken(text: str, size: int) -> set[str]:
    """Return every sequence of `size` words in a text; for 0, every number."""
    if not size:
        return {"".join(filter(str.isdigit, found)) for found in _NUMBER.findall(text)}
    said = _words(text)
    return {" ".join(said[place : place + size]) for place in range(len(said) - size + 1)}
