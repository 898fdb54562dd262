"""Pages on which one proposal is judged: whether it endangers anyone, and how it is answered."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.consultations import danger_review as looking
from amparo.observatory.consultations import forms, services
from amparo.observatory.consultations.canonical_record import as_received
from amparo.observatory.consultations.queries import (
    Consultation,
    Proposal,
    Told,
    left_out_of,
    proposal_called,
)
from amparo.observatory.consultations.views import called, sent, status
from amparo.observatory.consultations.wording import CONFLICTS, WHY

State = Proposal.State
type Words = dict[str, Any]


@needs(Permission.CONSULTATION_ANSWER)
@afresh()
def look(request: StaffRequest, name: str, code: str) -> HttpResponse:
    """Note whether a proposal endangers anyone, and nothing else. What would be left can be
    previewed before it is stored."""
    found, told, words = _to_judge(request, name, code)
    left_out = left_out_of(told.proposal, seen_by=request.actor) if words.get("salt") else []
    before = looking.still_in(words, left_out)
    form = forms.LookForm(sent(request), label_suffix="", initial=_found_before(told, before))
    altered = "salt" in words and not as_received(told.proposal, words)
    context = {"before": before, "altered": altered}
    if form.is_valid() and request.POST.get("go") == "preview":
        context["left"] = _tried(form, told, words)
    elif form.is_valid() and _done(form, told, lambda: _look(form, told, request)):
        return redirect("consultations:one", name)
    context |= {"consultation": found, "told": told, "words": words, "form": form}
    return render(request, "consultations/look.html", context, status=status(form))


@needs(Permission.CONSULTATION_ANSWER)
@afresh()
def answer(request: StaffRequest, name: str, code: str) -> HttpResponse:
    found, told, words = _to_judge(request, name, code)
    initial = {"version": told.proposal.version}
    form = forms.AnswerForm(sent(request), label_suffix="", initial=initial)

    def act() -> object:
        seen = form.cleaned_data["version"]
        by, at = request.actor, timezone.now()
        return services.answer(told.proposal, form.given, seen=seen, by=by, at=at)

    if form.is_valid() and _done(form, told, act):
        return redirect("consultations:one", name)
    context = {"consultation": found, "told": told, "words": words, "form": form}
    return render(request, "consultations/answer.html", context, status=status(form))


# --- inside ---


def _look(form: forms.LookForm, told: Told, request: StaffRequest) -> None:
    said = form.cleaned_data
    seen, after = said["version"], said["looks"] or 0
    by, at = request.actor, timezone.now()
    looking.look(told.proposal, form.look, seen=seen, after=after, by=by, at=at)


def _found_before(told: Told, before: list[str]) -> dict[str, Any]:
    """Initial data from the last look, so that a member changes only what differs."""
    row = told.proposal
    stands: dict[str, Any] = {"version": row.version, "looks": row.looks}
    if row.state == State.WITHHELD:
        return {**stands, "what": forms.NOTHING, "reason": row.reason}
    if before:
        passages = "\n".join(before)
        return {**stands, "what": forms.BUT, "reason": row.reason, "passages": passages}
    return stands


def _tried(form: forms.LookForm, told: Told, words: Words) -> looking.Left | None:
    left = looking.left_by(told.proposal, words, form.look)
    if left.missing:
        form.add_error("passages", str(WHY["passage_not_found"]))
        return None
    return left


def _done(form: django_forms.Form, told: Told, act: Callable[[], object]) -> bool:
    try:
        act()
    except services.Hindered as refusal:
        _say(form, refusal, told)
        return False
    return True


def _say(form: django_forms.Form, refusal: services.Hindered, told: Told) -> None:
    """Add the reason of the refusal; where the text has changed, the next request applies to the
    new one."""
    form.add_error(None, str(WHY[refusal.reason]))
    form.conflict = refusal.reason in CONFLICTS  # type: ignore[attr-defined]
    if refusal.reason in {"changed_meanwhile", "looked_meanwhile"}:
        now = {"version": str(told.proposal.version), "looks": str(told.proposal.looks)}
        form.data = {**form.data.dict(), **now}  # type: ignore[attr-defined]


def _to_judge(request: StaffRequest, name: str, code: str) -> tuple[Consultation, Told, Words]:
    """A proposal with all that was written. Raises Http404 for a member without its key."""
    found = called(request, name)
    told = proposal_called(found, code, seen_by=request.actor)
    if told is None:
        raise Http404
    try:
        return found, told, looking.words_to_judge(told.proposal, seen_by=request.actor)
    except Refused as refusal:
        raise Http404 from refusal
