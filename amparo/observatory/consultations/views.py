"""Consultations on the desk: open one, look at what came in, answer, close."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo import rules
from amparo.foundations.access.actors import Refused
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.access.queries import member_called
from amparo.foundations.look.law import say
from amparo.observatory.consultations import forms, services
from amparo.observatory.consultations.drafts import NotADraft, drafts_here, law_of
from amparo.observatory.consultations.queries import (
    Consultation,
    Phase,
    Proposal,
    Told,
    consultation_called,
    consultations,
    counts_of,
    may_answer,
    proposal_called,
    readers_of,
    told_in,
    words_for,
)

WHY: dict[str, str | Promise] = {
    "unknown_law": _("There is no such law here."),
    "closes_too_early": _("The last day lies before the first, or is over."),
    "consulted_already": _("This draft was put to everybody already: another text has another id."),
    "no_reason": _("Say for which reason something is left out."),
    "passage_not_found": _(
        "One of the passages does not stand there so: copy it letter by letter."
    ),
    "changed_meanwhile": _(
        "Its author wrote it anew meanwhile. Nothing was stored: read the new text below; what you"
        " wrote is still here."
    ),
    "withdrawn": _("Its author took it back meanwhile. Nothing was stored."),
    "closed_already": _("The consultation was closed meanwhile. Nothing was stored."),
    "not_looked_at": _("Look first whether it puts anybody in danger."),
    "answered_already": _(
        "Somebody answered it meanwhile: that answer stands. Yours is still here."
    ),
    "which_text": _("Say which text changes: what is accepted changes one."),
    "goes_on": _("Its last day is not over: until then everybody may take part."),
    "unanswered": _("Some proposals have no answer: answer them first, or say why they get none."),
}
CONFLICTS = {"changed_meanwhile", "withdrawn", "closed_already", "answered_already"}


@needs(Permission.CONSULTATION_ANSWER)
def listed(request: StaffRequest) -> HttpResponse:
    found = [(one, _name(one), _phase(one)) for one in consultations(seen_by=request.actor)]
    may_open = request.actor.may(Permission.CONSULTATION_OPEN)
    context = {"here": "team", "found": found, "may_open": may_open}
    return render(request, "consultations/listed.html", context)


@needs(Permission.CONSULTATION_OPEN)
def open_one(request: StaffRequest) -> HttpResponse:
    """Put one of the drafts that lie ready to everybody."""
    drafts = drafts_here()
    form = forms.OpenForm(_sent(request), drafts=drafts, laws=_laws(), today=timezone.localdate())
    if form.is_valid() and _opened(request, form):
        return redirect("consultations:one", form.cleaned_data["draft"])
    context = {"here": "team", "form": form, "folder": settings.DRAFTS, "drafts": drafts}
    return render(request, "consultations/open.html", context, status=_status(form))


@needs(Permission.CONSULTATION_ANSWER)
def one(request: StaffRequest, name: str) -> HttpResponse:
    """What waits for a look, what for an answer, who can read."""
    found = _called(request, name)
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
        "readers": readers,
        "reads": request.actor.member in readers,
        "others": [each for each in may_answer(seen_by=request.actor) if each not in readers],
        "may_close": may_open and phase is Phase.ANSWERING,
    }
    return render(request, "consultations/one.html", context)


@needs(Permission.CONSULTATION_ANSWER)
def readers(request: StaffRequest, name: str) -> HttpResponse:
    """Give the key to one more member whose role it is."""
    found = _called(request, name)
    member = member_called(request.POST.get("member", "")[:12], seen_by=request.actor)
    if request.method != "POST" or member is None:
        return redirect("consultations:one", name)
    try:
        services.let_read(found, member, by=request.actor, at=timezone.now())
    except Refused as refusal:
        raise Http404 from refusal
    return redirect("consultations:one", name)


@needs(Permission.CONSULTATION_OPEN)
def close(request: StaffRequest, name: str) -> HttpResponse:
    """End it with its record; what stays unanswered is said with its reason."""
    found = _called(request, name)
    form = forms.CloseForm(_sent(request), label_suffix="")
    if form.is_valid() and _closed(request, found, form):
        return redirect("consultations:one", name)
    told = told_in(found, seen_by=request.actor)
    counts = counts_of(found, told, at=timezone.now(), seen_by=request.actor)
    context = {"here": "team", "consultation": found, "counts": counts, "form": form}
    return render(request, "consultations/close.html", context, status=_status(form))


@needs(Permission.CONSULTATION_ANSWER)
def look(request: StaffRequest, name: str, code: str) -> HttpResponse:
    """Whether it puts anybody in danger; nothing else is asked."""

    def done(form: forms.LookForm, proposal: Proposal, seen: int) -> object:
        return services.look(proposal, form.look, seen=seen, by=request.actor, at=timezone.now())

    return _judged(request, (name, code), forms.LookForm, done, "consultations/look.html")


@needs(Permission.CONSULTATION_ANSWER)
def answer(request: StaffRequest, name: str, code: str) -> HttpResponse:
    def done(form: forms.AnswerForm, proposal: Proposal, seen: int) -> object:
        return services.answer(proposal, form.given, seen=seen, by=request.actor, at=timezone.now())

    return _judged(request, (name, code), forms.AnswerForm, done, "consultations/answer.html")


# --- inside ---


def _judged[F: django_forms.Form](
    request: StaffRequest,
    which: tuple[str, str],
    make: type[F],
    done: Callable[[F, Proposal, int], object],
    template: str,
) -> HttpResponse:
    """One proposal, and what whoever judges it says of it."""
    found, told, words = _to_judge(request, *which)
    form = make(_sent(request), label_suffix="", initial={"version": told.proposal.version})
    if form.is_valid():
        try:
            done(form, told.proposal, form.cleaned_data["version"])
        except services.Hindered as refusal:
            _say(form, refusal, told)
        else:
            return redirect("consultations:one", which[0])
    context = {"consultation": found, "told": told, "words": words, "form": form}
    return render(request, template, context, status=_status(form))


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _called(request: StaffRequest, name: str) -> Consultation:
    found = consultation_called(name, seen_by=request.actor)
    if found is None:
        raise Http404
    return found


def _to_judge(
    request: StaffRequest, name: str, code: str
) -> tuple[Consultation, Told, dict[str, Any]]:
    """A proposal with all that was written. Http404 for whoever holds no key to it."""
    found = _called(request, name)
    told = proposal_called(found, code, seen_by=request.actor)
    if told is None:
        raise Http404
    try:
        return found, told, words_for(told.proposal, seen_by=request.actor)
    except Refused as refusal:
        raise Http404 from refusal


def _opened(request: StaffRequest, form: forms.OpenForm) -> bool:
    try:
        services.open_consultation(form.plan, by=request.actor, at=timezone.now())
    except NotADraft as refusal:
        for sentence in refusal.sentences:
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


def _say(form: django_forms.Form, refusal: services.Hindered, told: Told) -> None:
    """Why it was refused; where the text is another now, the next send is upon that one."""
    form.add_error(None, str(WHY[refusal.reason]))
    form.conflict = refusal.reason in CONFLICTS  # type: ignore[attr-defined]
    if refusal.reason == "changed_meanwhile":
        form.data = {**form.data.dict(), "version": str(told.proposal.version)}  # type: ignore[attr-defined]


def _status(form: django_forms.Form) -> int:
    if not form.errors:
        return 200
    return 409 if getattr(form, "conflict", False) else 422


def _name(found: Consultation) -> str:
    return say(law_of(found.name, found.files), "protocol.name")


def _phase(found: Consultation) -> Phase:
    return found.phase_on(timezone.localdate())


def _laws() -> list[tuple[str, str]]:
    """The law by which the site runs comes first."""
    found = sorted(rules.known_protocols(), key=lambda name: name != settings.PROTOCOL)
    return [(name, say(rules.load(name), "protocol.name")) for name in found]
