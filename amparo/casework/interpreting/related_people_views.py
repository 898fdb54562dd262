"""Pages of interpretation for related persons."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.interpreting import forms, interpreters, queries
from amparo.casework.interpreting import related_people as of_others
from amparo.casework.interpreting.interpreters import Proposed
from amparo.casework.interpreting.views import act_on, named_on, page
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case, sent, today
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.next_acts import CONTACT, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.queries import units
from amparo.foundations.related_people.queries import Listed, other_called


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The need for an interpreter is recorded."))
def need_of(request: StaffRequest, code: str, other: str) -> HttpResponse:
    """Note whether this related person needs an interpreter, and show who that may be."""
    open_case, listed = _whom(request, code, other)
    here = queries.on_case(open_case, seen_by=request.actor, acting=True)
    form = forms.NeedForm(sent(request))
    form.fields["needed"].label = _("Does what is said with them go through an interpreter?")

    def note() -> None:
        needed, text = form.cleaned_data["needed"] == "yes", form.cleaned_data["text"]
        by, at = request.actor, timezone.now()
        of_others.note_need(open_case, listed.ref, needed=needed, text=text, by=by, at=at)

    words: dict[str, Any] = {
        "title": _("Is an interpreter needed for %(name)s?") % {"name": listed.name},
        "why": _(
            "Each conversation with them, and each notice that they may read, gets a dated task."
            " They answer alone who may interpret; the person neither answers nor reads it."
        ),
        "verb": _("Note it"),
        "whom_ref": listed.ref if listed in here.others else "",
        "theirs": [one for one in here.named if one.row.other_id == listed.other.pk],
    }
    template = "interpreting/need_of.html"
    return page(request, open_case, form, words, note, template=template)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The interpreter is proposed."))
def name_of(request: StaffRequest, code: str, other: str) -> HttpResponse:
    """Propose an interpreter, and ask the one who answers."""
    open_case, listed = _whom(request, code, other)
    form = forms.NameForm(sent(request), units=units(seen_by=request.actor))

    def put_forward() -> None:
        said = form.cleaned_data
        words = {one: said[one] for one in ("name", "language", "reach", "to_her")}
        proposed = Proposed(**words, unit=form.units.get(said["unit"]))
        of_others.whom(open_case, listed.ref, by=request.actor)
        interpreters.name(open_case, proposed, whom=listed, by=request.actor, at=timezone.now())

    why = (
        _("Whoever answers for the child is asked, and the child is heard.")
        if listed.other.child
        else _("They are asked alone, on a page of their own or by you.")
    )
    words = {
        "title": _("Name an interpreter for %(name)s") % {"name": listed.name},
        "why": why + " " + _("Somebody looks for ties, and the interpreter signs."),
        "verb": _("Put forward and ask"),
    }
    return page(request, open_case, form, words, put_forward)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The interpreted conversation is planned."))
def interview_of(request: StaffRequest, code: str, other: str) -> HttpResponse:
    """Plan a conversation with this related person; it needs an interpreter by its day."""
    open_case, listed = _whom(request, code, other)
    form = forms.InterviewForm(sent(request), today=today(open_case))

    def plan() -> None:
        due = end_of_day(open_case.folder.filing, form.cleaned_data["by_day"])
        by, at = request.actor, timezone.now()
        of_others.plan_interview(open_case, listed.ref, due_on=due, by=by, at=at)

    words = {
        "title": _("A conversation with %(name)s that needs an interpreter")
        % {"name": listed.name},
        "why": _("It stands on the case page and on the worklist by its day."),
        "verb": _("Plan it"),
    }
    return page(request, open_case, form, words, plan)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("What the child thinks is noted."))
def child(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note what a child thinks of its interpreter, beside the guardian's answer."""
    open_case, named = named_on(request, code, ref)
    if named.row.other is None or not named.row.other.child:
        raise Http404
    words = {
        "title": _("What %(name)s thinks of it") % {"name": named.whom},
        "why": _("A guardian's yes counts once the child was heard."),
        "verb": _("Note what the child thinks"),
    }
    form = forms.ChildForm(sent(request))
    return act_on(request, (open_case, named), form, interpreters.hear_child, words)


def _whom(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, Listed]:
    open_case = opened_case(request, code)
    found = other_called(open_case.folder, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return open_case, found
