"""Pages on which the receipt of a decision is noted: by the person, or after a death by the one who
receives it instead."""

from functools import partial

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures import queries
from amparo.casework.measures.decisions import notices
from amparo.casework.measures.decisions.notice_forms import NoticeForm
from amparo.casework.measures.decisions.recipients_after_death import may_be_left, receivers
from amparo.casework.measures.decisions.views import files_of, refusal_in_words, status_of
from amparo.casework.measures.forms import words
from amparo.casework.measures.possible_acts import notice_term
from amparo.casework.measures.states import Hindered
from amparo.casework.measures.view_helpers import acted
from amparo.casework.measures.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import DONE, act_page, opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import NotInOrder
from amparo.foundations.web.law.wording import due_from
from amparo.law import load_protocol


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, later("It is noted how the decision reached the person."))
def notify(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note receipt by the person, with its proof. Reading it on the person's page is noted without
    this form."""
    open_case = opened_case(request, code)
    found = queries.decision_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    now = timezone.now()
    instead = receivers(open_case, found.decision, seen_by=request.actor)
    form = NoticeForm(
        sent(request),
        files_of(request),
        issued_at=found.decision.issued_at,
        now=now,
        instead=[(one.code, one.label) for one in instead],
    )
    if form.is_valid() and _received(request, open_case, ref, form):
        return redirect("desk:case", open_case.code)
    law = load_protocol(open_case.folder.filing.protocol)
    term = notice_term(found.decision, standing(open_case.folder.filing, at=now))
    context = {
        "open_case": open_case,
        "form": form,
        "issued": found,
        "died": open_case.folder.filing.asks_nobody,
        "elsewhere": not instead and may_be_left(open_case, found.decision, seen_by=request.actor),
        "instead": list({one.whom: one.rule for one in instead}.values()),
        "due": due_from(term, law, at=now) if term else None,
    }
    return render(request, "measures/notify.html", context, status=status_of(form))


class NobodyForm(forms.Form):
    text = words(
        later("Why nobody is left who receives it"),
        later("Who was looked for, and how. Only the team reads this."),
    )


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, later("It is noted that no one is left to receive it."))
def nobody(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note that the decision has no receiver left after the person's death."""
    open_case = opened_case(request, code)
    found = queries.decision_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form = NobodyForm(sent(request))
    say = partial(notices.nobody_receives, open_case, ref, by=request.actor)
    status = acted(form, lambda: say(text=form.cleaned_data["text"], at=timezone.now()), why)
    if status == DONE:
        return redirect("desk:case", open_case.code)
    said = {
        "title": _("Nobody is left who receives the decision"),
        "why": _(
            "The decision stays on the file. If somebody is found, or asks with a case of their"
            " own, the receipt is noted then."
        ),
        "verb": _("Say so"),
    }
    return act_page(request, open_case, form, said, status)


def _received(request: StaffRequest, open_case: OpenCase, ref: str, form: NoticeForm) -> bool:
    """Whether receipt was recorded; if not, the form says why."""
    try:
        notices.notify(open_case, ref, form.notice, by=request.actor, at=timezone.now())
    except (Hindered, NotInOrder) as refusal:
        form.add_error(None, refusal_in_words(open_case, refusal))
        return False
    return True
