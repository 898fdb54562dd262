"""Pages of exports: asked for, approved by a second person, taken once."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.oral_answer_views import hear_of_leaving
from amparo.casework.exports import forms, queries, services
from amparo.casework.exports import single_file as handing
from amparo.casework.exports.end_reasons import is_to_be_told, why_over
from amparo.casework.exports.export_text import against_now, may_allow, words_of
from amparo.casework.exports.exported_copy import Copy, as_file
from amparo.casework.exports.file_parts import name_of, parts_of
from amparo.casework.exports.request_queries import recipients
from amparo.casework.exports.wording import why
from amparo.casework.measures import view_helpers as acting
from amparo.casework.measures.states import Hindered
from amparo.casework.referral.forms import ToldForm
from amparo.crypto.errors import NotAPhrase
from amparo.crypto.locked_pdf import NotWritable
from amparo.crypto.phrases import new_phrase, recognise
from amparo.crypto.word_recognition import plain
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, act_page, opened_case, sent, today
from amparo.foundations.cases.next_acts import CANCELLED, CHOICE_NOTED, PEOPLE, SAID_NOTED, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.files.downloads import download
from amparo.foundations.intake.files.file_types import KINDS
from amparo.foundations.intake.files.sandboxed_rendering import SHOWABLE

TEMPLATE = "exports/act.html"

act = partial(acting.act, why=why, template=TEMPLATE)


@needs(Permission.CASE_PLAN)
@CaseAct(PEOPLE, later("The copy is asked for."))
def ask(request: StaffRequest, code: str) -> HttpResponse:
    """Ask for an export: recipient, purpose and parts. The person and a second person
    decide then."""
    open_case = opened_case(request, code)
    form = forms.AskForm(
        sent(request),
        parts=parts_of(open_case, seen_by=request.actor),
        names=lambda part: name_of(open_case, part),
        **recipients(open_case, seen_by=request.actor),
    )

    def do() -> None:
        services.ask(open_case, form.wanted, by=request.actor, at=timezone.now())

    words = {
        "title": _("Ask for a copy of the file to leave"),
        "why": _(
            "One recipient, and no more than it needs. The person reads the very words and answers;"
            " then a second person of this case must allow it. Nothing is made before that."
        ),
        "verb": _("Ask for it"),
    }
    return act(request, open_case, form, do, words, template="exports/ask.html")


@needs(Permission.CASE_PLAN)
@CaseAct(PEOPLE, later("The copy of the file is asked for."))
def ask_file(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Ask that one photo, recording or document leaves, in the same way as an export of parts."""
    open_case = opened_case(request, code)
    opened = handing.to_hand(open_case, ref, seen_by=request.actor)
    if opened is None:
        raise Http404
    form = forms.AskFileForm(
        sent(request),
        file=opened.attachment.ref,
        formed=handing.forms_of(open_case, opened, seen_by=request.actor),
        **recipients(open_case, seen_by=request.actor),
    )

    def do() -> None:
        services.ask(open_case, form.wanted, by=request.actor, at=timezone.now())

    words = {
        "title": _("Ask for this file to leave"),
        "why": _(
            "For somebody outside: as proof, to an expert, to a court. One recipient. The person"
            " reads which file it is and answers; then a second person of this case must allow it."
            " Nothing leaves before that."
        ),
        "verb": _("Ask for it"),
        "opened": opened,
        "kind": KINDS[opened.attachment.kind][1].upper(),
        "showable": opened.attachment.kind in SHOWABLE,
    }
    return act(request, open_case, form, do, words, template="exports/ask_file.html")


@needs(Permission.CASE_READ)
def export(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, found = _found(request, code, ref)
    reader, now = request.actor, timezone.now()
    to_take = queries.against_taking(open_case, found, at=now, seen_by=reader)
    to_allow = against_now(open_case, found, seen_by=reader)
    verdict = queries.verdict_on(open_case, found, seen_by=reader)
    may_decide = may_allow(found, to_allow, at=now)
    may_take = not to_take and reader.may(Permission.CASE_PLAN)
    acting = may_decide or may_take
    context = {
        "open_case": open_case,
        "found": found,
        "parts": words_of(open_case, found, acting=acting, seen_by=reader),
        "against": [why(one) for one in verdict.reasons] if found.row.waits else [],
        "may_decide": may_decide,
        "may_not_decide": [why(one) for one in to_allow if one != "not_permitted"],
        "may_take": may_take,
        "may_not_take": [why(one) for one in to_take] if found.row.state == "approved" else [],
        "over": found.row.over_at(now),
        "because": why_over(open_case, found, seen_by=reader),
        "to_tell": is_to_be_told(open_case, found) and reader.may(Permission.CASE_WORK),
    }
    return render(request, "exports/export.html", context)


@needs(Permission.CASE_PLAN)
@CaseAct(PEOPLE, SAID_NOTED)
def word(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, found = _found(request, code, ref)
    shown = words_of(open_case, found, acting=found.row.waits, seen_by=request.actor)
    page = hear_of_leaving(
        request,
        open_case,
        found,
        partial(services.note_word, open_case, found.row.ref, by=request.actor, at=timezone.now()),
        kind="export",
        told="exports/told.html",
        parts=shown,
        why=why,
        refusals=(Hindered, CannotConsent),
    )
    return page or redirect("exports:export", open_case.code, found.row.ref)


@needs(Permission.EXPORT_APPROVE)
@afresh()
@CaseAct(PEOPLE, CHOICE_NOTED)
def decide(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Approve or refuse as the second person, who reads every word that would leave."""
    (open_case, found), now = _found(request, code, ref), timezone.now()
    form = forms.DecideForm(sent(request))

    def do() -> None:
        given: dict[str, Any] = {"by": request.actor, "at": now}
        if form.cleaned_data["outcome"] == "yes":
            services.approve(open_case, found.row.ref, **given)
        else:
            told = form.cleaned_data["words"]
            services.turn_down(open_case, found.row.ref, words=told, **given)

    words = {
        "title": _("May this leave?"),
        "why": _(
            "Read every part as whoever may come to have it in a year. Once you allow it, whoever"
            " asked may take it once, within a day."
        ),
        "verb": _("Put it on record"),
        "namesake": queries.are_namesakes(found, seen_by=request.actor),
    }
    allows = may_allow(found, against_now(open_case, found, seen_by=request.actor), at=now)
    return _act(request, open_case, found, form, do, words, acting=allows)


@needs(Permission.CASE_PLAN)
@CaseAct(PEOPLE, CANCELLED)
def call_off(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, found = _found(request, code, ref)
    form = forms.CallOffForm(sent(request))

    def do() -> None:
        told = form.cleaned_data["words"]
        services.call_off(open_case, found.row.ref, words=told, by=request.actor, at=timezone.now())

    words = {"title": _("Call it off"), "verb": _("Call it off, and tell the person")}
    return _act(request, open_case, found, form, do, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(PEOPLE, later("It is noted that the recipient was told to destroy it."))
def told(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note that the recipient was told to destroy the copy."""
    open_case, found = _found(request, code, ref)
    form = ToldForm(sent(request), today=today(open_case))

    def do() -> None:
        given = form.cleaned_data
        services.note_told(open_case, found.row.ref, **given, by=request.actor, at=timezone.now())

    words = {
        "title": _("Tell the recipient to destroy what it has"),
        "why": _(
            "What they have read cannot be unread, and nobody here can see whether a copy is left."
            " The person is told so."
        ),
        "verb": _("Put it on record"),
    }
    return _act(request, open_case, found, form, do, words)


@needs(Permission.CASE_PLAN)
@afresh()
def take(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Take the one copy. Its passphrase is only on this page until it is sent, and is stored
    nowhere."""
    (open_case, found), now = _found(request, code, ref), timezone.now()
    against = queries.against_taking(open_case, found, at=now, seen_by=request.actor)
    if against:
        return _not_now(request, open_case, found, against)
    form = (forms.TakeFileForm if found.row.file else forms.TakeForm)(sent(request))
    if not form.is_valid():
        return _take_page(request, open_case, found, form)
    given = form.cleaned_data
    make = partial(_made, request, open_case, at=now, **given)
    told: dict[str, Any] = {"how": given["how"], "make": make, "by": request.actor, "at": now}
    try:
        return cast("HttpResponse", services.take(open_case, found.row.ref, **told))
    except Hindered as refusal:
        return _not_now(request, open_case, found, list(refusal.reasons))
    except (NotAPhrase, NotWritable) as problem:
        letters = "letters_beside" if found.row.file else "letters"
        form.add_error(None, why(letters if isinstance(problem, NotWritable) else "words"))
        return _take_page(request, open_case, found, form)


def _made(
    request: StaffRequest,
    open_case: OpenCase,
    found: queries.Shown,
    *,
    how: str,
    opens: str,
    at: datetime,
) -> HttpResponse:
    """The response that holds the copy. Raises NotAPhrase, NotWritable, Hindered."""
    row, reader = found.row, request.actor
    leaves = partial(handing.enclosed, open_case, row.file, found.form, seen_by=reader)
    enclosed = leaves() if row.file else None
    copy = Copy(found, reader.member.code, at, enclosed)
    if how == "paper":
        return render(request, "exports/sheet.html", {"copy": copy, "now": at})
    content = as_file(copy, words=recognise(opens))
    return download(request, [content], ref=copy.number, kind="pdf", size=len(content))


def _take_page(
    request: StaffRequest, open_case: OpenCase, found: queries.Shown, form: forms.TakeForm
) -> HttpResponse:
    """The page with the passphrase to write down: the one from before, or a new one."""
    try:
        words = recognise(form.data.get("opens", ""))
    except NotAPhrase:
        words = new_phrase("en" if get_language() == "en" else "es")
    context = {
        "title": _("Take the file") if found.row.file else _("Take the copy"),
        "verb": _("Take it: it is given only once"),
        "found": found,
        "parts": words_of(open_case, found, acting=True, seen_by=request.actor),
        "words": [plain(word) for word in words],
    }
    return act_page(request, open_case, form, context, template="exports/take.html")


def _not_now(
    request: StaffRequest, open_case: OpenCase, found: queries.Shown, reasons: list[str]
) -> HttpResponse:
    told = [why(one) for one in reasons]
    context = {"open_case": open_case, "found": found, "because": told}
    return render(request, "exports/not_now.html", context, status=CONFLICT)


def _found(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, queries.Shown]:
    open_case = opened_case(request, code)
    found = queries.export_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return open_case, found


def _act(
    request: StaffRequest,
    open_case: OpenCase,
    found: queries.Shown,
    form: Any,
    do: Callable[[], None],
    words: dict[str, Any],
    *,
    acting: bool = False,
) -> HttpResponse:
    parts = words_of(open_case, found, acting=acting, seen_by=request.actor)
    shown, back = {**words, "found": found, "parts": parts}, ("exports:export", found.row.ref)
    return act(request, open_case, form, do, shown, back=back)
