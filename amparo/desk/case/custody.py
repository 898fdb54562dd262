"""Thumbnails of the files of a case, and the chain of custody of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.exports.queries import exports_of
from amparo.crypto.errors import Unsealable
from amparo.crypto.file_statements import FileStatement
from amparo.desk.case.documents import Kept, files_of
from amparo.desk.case.files import as_address, file_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.accounts.wording import roles_in_words, why_she_takes
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.custody_chain import (
    Step,
    custody_of,
    files_shown,
    statement_of,
)
from amparo.foundations.cases.fields import FILES, must_be_open
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.files.attachments import OpenedFile, open_attachment
from amparo.foundations.intake.files.rendering_queue import a_turn
from amparo.foundations.intake.files.sandboxed_rendering import SHOWABLE, NotShown, cleaned
from amparo.law import load_protocol

PAGE = 6
PATIENCE = 6.0  # seconds for all thumbnails of a page; the page says if there are more
HAPPENED: dict[tuple[str, str], Promise] = {
    ("FileReceived", ""): gettext_lazy("Received and encrypted"),
    ("FileShown", "small"): gettext_lazy("Seen in small"),
    ("FileShown", "whole"): gettext_lazy("Looked at, as a copy without its traces"),
    ("FileShown", "copy"): gettext_lazy("Downloaded, as a copy without its traces"),
    ("FileTaken", ""): gettext_lazy("Downloaded as it was sent"),
    ("ExportTaken", "original"): gettext_lazy("Left as it was sent, for somebody outside"),
    ("ExportTaken", "clean"): gettext_lazy("A copy without its traces left, for somebody outside"),
    ("ExportTaken", "statement"): gettext_lazy("A statement on it left, for somebody outside"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A file with its thumbnail as a data URL; empty where there is none."""

    file: Kept
    small: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the chain of custody; `what_for`: the purpose or the recipient."""

    at: datetime
    what: Promise
    who: str
    role: str
    what_for: str


@needs(Permission.CASE_READ)
def every_file(request: StaffRequest, code: str) -> HttpResponse:
    """Show the files of a case, newest first, with thumbnails."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    must_be_open(open_case, FILES, seen_by=request.actor)
    law = load_protocol(open_case.folder.filing.protocol)
    found = files_of(open_case, law, seen_by=request.actor)[::-1]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    small = _in_small(open_case, list(page.object_list), seen_by=request.actor)
    files_shown(open_case.case, small, "small", by=request.actor, at=now)
    seen = [Seen(one, small.get(one.ref, "")) for one in page.object_list]
    return render(request, "desk/files.html", {"open_case": open_case, "page": page, "seen": seen})


@needs(Permission.CASE_READ)
def custody(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show the chain of custody of one file from the record; its hash is computed anew."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    found = file_of(open_case, ref, request)
    kept = custody_of(open_case, found, seen_by=request.actor)
    context = {
        "open_case": open_case,
        "found": found,
        "custody": kept,
        "steps": _told(open_case, kept.steps, seen_by=request.actor),
        "digest": found.digest.hex(" ", 4),
        "published_on": _published_on(statement_of(found, kept, seen_by=request.actor)),
    }
    return render(request, "desk/custody.html", context)


def _published_on(made: FileStatement | None) -> date | None:
    """Return the day by which the file was provably on record; None while nothing can be stated."""
    return date.fromisoformat(made.inclusion.head.day) if made and made.inclusion else None


def _in_small(open_case: OpenCase, files: Sequence[Kept], *, seen_by: Actor) -> dict[str, str]:
    """Return the thumbnails by ref. Files without one are left out: hostile or damaged files, or
    all of them while the renderer is busy."""
    made: dict[str, str] = {}
    until = monotonic() + PATIENCE
    try:
        with a_turn():
            for one in files:
                found = open_attachment(open_case.folder, one.ref, seen_by=seen_by)
                if found and found.attachment.kind in SHOWABLE and monotonic() < until:
                    made |= _small(found)
    except NotShown:
        pass  # busy
    return made


def _small(found: OpenedFile) -> dict[str, str]:
    try:
        copy = cleaned(found.attachment.kind, b"".join(found.pieces()), small=True)
    except (NotShown, Unsealable, OSError):
        return {}
    return {found.attachment.ref: as_address(copy)}


def _told(open_case: OpenCase, steps: Sequence[Step], *, seen_by: Actor) -> list[Told]:
    went = {one.row.ref: one.name for one in exports_of(open_case, seen_by=seen_by)}
    names = names_of([one.by for one in steps], seen_by=seen_by)
    known = [one for one in steps if (one.event, one.form) in HAPPENED]
    return [
        Told(
            one.at,
            HAPPENED[one.event, one.form],
            names.get(one.by) or _who(one.by),
            roles_in_words(one.role),
            went.get(one.export) or why_she_takes().get(one.what_for, ""),
        )
        for one in known
    ]


def _who(signature: str) -> str:
    if signature == "person":
        return _("The person")
    return _("Somebody else of the case") if signature.startswith("other:") else _("This service")
