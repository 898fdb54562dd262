"""Files that the team sends to the person. The person's own files cannot be downloaded here: one
who looks over their shoulder, or has their access phrase, must not get the evidence too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils import timezone

from amparo.door.visit.person_session import VisitRequest, with_words
from amparo.foundations.intake.files.attachments import (
    attachments_in,
    described,
    open_attachment,
    taken_from_page,
)
from amparo.foundations.intake.files.downloads import download
from amparo.foundations.intake.files.file_types import KINDS
from amparo.foundations.intake.keys.case_keys import Visitor

# No browser plays these; programs of telephones do.
NOT_PLAYED = frozenset({"amr"})


@dataclass(frozen=True, slots=True)
class FileForHer:
    """A file on the person's page: by kind and size, never by its original name."""

    ref: str
    kind: str
    size: int
    stored_at: datetime
    paper_ref: str
    plays: str
    """"audio" or "video" where a browser plays it; otherwise ""."""


def files_for(visitor: Visitor) -> list[FileForHer]:
    """Return the files sent to the person, newest first."""
    found = [one for one in attachments_in(visitor.folder, seen_by=visitor) if one.for_person]
    return [
        FileForHer(
            one.ref,
            KINDS[one.kind][1].upper(),
            described(visitor.folder, one).size,
            one.stored_at,
            one.paper_ref,
            plays(one.kind),
        )
        for one in reversed(found)
    ]


def plays(kind: str) -> str:
    sort = KINDS[kind][0].partition("/")[0]
    return sort if sort in {"audio", "video"} and kind not in NOT_PLAYED else ""


def loose(files: Iterable[FileForHer], papers: Iterable[str]) -> list[FileForHer]:
    """Return the files that belong to none of these documents, and would be on no page
    otherwise."""
    known = set(papers)
    return [one for one in files if one.paper_ref not in known]


@with_words
def file(request: VisitRequest, ref: str) -> HttpResponse:
    """Send a file in pieces as it was uploaded. The download is recorded before the first byte. A
    file of another case gets the same answer as a missing one."""
    visitor = request.visitor
    found = open_attachment(visitor.folder, ref, seen_by=visitor)
    if found is None:
        raise Http404
    since = request.sitting.sitting.began_at
    taken_from_page(visitor.folder, ref, since=since, by=visitor, at=timezone.now())
    kind = found.attachment.kind
    return download(request, found.pieces(), ref=ref, kind=kind, size=found.size)
