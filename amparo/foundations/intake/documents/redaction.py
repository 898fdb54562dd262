"""Any member of a collective may have what is theirs left out of its file. Services, by noun: what
is left out.

Every version of every paper is sealed anew without it, in its place: nothing that was said of
others is lost, and the record keeps the digest of what once was chained, which leads nobody back.
What comes later is recognised by marks under a key of their own, sealed beside them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.crypto import envelopes, marks
from amparo.foundations.intake import events
from amparo.foundations.intake.documents.services import envelopes_bytes, papers_in, write_paper
from amparo.foundations.intake.files.attachments import (
    attachments_in,
    described,
    erase_file,
    rename,
)
from amparo.foundations.intake.keys.case_keys import Folder, hold, paper_context
from amparo.foundations.intake.keys.rekeying import hand_over_left_out, hand_over_words
from amparo.foundations.intake.keys.sealed_messages import dropped_less, dropped_rows
from amparo.foundations.intake.models import Paper
from amparo.foundations.ledger.services import Signs, record

WANTED, KIND = "leave_out", "left_out"
ELSEWHERE = (
    "left_out_elsewhere"  # left in this file: what was asked in another of the same community
)
GONE = "[…]"
FEWEST = 4  # letters and digits of one line: fewer would take other people's words away too
TELLING = 6  # digits of one number, or two words: fewer may be said of others as well
MOST_LINES = 20
# What a program reads, and nobody is called by.
CODES = frozenset(
    {
        "about", "after", "answer", "before", "catalogue", "code", "consent", "decided", "decision",
        "digest", "digest_of", "happening", "kind", "measure", "method", "other", "outcome",
        "paper", "party", "public", "question", "ref", "relation", "scope", "secret", "stage",
        "told", "way", "written_in",
    }
)  # fmt: skip
# The same, where it is told apart from words of the same name.
CODES_OF_DATA = CODES | {"collective"}
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d(?:[\s./-]{0,3}\d)*")

type Scrub = Callable[[Any], Any]


class TooShort(Exception):
    """A line of so few letters would take what is other people's out too."""


class TooCommon(Exception):
    """A line of one word or a short number, and nobody looked at how often it stands there."""


class MustNotKnow(Exception):
    """A line names somebody who must not know of this: that name protects whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Left:
    """What was done: papers that held it, and how many files were erased."""

    papers: int
    files: int


@transaction.atomic
def leave_out(
    folder: Folder, lines: Sequence[str], *, files: Iterable[str] = (), way: str, sure: bool,
    by: Signs, at: datetime,
) -> Left:  # fmt: skip
    """Take out of this file what each line says, however it is spelled, and erase these `files`
    (their refs). `way`: how the member asked; `sure`: somebody looked at `hits_of_common`.
    Raises TooShort, TooCommon, MustNotKnow, KeyChanged."""
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
    body = {"data": {"key": key.hex(), "marks": kept, "held": sorted(held)}}
    write_paper(folder, kind=KIND, body=body, by=by, at=at)
    event = events.MemberLeftOut(
        about=folder.code, papers=papers, files=len(erased), lines=len(found), way=way
    )
    record(event, by=by, at=at)
    return Left(papers, len(erased))


def hits_of_common(
    folder: Folder, lines: Sequence[str], *, seen_by: Signs
) -> list[tuple[str, int]]:
    """Each line that may be said of others as well, and how often it stands in this file now."""
    common = [line for line in _lines(lines) if _is_common(line)]
    if not common:
        return []
    papers = papers_in(folder, seen_by=seen_by)
    bodies = [folder.words(one) for one in papers if one.kind not in {WANTED, KIND}]
    return [(line, sum(_hits(scrubber([line]), body) for body in bodies)) for line in common]


def nothing_is_left_of(text: str) -> bool:
    """Whether all that was asked for here was left out."""
    return GONE in text and not _words(text.replace(GONE, " "))


def held_before(folder: Folder, *, seen_by: Signs) -> set[str]:
    """Refs of the papers and words that held what a member had taken out since."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[KIND])
    bodies: list[dict[str, Any]] = [folder.words(paper) for paper in papers]
    return {ref for body in bodies for ref in body["data"].get("held", [])}


def holds_what_was_left_out(folder: Folder, text: str, *, seen_by: Signs) -> bool:
    """Whether words that are about to be written bring back what a member had taken out, or asks in
    another case of the same community to have taken out here."""
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
    """Takes each line out of a text, or out of every text in a body. Accents, capitals, spaces and
    what stands between the digits of a number do not matter. A day or a moment that a program reads
    stays."""
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
    """Whether a line says all the words of this name, in whatever order."""
    return bool(_words(one)) and set(_words(one)) <= set(_words(line))


# --- inside ---


def _papers_without(folder: Folder, scrub: Scrub, *, by: Signs) -> list[str]:
    """Every version is sealed anew under its own context; its digest stays as it was chained.
    Returns the refs of what held it."""
    changed: list[tuple[Paper, Any]] = []
    for paper in Paper.objects.filter(filing=folder.filing).exclude(kind=KIND):
        before = folder.words(paper)
        after = scrub(before)
        if after != before:
            salt, _digest = marks.salted_hash(envelopes_bytes(after))
            context = paper_context(folder.code, paper)
            content = {"salt": salt.hex(), "words": after}
            paper.sealed = envelopes.seal_json(folder.key, content, context=context)
            changed.append((paper, after))
    Paper.objects.bulk_update([paper for paper, _after in changed], ["sealed"], batch_size=200)
    for paper, after in changed:  # once all are stored: what is copied may be another one's words
        if paper.current:
            hand_over_words(folder, paper, after, by=by)  # who had a copy reads less too
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
    if not re.search(r"[^\W\d_]", line):  # a number: of a paper, a telephone, a house
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
    """The text without accents and capitals, and where each of its letters stood."""
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
    """How many words a line has, and those words; 0 and the digits alone for a number."""
    words = _words(line)
    number = not re.search(r"[^\W\d_]", line)
    return (0, "".join(words)) if number else (len(words), " ".join(words))


def spoken(text: str, size: int) -> set[str]:
    """Every stretch of so many words in a text; for 0, every number."""
    if not size:
        return {"".join(filter(str.isdigit, found)) for found in _NUMBER.findall(text)}
    said = _words(text)
    return {" ".join(said[place : place + size]) for place in range(len(said) - size + 1)}
