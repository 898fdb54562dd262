"""Answers for what cannot be done, in the person's language, with what she typed still there."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.views.decorators.csrf import requires_csrf_token

from amparo.foundations.accounts.sign_in import form_recovery as kept
from amparo.foundations.accounts.wording import field_in_words, why_she_looks, why_she_unfolds


class KeyChanged(Exception):
    """A file's key was replaced while somebody wrote. Nothing was stored; send it again."""


class AsksNobody(Exception):
    """The person has died: nothing is asked of them, and nobody decides for them."""


class AsksWhy(Exception):
    """Nothing here waits for her, or this part of the file is folded: before it is shown, she says
    why she opens it."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__("asks_why")
        self.code = code
        self.field = field


def asks_why(request: HttpRequest, code: str, field: str = "", *, then: str = "") -> HttpResponse:
    """One click with a reason; then on to the page that was meant, with what was about to be sent
    there. Whoever sends a form is asked as whoever reads: its answer shows the file too. `field`: a
    part of the file that is folded, where not the whole of it is meant; `then`: where that stands,
    where the page itself was asked for."""
    sent = request.method == "POST"
    context = {
        "code": code,
        "field": field,
        "called": field_in_words(field),
        "next": then or request.get_full_path(),
        "reasons": why_she_unfolds() if field else why_she_looks(),
        "kept": kept.to_carry(request) if sent else [],
        "had_files": kept.file_fields(request) if sent else [],
    }
    return render(request, "desk/why_look.html", context, status=200 if then else 409)


@requires_csrf_token
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form without its token. Only a form of this very site gets its words back to send again."""
    own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" and _same_origin(
        request
    )
    context = {
        "kept": kept.to_send_again(request) if own else [],
        "path": request.get_full_path(),
        "had_files": kept.file_fields(request) if own else [],
    }
    return render(request, "accounts/form_expired.html", context, status=403)


def send_again(request: HttpRequest) -> HttpResponse:
    """The page as it was typed, to be sent once more."""
    context = {
        "kept": kept.to_send_again(request),
        "path": request.get_full_path(),
        "had_files": kept.file_fields(request),
    }
    return render(request, "accounts/form_expired.html", context, status=409)


def asks_nobody(request: HttpRequest) -> HttpResponse:
    """Nothing was stored. What was written comes back, to be copied."""
    context = {"kept": kept.fields(request), "had_files": bool(request.FILES)}
    return render(request, "accounts/asks_nobody.html", context, status=409)


def norm_gone(request: HttpRequest) -> HttpResponse:
    """The text of the norm of a case is not on this machine. Nothing of the case is lost, nor what
    was typed."""
    context = {"kept": kept.fields(request), "had_files": bool(request.FILES)}
    return render(request, "accounts/norm_gone.html", context, status=503)


def no_room(request: HttpRequest) -> HttpResponse:
    """The database has no room to write. What was sent was not stored, and is told back."""
    return _told_back(request, "accounts/no_room.html")


def does_not_open(request: HttpRequest) -> HttpResponse:
    """What this page rests on is damaged where it is stored. What was typed comes back: where it
    broke off, and so what is stored of it, nobody knows here."""
    return _told_back(request, "accounts/does_not_open.html")


def _told_back(request: HttpRequest, page: str) -> HttpResponse:
    """What was typed comes back, to be copied: nobody is told that it was received."""
    sent = request.method == "POST"
    context = {
        "sent": sent,
        "kept": kept.to_read(request) if sent else [],
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
    """What was sent was ended on its way. Never 408: browsers send that again by themselves."""
    status = 503 if reason == "crowded" else 400
    return render(request, "accounts/not_arrived.html", {"reason": reason}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Whoever types an address without its last slash gets to its page. Else one answer for what is
    not there and for what is not hers. Where a form was sent, it holds what this very request
    brought, and nothing else: a role or a seat may end while she writes."""
    if page := _with_its_slash(request, exception):
        return HttpResponseRedirect(page)
    own = request.method == "POST" and getattr(request, "csrf_processing_done", False)
    context = {
        "sent": own,
        "kept": kept.fields(request) if own else [],
        "had_files": own and bool(request.FILES),
    }
    return render(request, "404.html", context, status=404)


def _with_its_slash(request: HttpRequest, exception: Exception) -> str:
    """The page that was meant. Only the map of addresses is asked, the same for everybody: neither
    who asks nor whether a case of that number exists changes anything. The address is written anew
    from the map, so that it never leads to another site. What was posted leads nowhere."""
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
