"""Pages for redacting a member's data: asked here or in another case of the same community, and
files to look at."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from amparo.casework.collectives import queries
from amparo.casework.collectives.redaction import files_to_review as looking
from amparo.casework.collectives.redaction import services as leaving
from amparo.casework.collectives.redaction.forms import ElsewhereForm, LeaveOutForm, LooksForm
from amparo.casework.collectives.redaction.issued_documents import issued_before
from amparo.casework.collectives.views import TEMPLATE, acting
from amparo.casework.collectives.wording import why
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, act_page, opened_case, sent
from amparo.foundations.cases.next_acts import PEOPLE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.redaction import hits_of_common
from amparo.foundations.intake.files.attachments import attachments_in, described


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(PEOPLE, later("The member's data are left out."))
def leave_out(request: StaffRequest, code: str) -> HttpResponse:
    """Redact a member's data, and show in numbers what was done."""
    open_case = opened_case(request, code)
    files = [described(open_case.folder, one) for one in attachments_in(
        open_case.folder, seen_by=request.actor
    )]  # fmt: skip
    wanted = queries.leaving_out_wanted(open_case, seen_by=request.actor)
    form = LeaveOutForm(
        sent(request),
        files=[(one.attachment.ref, one.name) for one in files],
        wanted=[(paper.ref, names) for paper, names in wanted],
        common=hits_of_common(
            open_case.folder, request.POST.get("lines", "").splitlines(), seen_by=request.actor
        ),
    )
    words: dict[str, Any] = {
        "title": _("Leave a member's own data out"),
        "why": _(
            "Any member may ask for it, without anybody's permission. Their data are taken"
            " out of every document of this case and its older versions, and out of what"
            " institutions and intermediaries read here. What somebody has read, printed or"
            " carried away cannot be undone."
        ),
        "verb": _("Leave it out"),
        "destroys": True,
        "wanted": wanted,
        "issued": issued_before(open_case, seen_by=request.actor),
    }
    if not form.is_valid():
        return acting(request, open_case, form, lambda: None, words)
    try:
        done = leaving.leave_member_out(open_case, **form.said, by=request.actor, at=timezone.now())
    except Hindered as refusal:
        form.add_error(None, why(refusal.reasons[0]))
        return act_page(request, open_case, form, words, CONFLICT, TEMPLATE)
    return _left_out(request, open_case, done)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(PEOPLE, later("What was asked in the other case is answered."))
def elsewhere(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Answer a request from another case of the same community: redact here too, or state that it
    is another person."""
    open_case = opened_case(request, code)
    asked = looking.asked_called(open_case.folder, ref)
    if asked is None:
        raise Http404
    common = hits_of_common(open_case.folder, asked.lines, seen_by=request.actor)
    form = ElsewhereForm(sent(request), common=common)
    words: dict[str, Any] = {
        "title": _("Asked in another case of the same community"),
        "why": _(
            "A member asked there that this be left out. Who asked, and in which case, is not said"
            " here. Whoever speaks in this case is told nothing of it. Until you answer, nobody can"
            " write it anew in anything that would leave."
        ),
        "verb": _("Store the answer"),
        "asked": asked,
    }
    if not form.is_valid():
        return acting(request, open_case, form, lambda: None, words)
    now = timezone.now()
    try:
        if form.same:
            done = leaving.leave_out_too(
                open_case, ref, sure=form.sure_of, by=request.actor, at=now
            )
            return _left_out(request, open_case, done)
        looking.leave_as_it_is(open_case, ref, by=request.actor, at=now)
    except Hindered as refusal:
        form.add_error(None, why(refusal.reasons[0]))
        return act_page(request, open_case, form, words, CONFLICT, TEMPLATE)
    return redirect("desk:case", open_case.code)


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("What the files show is noted."))
def look(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Look at files for a member whose data was redacted."""
    open_case = opened_case(request, code)
    found = looking.look_called(open_case.folder, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    files = [(one.attachment.ref, one.name or one.attachment.kind) for one in found.files]
    form = LooksForm(sent(request), files=files)

    def do() -> None:
        looking.answer_looks(open_case, ref, form.said, by=request.actor, at=timezone.now())

    words: dict[str, Any] = {
        "title": _("Do these files show the member?"),
        "why": _(
            "Nobody can search a picture or a recording: somebody must look and listen. Until then"
            " none of these files goes to an institution, an intermediary or with a referral."
        ),
        "verb": _("Note what I saw"),
        "look": found,
    }
    return acting(request, open_case, form, do, words)


def _left_out(request: StaffRequest, open_case: OpenCase, done: leaving.Done) -> HttpResponse:
    context = {
        "open_case": open_case,
        "title": _("It is left out"),
        "said": _in_numbers(done),
        "issued": issued_before(open_case, seen_by=request.actor),
        "looks": looking.looks_in(open_case.folder, seen_by=request.actor),
    }
    return render(request, "collectives/left_out.html", context)


def _in_numbers(done: leaving.Done) -> list[str]:
    papers, files = done.here.papers, done.here.files
    said = [
        ngettext(
            "%(count)d paper of this case held it, and holds it no more.",
            "%(count)d papers of this case held it, and hold it no more.",
            papers,
        )
        % {"count": papers},
    ]
    if files:
        said.append(
            ngettext("%(count)d file was erased.", "%(count)d files were erased.", files)
            % {"count": files}
        )
    if done.files:
        said.append(
            ngettext(
                "%(count)d file waits until somebody looks whether it shows the member. Until then"
                " it goes to nobody outside.",
                "%(count)d files wait until somebody looks whether they show the member. Until then"
                " they go to nobody outside.",
                done.files,
            )
            % {"count": done.files}
        )
    if done.elsewhere:
        said.append(
            ngettext(
                "%(count)d other case of the same community was asked for the same, without saying"
                " who asks or where. Its team answers within two days whether it is the same"
                " person there; until then nothing is taken out there.",
                "%(count)d other cases of the same community were asked for the same, without"
                " saying who asks or where. Their teams answer within two days whether it is the"
                " same person there; until then nothing is taken out there.",
                done.elsewhere,
            )
            % {"count": done.elsewhere}
        )
    return said
