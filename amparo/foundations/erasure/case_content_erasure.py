"""Erase the content of a case: every sealed text and every key to it. Services, by noun: what is
erased.

No key is needed. What was done and when remains: rows of codes and dates, and the record. All
database content goes in one transaction; then the files are deleted from disk, which may be
repeated until the erasure is noted as finished.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet

from amparo.foundations.erasure import events
from amparo.foundations.erasure.disk_remains import write_over
from amparo.foundations.erasure.erasure_list import note
from amparo.foundations.erasure.exact_locations import empty_places
from amparo.foundations.erasure.models import ErasedContentStub, Erasure, ExactLocation
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import (
    Attachment,
    CaseKey,
    Document,
    Exclusion,
    Filing,
    RecoveredCaseKey,
    SealedMessage,
)
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people.models import (
    AccessCredential,
    CredentialCopy,
    RelatedPersonMessage,
)

type Row = tuple[str, int, datetime, datetime]

# The class under which a stub names a document. Kinds not listed here count as written about the
# case, because the kind itself would reveal too much.
CLASSES = {
    "request": "request",
    "urgent": "request",
    "answer": "request",
    "exclusions": "must_not_know",
    "kept_from": "must_not_know",
    "message": "messages",
    "acknowledgement": "messages",
    "decision": "resolutions",
}
WRITTEN, FILES, PLACES, OTHERS = "written", "files", "places", "others"


@transaction.atomic
def empty(erasure: Erasure, *, by: Signs, at: datetime) -> None:
    """Erase the content. The caller has checked, with the case locked, that nothing forbids it."""
    filing = erasure.filing
    hold_row(filing).values_list("pk").first()
    whole = erasure.scope == Erasure.Scope.EVERYTHING
    _note_what_stood(erasure, whole=whole)
    files = Attachment.objects.filter(filing=filing)
    names = list(files.values_list("stored_as", flat=True))
    papers = keys = 0
    if whole:
        papers = Document.objects.filter(filing=filing).exclude(sealed=b"").update(sealed=b"")
        empty_places(filing, by=by, at=at)
        _others_read_nothing(filing, at=at)
        keys = _no_key_is_left(filing)
    files.delete()
    Erasure.objects.filter(pk=erasure.pk).update(erased_at=at, files=names)
    event = events.ContentErased(
        about=filing.code,
        erasure=erasure.ref,
        scope=erasure.scope,
        how=erasure.how,
        papers=papers,
        files=len(names),
        keys=keys,
    )
    record(event, by=by, at=at)


def take_files_too(ref: str, names: Iterable[str]) -> None:
    """Add files of a higher layer to the erasure, in the transaction in which that layer empties
    its tables."""
    erasure = Erasure.objects.get(ref=ref)
    erasure.files = [*erasure.files, *names]
    Erasure.objects.filter(pk=erasure.pk).update(files=erasure.files)


def finish(*, by: Signs, at: datetime, over: Callable[[], bool] | None = None) -> int:
    """Delete files from disk and overwrite freed pages for each erasure whose rows are gone.

    Also resumes after a crash. Each erasure is first put on the list that is kept outside the
    backups, even where pages are overwritten much later by another role. Nothing is marked finished
    unless it is on the list and its pages were overwritten (`over` tells whether they were);
    otherwise the next run tries again. Returns how many were finished.
    """
    begun = list(Erasure.objects.filter(erased_at__isnull=False, done_at=None).order_by("pk"))
    for one in begun:
        for name in one.files:
            path_of(name).unlink(missing_ok=True)
    note(begun, at=at)
    if not begun or not (over or write_over)():
        return 0
    for one in begun:
        _finished(one, by=by, at=at)
    return len(begun)


# --- inside ---


@transaction.atomic
def _finished(erasure: Erasure, *, by: Signs, at: datetime) -> None:
    Erasure.objects.filter(pk=erasure.pk).update(done_at=at, files=[])
    event = events.ErasureFinished(about=erasure.filing.code, erasure=erasure.ref)
    record(event, by=by, at=at)


def _no_key_is_left(filing: Filing) -> int:
    """Delete every key, so that neither the person, the team nor the keyholders can open this
    case."""
    Exclusion.objects.filter(filing=filing).delete()
    SealedMessage.objects.filter(filing=filing).delete()
    RecoveredCaseKey.objects.filter(filing=filing).delete()
    Filing.objects.filter(pk=filing.pk).update(sealed_slot=b"")
    return CaseKey.objects.filter(filing=filing).delete()[0]


def _others_read_nothing(filing: Filing, *, at: datetime) -> None:
    CredentialCopy.objects.filter(way__other__filing=filing).delete()
    RelatedPersonMessage.objects.filter(other__filing=filing).delete()
    ways = AccessCredential.objects.filter(other__filing=filing)
    ways.filter(ended_at=None).update(ended_at=at, identity=None)


def _note_what_stood(erasure: Erasure, *, whole: bool) -> None:
    filing = erasure.filing
    found = _counted(Attachment.objects.filter(filing=filing), "stored_at", FILES)
    if whole:
        found += _of_papers(filing)
        found += _counted(ExactLocation.objects.filter(filing=filing), "written_at", PLACES)
        found += _counted(
            RelatedPersonMessage.objects.filter(other__filing=filing), "said_at", OTHERS
        )
    ErasedContentStub.objects.bulk_create(
        [
            ErasedContentStub(erasure=erasure, kind=kind, count=count, first_at=first, last_at=last)
            for kind, count, first, last in found
        ]
    )


def _of_papers(filing: Filing) -> list[Row]:
    papers = Document.objects.filter(filing=filing)
    named = sorted(set(CLASSES.values()))
    found: list[Row] = []
    for name in named:
        kinds = [kind for kind, group in CLASSES.items() if group == name]
        found += _counted(papers.filter(kind__in=kinds), "written_at", name)
    return found + _counted(papers.exclude(kind__in=CLASSES), "written_at", WRITTEN)


def _counted(rows: QuerySet[Any], moment: str, kind: str) -> list[Row]:
    said = rows.aggregate(count=Count("pk"), first=Min(moment), last=Max(moment))
    return [(kind, said["count"], said["first"], said["last"])] if said["count"] else []
