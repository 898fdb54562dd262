"""Files that the team sends to the person. What she sent herself is never given out again: whoever
looks over her shoulder, or has her words, must not get her evidence too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils import timezone

from amparo.door.visit.visits import VisitRequest, with_words
from amparo.foundations.intake.files.attachments import (
    attachments_in,
    described,
    open_attachment,
    taken_from_page,
)
from amparo.foundations.intake.files.downloads import download
from amparo.foundations.intake.files.kinds import KINDS
from amparo.foundations.intake.keys.case_keys import Visitor

# No browser plays these: a telephone's own program does.
NOT_PLAYED = frozenset({"amr"})


@dataclass(frozen=True, slots=True)
class FileForHer:
    """A file as her page names it: by its kind and size, never by the name its sender gave it."""

    ref: str
    kind: str
    size: int
    stored_at: datetime
    paper_ref: str
    plays: str
    """audio or video, where a browser plays it; empty otherwise."""


def files_for(visitor: Visitor) -> list[FileForHer]:
    """What was sent to her, newest first."""
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
    """Those that come with none of these papers, and would be on no page otherwise."""
    known = set(papers)
    return [one for one in files if one.paper_ref not in known]


@with_words
def file(request: VisitRequest, ref: str) -> HttpResponse:
    """As it was sent, piece by piece from its envelope, on record before its first byte; another's
    and a missing one are the same answer."""
    visitor = request.visitor
    found = open_attachment(visitor.folder, ref, seen_by=visitor)
    if found is None:
        raise Http404
    since = request.sitting.sitting.began_at
    taken_from_page(visitor.folder, ref, since=since, by=visitor, at=timezone.now())
    kind = found.attachment.kind
    return download(request, found.pieces(), ref=ref, kind=kind, size=found.size)
