"""The account page of a signed-in member, on each surface that has accounts: open sessions,
password, recovery words for a forgotten password, phone, passkeys, recovery codes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts import services
from amparo.foundations.accounts.credentials import passkeys
from amparo.foundations.accounts.credentials import recovery_codes as recovery
from amparo.foundations.accounts.credentials.passkey_sign_in import COOKIE as PASSKEY_COOKIE
from amparo.foundations.accounts.credentials.passkey_sign_in import answer_of, ask_browser
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.forms import ProofForm
from amparo.foundations.accounts.own_account import account_changes as own_account
from amparo.foundations.accounts.own_account.forms import (
    NewPasskeyForm,
    NewPasswordForm,
    NewPhoneForm,
    PasskeyEndForm,
)
from amparo.foundations.accounts.sign_in import disowned_sign_ins as not_me
from amparo.foundations.accounts.sign_in import history as sign_ins
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.refusal_messages import refused, too_easy

GROUPS_OF = 4
LONGEST_NUMBER = 18


def account_page(request: StaffRequest, surface: str) -> HttpResponse:
    """Serve the account page. Each act has its own form; words and codes are shown once only."""
    acts = {
        "end": _end,
        "password": _password,
        "not-me": _not_me,
        "words": _words,
        "phone": _phone,
        "passkey": _passkey,
        "passkey-made": _passkey_made,
        "passkey-end": _passkey_end,
        "recovery": _recovery,
        "recovery-end": _recovery_end,
        "read": _read,
    }
    if request.method != "POST":
        return _page(request, surface)
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    return act(request, surface, timezone.now())


def _page(
    request: StaffRequest,
    surface: str,
    *,
    forms: dict[str, Any] | None = None,
    status: int = 200,
    done: str = "",
    told: str = "",
) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    own = passkeys.passkeys_of(actor)
    shown: dict[str, Any] = {
        "password": NewPasswordForm(prefix="p"),
        "not_me": NewPasswordForm(prefix="n"),
        "words": ProofForm(prefix="w"),
        "phone": NewPhoneForm(prefix="f", initial={"secret": codes.new_secret()}),
        "passkey": NewPasskeyForm(prefix="k"),
        "passkey_end": PasskeyEndForm(prefix="e", own=_choices(own)),
        "recovery": ProofForm(prefix="c"),
        "recovery_end": ProofForm(prefix="x"),
        "read": ProofForm(prefix="r"),
    }
    shown |= forms or {}
    running = sittings.running_of(actor.member, at=now)
    context = {
        "surface_page": f"{surface}_page.html",
        "surface": surface,
        "here": "account",
        "name": actor.member.sign_in_name,
        "done": done,
        "told": told,
        "own": own,
        "passkeys": bool(pages.origin_of(request, surface)),
        "on_paper": recovery.codes_of(actor, at=now),
        "running": [(one, one.pk == actor.sitting_id) for one in running],
        "unread": sign_ins.unread(actor.member),
        "signed_in": sign_ins.last_sign_ins(seen_by=actor),
        "others_hear": not_me.others_hear(actor),
        "has_words": own_account.has_own_words(actor.member),
        "forms": shown,
        "opened": next(iter(forms or {}), ""),
        **drawn(str(shown["phone"]["secret"].value()), actor.member.sign_in_name),
    }
    return render(request, "accounts/account.html", context, status=status)


def drawn(secret: str, name: str) -> dict[str, str]:
    """Return the secret of one-time codes as a QR picture and as groups of letters."""
    picture = segno.make(codes.provisioning_uri(secret, name, "Amparo"), error="m")
    groups = (secret[start : start + GROUPS_OF] for start in range(0, len(secret), GROUPS_OF))
    return {
        "qr": picture.svg_data_uri(scale=4, border=2, dark="#000", light="#fff"),
        "secret": " ".join(groups),
    }


def _end(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    typed = request.POST.get("sitting", "")
    one = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None
    if typed and one is None:
        raise Http404
    own_account.end_sittings(request.actor, one, at=now)
    return redirect(f"{surface}:account")


def _password(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    return _another_password(request, surface, now, "password", own_account.change_password)


def _not_me(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    """Report a sign-in as not the member's own. This also changes the password, because the other
    person may know it."""
    return _another_password(request, surface, now, "not_me", not_me.disown)


def _another_password(
    request: StaffRequest, surface: str, now: datetime, act: str, change: Callable[..., None]
) -> HttpResponse:
    member = request.actor.member
    hints = [member.name, member.sign_in_name]
    form = NewPasswordForm(request.POST, prefix=act[0], hints=hints)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            opens = _proved(request, typed["now"], typed["code"], now)
            change(request.actor, opens, typed["password"], at=now)
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
        except services.CannotEnrol:
            form.add_error("password", too_easy())
        else:
            return _page(request, surface, done=act)
    return _page(request, surface, forms={act: form}, status=422)


def _words(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    form = ProofForm(request.POST, prefix="w")
    if form.is_valid():
        typed = form.cleaned_data
        try:
            opens = _proved(request, typed["password"], typed["code"], now)
            words = own_account.make_own_words(request.actor, opens, at=now)
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
        else:
            context = {"surface_page": f"{surface}_page.html", "surface": surface, "words": words}
            return render(request, "accounts/own_words.html", context)
    return _page(request, surface, forms={"words": form}, status=422)


def _phone(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    form = NewPhoneForm(request.POST, prefix="f")
    if form.is_valid():
        typed = form.cleaned_data
        try:
            opens = _proved(request, typed["password"], typed["code"], now)
            new = {"secret": typed["secret"], "code": typed["first"]}
            own_account.change_phone(request.actor, opens, **new, at=now)
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
        except services.CannotEnrol:
            form.add_error("first", wrong_first_code())
        else:
            return _page(request, surface, done="phone")
    if "secret" in form.errors:
        raise Http404
    return _page(request, surface, forms={"phone": form}, status=422)


def _passkey(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    """Check password and code, then send the browser the request to make a passkey."""
    form = NewPasskeyForm(request.POST, prefix="k")
    origin = pages.origin_of(request, surface)
    if not origin:
        raise Http404
    if form.is_valid():
        typed = form.cleaned_data
        try:
            opens = _proved(request, typed["password"], typed["code"], now)
            asked = passkeys.ask_to_add(request.actor, opens, typed["label"], origin, at=now)
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
        except passkeys.CannotAdd:
            form.add_error(None, _("You have ten passkeys. Remove one that you do not use."))
        else:
            return ask_browser(request, surface, asked, page="account", about={})
    return _page(request, surface, forms={"passkey": form}, status=422)


def _passkey_made(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    try:
        origin = pages.origin_of(request, surface)
        passkeys.add(request.actor, *answer_of(request), origin, at=now)
    except passkeys.CannotAdd:
        told = _("No passkey was made, or not in time. Nothing has changed: begin anew.")
        return _page(request, surface, status=422, told=told)
    response = _page(request, surface, done="passkey")
    response.delete_cookie(PASSKEY_COOKIE, samesite="Strict")
    return response


def _passkey_end(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    own = passkeys.passkeys_of(request.actor)
    form = PasskeyEndForm(request.POST, prefix="e", own=_choices(own))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            opens = _proved(request, typed["password"], typed["code"], now)
            passkeys.remove(request.actor, opens, typed["which"], at=now)
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
        else:
            return _page(request, surface, done="passkey_end")
    return _page(request, surface, forms={"passkey_end": form}, status=422)


def _recovery(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    form = ProofForm(request.POST, prefix="c")
    if made := _once_proved(request, form, now, recovery.make):
        until = timezone.localdate(now + recovery.LASTS)
        shown = {"codes": made, "until": until, "surface": surface}
        context = {"surface_page": f"{surface}_page.html", **shown}
        return render(request, "accounts/recovery_codes.html", context)
    return _page(request, surface, forms={"recovery": form}, status=422)


def _recovery_end(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    form = ProofForm(request.POST, prefix="x")
    if _once_proved(request, form, now, recovery.end):
        return _page(request, surface, done="recovery_end")
    return _page(request, surface, forms={"recovery_end": form}, status=422)


def _once_proved[T](
    request: StaffRequest, form: ProofForm, now: datetime, act: Callable[..., T]
) -> T | None:
    """Return the result of the act once password and code are correct, else None with errors in the
    form."""
    if not form.is_valid():
        return None
    try:
        opens = _proved(request, form.cleaned_data["password"], form.cleaned_data["code"], now)
        return act(request.actor, opens, at=now)
    except services.NotSignedIn as refusal:
        form.add_error(None, refused(refusal))
        return None


def _read(request: StaffRequest, surface: str, now: datetime) -> HttpResponse:
    """Mark the wrong tries as read. Needs password and code, so that an intruder who guessed right
    cannot clear the warning."""
    form = ProofForm(request.POST, prefix="r")
    if form.is_valid():
        typed = form.cleaned_data
        try:
            _proved(request, typed["password"], typed["code"], now)
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
        else:
            sign_ins.read_tries(by=request.actor, at=now)
            return _page(request, surface, done="read")
    return _page(request, surface, forms={"read": form}, status=422)


def _choices(own: list[passkeys.Own]) -> list[tuple[str, str]]:
    return [(one.passkey.mark, one.name) for one in own]


def _proved(request: StaffRequest, password: str, code: str, now: datetime) -> Any:
    address = pages.address_of(request)
    return own_account.prove(request.actor, password, code, at=now, address=address)


def wrong_first_code() -> str:
    return _(
        "This is not the code that belongs to the picture. Scan it again, check that the"
        " clock of your phone is right, and take the code that is shown now."
    )
