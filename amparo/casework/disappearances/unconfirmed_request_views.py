"""The page of requests made on the person's page while it may have been in other hands."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.forms import words
from amparo.casework.disappearances.wording import HELD, why
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import may_see
from amparo.foundations.cases.access.surname_conflicts import CONFIRM, must_confirm
from amparo.foundations.cases.act_pages import CONFLICT, UNPROCESSABLE, act_page, opened_case, sent
from amparo.foundations.cases.next_acts import FACTS, SAID_NOTED, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.held_requests import NEW_WORDS, Held, held_in, settle
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.requests.services import NobodyMayRead


class HeldForm(forms.Form):
    hers = forms.ChoiceField(
        label=later("Was it the person who asked for this?"),
        choices=(("yes", later("Yes: do it")), ("no", later("No: leave it"))),
        widget=forms.RadioSelect,
    )
    text = words(
        later("How you know that you spoke with the person, and what they said"),
        later("By a way that you knew before, with the agreed word. The person reads this."),
    )

    @property
    def was_hers(self) -> bool:
        return bool(self.cleaned_data.get("hers") == "yes")


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, SAID_NOTED)
def held(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show one such request as it was made and, once the person was heard, settle whether it was
    their wish."""
    open_case = opened_case(request, code)
    asked = held_in(open_case.folder, seen_by=request.actor)
    found = next((one for one in asked if one.ref == ref), None)
    if found is None:
        raise Http404
    form, status = HeldForm(sent(request)), 200
    if form.is_valid() and not _unsure(form, open_case, found, request.actor):
        _settle(form, open_case, found, by=request.actor)
        if not form.errors:
            return _on(open_case, found, hers=form.was_hers, seen_by=request.actor)
    if form.errors:
        status = CONFLICT if form.non_field_errors() or CONFIRM in form.errors else UNPROCESSABLE
    context = {
        "title": HELD[found.what],
        "why": _("Asked on the page of the person, and not done as they could not be asked."),
        "verb": _("Note what the person said"),
        "held": found,
        "waits": bool(open_case.folder.filing.impediment),
    }
    template = "disappearances/held.html"
    return act_page(request, open_case, form, context, status, template=template)


def _unsure(form: HeldForm, open_case: OpenCase, found: Held, by: Actor) -> bool:
    """Whether the member must first confirm that a member of the team loses the case by it."""
    return form.was_hers and must_confirm(form, found.names, open_case, seen_by=by)


def _settle(form: HeldForm, open_case: OpenCase, found: Held, *, by: Actor) -> None:
    text, at = form.cleaned_data["text"], timezone.now()
    try:
        settle(open_case.folder, found.ref, hers=form.was_hers, text=text, by=by, at=at)
    except CannotConsent as refusal:
        form.add_error(None, why(f"held_{refusal}"))
    except NobodyMayRead:
        form.add_error(None, why("held_nobody_left"))


def _on(open_case: OpenCase, found: Held, *, hers: bool, seen_by: Actor) -> HttpResponse:
    """Redirect to the page of new phrases to hand over, to the case, or to the worklist where the
    seat is gone."""
    if hers and found.what == NEW_WORDS:
        return redirect("desk:words", open_case.code)
    if may_see(open_case.code, seen_by=seen_by):
        return redirect("desk:case", open_case.code)
    return redirect("desk:worklist")
