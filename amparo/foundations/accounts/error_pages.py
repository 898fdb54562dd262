"""Answers to requests that cannot be served, in the person's language and with the typed text
kept."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.views.decorators.csrf import requires_csrf_token

from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.accounts.wording import field_in_words, why_she_looks, why_she_unfolds


class KeyChanged(Exception):
    """A file's key was replaced while a form was being filled in. Nothing was stored; send it
    again."""


class AsksNobody(Exception):
    """The person has died: nothing is asked of them, and no decision is made for them."""


class AsksWhy(Exception):
    """The case has no task that waits for the member, or this part of the file is folded: a reason
    is asked for before it is shown."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__("asks_why")
        self.code = code
        self.field = field


def asks_why(request: HttpRequest, code: str, field: str = "", *, then: str = "") -> HttpResponse:
    """Ask for a reason by one click; then go on to the page that was meant, with what was about to
    be sent there. Sending a form needs a reason as reading does: its answer shows the file too.
    `field`: a folded part of the file, if not the whole of it is meant; `then`: the address of that
    part, if the page itself was asked for."""
    sent = request.method == "POST"
    context = {
        "code": code,
        "field": field,
        "called": field_in_words(field),
        "next": then or request.get_full_path(),
        "reasons": why_she_unfolds() if field else why_she_looks(),
        "kept": form_recovery.to_carry(request) if sent else [],
        "had_files": form_recovery.file_fields(request) if sent else [],
    }
    return render(request, "desk/why_look.html", context, status=200 if then else 409)


@requires_csrf_token
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form without its token. Only a form of this very site gets its content back to send
    again."""
    own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" and _same_origin(
        request
    )
    context = {
        "kept": form_recovery.to_send_again(request) if own else [],
        "path": request.get_full_path(),
        "had_files": form_recovery.file_fields(request) if own else [],
    }
    return render(request, "accounts/form_expired.html", context, status=403)


def send_again(request: HttpRequest) -> HttpResponse:
    """Return the page as it was typed, to be sent once more."""
    context = {
        "kept": form_recovery.to_send_again(request),
        "path": request.get_full_path(),
        "had_files": form_recovery.file_fields(request),
    }
    return render(request, "accounts/form_expired.html", context, status=409)


def asks_nobody(request: HttpRequest) -> HttpResponse:
    """Answer a form about a person who has died. Nothing was stored; the text comes back to be
    copied."""
    context = {"kept": form_recovery.fields(request), "had_files": bool(request.FILES)}
    return render(request, "accounts/asks_nobody.html", context, status=409)


def norm_gone(request: HttpRequest) -> HttpResponse:
    """Answer if the text of the norm of a case is not on this machine. Nothing of the case is lost,
    nor what was typed."""
    context = {"kept": form_recovery.fields(request), "had_files": bool(request.FILES)}
    return render(request, "accounts/norm_gone.html", context, status=503)


def no_room(request: HttpRequest) -> HttpResponse:
    """Answer if the database has no room to write. What was sent was not stored, and is shown
    again."""
    return _told_back(request, "accounts/no_room.html")


def does_not_open(request: HttpRequest) -> HttpResponse:
    """Answer if stored data of this page is damaged. The typed text comes back, because it is
    unknown where the request broke off and how much of it is stored."""
    return _told_back(request, "accounts/does_not_open.html")


def _told_back(request: HttpRequest, page: str) -> HttpResponse:
    """Show the typed text again, to be copied, with no statement that it was received."""
    sent = request.method == "POST"
    context = {
        "sent": sent,
        "kept": form_recovery.to_read(request) if sent else [],
        "had_files": sent and bool(request.FILES),
        "code": error_code(request),
    }
    return render(request, page, context, status=503)


def _same_origin(request: HttpRequest) -> bool:
    here = f"{request.scheme}://{request.get_host()}"
    given = request.headers.get("Origin") or request.headers.get("Referer", "")
    return given == here or given.startswith(f"{here}/")


def error_code(request: HttpRequest) -> str:
    return str(request.META.get("amparo.error_code", ""))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def not_arrived(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer a request whose body was ended on its way. Never 408: browsers send that again by
    themselves."""
    status = 503 if reason == "crowded" else 400
    return render(request, "accounts/not_arrived.html", {"reason": reason}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; or redirect an address without its last slash to its page. The answer is the same
    for a missing page and for a forbidden one. If a form was sent, it shows what this very request
    contained, and nothing else: a role or a seat may end while a form is filled in."""
    if page := _with_its_slash(request, exception):
        return HttpResponseRedirect(page)
    own = request.method == "POST" and getattr(request, "csrf_processing_done", False)
    context = {
        "sent": own,
        "kept": form_recovery.fields(request) if own else [],
        "had_files": own and bool(request.FILES),
    }
    return render(request, "404.html", context, status=404)


def _with_its_slash(request: HttpRequest, exception: Exception) -> str:
    """Return the address with its slash, or nothing. Only the URL configuration is consulted:
    neither the member nor the existence of a case number affects it. The address is built by
    `reverse`, so that it never leads to another site. POST requests are not redirected."""
    asked = request.method in {"GET", "HEAD"} and isinstance(exception, Resolver404)
    if not asked or request.path_info.endswith("/"):
        return ""
    try:
        page = resolve(f"{request.path_info}/")
        address = reverse(page.view_name, args=page.args, kwargs=page.kwargs)
    except (Resolver404, NoReverseMatch):
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", {"code": error_code(request)}, status=500)
