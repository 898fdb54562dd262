"""Sign in with an access phrase. An error says what anybody can see by the public word list: how
many words were typed, and which are not on it. It never says which word of the list was wrong.

No IP address is counted: one may be a whole office, or all users of Tor. Similar attempts are
limited (accounts/nearness).
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import phrases
from amparo.door.request import known_question_keys as known
from amparo.door.visit.current_phrase_check import count_wrong, forgive, tried_out
from amparo.door.visit.person_session import begin_visit, enter, enter_beside
from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import NoSuchWords, TooManyAlike, visit_by_guess
from amparo.foundations.intake.services import confirm_way
from amparo.foundations.related_people.phrase_validity import WordsEnded
from amparo.foundations.related_people.queries import beside_by_phrase
from amparo.foundations.related_people.services import come_in

WORDS = {"text", "note", "names", known.FACTS, known.PLACE, known.CONTACT}
WITHOUT_WORDS = ("door:urgent", "door:member")
"""Pages on which a new request can be made without an access phrase."""
LONGEST_WORD = 20
"""Letters shown of a word that is not on the list."""


@anyone
def come_back(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _try_words(request)
    if enter(request) and not request.GET.get("next"):
        return redirect("door:mine")
    if enter_beside(request) and not request.GET.get("next"):
        return redirect("door:beside")
    return _page(request)


def _try_words(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    if tried_out(request, at=at):
        return _page(request, status=429, too_many="now")
    try:
        response, content = _opened(request, at=at)
    except TooManyAlike:
        return _page(request, status=429, too_many="today")
    except NoSuchWords:
        count_wrong(request, at=at)
        return _page(request, status=400, wrong=True)
    forgive(request)
    begin_visit(request, response, content)
    return response


def _opened(request: HttpRequest, *, at: datetime) -> tuple[HttpResponse, dict[str, Any]]:
    """Return the response for this access phrase, and the content of the session. Raises
    TooManyAlike, NoSuchWords."""
    text = request.POST.get("phrase", "")
    try:
        visitor, pair = visit_by_guess(text, at=at, seen_by=STRANGER)
    except NoSuchWords:
        beside = beside_by_phrase(text, at=at, seen_by=STRANGER)
        try:
            come_in(by=beside, at=at)
        except WordsEnded as ended:
            raise NoSuchWords from ended
        content = {"beside": beside.way.pk, "secret": beside.pair.secret.hex()}
        return _go_on(request, "door:beside"), content
    # Signing in with the phrase proves that it was noted.
    confirm_way(visitor.folder, visitor.way, by=visitor, at=at)
    return _go_on(request, "door:mine"), {"way": visitor.way.pk, "secret": pair.secret.hex()}


def _go_on(request: HttpRequest, home: str) -> HttpResponse:
    """Redirect to the visitor's page or, where a session ended in the middle, show what was about
    to be sent."""
    where = form_recovery.safe_path(request.POST.get("next", ""), fallback="")
    carried = form_recovery.carried(request)
    others_page = where.startswith(reverse("door:beside"))
    if not where or others_page is not (home == "door:beside"):
        return redirect(home)
    if not [name for name, _value in carried if name != form_recovery.DRAFT]:
        return redirect(where)
    context = {
        "next": where,
        "kept": carried,
        "said": [value for name, value in carried if name in WORDS and value],
        "had_files": bool(request.POST.get("had_files")),
    }
    return render(request, "door/send_again.html", context)


def arrived_before(request: HttpRequest) -> HttpResponse:
    """Answer a form whose request had arrived, where no session shows that it is the sender's: with
    the access phrase it is added there, otherwise it can be sent as a new one."""
    typed = form_recovery.fields(request)
    context = _context(request.path, typed, had_files=bool(request.FILES))
    return render(request, "door/return.html", {**context, "arrived": True}, status=409)


def _page(
    request: HttpRequest, *, status: int = 200, wrong: bool = False, too_many: str = ""
) -> HttpResponse:
    where = request.POST.get("next", request.GET.get("next", ""))
    had_files = bool(request.POST.get("had_files"))
    context = _context(where, form_recovery.carried(request), had_files=had_files)
    more: dict[str, Any] = {"wrong": wrong, "too_many": too_many}
    if wrong:
        more |= _seen_by_the_list(request.POST.get("phrase", ""))
    return render(request, "door/return.html", {**context, **more}, status=status)


def _seen_by_the_list(text: str) -> dict[str, Any]:
    """Return what the word list alone tells about a typed text."""
    found = phrases.mistyped(text)
    return {
        "typed": found.count,
        "length": phrases.LENGTH,
        "not_listed": [word[:LONGEST_WORD] for word in found.not_listed[: phrases.LENGTH]],
    }


def _context(where: str, typed: list[tuple[str, str]], *, had_files: bool) -> dict[str, Any]:
    """Return the context that keeps what was typed in the page; what needs no access phrase can be
    sent without."""
    needs_none = where in {reverse(name) for name in WITHOUT_WORDS}
    return {
        "next": where,
        "kept": [(f"{form_recovery.PREFIX}{name}", value) for name, value in typed],
        "had_files": had_files,
        "anew": [one for one in typed if one[0] != form_recovery.ONCE] if needs_none else [],
        "once": marks.token().hex(),
    }
