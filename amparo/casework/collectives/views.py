"""Pages of a collective as subject. Intermediaries: `between_views`; a member's own data:
`leaving_views`."""

from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.collectives import forms, queries, services
from amparo.casework.collectives.wording import kinds_of, why
from amparo.casework.measures.view_helpers import act
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case, sent, today
from amparo.foundations.cases.next_acts import PEOPLE, CaseAct
from amparo.law import load_protocol

TEMPLATE = "collectives/act.html"


acting = partial(act, why=why, template=TEMPLATE)


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("It is noted that a collective asks."))
def note(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    law = load_protocol(open_case.folder.filing.protocol)
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
@afresh()
@CaseAct(PEOPLE, later("It is noted that another board speaks for it too."))
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
            "Both are recorded, and neither reads what the other writes: each keeps its own"
            " case, its own access phrase and its own page. Which of them is right is not"
            " decided here, and that they do not agree is no ground for refusing anything."
        ),
        "verb": _("Put it on record"),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(PEOPLE, later("It is noted who speaks for it now."))
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
@CaseAct(PEOPLE, later("The measure is put to the whole collective."))
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
            "From now on a yes to it counts with the acta of the board's own decision. What"
            " one person alone had agreed to is asked anew. Measures for persons are not"
            " affected."
        ),
        "verb": _("Ask the boards"),
        "nothing": "" if measures else _("No measure of this case is open and not asked yet."),
    }
    return acting(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("The decision of the board is on record with its acta."))
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
@CaseAct(PEOPLE, later("The consent of the board is taken back."))
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
