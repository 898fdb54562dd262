"""Pages for members who cannot sign in: a forgotten password, a lost phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts import services
from amparo.foundations.accounts.credentials import lost_phone as another_phone
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.own_account import account_changes as own_account
from amparo.foundations.accounts.own_account.forms import (
    FirstCodeForm,
    ForgottenForm,
    LostPhoneForm,
)
from amparo.foundations.accounts.own_account.views import drawn, wrong_first_code
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.refusal_messages import refused, too_easy

COOKIE = "amparo_phone"


def forgotten_page(request: HttpRequest, surface: str) -> HttpResponse:
    """Set another password by recovery words and a code. The answer never says which part was
    wrong."""
    posted = request.method == "POST"
    form = ForgottenForm(request.POST if posted else None)
    status = 422 if posted else 200
    if posted and form.is_valid():
        typed = form.cleaned_data
        try:
            own_account.set_password_by_words(
                typed["name"],
                typed["words"],
                typed["code"],
                typed["password"],
                at=timezone.now(),
                address=pages.address_of(request),
            )
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
        except services.CannotEnrol:
            form.add_error("password", too_easy())
        else:
            return render(request, "accounts/changed.html", _about(surface) | {"what": "password"})
    return render(
        request, "accounts/forgotten.html", _about(surface) | {"form": form}, status=status
    )


def lost_phone_page(request: HttpRequest, surface: str) -> HttpResponse:
    """Replace a lost phone: password first; then a code to read to a member who manages the team;
    then the new phone."""
    now = timezone.now()
    token = pages.token_in(request, COOKIE)
    opened = sittings.resume(Session.Kind.PHONE, token, at=now) if token else None
    if opened is None:
        return _ask(request, surface)
    form = FirstCodeForm(request.POST if "code" in request.POST else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            another_phone.finish_phone_change(opened, form.cleaned_data["code"], at=now)
        except services.CannotEnrol as refusal:
            gone = _("This is not confirmed, or it is over. Begin anew.")
            form.add_error("code", wrong_first_code() if str(refusal) == "wrong_code" else gone)
            status = 422
        else:
            context = _about(surface) | {"what": "phone"}
            response = render(request, "accounts/changed.html", context)
            response.delete_cookie(COOKIE, samesite="Strict")
            return response
    context = _about(surface) | {
        "form": form,
        "code": opened.content["code"],
        "confirmed": another_phone.is_confirmed(opened, at=now),
        **drawn(opened.content["new"], opened.content["name"]),
    }
    return render(request, "accounts/lost_phone_wait.html", context, status=status)


def _ask(request: HttpRequest, surface: str) -> HttpResponse:
    form = LostPhoneForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            token = another_phone.ask_phone_change(
                form.cleaned_data["name"],
                form.cleaned_data["password"],
                at=timezone.now(),
                address=pages.address_of(request),
            )
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
            status = 422
        else:
            response = redirect(reverse(f"{surface}:lost_phone"))
            pages.set_cookie(request, response, COOKIE, token)
            return response
    elif request.method == "POST":
        status = 422
    return render(
        request, "accounts/lost_phone.html", _about(surface) | {"form": form}, status=status
    )


def _about(surface: str) -> dict[str, object]:
    return {
        "surface_page": f"{surface}_page.html",
        "surface": surface,
        "sign_in": f"{surface}:sign_in",
        "lost_phone": f"{surface}:lost_phone",
    }
