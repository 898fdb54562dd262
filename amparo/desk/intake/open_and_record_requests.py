"""Incoming requests: opening what came, and recording what was said or handed over."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.desk.intake.reception_form import EXCLUDED_UNITS, RecordForm, here
from amparo.desk.intake.repeated_send import stored_before
from amparo.desk.worklist.unopened_request_rows import unopened_of
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import DoorShut
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import OpenedAlready, open_case
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.queries import filing_to_open, standing
from amparo.foundations.intake.requests.services import FiledAlready, NobodyMayRead, file_request
from amparo.foundations.web.law.wording import due_from, own_without_date, say, sworn_by
from amparo.law import Protocol, load_protocol
from amparo.law import Refused as LawRefused


@needs(Permission.FILING_OPEN)
def open_filing(request: StaffRequest, code: str) -> HttpResponse:
    """Say first that opening is recorded; then open the case and give access to the team."""
    now = timezone.now()
    folder = filing_to_open(code, seen_by=request.actor)
    if folder is None:
        return _not_waiting(request, code)
    if request.method != "POST":
        [one] = unopened_of([folder.filing], seen_by=request.actor, at=now)
        return render(request, "desk/open_filing.html", {"one": one})
    try:
        open_case(folder, by=request.actor, at=now)
    except OpenedAlready:
        return _just_opened(request, folder.code)
    except (NobodyMayRead, Refused):
        context = {"code": folder.code}
        return render(request, "desk/nobody_may_read.html", context, status=409)
    return redirect("desk:case", folder.code)


def _not_waiting(request: StaffRequest, code: str) -> HttpResponse:
    """Handle a request that a colleague of the same team opened meanwhile, or that the member may
    not see."""
    try:
        found = opened(code, seen_by=request.actor)
    except Http404:
        raise Http404 from None
    return _just_opened(request, found.code)


def _just_opened(request: StaffRequest, code: str) -> HttpResponse:
    return render(request, "desk/just_opened.html", {"code": code}, status=409)


@needs(Permission.FILING_RECORD)
def record(request: StaffRequest) -> HttpResponse:
    """Record a request that came by another channel. There is deliberately no way to refuse it
    here."""
    now, law = timezone.now(), load_protocol(settings.PROTOCOL)
    posted = request.method == "POST"
    form = RecordForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        law=law,
        units=list(units(seen_by=request.actor)),
        now=now,
        cut_off="cut_off" in request.POST,
        initial={"first_contact_at": here(now), "gives_words": True},
    )
    status = 200
    if posted and form.is_valid():
        try:
            return _store(request, form, law, now)
        except FiledAlready:
            return stored_before(request, form)
        except (NobodyMayRead, DoorShut, LawRefused) as refusal:
            status = _refused(form, refusal)
    elif posted:
        status = 422
    context = {"here": "record", "form": form, "sworn": sworn_by(law)}
    return render(request, "desk/record.html", context, status=status)


def _store(request: StaffRequest, form: RecordForm, law: Protocol, now: datetime) -> HttpResponse:
    filed = file_request(form.letter(), by=request.actor, at=now)
    state = standing(filed.folder.filing, at=now)
    term = state.next_due
    context: dict[str, Any] = {
        "code": filed.folder.code,
        "opened": _opened_at_once(request, filed.folder, now),
        "number": filed.folder.filing.proof_number,
        "fingerprint": filed.folder.filing.fingerprint,
        "what": say(law, f"terms.{term.term}") if term else "",
        "due": due_from(term, law, at=now) if term else None,
        "unknown": own_without_date(law, state),
        "problems": form.file_problems,
        "words": filed.words,
        "cut_off": form.cut_off,
    }
    return render(request, "desk/recorded.html", context)


def _opened_at_once(request: StaffRequest, folder: Folder, now: datetime) -> bool:
    """Open the case of the request just recorded, if the member asked for that and may do it."""
    if "opens" not in request.POST or not request.actor.may(Permission.FILING_OPEN):
        return False
    found = filing_to_open(folder.code, seen_by=request.actor)
    if found is None:
        return False
    try:
        open_case(found, by=request.actor, at=now)
    except (OpenedAlready, NobodyMayRead, Refused):
        return False  # the page offers to open it, and says there what prevents it
    return True


def _refused(form: RecordForm, refusal: Exception) -> int:
    """Add the reason why nothing was stored to the right field. Returns the HTTP status."""
    if isinstance(refusal, NobodyMayRead):
        form.add_error(EXCLUDED_UNITS, no_reader())
        return 409
    if isinstance(refusal, LawRefused):
        form.add_error("first_contact_at", refusal.sentence(get_language() or "en"))
        return 422
    form.add_error(None, shut())
    return 503


def no_reader() -> str:
    return _(
        "Then nobody of the reception could read it, and it was not stored. Ask which part of the"
        " institution must not know, or write the request on paper for another authority."
    )


def shut() -> str:
    return _("Nobody here could open it now, so it was not stored. Your words are still here.")
