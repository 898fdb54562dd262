"""Submit a proposal: write, review, send. The access phrase opens it later."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import pair_of
from amparo.foundations.accounts.decorators import address_of, anyone
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.requests.drafts import begin_draft, resume_draft
from amparo.observatory.consultations.public_participation import (
    Received,
    Said,
    SentAlready,
    came_from,
    take_part,
    too_many,
)
from amparo.observatory.consultations.queries import (
    Author,
    Consultation,
    author_again,
    own_words,
)
from amparo.observatory.consultations.services import Hindered
from amparo.site.proposals.author_session import author_in, begin, end
from amparo.site.proposals.draft_articles import headings_of
from amparo.site.proposals.forms import ProposalForm
from amparo.site.proposals.language_switch import asked_for, spoken_in
from amparo.site.proposals.views import about, called


@anyone
def propose(request: HttpRequest, name: str) -> HttpResponse:
    """Write, review and send a proposal. `go` is the button pressed; without one the review is
    shown."""
    one, language = called(name), asked_for(request)
    if language:
        translation.activate(language)
    headings = headings_of(one)
    if request.method != "POST" or language:
        form = ProposalForm(initial=_begun(request), headings=headings)
        response = _page(request, one, form)
        return spoken_in(language, request, response) if language else response
    form = ProposalForm(request.POST, headings=headings)
    go = request.POST.get("go", "")
    if not form.is_valid() or go == "edit":
        return _page(request, one, form, status=400 if form.errors else 200)
    if go != "send":
        return _page(request, one, form, template="site/preview.html")
    return _send(request, one, form)


def browser_of(request: HttpRequest) -> str:
    """Return a mark that distinguishes browsers in one office; it lasts as long as the CSRF
    cookie."""
    return request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")[:200]


def _begun(request: HttpRequest) -> dict[str, str]:
    """Return the initial values. A query string, which can come from anyone, sets only the article;
    after a change of language everything typed is kept."""
    posted = request.method == "POST"
    typed = request.POST if posted else request.GET
    names = ProposalForm.base_fields if posted else ("article",)
    return {name: typed[name] for name in names if name in typed}


def _of(browser: str, once: bytes) -> bytes:
    """Return the mark of one form in one browser, so that knowing the form's token gives no access
    to the access phrase."""
    return hashlib.sha256(once + browser.encode()).digest()


def _page(
    request: HttpRequest,
    one: Consultation,
    form: forms.Form,
    *,
    status: int = 200,
    template: str = "site/propose.html",
    **more: object,
) -> HttpResponse:
    context = {**about(one), "form": form, **more}
    return render(request, template, context, status=status)


def _send(request: HttpRequest, one: Consultation, form: ProposalForm) -> HttpResponse:
    now, browser = timezone.now(), browser_of(request)
    once = _of(browser, form.cleaned_data["once"])
    address = address_of(request)
    hold = too_many(one, form.said, browser, address, at=now)
    if hold:
        return _page(request, one, form, status=429, hold=hold)
    response = redirect("site:proposal")

    def keep(received: Received) -> None:
        content = {
            "proposal": received.proposal.code,
            "secret": received.pair.secret.hex(),
            "words": list(received.words),
            "once": once.hex(),
        }
        begin_draft({"proposed": content}, at=now, token=once)
        begin(request, response, content)

    try:
        take_part(
            one,
            form.said,
            once=once,
            browser=browser,
            address=address,
            language="en" if translation.get_language() == "en" else "es",
            by=STRANGER,
            at=now,
            then=keep,
        )
    except SentAlready:
        return _again(request, one, form, once)
    except Hindered as refusal:
        return _page(request, one, form, status=409, unread=refusal.reason == "no_reader")
    return response


def _again(
    request: HttpRequest, one: Consultation, form: ProposalForm, once: bytes
) -> HttpResponse:
    """Handle a form that was sent twice: show its access phrase again, until it was noted. If the
    form has other content by now, say that this was not stored, and keep it."""
    draft = resume_draft(once, at=timezone.now())
    content = draft.content.get("proposed") if draft is not None else None
    author = _author(request, content, once)
    if author is not None and _is_hers(author, form.said):
        response: HttpResponse = redirect("site:proposal")
    else:
        typed = {**request.POST.dict(), "once": marks.token().hex()}
        another = ProposalForm(typed, headings=form.headings)
        version = author.proposal.version if author else ""
        response = _page(request, one, another, status=409, again=True, version=version)
    if content:
        begin(request, response, content)
    elif author is None:
        end(request)  # signed in to another proposal: this text never replaces it
    return response


def _author(request: HttpRequest, content: dict[str, Any] | None, once: bytes) -> Author | None:
    """Return the author who sent this form first, as far as this browser can still show it."""
    if content:
        pair = pair_of(bytes.fromhex(content["secret"]))
        return author_again(content["proposal"], pair, seen_by=STRANGER)
    found = author_in(request)
    return found[1] if found and came_from(found[1], once) else None


def _is_hers(author: Author, said: Said) -> bool:
    words, row = own_words(author, seen_by=STRANGER), author.proposal
    stored = (row.article, row.kind, words.get("text"), words.get("organisation"))
    return stored == (said.article, said.kind, said.text, said.organisation)
