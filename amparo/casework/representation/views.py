"""A collective as subject, page by page. A go-between: `between_views`."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo import rules
from amparo.casework.measures.acting import act
from amparo.casework.measures.life import Hindered
from amparo.casework.representation import forms, leaving, queries, services
from amparo.casework.representation.wording import kinds_of, why
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.acting import CONFLICT, act_page, opened_case, sent, today
from amparo.foundations.letterbox.attachments import attachments_in, described
from amparo.foundations.letterbox.leaving_out import hits_of_common

TEMPLATE = "representation/act.html"


acting = partial(act, why=why, template=TEMPLATE)


@needs(Permission.CASE_WORK)
def note(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    law = rules.load(open_case.folder.filing.protocol)
    form = forms.NoteForm(sent(request), kinds=kinds_of(law))

    def do() -> None:
        kind = form.cleaned_data["kind"]
        services.note_collective(open_case, kind, form.said, by=request.actor, at=timezone.now())

    words = {
        "title": _("A collective asks here"),
        "why": _(
            "It agrees by its own procedure, and its consent counts with the acta of its decision."
            " Persons in this case go on deciding for themselves."
        ),
        "verb": _("Put it on record"),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
def join(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.JoinForm(sent(request))

    def do() -> None:
        services.join_board(
            open_case, form.cleaned_data["code"], form.said, by=request.actor, at=timezone.now()
        )

    words = {
        "title": _("Another board speaks for it too"),
        "why": _(
            "Both are recorded, and neither reads what the other writes: each keeps its own case,"
            " its own words and its own page. Which of them is right is not decided here, and that"
            " they do not agree is no ground for refusing anything."
        ),
        "verb": _("Put it on record"),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
def end_board(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.EndBoardForm(sent(request), today=today(open_case))

    def do() -> None:
        services.end_board(open_case, **form.cleaned_data, by=request.actor, at=timezone.now())

    words = {
        "title": _("Somebody else speaks for it now"),
        "why": _(
            "No measure ends by this, and no consent. Whoever speaks now files a letter of its own."
        ),
        "verb": _("Put it on record"),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_PLAN)
def put(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    speaking = queries.board_of(open_case, seen_by=request.actor)
    others = bool(speaking and queries.siblings(speaking.row, seen_by=request.actor))
    measures = queries.may_be_put(open_case, seen_by=request.actor)
    form = forms.PutForm(sent(request), measures=measures, others=others)

    def do() -> None:
        ref, words = form.cleaned_data["measure"], form.told
        services.put_to_boards(open_case, ref, words=words, by=request.actor, at=timezone.now())

    words = {
        "title": _("Put a measure to the whole collective"),
        "why": _(
            "From now on a yes to it counts with the acta of the board's own decision. What one"
            " voice had agreed to is asked anew. Measures for persons are not touched."
        ),
        "verb": _("Ask the boards"),
        "nothing": "" if measures else _("No measure of this case is open and not asked yet."),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
def acta(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    asked = queries.put_to_this_board(open_case, seen_by=request.actor)
    form = forms.ActaForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        questions=[(one.ref, label) for one, label in asked],
        today=today(open_case),
    )

    def do() -> None:
        ref = form.cleaned_data["question"]
        services.note_acta(open_case, ref, form.acta, by=request.actor, at=timezone.now())

    words = {
        "title": _("Note what the board decided, with its acta"),
        "why": _("Only for the board of this very case: another board's acta stands in its own."),
        "verb": _("Put the acta on file"),
        "nothing": "" if asked else _("This board is asked about nothing at this moment."),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
def take_back(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    asked = queries.put_to_this_board(open_case, seen_by=request.actor)
    agreed = [(one.ref, label) for one, label in asked if one.answer == "agreed"]
    form = forms.TakeBackForm(sent(request), questions=agreed)

    def do() -> None:
        given = dict(form.cleaned_data)
        ref = given.pop("question")
        services.take_back(open_case, ref, **given, by=request.actor, at=timezone.now())

    words = {
        "title": _("The board takes a consent back"),
        "why": _(
            "It works at once. Each board takes back its own consents and no other board's; this"
            " board can do it alone on its own page too."
        ),
        "verb": _("Take it back"),
        "nothing": ""
        if agreed
        else _("This board has agreed to nothing that could be taken back."),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
def leave_out(request: StaffRequest, code: str) -> HttpResponse:
    """Any member may have what is theirs left out; what was done is said in numbers."""
    open_case = opened_case(request, code)
    files = [described(open_case.folder, one) for one in attachments_in(
        open_case.folder, seen_by=request.actor
    )]  # fmt: skip
    wanted = queries.leaving_out_wanted(open_case, seen_by=request.actor)
    form = forms.LeaveOutForm(
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
            "Any member may ask for it, and needs nobody's leave. It is taken out of every paper of"
            " this case and its older versions, and out of what institutions and go-betweens read"
            " here. What somebody has read, printed or carried away cannot be unread."
        ),
        "verb": _("Leave it out"),
        "wanted": wanted,
    }
    if not form.is_valid():
        return acting(request, open_case, form, lambda: None, words)
    try:
        done = leaving.leave_member_out(open_case, **form.said, by=request.actor, at=timezone.now())
    except Hindered as refusal:
        form.add_error(None, why(refusal.reasons[0]))
        return act_page(request, open_case, form, words, CONFLICT, TEMPLATE)
    context = {"open_case": open_case, "done": done, "said": _in_numbers(done), **words}
    return render(request, "representation/left_out.html", context)


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
    if done.elsewhere:
        said.append(
            ngettext(
                "%(count)d other board has a case of its own. Nothing was changed there: its team"
                " must be asked.",
                "%(count)d other boards have cases of their own. Nothing was changed there: their"
                " teams must be asked.",
                done.elsewhere,
            )
            % {"count": done.elsewhere}
        )
    return said
