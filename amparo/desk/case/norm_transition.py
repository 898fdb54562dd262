"""Apply another norm to a case: what that would change, shown before the decision; and the act
itself, with its reasons, after a confirmation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from amparo.casework.admission.message_views import LONGEST
from amparo.desk.case.current_norm import newer_norm
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case
from amparo.foundations.cases.next_acts import ON_OWN_PAGE, SUMMARY, CaseAct
from amparo.foundations.cases.norm_transition import (
    Plan,
    entitled,
    pass_over,
    plan_back,
    plan_to,
    take_back,
)
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.norm_transition import changes_in_words, norm_in_words
from amparo.foundations.web.law.wording import due_from, say, say_term
from amparo.law import Protocol
from amparo.law import Refused as LawRefused
from amparo.law.state.norm_transition import Pair


class Given(TypedDict):
    """The member's reasons, and the mark of the difference that was shown."""

    reason: str
    seen: str


type CarryOut = Callable[[Given], object]

REFUSED: dict[str, Promise] = {
    "closed": gettext_lazy("This case is closed: it stays under the norm that it ended under."),
    "left": gettext_lazy("The person left the procedure: the case stays as it is."),
    "not_yours": gettext_lazy("Whoever decides or supervises puts this on record."),
    "shown_otherwise": gettext_lazy(
        "Something changed since this page was shown. Read what it would change now; your reasons"
        " are kept."
    ),
    "nothing_to_take_back": gettext_lazy("It was taken back already."),
}


class PassingForm(forms.Form):
    """Why the case passes to another norm. The person reads it in full."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The person reads this in full, beside what changes."),
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    sure = forms.CharField(widget=forms.HiddenInput, required=False, max_length=3)


@dataclass(frozen=True, slots=True)
class Both:
    """One term under the present norm and under the other, with its reasons."""

    name: str
    before: Due | None
    after: Due | None
    words: tuple[str, ...]


@needs(Permission.CASE_READ)
@CaseAct(SUMMARY, gettext_lazy("The case passed to the other norm."), ON_OWN_PAGE)
def norm(request: StaffRequest, code: str) -> HttpResponse:
    """Show what another norm would change, and apply it."""
    open_case, now = opened_case(request, code), timezone.now()
    newer, filing = newer_norm(open_case), open_case.folder.filing
    plan, told = (
        None,
        _(
            "No norm on this site says what happens to cases that are open under"
            " the norm of this one."
        ),
    )
    try:
        plan = plan_to(filing, newer, at=now) if newer else None
    except LawRefused as refusal:
        told = refusal.sentence(get_language() or "")
    page = _Page(
        title=_("Another norm applies: what changes"),
        verb=_("The case passes to the other norm"),
        newer=norm_in_words(newer),
    )

    def carry_out(given: Given) -> object:
        return pass_over(open_case.case, open_case.folder, newer, **given, by=request.actor, at=now)

    return _answer(request, open_case, page, plan, told, carry_out)


@needs(Permission.CASE_READ)
@CaseAct(SUMMARY, gettext_lazy("The case is under its former norm again."), ON_OWN_PAGE)
def norm_back(request: StaffRequest, code: str) -> HttpResponse:
    """Show what undoing the last change of norm would change, and undo it."""
    open_case, now = opened_case(request, code), timezone.now()
    filing = open_case.folder.filing
    plan, told = None, _("There is no passing that could be taken back.")
    try:
        plan = plan_back(filing, at=now)
    except LawRefused as refusal:
        told = refusal.sentence(get_language() or "")
    page = _Page(
        title=_("Take back that the case passed to another norm"),
        verb=_("Take it back"),
        newer=norm_in_words(filing.norms[-1]["from"]) if filing.norms else "",
    )

    def carry_out(given: Given) -> object:
        return take_back(open_case.case, open_case.folder, **given, by=request.actor, at=now)

    return _answer(request, open_case, page, plan, told, carry_out)


# --- inside ---


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    verb: str
    newer: str


def _answer(
    request: StaffRequest,
    open_case: OpenCase,
    page: _Page,
    plan: Plan | None,
    told: str,
    carry_out: CarryOut,
) -> HttpResponse:
    posted = request.method == "POST"
    form = PassingForm(request.POST if posted else None)
    status, second = 200, False
    if posted and not form.is_valid():
        status = 422
    elif posted and form.cleaned_data["sure"] == "yes":
        given = Given(reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"])
        refused = _tried(carry_out, given)
        if refused is None:
            return redirect("desk:case", open_case.code)
        form.add_error(None, refused)
        status = 409
    elif posted:
        second = plan is not None and form.cleaned_data["seen"] == plan.mark
        if not second:
            form.add_error(None, str(REFUSED["shown_otherwise"]) if plan else told)
            status = 409
    context = {"open_case": open_case, "form": form, "page": page, "told": told, "second": second}
    context |= _told(plan, request.actor) if plan else {}
    return render(request, "desk/norm.html", context, status=status)


def _tried(carry_out: CarryOut, given: Given) -> str | None:
    """Return why it was not done; None if it was."""
    try:
        carry_out(given)
    except Refused as refusal:
        return str(REFUSED[str(refusal)])
    except LawRefused as refusal:
        return refusal.sentence(get_language() or "")
    return None


def _told(plan: Plan, reader: Actor) -> dict[str, Any]:
    older, newer, move = plan.older, plan.newer, plan.move
    at = move.before.at
    pairs = [
        Both(
            name=_name(one, older, newer),
            before=due_from(one.older, older, at=at) if one.older else None,
            after=due_from(one.newer, newer, at=at) if one.newer else None,
            words=tuple(_marks(one)),
        )
        for one in move.changes
    ]
    return {
        "plan": plan,
        "mark": plan.mark,
        "older": norm_in_words(older.id),
        "pairs": pairs,
        "changes": changes_in_words(plan.plain()),
        "may": entitled(plan, reader),
        "by": ", ".join(
            say(older if plan.undoes else newer, f"roles.{one}") for one in move.rule.by
        ),
        "carried": [
            (say_term(newer, term.term), due)
            for term in move.after.carried
            if (due := due_from(term, newer, at=at))
        ],
    }


def _name(pair: Pair, older: Protocol, newer: Protocol) -> str:
    if pair.older:
        return say_term(older, pair.older.term)
    return say_term(newer, pair.newer.term) if pair.newer else ""


def _marks(pair: Pair) -> list[str]:
    said = {
        _("becomes late"): pair.becomes_late,
        _("was late, and that stays on record"): pair.stops_being_late,
        _("asked no more"): pair.asked_no_more,
    }
    return [word for word, holds in said.items() if holds]
