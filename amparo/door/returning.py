"""Coming back with the words. It is never said what was wrong.

No address is counted: one may be a whole office, or everybody who comes by Tor. What is limited
are tries that are alike (access/nearness).
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.door.pages import begin_visit, enter
from amparo.foundations.access import kept, limits
from amparo.foundations.access.pages import anyone
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.queries import NoSuchWords, TooManyAlike, visit_by_guess
from amparo.foundations.letterbox.services import confirm_way

WHAT = "words"
A_BROWSER_MAY = 12


@anyone
def come_back(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _try_words(request)
    if enter(request) and not request.GET.get("next"):
        return redirect("door:mine")
    return _page(request)


def _try_words(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")[:200]
    if browser and limits.too_many(WHAT, browser, at=at, limit=A_BROWSER_MAY):
        return _page(request, status=429, too_many="now")
    try:
        visitor, pair = visit_by_guess(request.POST.get("phrase", ""), at=at, seen_by=STRANGER)
    except TooManyAlike:
        return _page(request, status=429, too_many="today")
    except NoSuchWords:
        if browser:
            limits.failed(WHAT, browser, at=at)
        return _page(request, status=400, wrong=True)
    if browser:
        limits.succeeded(WHAT, browser)
    # Who comes back with the words has them.
    confirm_way(visitor.folder, visitor.way, by=visitor, at=at)
    response = _go_on(request)
    begin_visit(request, response, {"way": visitor.way.pk, "secret": pair.secret.hex()})
    return response


def _go_on(request: HttpRequest) -> HttpResponse:
    """To her page; or, where a visit had ended in the middle, to what she was about to send."""
    where = kept.safe_path(request.POST.get("next", ""), fallback="")
    carried = kept.carried(request)
    if not where:
        return redirect("door:mine")
    if not carried:
        return redirect(where)
    context = {
        "next": where,
        "kept": carried,
        "said": [value for name, value in carried if name in {"text", "note", "names"} and value],
        "had_files": bool(request.POST.get("had_files")),
    }
    return render(request, "door/send_again.html", context)


def _page(
    request: HttpRequest, *, status: int = 200, wrong: bool = False, too_many: str = ""
) -> HttpResponse:
    carried = kept.carried(request)
    context = {
        "next": request.POST.get("next", request.GET.get("next", "")),
        "kept": [(f"{kept.PREFIX}{name}", value) for name, value in carried],
        "had_files": bool(request.POST.get("had_files")),
        "wrong": wrong,
        "too_many": too_many,
    }
    return render(request, "door/return.html", context, status=status)
