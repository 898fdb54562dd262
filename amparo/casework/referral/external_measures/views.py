"""Pages of measures that another body ordered."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.referral import authority_demands as demands
from amparo.casework.referral import queries
from amparo.casework.referral.external_measures import forms as external_forms
from amparo.casework.referral.external_measures import services as external
from amparo.casework.referral.views import TEMPLATE, act
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, act_page, opened_case, sent, today
from amparo.foundations.cases.form_drafts.pages import saves_itself
from amparo.foundations.cases.next_acts import MEASURES, ON_OWN_PAGE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.web.concurrent_edits import Difference, beside

BESIDE = gettext_lazy(
    "It is separate from the procedure here: it replaces no term and no measure of it, and"
    " delays none."
)


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, gettext_lazy("The measure ordered elsewhere is noted."), ON_OWN_PAGE)
def note_external(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = external_forms.ExternalForm(sent(request), today=today(open_case))

    def do() -> None:
        external.note_external(open_case, form.ordered, by=request.actor, at=timezone.now())

    words = {"title": _("Note a measure ordered elsewhere"), "verb": _("Note it")}
    return act(request, open_case, form, do, {"why": BESIDE, **words})


@needs(Permission.CASE_WORK)
@saves_itself
@CaseAct(
    MEASURES,
    gettext_lazy("The demand for the file is on record."),
    gettext_lazy("Recording it hands nothing over."),
)
def demanded(request: StaffRequest, code: str) -> HttpResponse:
    """Note that the file was demanded: a fact of the case that the person may know."""
    open_case = opened_case(request, code)
    form = external_forms.DemandForm(sent(request), today=today(open_case))

    def do() -> None:
        demands.note_demand(open_case, form.demanded, by=request.actor, at=timezone.now())

    why = _(
        "Noting it hands nothing over. The person reads who demanded it and on which ground, unless"
        " a court forbids that, and then from the day on which the order ends."
    )
    words = {"title": _("Somebody demands the file"), "verb": _("Put it on record"), "why": why}
    return act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, gettext_lazy("What was agreed with the person is kept."), ON_OWN_PAGE)
def agree(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note how the measure is carried out, as agreed with the person."""
    open_case, found = _found(request, code, ref)
    form = external_forms.AgreementForm(sent(request), today=today(open_case))

    def do() -> None:
        external.note_agreement(
            open_case, found.row.ref, **form.cleaned_data, by=request.actor, at=timezone.now()
        )

    words = {
        "title": _("Agree with the person how it is done"),
        "verb": _("Note what was agreed"),
        "external": found,
    }
    return act(request, open_case, form, do, {"why": BESIDE, **words})


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, gettext_lazy("Whether that measure goes on is noted."), ON_OWN_PAGE)
def end(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, found = _found(request, code, ref)
    form = external_forms.ExternalEndForm(sent(request), initial={"seen": found.version})

    def do() -> None:
        given = form.cleaned_data
        told: dict[str, Any] = {
            "seen": given["seen"], "by": request.actor, "at": timezone.now(),
        }  # fmt: skip
        if given["outcome"] == "goes_on":
            external.prolong_external(open_case, found.row.ref, until=given["on"], **told)
        else:
            external.end_external(
                open_case, found.row.ref, on=given["on"], words=given["words"], **told
            )

    words = {
        "title": _("A measure ordered elsewhere ends, or goes on"),
        "why": BESIDE,
        "verb": _("Put it on record"),
        "external": found,
    }
    try:
        return act(request, open_case, form, do, words)
    except ChangedMeanwhile:
        open_case, found = _found(request, code, ref)
        words |= {"external": found, "differences": _prolonged(request, form, found)}
        return act_page(request, open_case, form, words, CONFLICT, TEMPLATE)


def _prolonged(
    request: StaffRequest, form: external_forms.ExternalEndForm, found: queries.External
) -> list[Difference]:
    """Return how the newly saved last day differs from the typed one, which is kept in the form."""
    form.add_error(
        None, _("Somebody else prolonged it while you were writing. Look at what is saved now.")
    )
    form.data = request.POST.copy()
    form.data["seen"] = str(found.version)
    return beside(form, {"outcome": "goes_on", "on": found.until})


def _found(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, queries.External]:
    open_case = opened_case(request, code)
    found = queries.external_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return open_case, found
