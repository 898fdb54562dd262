"""The page of one's own proposal: its state and answer, changing it, withdrawing it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.accounts.sign_in import form_recovery, limits
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.requests.drafts import forget_draft
from amparo.observatory.consultations.public_participation import (
    Said,
    may_change,
    take_back,
    write_anew,
)
from amparo.observatory.consultations.queries import (
    Author,
    NoSuchProposal,
    Proposal,
    TooManyAlike,
    author_by_guess,
    own_words,
    told_of,
)
from amparo.observatory.consultations.services import Hindered
from amparo.site.proposals.author_session import author_in, begin, end
from amparo.site.proposals.draft_articles import shown_one
from amparo.site.proposals.forms import ChangeForm, PhraseForm
from amparo.site.proposals.language_switch import asked_for, spoken_in
from amparo.site.proposals.proposal_submission import browser_of
from amparo.site.proposals.views import about

WHAT = "proposal"
A_BROWSER_MAY = 12


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of an author who signed in with the access phrase of their proposal."""

    request: HttpRequest
    sitting: sittings.Opened
    author: Author


@anyone
def proposal(request: HttpRequest) -> HttpResponse:
    """Show the author's proposal, or ask for the access phrase."""
    found = author_in(request)
    if found is None:
        return _come_back(request)
    visit = Visit(request, *found)
    language = asked_for(request)
    if language:
        translation.activate(language)
        typed = {name: request.POST.get(name, "") for name in ChangeForm.base_fields}
        form = ChangeForm(initial=typed, label_suffix="")
        return spoken_in(language, request, _shown(visit, form=form))
    if request.method != "POST":
        return _shown(visit)
    acts: dict[str, Callable[[Visit], HttpResponse]] = {
        "kept": _put_away,
        "change": _change,
        "take_back": _take_back,
        "leave": _leave,
    }
    return acts.get(request.POST.get("act", ""), _shown)(visit)


def _page(
    request: HttpRequest,
    author: Author,
    *,
    form: forms.Form | None = None,
    shown_once: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    words = own_words(author, seen_by=STRANGER)
    shown = shown_one(told_of(author.proposal, seen_by=STRANGER))
    typed = dict(form_recovery.carried(request))
    initial = {**words, "kind": author.proposal.kind, **typed, "version": author.proposal.version}
    changeable = bool(words) and may_change(author.proposal, at=now)
    context = {
        **about(author.proposal.consultation),
        "shown": shown,
        "own": words,
        "words": shown_once,
        "form": (form or ChangeForm(initial=initial, label_suffix=""))
        if changeable or form
        else None,
        "changeable": changeable,
        "typed": typed,
        "told": status,
        "withdrawn": author.proposal.state == Proposal.State.WITHDRAWN,
    }
    return render(request, "site/own_proposal.html", context, status=status)


def _shown(visit: Visit, *, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    once = visit.sitting.content.get("words")
    return _page(visit.request, visit.author, form=form, shown_once=once, status=status)


def _put_away(visit: Visit) -> HttpResponse:
    """Remove the access phrase from the session once the author has noted it."""
    content = dict(visit.sitting.content)
    once = content.pop("once", "")
    if once:
        forget_draft(bytes.fromhex(once))
    content.pop("words", None)
    sittings.replace(visit.sitting, content)
    return redirect("site:proposal")


def _change(visit: Visit) -> HttpResponse:
    form = ChangeForm(visit.request.POST, label_suffix="")
    if not form.is_valid():
        return _shown(visit, form=form, status=400)
    row, said = visit.author.proposal, form.cleaned_data
    written = Said(
        article=row.article,
        heading=row.heading,
        kind=said["kind"],
        text=said["text"],
        organisation=said["organisation"],
    )
    try:
        write_anew(visit.author, written, seen=said["version"], at=timezone.now())
    except Hindered:
        return _shown(visit, form=form, status=409)
    return redirect("site:proposal")


def _take_back(visit: Visit) -> HttpResponse:
    if visit.request.POST.get("sure") != "yes":
        return _shown(visit, status=400)
    try:
        take_back(visit.author, at=timezone.now())
    except Hindered:
        return _shown(visit, status=409)
    return redirect("site:proposal")


def _leave(visit: Visit) -> HttpResponse:
    end(visit.request)
    return redirect("site:consultation", visit.author.proposal.consultation.name)


def _come_back(request: HttpRequest) -> HttpResponse:
    """Ask for the access phrase. What was typed while a session ended is kept inside the page."""
    if "phrase" in request.POST:
        return _try_words(request)
    ended = request.method == "POST"
    carried = [
        (f"{form_recovery.PREFIX}{name}", value) for name, value in form_recovery.fields(request)
    ]
    return _words_page(request, carried=carried, status=400 if ended else 200, ended=ended)


def _try_words(request: HttpRequest) -> HttpResponse:
    now, browser = timezone.now(), browser_of(request)
    carried = form_recovery.carried_on(request)
    if browser and limits.too_many(WHAT, browser, at=now, limit=A_BROWSER_MAY):
        return _words_page(request, carried=carried, status=429, patience=True)
    try:
        author = author_by_guess(request.POST["phrase"], at=now, seen_by=STRANGER)
    except TooManyAlike:
        return _words_page(request, carried=carried, status=429, alike=True)
    except NoSuchProposal:
        if browser:
            limits.failed(WHAT, browser, at=now)
        return _words_page(request, carried=carried, status=400, wrong=True)
    content = {"proposal": author.proposal.code, "secret": author.pair.secret.hex()}
    response = _page(request, author) if carried else redirect("site:proposal")
    begin(request, response, content)
    return response


def _words_page(
    request: HttpRequest, *, carried: list[tuple[str, str]], status: int, **more: bool
) -> HttpResponse:
    context = {"form": PhraseForm(label_suffix=""), "kept": carried, **more}
    return render(request, "site/come_back.html", context, status=status)
