"""Pages of an intermediary: proposing it to the board, and telling it what the board agreed to."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.collectives import forms, queries
from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.views import acting
from amparo.casework.collectives.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case, sent, today
from amparo.foundations.cases.next_acts import CONTACT, PEOPLE, CaseAct


@needs(Permission.CASE_PLAN)
@CaseAct(PEOPLE, later("The collective is asked about the intermediary."))
def propose_between(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.BetweenForm(sent(request), today=today(open_case))

    def do() -> None:
        between.propose_between(open_case, form.proposed, by=request.actor, at=timezone.now())

    words = {
        "title": _("Propose an intermediary"),
        "why": _(
            "The board is asked first, and decides by its own procedure. The intermediary has its"
            " own page, and reads there what the board agreed to and nothing else."
        ),
        "verb": _("Ask the board"),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(CONTACT, later("It is passed on to the intermediary."))
def pass_on(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    found = queries.between_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    now = timezone.now()
    scope = found.row.scope
    reasons = between.against(open_case, found, scope, by=request.actor, at=now)
    form = forms.PassOnForm(sent(request), scope=scope)

    def do() -> None:
        between.pass_on(open_case, found.row.ref, form.cleaned_data, by=request.actor, at=now)

    words = {
        "title": _("Pass something on to the intermediary"),
        "why": _(
            "The board reads the same words on its own page. Taken back, they are gone from the"
            " intermediary's page in the same moment."
        ),
        "verb": _("Pass it on"),
        "found": found,
        "nothing": " ".join(why(one) for one in dict.fromkeys(reasons)),
    }
    return acting(request, open_case, form, do, words)
