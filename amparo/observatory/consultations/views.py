"""Staff pages of consultations: open one, look at what came in, answer, close."""

from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import member_called
from amparo.foundations.web.law.wording import say
from amparo.law import known_protocols, load_protocol
from amparo.observatory.consultations import forms, services
from amparo.observatory.consultations.drafts import NotADraft, drafts_here, law_of
from amparo.observatory.consultations.queries import (
    Consultation,
    Phase,
    Proposal,
    consultation_called,
    consultations,
    counts_of,
    may_answer,
    readers_of,
    told_in,
)
from amparo.observatory.consultations.wording import WHY


@needs(Permission.CONSULTATION_ANSWER)
def listed(request: StaffRequest) -> HttpResponse:
    found = [(one, _name(one), _phase(one)) for one in consultations(seen_by=request.actor)]
    may_open = request.actor.may(Permission.CONSULTATION_OPEN)
    context = {"here": "team", "found": found, "may_open": may_open}
    return render(request, "consultations/listed.html", context)


@needs(Permission.CONSULTATION_OPEN)
@afresh()
def open_one(request: StaffRequest) -> HttpResponse:
    """Put one of the provided drafts to the public."""
    drafts = drafts_here()
    form = forms.OpenForm(sent(request), drafts=drafts, laws=_laws(), today=timezone.localdate())
    if form.is_valid() and _opened(request, form):
        return redirect("consultations:one", form.cleaned_data["draft"])
    context = {"here": "team", "form": form, "folder": settings.DRAFTS, "drafts": drafts}
    return render(request, "consultations/open.html", context, status=status(form))


@needs(Permission.CONSULTATION_ANSWER)
def one(request: StaffRequest, name: str) -> HttpResponse:
    """Show what waits for a look, what for an answer, and who can read."""
    found = called(request, name)
    phase = _phase(found)
    told = told_in(found, seen_by=request.actor)
    readers = readers_of(found, seen_by=request.actor)
    gone = (Proposal.State.WITHDRAWN, Proposal.State.WAITING)
    may_open = request.actor.may(Permission.CONSULTATION_OPEN)
    context = {
        "here": "team",
        "consultation": found,
        "name": _name(found),
        "phase": phase,
        "goes_on": phase is not Phase.CLOSED,
        "counts": counts_of(found, told, at=timezone.now(), seen_by=request.actor),
        "waiting": [each for each in told if each.waits],
        "unanswered": [x for x in told if x.unanswered and x.proposal.state not in gone],
        "answered": [each for each in told if each.answer],
        "left": [x for x in told if phase is Phase.CLOSED and not x.answers and not x.waits],
        "readers": readers,
        "reads": request.actor.member in readers,
        "others": [each for each in may_answer(seen_by=request.actor) if each not in readers],
        "may_close": may_open and phase is Phase.ANSWERING,
    }
    return render(request, "consultations/one.html", context)


@needs(Permission.CONSULTATION_ANSWER)
@afresh()
def readers(request: StaffRequest, name: str) -> HttpResponse:
    """Give the key to one more member whose role it is."""
    found = called(request, name)
    member = member_called(request.POST.get("member", "")[:12], seen_by=request.actor)
    if request.method != "POST" or member is None:
        return redirect("consultations:one", name)
    try:
        services.let_read(found, member, by=request.actor, at=timezone.now())
    except Refused as refusal:
        raise Http404 from refusal
    return redirect("consultations:one", name)


@needs(Permission.CONSULTATION_OPEN)
@afresh()
def close(request: StaffRequest, name: str) -> HttpResponse:
    """Close a consultation with its record; a reason is given for what stays unanswered."""
    found = called(request, name)
    form = forms.CloseForm(sent(request), label_suffix="")
    if form.is_valid() and _closed(request, found, form):
        return redirect("consultations:one", name)
    told = told_in(found, seen_by=request.actor)
    counts = counts_of(found, told, at=timezone.now(), seen_by=request.actor)
    context = {"here": "team", "consultation": found, "counts": counts, "form": form}
    return render(request, "consultations/close.html", context, status=status(form))


# --- inside ---


def sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def called(request: StaffRequest, name: str) -> Consultation:
    found = consultation_called(name, seen_by=request.actor)
    if found is None:
        raise Http404
    return found


def _opened(request: StaffRequest, form: forms.OpenForm) -> bool:
    try:
        services.open_consultation(form.plan, by=request.actor, at=timezone.now())
    except NotADraft as refusal:
        for sentence in refusal.sentences(get_language() or ""):
            form.add_error("draft", sentence)
    except services.Hindered as refusal:
        form.add_error(None, str(WHY[refusal.reason]))
    return not form.errors


def _closed(request: StaffRequest, found: Consultation, form: forms.CloseForm) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        services.close(found, reason=reason, by=request.actor, at=timezone.now())
    except services.Hindered as refusal:
        form.add_error(None, str(WHY[refusal.reason]))
    return not form.errors


def status(form: django_forms.Form) -> int:
    if not form.errors:
        return 200
    return 409 if getattr(form, "conflict", False) else 422


def _name(found: Consultation) -> str:
    return say(law_of(found.name, found.files), "protocol.name")


def _phase(found: Consultation) -> Phase:
    return found.phase_on(timezone.localdate())


def _laws() -> list[tuple[str, str]]:
    """All laws, the site's own first."""
    found = sorted(known_protocols(), key=lambda name: name != settings.PROTOCOL)
    return [(name, say(load_protocol(name), "protocol.name")) for name in found]
