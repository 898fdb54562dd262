"""Files of a case: the original as it came, a copy without metadata, and pictures to view."""

from base64 import b64encode
from datetime import datetime

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.collectives.redaction.files_to_review import files_held_back
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor, Refused, must_be_free
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.custody_chain import copy_taken, file_taken, files_shown
from amparo.foundations.cases.access.file_download import TO_LOOK, take_page, taken_for
from amparo.foundations.cases.fields import FILES, must_be_open
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.files.attachments import OpenedFile, open_attachment
from amparo.foundations.intake.files.downloads import download
from amparo.foundations.intake.files.file_types import kind_of
from amparo.foundations.intake.files.rendering_queue import a_turn
from amparo.foundations.intake.files.sandboxed_rendering import (
    RECORDINGS,
    NotShown,
    Rendition,
    cleaned,
    page_of,
    to_give,
)

FARTHEST = 100_000  # upper limit for a requested page of any document
NOT_SHOWN = (NotShown, Unsealable, OSError)


@needs(Permission.CASE_READ)
@afresh(at_once=True)
def original(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Send the original file in pieces, as a download, after the purpose was stated. A file that
    waits for a review is given for that review only."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    if request.actor.is_held_back:  # a member who is held back can take nothing out
        raise Http404
    found = file_of(open_case, ref, request)
    held_back = found.attachment.ref in files_held_back(open_case.folder, seen_by=request.actor)
    if held_back and TO_LOOK not in request.GET:
        context = {"open_case": open_case, "ref": found.attachment.ref}
        return render(request, "desk/held_back.html", context, status=409)
    form = taken_for(request, held_back=held_back)
    if not form.is_valid():
        why = _(
            "It leaves this site with you. It carries what its maker left in it: place, device,"
            " names. Give it to nobody who may not know these."
        )
        outside = "" if held_back else found.attachment.ref
        verb = _("Download the original")
        return take_page(request, open_case, form, verb=verb, why=why, outside=outside)
    file_taken(open_case.case, ref, what_for=form.cleaned_data["reason"], by=request.actor, at=now)
    kind = found.attachment.kind
    return download(request, found.pieces(), ref=ref, kind=kind, size=found.size)


@needs(Permission.CASE_READ)
def shown(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show a newly rendered picture of the file, without author, place and device. Of a document,
    show one page. The file itself does not reach the reader's browser unless they download it."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    found = file_of(open_case, ref, request)
    asked = _number(request.GET.get("page", ""))
    try:
        with a_turn():
            picture = _to_look_at(found, asked)
    except NOT_SHOWN as problem:
        page = asked if found.attachment.kind == "pdf" else 0
        return _not_shown(request, open_case, ref, problem, page=page)
    files_shown(open_case.case, [ref], "whole", by=request.actor, at=now)
    context = {"open_case": open_case, "ref": ref, "picture": as_address(picture)}
    if found.attachment.kind == "pdf":
        context["page"] = Paginator(range(picture.pages), 1).get_page(asked)
        context["goes_on"] = picture.goes_on
    return render(request, "desk/shown.html", context)


@needs(Permission.CASE_READ)
@afresh(at_once=True)
def clean_copy(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Send a document without history, scripts, attachments and external links, or a recording
    without metadata, as a download: no browser displays these without running their active
    content."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    if request.actor.is_held_back:  # as of the original
        raise Http404
    found = file_of(open_case, ref, request)
    if found.attachment.ref in files_held_back(open_case.folder, seen_by=request.actor):
        context = {"open_case": open_case, "ref": ref}
        return render(request, "desk/held_back.html", context, status=409)
    form = taken_for(request)
    if not form.is_valid():
        why = (
            _(
                "It leaves this site with you. Place, device, names and times that were written"
                " into it stay behind. What is heard and seen goes along: voices, faces, whatever"
                " somebody says."
            )
            if found.attachment.kind in RECORDINGS
            else _("It leaves this site with you, with all that is seen on it.")
        )
        verb, outside = _("Download the copy without its traces"), found.attachment.ref
        return take_page(request, open_case, form, verb=verb, why=why, outside=outside)
    try:
        with a_turn():
            copy = to_give(found.attachment.kind, b"".join(found.pieces()))
    except NOT_SHOWN as problem:
        no_copy = found.attachment.kind in RECORDINGS
        return _not_shown(request, open_case, ref, problem, no_copy=no_copy)
    _take(code, ref, what_for=form.cleaned_data["reason"], by=request.actor, at=now)
    kind = kind_of(copy.content) or found.attachment.kind
    return download(request, [copy.content], ref=ref, kind=kind, size=len(copy.content))


@transaction.atomic
def _take(code: str, ref: str, *, what_for: str, by: Actor, at: datetime) -> None:
    """Record that the member takes a copy, at the moment of doing so, since making it takes long.
    Raises Http404 where the account ended meanwhile, the member lost access or is held back, or the
    file was put aside for review."""
    try:
        must_be_free(by)
    except Refused:
        raise Http404 from None
    open_case = opened(code, seen_by=by)
    if ref in files_held_back(open_case.folder, seen_by=by):
        raise Http404
    copy_taken(open_case.case, ref, what_for=what_for, by=by, at=at)


def _to_look_at(found: OpenedFile, asked: int) -> Rendition:
    kind, content = found.attachment.kind, b"".join(found.pieces())
    return page_of(content, asked) if kind == "pdf" else cleaned(kind, content)


def _number(asked: str) -> int:
    known = asked.isascii() and asked.isdecimal() and len(asked) < len(str(FARTHEST))
    return max(int(asked), 1) if known else 1


def _not_shown(
    request: StaffRequest,
    open_case: OpenCase,
    ref: str,
    problem: Exception,
    *,
    page: int = 0,
    no_copy: bool = False,
) -> HttpResponse:
    reason = str(problem) if isinstance(problem, NotShown) else "unreadable"
    busy = reason == "busy"
    context = {"open_case": open_case, "ref": ref, "why": _why(reason), "busy": busy}
    context["no_copy"] = no_copy
    if page and reason != "locked":  # of a document: the number of pages is not known
        context |= {"document": True, "before": page - 1, "after": page + 1}
    return render(request, "desk/not_shown.html", context, status=503 if busy else 422)


def as_address(copy: Rendition) -> str:
    """Return the picture as a data URL, so that it has no address that a browser could store."""
    return f"data:{copy.media_type};base64,{b64encode(copy.content).decode()}"


def file_of(open_case: OpenCase, ref: str, request: StaffRequest) -> OpenedFile:
    """Return the file. Raises Http404 for a file of another case, as for a missing one."""
    found = open_attachment(open_case.folder, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    must_be_open(open_case, FILES, seen_by=request.actor)
    return found


def _why(reason: str) -> str:
    reasons = {
        "too_large": _(
            "It would take more memory or time than is safe: it is very large, or made to"
            " look small. Download the original only on a computer with nothing important on"
            " it."
        ),
        "unreadable": _("It is damaged, or it is not what it says it is."),
        "locked": _(
            "It is closed with a password, which nobody here has. Ask whoever sent it, in a way"
            " that is safe for them, to send it again without one."
        ),
        "busy": _(
            "Other files are being prepared just now, two at a time so that nothing else waits for"
            " them. Try again in half a minute."
        ),
        "not_known": _(
            "It is coded in a way that nothing here takes apart: nobody can say what was written"
            " into it. The original may tell place, device and names to whoever gets it."
        ),
        "other_kind": _(
            "Only pictures and PDF documents can be shown without their traces, and of pictures"
            " those that are coded in a usual way. Ask whoever sent it, in a way that is safe for"
            " them, to send it again as JPEG."
        ),
    }
    return reasons[reason]
