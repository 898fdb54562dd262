"""Detection of redacted data in later documents, by marks that reveal no name. The matching words
come from the document in which they were found. The marks are sealed in the case; a case that joins
later gets its own sealed copy."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.documents.redaction import ELSEWHERE, KIND, WANTED, spoken
from amparo.foundations.intake.documents.schemas.collectives import (
    LeftOutBesideText,
    LeftOutElsewhereText,
)
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.sealed_messages import drop, dropped_rows
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.services import Signs

CARRIED = "left_out_beside"
"""Kind of the document with the marks from another case of the same community."""
SOMEBODY = "?"
"""Stands for a name that is not stored; members who look at the case are told so."""
_OWN = frozenset({WANTED, KIND, CARRIED, "exclusions"})
"""Documents about the redaction itself, or that must keep the name of an excluded person."""


def has_marks(filing: Filing) -> bool:
    """Return whether the case has marks. Needs no key."""
    return Document.objects.filter(filing=filing, kind__in=[KIND, CARRIED]).exists()


@transaction.atomic
def carry(folder: Folder, later: Folder, *, by: Signs, at: datetime) -> None:
    """Copy the marks to a case that joins later, and ask about matches in what it holds already."""
    found = papers_in(folder, seen_by=by, kinds=[KIND, CARRIED])
    for paper in found:
        data = _data(folder, paper)
        body = LeftOutBesideText(data={"key": data["key"], "marks": data["marks"]})
        write_paper(later, body=body, by=by, at=at)
    if found:
        fresh = Folder(later.filing, later.key)
        bodies = [fresh.words(one) for one in papers_in(fresh, seen_by=by) if one.kind not in _OWN]
        _ask(fresh, _held(fresh, bodies), by=by, at=at)


@transaction.atomic
def ask_of(folder: Folder, paper: Document, body: Any, *, by: Signs, at: datetime) -> None:
    """Ask the team, if a new document matches marks, whether it is about the same member."""
    opened = folder.filing.opened_at is not None  # before that, nothing was redacted
    if opened and paper.kind not in _OWN and has_marks(folder.filing):
        fresh = Folder(folder.filing, folder.key)
        _ask(fresh, _held(fresh, [body]), by=by, at=at)


def _ask(folder: Folder, lines: list[str], *, by: Signs, at: datetime) -> None:
    waiting = {line for _row, said in dropped_rows(folder, ELSEWHERE) for line in said["lines"]}
    new = [line for line in lines if line not in waiting]
    if new:
        drop(folder.filing, about="", body=LeftOutElsewhereText(lines=new), by=by, at=at)


def _held(folder: Folder, bodies: Iterable[Any]) -> list[str]:
    """Return the sequences of words that match a mark, spelled without accents."""
    texts = [text for body in bodies for text in _texts(body)]
    found: dict[str, None] = {}
    # The author may not be allowed to read the marks; the text is compared nevertheless.
    kept = Document.objects.filter(filing=folder.filing, kind__in=[KIND, CARRIED], current=True)
    for paper in kept:
        data = _data(folder, paper)
        key, wanted = bytes.fromhex(data["key"]), {(size, mark) for size, mark in data["marks"]}
        for size in {size for size, _mark in wanted}:
            for said in {one for text in texts for one in spoken(text, size)}:
                if (size, marks.blinded(key, KIND, said).hex()) in wanted:
                    found[said] = None
    return list(found)


def _data(folder: Folder, paper: Document) -> dict[str, Any]:
    body: dict[str, Any] = folder.words(paper)
    return dict(body["data"])


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
