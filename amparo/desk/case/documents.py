"""What is written in a case, as the team reads it: questions and answers, messages, files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amparo.desk.intake.reception_form import CODE_WORD, CUT_OFF, DANGER, NOT_ASKED, OVERHEARD
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.fields import FILES, MESSAGES, REACH, TRAITS, Folded, field_of, folded
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.conflicts_of_interest import (
    FINDING,
    ends_of,
    said_of_themselves,
    without_ended,
)
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.exclusions import KEPT
from amparo.foundations.intake.files.attachments import attachments_in, described
from amparo.foundations.intake.files.file_types import KINDS
from amparo.foundations.intake.files.sandboxed_rendering import RECORDINGS, SHOWABLE
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol

type Words = str | Promise

ASKED = frozenset(
    {"request", "urgent", "answer", "incident", "interpreter_wish", "interpreter_wish_of"}
)
SPOKEN_BETWEEN = frozenset({"message", "acknowledgement", "passed_on"})
OWN_WORDS = "-own_words"
# Which text was agreed to and in which language: stored, not shown.
SILENT = frozenset({"consent", "written_in", "about", "files", "urgent"})


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of the protocol and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Told:
    """A request or an addition to it, question by question; `opens`: whether it can be read.
    `kind`: of the document, or "danger" for an urgent report. `folded`: confidential parts that
    were answered."""

    kind: str
    at: datetime
    author: str
    answers: tuple[Answered, ...]
    opens: bool
    folded: tuple[Folded, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `own`: the person wrote it; `files`: sent with it; `opens`: whether it can be
    read."""

    at: datetime
    own: bool
    author: str
    text: str
    read_at: datetime | None
    files: tuple["Kept", ...]
    opens: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A file. Its original name is shown on this page only, never in an address or on disk.
    `for_person`: the team sent it to the person."""

    ref: str
    name: str
    kind: str
    size: int
    question: str
    at: datetime
    showable: bool
    recording: bool
    paper_ref: str
    for_person: bool


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Who must not know: institutions by name, persons as they were written; `tied`: members who
    declared a conflict of interest."""

    units: tuple[str, ...]
    names: str
    tied: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.names or self.tied)


@dataclass(frozen=True, slots=True)
class Letters:
    told: tuple[Told, ...]
    messages: tuple[Message, ...]
    exclusions: tuple[Exclusions, ...]
    files: tuple[Kept, ...]
    messages_folded: Folded | None = None
    files_folded: Folded | None = None


def letters_of(
    open_case: OpenCase,
    law: Protocol,
    *,
    seen_by: Actor,
    kinds: frozenset[str] = ASKED | SPOKEN_BETWEEN,
) -> Letters:
    """Return what is written in the case. `kinds`: of the documents that the page shows; others are
    not unsealed."""
    folder = open_case.folder
    every = [*ASKED, *SPOKEN_BETWEEN, KEPT]
    papers = papers_in(folder, seen_by=seen_by, kinds=every)
    read = [(one, folder.words_if_they_open(one)) for one in papers if one.kind in kinds]
    # The exclusions must be readable, otherwise the page is not shown.
    written = [folder.words(one) for one in papers if one.kind == KEPT]
    ends = ends_of(written)
    kept = [without_ended(body, ends) for body in written if FINDING not in body]
    tied = [f"member:{one}" for body in kept for one in said_of_themselves(body)]
    authors = (paper.author for paper, _body in read)
    names = names_of([*authors, *tied], seen_by=seen_by)
    files = files_of(open_case, law, seen_by=seen_by) if kinds else ()
    between = {paper.ref for paper in papers if paper.kind in SPOKEN_BETWEEN}
    # What the team sent is shown with its message, and not among what was told.
    alone = tuple(one for one in files if not one.for_person or one.paper_ref not in between)
    hidden = _folds(open_case, seen_by=seen_by)
    shown = () if FILES in hidden else files
    messages = tuple(
        Message(
            paper.written_at,
            paper.author == "person",
            names.get(paper.author, ""),
            str((body or {}).get("text", "")),
            paper.read_at,
            tuple(one for one in shown if one.paper_ref == paper.ref),
            body is not None,
        )
        for paper, body in read
        if paper.kind in SPOKEN_BETWEEN
    )
    return Letters(
        told=tuple(
            Told(
                "danger" if (body or {}).get("urgent") else paper.kind,
                paper.written_at,
                names.get(paper.author, ""),
                answers_in(_without(hidden, body or {}), law),
                body is not None,
                _left_out(hidden, body or {}),
            )
            for paper, body in read
            if paper.kind in ASKED
        ),
        messages=() if MESSAGES in hidden else messages,
        exclusions=tuple(filter(None, (_exclusions(body, names) for body in kept))),
        files=() if FILES in hidden else alone,
        messages_folded=hidden.get(MESSAGES) if messages else None,
        files_folded=hidden.get(FILES) if alone else None,
    )


def _folds(open_case: OpenCase, *, seen_by: Actor) -> dict[str, Folded]:
    """Return the confidential parts that are hidden from this reader."""
    each = (REACH, TRAITS, MESSAGES, FILES)
    found = (folded(open_case, one, seen_by=seen_by) for one in each)
    return {part.field: part for part in found if part}


def _without(hidden: Mapping[str, Folded], body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if _part(name) not in hidden}


def _left_out(hidden: Mapping[str, Folded], body: Mapping[str, Any]) -> tuple[Folded, ...]:
    """Return the hidden parts that contain an answer."""
    said = {_part(name) for name, value in body.items() if value}
    return tuple(one for field, one in hidden.items() if field in said)


def _part(name: str) -> str:
    return TRAITS if name == TRAITS else field_of(name.removesuffix(OWN_WORDS))


def files_of(open_case: OpenCase, law: Protocol, *, seen_by: Actor) -> tuple[Kept, ...]:
    found = [
        described(open_case.folder, one)
        for one in attachments_in(open_case.folder, seen_by=seen_by)
    ]
    return tuple(
        Kept(
            ref=one.attachment.ref,
            name=one.name,
            kind=KINDS[one.attachment.kind][1].upper(),
            size=one.size,
            question=say(law, f"questions.{one.attachment.question}")
            or say(law, f"requirements.{one.attachment.question}"),
            at=one.attachment.stored_at,
            showable=one.attachment.kind in SHOWABLE,
            recording=one.attachment.kind in RECORDINGS,
            paper_ref=one.attachment.paper_ref,
            for_person=one.attachment.for_person,
        )
        for one in found
    )


def answers_in(body: Mapping[str, Any], law: Protocol) -> tuple[Answered, ...]:
    """Return a body as questions and answers: in the protocol's order, then the rest."""
    traits = body.get("traits")
    every = {**body, **(traits if isinstance(traits, dict) else {})}
    asked = [question.id for step in law.admission.step for question in step.question]
    order = [name for name in asked if name in every]
    order += [name for name in every if name not in order and name not in SILENT | {"traits"}]
    found = [Answered(label_of(name, law), answer_in_words(every[name], law)) for name in order]
    return tuple(one for one in found if one.answer)


def label_of(name: str, law: Protocol) -> str:
    """Return a question in the protocol's words, or in ours where only the reception asks it."""
    plain = name.removesuffix(OWN_WORDS)
    said = say(law, f"questions.{plain}") or say(law, f"traits.{plain}")
    own = {
        "impediment": _("Why the person cannot be asked"),
        "came_by": _("How the request came"),
        DANGER: _("Is the person in danger now?"),
        OVERHEARD: _("Who else can hear this call?"),
        CODE_WORD: _("Word agreed with the person, by which each knows the other"),
        CUT_OFF: _("The call was cut off before the end"),
        "read_back": _("Was it read back to the person?"),
        "consent_given": _("How the person agreed"),
        "attempts": _("Attempts to reach the person"),
        "text": _("In their own words"),
        "when": _("When was it, more or less?"),
    }
    return said or own.get(plain, plain.replace("_", " ").capitalize())


def answer_in_words(value: Any, law: Protocol) -> str:
    """Return any value of a body as lines of text."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "\n".join(
            f"{label_of(str(name), law)}: {answer_in_words(part, law)}"
            for name, part in value.items()
            if part
        )
    if isinstance(value, list | tuple):
        return "\n".join(answer_in_words(part, law) for part in value)
    return _coded(str(value), law) if value is not None else ""


def _coded(text: str, law: Protocol) -> str:
    """Return a code of the protocol in words; any other text unchanged."""
    own = {
        "not_said": _("Prefers not to say"),
        "yes": _("Yes"),
        "no": _("No"),
        "unknown": _("Asked, and not known"),
        NOT_ASKED: pgettext("danger", "Not asked"),
    }
    if text in own:
        return own[text]
    known = (say(law, f"{kind}.{text}") for kind in ("options", "impediments", "ways"))
    return next((said for said in known if said), text)


def _exclusions(body: Mapping[str, Any], names: Mapping[str, str]) -> Exclusions:
    units: Iterable[Any] = body.get("units") or []
    said = (names.get(f"member:{one}", "") for one in said_of_themselves(body))
    return Exclusions(
        tuple(str(unit[-1]) for unit in units if unit),
        str(body.get("names") or ""),
        tuple(filter(None, said)),
    )
