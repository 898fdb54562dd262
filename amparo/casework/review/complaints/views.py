"""Pages of complaints: filed for the person, answered, ruled on."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures.states import Hindered
from amparo.casework.review.complaints import forms as complaint_forms
from amparo.casework.review.complaints import queries as complaints
from amparo.casework.review.complaints import services as complaining
from amparo.casework.review.recourses import oral_requests as orally
from amparo.casework.review.recourses import queries as contested
from amparo.casework.review.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.act_pages import CONFLICT, files_sent, sent
from amparo.foundations.cases.next_acts import MEASURES, ON_OWN_PAGE, CaseAct
from amparo.foundations.intake.procedure.complaints import ComplainedAlready, NotLate
from amparo.foundations.intake.procedure.law_of_filing import law_at
from amparo.foundations.web.concurrent_edits import Difference, beside
from amparo.foundations.web.law.wording import say_act
from amparo.law import Deed, load_protocol


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("The complaint is filed."), ON_OWN_PAGE)
def complain(request: StaffRequest, code: str) -> HttpResponse:
    """File a complaint that was made in conversation, by the member who hears it."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    law = load_protocol(open_case.folder.filing.protocol)
    here = timezone.localtime(now, law.zone).replace(second=0, microsecond=0, tzinfo=None)
    terms = complaints.possible(open_case, at=now, seen_by=request.actor)
    defects = complaints.defects(open_case, at=now, seen_by=request.actor)
    form = complaint_forms.ForHerForm(
        sent(request),
        law=law,
        terms=terms,
        defects=defects,
        people=contested.who_may_ask(open_case, seen_by=request.actor),
        earliest=open_case.folder.filing.filed_at.replace(second=0, microsecond=0),
        now=now,
        initial={"asked_at": here},
    )
    status = 422 if form.errors else 200
    if (terms or defects) and form.is_valid():
        about = form.named or form.cleaned_data["term"]
        try:
            orally.complain(open_case, about, **form.said, by=request.actor, at=now)
        except (NotLate, ComplainedAlready):
            form.add_error(None, _("This is not late any more, or it is before who rules on it."))
            status = CONFLICT
        except Hindered as refusal:
            form.add_error(None, why(refusal.reasons[0]))
            status = CONFLICT
        else:
            return redirect("desk:case", open_case.code)
    context = {
        "open_case": open_case,
        "form": form,
        "title": say_act(law, Deed.COMPLAIN) or _("Complain about delay"),
        "why": _(
            "Only where the person, or somebody whom a measure protects, asks for it. It goes to"
            " who stands above the late authority, and the procedure goes on. The person reads on"
            " their page who asked for it, and in which words."
        ),
        "verb": _("File the complaint"),
        "drafts": complaints.drafts(open_case, at=now, seen_by=request.actor),
        "defects": defects,
    }
    open_now = bool(terms or defects)
    return render(request, "review/complain.html", context, status=status if open_now else 200)


@needs(Permission.CASE_READ)
@CaseAct(MEASURES, later("The reason for the delay is sent to the authority that rules."))
def answer_complaint(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Say why it is late, by a member who is complained of, before the ruling; after it, that what
    it orders is done."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    row = complaints.complaint_called(open_case, ref, seen_by=request.actor)
    if row is None:
        raise Http404
    law = load_protocol(open_case.folder.filing.protocol)
    today = timezone.localtime(now, law.zone).date()
    is_ruled = hasattr(row, "ruling")
    form = complaint_forms.AnswerForm(sent(request), today=today, is_ruled=is_ruled)
    if row.named:
        form.fields["reason"].label = _("What do you say to it?")
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            complaining.answer(open_case, row, **form.cleaned_data, by=request.actor, at=now)
        except complaining.NotYours:
            form.add_error(None, _("It is answered or ruled on already. Nothing was changed."))
            status = CONFLICT
        else:
            return redirect("desk:case", open_case.code)
    context = {
        "open_case": open_case,
        "form": form,
        "title": complaints.SAY_DONE if is_ruled else _("Say why it is late"),
        "why": ""
        if is_ruled
        else _(
            "Whoever rules on the complaint reads this. There is no field for text, so that"
            " nothing about the person leaks."
        ),
        "verb": _("Send it"),
        "delay": complaints.delay_of(row, at=now),
    }
    return render(request, "review/answer_complaint.html", context, status=status)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, later("The ruling on the complaint is written down."))
def note_ruling(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note a ruling that came on paper, with the paper, where no member with an account may
    rule."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    row = complaints.waiting_for_paper(open_case, ref)
    if row is None and request.method == "POST":
        row = complaints.written_on_paper(open_case, ref)
    if row is None:
        raise Http404
    zone = load_protocol(open_case.folder.filing.protocol).zone
    form = complaint_forms.PaperRulingForm(
        sent(request),
        files_sent(request),
        today=timezone.localtime(now, zone).date(),
        filed_on=timezone.localtime(row.filed_at, zone).date(),
    )
    status = 422 if form.errors else 200
    if form.is_valid():
        proof, day = form.cleaned_data["proof"], form.cleaned_data["ruled_on"]
        told = {"ruled_on": day, "proof": proof}
        try:
            complaining.note_ruling(open_case, row, form.ruling, **told, by=request.actor, at=now)
        except (complaining.NotYours, complaining.RuledAlready):
            form.add_error(None, _("Somebody else has ruled on it meanwhile. Theirs stands."))
            status = CONFLICT
        else:
            return redirect("desk:case", open_case.code)
    ruled = complaints.written_on_paper(open_case, ref) if form.is_bound else None
    theirs = complaints.as_written(open_case, ruled, seen_by=request.actor) if ruled else {}
    status = CONFLICT if ruled else status
    context = {
        "open_case": open_case,
        "form": form,
        "title": _("Write down the ruling that came on paper"),
        "why": _(
            "Only what is on the signed paper, with the paper itself. The person reads that you"
            " wrote it down, and gets the paper."
        ),
        "verb": _("Keep it"),
        "theirs": theirs,
        "differences": beside(form, theirs) if theirs else [],
        "delay": complaints.delay_of(row, at=now),
    }
    return render(request, "review/note_ruling.html", context, status=status)


@needs(Permission.CASE_READ)
def heard(request: StaffRequest) -> HttpResponse:
    """List the complaints that were put before the reader: dates of delays, no data of a person."""
    found = complaints.heard_by(at=timezone.now(), seen_by=request.actor)
    context = {
        "here": "complaints",
        "waiting": [one for one in found if one.ruling is None],
        "ruled": [one for one in found if one.ruling is not None],
    }
    return render(request, "review/complaints_heard.html", context)


@needs(Permission.CASE_READ)
@afresh()
def rule(request: StaffRequest, ref: str) -> HttpResponse:
    now = timezone.now()
    found = complaints.heard_called(ref, at=now, seen_by=request.actor)
    if found is None:
        raise Http404
    complaining.note_seen(found.row, by=request.actor, at=now)
    law = law_at(found.row.filing, found.row.filed_at)
    form = complaint_forms.RulingForm(sent(request), today=timezone.localtime(now, law.zone).date())
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            complaining.rule(ref, form.ruling, by=request.actor, at=now)
        except (complaining.NotYours, complaining.RuledAlready):
            found = complaints.heard_called(ref, at=now, seen_by=request.actor)
            form.add_error(None, _("Somebody else has ruled on it meanwhile. Theirs stands."))
            status = CONFLICT
        else:
            return redirect("complaints:heard")
    context: dict[str, Any] = {
        "here": "complaints",
        "one": found,
        "form": form,
        "differences": _beside(form, found),
    }
    return render(request, "review/rule_complaint.html", context, status=status)


def _beside(form: complaint_forms.RulingForm, found: complaints.Heard | None) -> list[Difference]:
    """Return how the stored ruling differs from the typed one. Its reasons are left out: only the
    person and the team can read them."""
    if found is None or found.ruling is None or not form.is_bound:
        return []
    names = ("outcome", "do_by", "another_officer")
    return beside(form, {name: getattr(found.ruling, name) for name in names})
