"""What a request lacks: asked for once, then given in parts, by the person or with the team in
conversation. Both surfaces read it here."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.foundations.intake import events
from amparo.foundations.intake.documents.schemas.request import CorrectionGivenText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.legal_effects_of_acts import (
    NotInOrder,
    is_noted,
    lacking,
    note,
)
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.web.law.wording import say
from amparo.law import Deed, Term, load_protocol

ASKED, GIVEN = "correction_asked", "correction_given"


class NothingGiven(Exception):
    """Neither text nor a file that could be stored was given."""


@dataclass(frozen=True, slots=True, repr=False)
class Lack:
    """A missing requirement of the norm, in plain words; `given_at`: when it was given, if it
    was."""

    requirement: str
    words: str
    given_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """The request for correction, with all that was found missing."""

    paper: Document
    text: str
    lacks: tuple[Lack, ...]

    @property
    def missing(self) -> tuple[Lack, ...]:
        return tuple(lack for lack in self.lacks if lack.given_at is None)


def wanted_in(folder: Folder, *, seen_by: Signs) -> Wanted | None:
    """Return the request for correction, or None if there was none."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[ASKED, GIVEN])
    asked = next((paper for paper in papers if paper.kind == ASKED), None)
    if asked is None:
        return None
    body: dict[str, Any] = folder.words(asked)
    given: dict[str, datetime] = {}
    for paper in papers:
        if paper.kind == GIVEN and paper.pk > asked.pk:
            for requirement in _data(folder, paper)["given"]:
                given.setdefault(requirement, paper.written_at)
    lacks = body["data"]["lacks"].items()
    return Wanted(
        asked,
        str(body.get("text", "")),
        tuple(Lack(one, said, given.get(one)) for one, said in lacks),
    )


def _data(folder: Folder, paper: Document) -> dict[str, Any]:
    body: dict[str, Any] = folder.words(paper)
    return dict(body["data"])


def may_be_given(filing: Filing, *, at: datetime) -> bool:
    """Return whether a correction is still accepted: the case is not withdrawn, not corrected yet,
    and the act is open in law."""
    if filing.withdrawn_at or is_noted(filing, Deed.CORRECT):
        return False
    state = standing(filing, at=at)
    deed = Deed.CORRECT if is_noted(filing, Deed.ASK_CORRECTION) else Deed.ASK_CORRECTION
    return not lacking(filing, deed, state)


def term_to_correct(filing: Filing, *, at: datetime) -> Term | None:
    """Return the term for the correction; its day is empty until the person has received the
    request."""
    rule = load_protocol(filing.protocol).term_met_by(Deed.CORRECT)
    return standing(filing, at=at).find_term(rule.id) if rule else None


@transaction.atomic
def give(
    folder: Folder,
    said: Mapping[str, str],
    files: Mapping[str, Sequence[SealedUpload]],
    *,
    by: Signs,
    at: datetime,
    way: str = "",
) -> Document:
    """Store what is given for each requirement: text, files, or both. Record the correction as made
    once nothing is missing. With `way`, a member wrote down what the person said.

    Raises NothingGiven and KeyChanged.
    """
    hold(folder)
    law = load_protocol(folder.filing.protocol)
    stored = {
        name: kept
        for name, uploads in files.items()
        if (kept := keep_uploads(folder, uploads, by=by, at=at, question=name))
    }
    given = {
        name: said.get(name, "") for name in {**said, **files} if said.get(name) or name in stored
    }
    if not given:
        raise NothingGiven
    body = CorrectionGivenText(
        given={say(law, f"requirements.{name}"): text for name, text in given.items()},
        data={"given": given, "files": {name: len(kept) for name, kept in stored.items()}},
        files=sum(len(kept) for kept in stored.values()),
        way=way,
    )
    paper = write_paper(folder, body=body, by=by, at=at, for_person=True)
    wanted = wanted_in(folder, seen_by=by)
    complete = wanted is not None and not wanted.missing
    event = events.CorrectionGiven(
        about=folder.code, paper=paper.ref, parts=len(given), complete=complete
    )
    record(event, by=by, at=at)
    if wanted is not None:
        # Giving what is missing proves that the request for correction was received.
        received(folder.filing, when=at, by=by, at=at)
    if complete:
        with suppress(NotInOrder):
            note(folder.filing, Deed.CORRECT, when=at, by=by, at=at)
    return paper


def received(filing: Filing, *, when: datetime, by: Signs, at: datetime) -> None:
    """Record that the person received the request for correction: their term starts. Does nothing
    where the law no longer waits for it, or requires a reason first."""
    if not is_noted(filing, Deed.ASK_CORRECTION):
        with suppress(NotInOrder):
            note(filing, Deed.ASK_CORRECTION, when=when, by=by, at=at)
