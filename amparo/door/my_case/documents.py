"""Documents and messages as the person reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.door.my_data import unconfirmed_silence_orders as kept_silent
from amparo.door.my_data.authority_demands import HANDED, PARTS_OF, meaning_of
from amparo.door.my_data.hidden_from_person_page import told_here
from amparo.door.request.question_pages import OWN_WORDS, answer_in_words
from amparo.door.site_protocol import law_of, say
from amparo.door.wording import LEAKED, OUTCOMES, PAPER, PAPERS, PARTS, URGENT
from amparo.foundations.erasure.models import LegalHold
from amparo.foundations.erasure.services import HELD
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.web.dates import day_in_words

type Words = str | Promise
OWN_QUESTION = frozenset(
    {
        "question",
        "measure",
        "opinion",
        "context",
        "action",
        "adult",
        "change",
        "referral",
        "export",
        "for_all",
        "go_between",
        "interpreter_asked",
        "outside_asked",
        "other",
        "search",
        "reach_limits",
    }
)
"""Kinds whose text is shown with the question they belong to, or on the page where it is
written."""
FOR_THE_MACHINE = frozenset(
    {
        "consent",
        "written_in",
        "about",
        "asked_by",
        "because",
        "measure",
        "fields",
        "kind",
        "issuer",
        "traits",
        "data",
        "way",
        "files",
        "secret",
        "child",
        "relation",
        "other",
        "question",
        "incident",
        "urgent",
    }
)

SPELLED: dict[str, Mapping[str, Words]] = {
    "outcome": OUTCOMES,
    "handed": HANDED,
    "kept_for": {one.value: one.label for one in LegalHold.Ground},
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A document on the person's page. `files`: how many came with it; `means`: its explanation;
    `opens`: whether it can be read."""

    ref: str
    title: Words
    own: bool
    written_at: datetime
    unread: bool
    parts: list[tuple[Words, str]]
    files: int = 0
    means: Words = ""
    opens: bool = True

    @property
    def text(self) -> str:
        """Return the text alone, or each part with its name where there are several."""
        if len(self.parts) == 1:
            return self.parts[0][1]
        return "\n\n".join(_with_name(str(name), words) for name, words in self.parts)


def _with_name(name: str, words: str) -> str:
    """Return a part with its name; after a whole question the text starts on a new line."""
    return f"{name}\n{words}" if name.endswith((".", "?")) else f"{name}: {words}"


def letters_of(visitor: Visitor) -> list[Letter]:
    """Return messages and documents between the person and the team, newest first. Unread ones stay
    sealed: opening one is the person's receipt."""
    found = papers_in(visitor.folder, seen_by=visitor)
    letters = [letter_of(paper, visitor) for paper in found if has_a_page(paper, visitor)]
    return list(reversed(letters))


def has_a_page(paper: Document, visitor: Visitor) -> bool:
    """Whether a document has its own page: not one shown with its question, nor one that the page
    hides now, even if its address is known."""
    return paper.kind not in OWN_QUESTION and bool(told_here([paper], visitor))


def letter_of(paper: Document, visitor: Visitor, *, opened: bool = False) -> Letter:
    own = paper.author == "person"
    unread = not own and paper.read_at is None
    shown = own or opened or not unread
    read = visitor.folder.words_if_they_open(paper) if shown else {}
    body = read or {}
    files = body.get("files")
    return Letter(
        ref=paper.ref,
        title=PAPERS.get(paper.kind, PAPER),
        own=own,
        written_at=paper.written_at,
        unread=unread,
        parts=parts_of(body, paper.kind) + (_added(paper, visitor) if shown else []),
        files=files if isinstance(files, int) else 0,
        means=meaning_of(paper, visitor) if shown else "",
        opens=read is not None,
    )


def _added(paper: Document, visitor: Visitor) -> list[tuple[Words, str]]:
    unfounded = kept_silent.is_unfounded(paper, visitor)
    return [(kept_silent.TITLE, str(kept_silent.SAID))] if unfounded else []


def parts_of(body: dict[str, Any], kind: str = "") -> list[tuple[Words, str]]:
    """Return the body of a document of this kind as (name, text), in reading order."""
    law = law_of()
    own = PARTS_OF.get(kind, {})
    names = {**own, **PARTS, **own}
    body = {**body, **body.get("traits", {}), **_kept_for(body, kind)}
    named = [(name, body[name]) for name in names if body.get(name)]
    others = [
        (name, value)
        for name, value in body.items()
        if value and name not in names and name not in FOR_THE_MACHINE
    ]
    found: list[tuple[Words, str]] = [(names[name], _spelled(name, value)) for name, value in named]
    for given, value in others:
        name = given.removesuffix(OWN_WORDS)
        label = say(law, f"questions.{name}", otherwise=say(law, f"traits.{name}"))
        found.append((label or URGENT.get(name, _("Also")), spoken(name, value)))
    return [(name, words) for name, words in found if words]


def _kept_for(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the ground of a legal hold, which is stored beside the text of its document."""
    ground = body.get("data", {}).get("ground") if kind == HELD else None
    return {"kept_for": ground} if ground else {}


def spoken(name: str, value: Any) -> str:
    chosen = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return answer_in_words(name, value) if chosen or isinstance(value, str) else plain(value)


def _spelled(name: str, value: Any) -> str:
    """Return a part of a document with dates and codes in words."""
    if name == "since":
        return gettext("Since %(day)s") % {"day": day_in_words(date.fromisoformat(value))}
    if name == "leaked":
        return "\n".join(str(LEAKED[one]) for one in value if one in LEAKED)
    if name in {"on", "until"}:
        return day_in_words(date.fromisoformat(value))
    codes = SPELLED.get(name, {})
    return str(codes[value]) if isinstance(value, str) and value in codes else plain(value)


def plain(value: Any) -> str:
    """Return lists and tables as lines."""
    if isinstance(value, dict):
        return "\n".join(f"{name}: {plain(part)}" for name, part in value.items() if part)
    if isinstance(value, (list, tuple)):
        return "\n".join(part for part in map(_line, value) if part)
    return "" if value is None or isinstance(value, bool) else str(value)


def _line(value: Any) -> str:
    """Return one value; of a unit, stored as [code, name], the name."""
    if isinstance(value, (list, tuple)):
        return str(value[-1]) if value else ""
    return plain(value)
