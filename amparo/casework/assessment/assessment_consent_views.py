"""Pages for asking the person whether they agree to be assessed, and for noting the answer."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.admission.oral_answer_views import hear
from amparo.casework.admission.oral_answers import WHY_NOT_HEARD
from amparo.casework.assessment import assessment_consent as agreeing
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, DONE, opened_case
from amparo.foundations.cases.next_acts import FACTS, ON_OWN_PAGE, PERSON_ASKED, SAID_NOTED, CaseAct
from amparo.foundations.consent.services import CannotConsent


@needs(Permission.CASE_ASSESS)
@CaseAct(FACTS, SAID_NOTED, ON_OWN_PAGE)
def agreement(request: StaffRequest, code: str) -> HttpResponse:
    """Note what the person said in conversation, how, and in which words."""
    open_case = opened_case(request, code)
    form, status, differences = hear(
        request,
        open_case,
        partial(agreeing.standing, open_case, by=request.actor),
        partial(agreeing.note_answer, open_case, by=request.actor, at=timezone.now()),
        agrees=_("Yes: the team may study the danger with them"),
        why=why,
        refusals=(agreeing.NotNow, CannotConsent),
    )
    if status == DONE:
        return redirect("desk:case", open_case.code)
    context: dict[str, Any] = {
        "open_case": open_case,
        "form": form,
        "title": _("Note what the person said about being assessed"),
        "why": _(
            "Say first what a no means: nobody visits them or asks others about them, the request"
            " goes on, and it is never a reason to refuse protection."
        ),
        "verb": _("Note the answer"),
        "differences": differences,
    }
    return render(request, "desk/oral.html", context, status=status)


@require_POST
@needs(Permission.CASE_ASSESS)
@CaseAct(FACTS, later("The person is asked whether the risk may be assessed."), PERSON_ASKED)
def ask(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    try:
        agreeing.ask(open_case, by=request.actor, at=timezone.now())
    except agreeing.NotNow as refusal:
        context = {"open_case": open_case, "why": why(str(refusal))}
        return render(request, "assessment/not_asked.html", context, status=CONFLICT)
    return redirect("desk:case", open_case.code)


def why(reason: str) -> str:
    reasons = {
        **WHY_NOT_HEARD,
        "asked_already": _(
            "The person is asked already, or has answered. They can change their answer on their"
            " page at any time."
        ),
        "not_asked": _("The person was not asked about this, or took the answer back. Ask first."),
        "withdrew": _("The person has left the procedure."),
        "answered_herself": _(
            "The person said no on their own page. Only they can change that, there."
        ),
    }
    return str(reasons.get(reason, _("This cannot be done now. Nothing was changed.")))
