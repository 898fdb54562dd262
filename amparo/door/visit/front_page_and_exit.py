"""The first page, the exit, and the language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.door.request import drafts as drafting
from amparo.door.visit import language_switch as languages
from amparo.door.visit import person_session as pages
from amparo.foundations.accounts.decorators import PROPOSAL, anyone, token_in
from amparo.foundations.accounts.queries import DoorShut, door_keys
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.form_recovery import safe_path
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.requests.opening_hours import next_look

LEFT_BEHIND = (
    pages.COOKIE,
    drafting.COOKIE,
    PROPOSAL,
    settings.CSRF_COOKIE_NAME,
    settings.LANGUAGE_COOKIE_NAME,
)


@anyone
def home(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    looks_at = next_look(at=at, urgent=False)
    context = {
        "shut": is_shut(),
        "elsewhere": settings.ELSEWHERE,
        "looks_at": looks_at,
        "looking_now": looks_at <= at,
    }
    return render(request, "door/home.html", context)


@anyone
def safe(request: HttpRequest) -> HttpResponse:
    """Say on one page what is protected, and what cannot be promised."""
    return render(request, "door/safe.html")


def is_shut() -> bool:
    """Whether no member could read a request; then none is accepted."""
    try:
        door_keys(seen_by=STRANGER)
    except DoorShut:
        return True
    return False


def shut(request: HttpRequest) -> HttpResponse:
    """Say that no member could read a request now, and where else to turn. Nothing is accepted."""
    return render(request, "door/shut.html", {"elsewhere": settings.ELSEWHERE}, status=503)


@anyone
def leave(request: HttpRequest) -> HttpResponse:
    """End everything in this browser and redirect to a neutral site. A link, so that it needs no
    form."""
    pages.end_visit(request)
    drafting.throw_all_away(request)
    return _out(request)


@anyone
def leave_another(request: HttpRequest) -> HttpResponse:
    """The same on a surface without the door, where there are no sessions of the person."""
    return _out(request)


def _out(request: HttpRequest) -> HttpResponse:
    proposal = token_in(request, PROPOSAL)
    if proposal:
        sittings.end(proposal)
    response = redirect(settings.EXIT_TO)
    for cookie in LEFT_BEHIND:
        response.delete_cookie(cookie)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@anyone
def language(request: HttpRequest, code: str) -> HttpResponse:
    if code not in dict(settings.LANGUAGES):
        raise Http404
    response = redirect(safe_path(request.GET.get("next", ""), fallback="/"))
    return languages.remembered(request, response, code)
