"""The page that asks for password and second factor again, before an act that cannot be undone."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts import services
from amparo.foundations.accounts.credentials import passkey_sign_in as passkey_pages
from amparo.foundations.accounts.credentials import passkeys
from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.forms import ProofForm
from amparo.foundations.accounts.own_account import account_changes as own_account
from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.accounts.sign_in.refusal_messages import refused


def prove_page(request: StaffRequest, surface: str) -> HttpResponse:
    """Check password and second factor again, then go on with what was typed."""
    if request.method != "POST":
        return redirect(f"{surface}:account")
    ways = {"passkey": _ask_passkey, "shown": _passkey_shown, "code": _with_a_code}
    way = passkey_pages.way_of(request, ways)
    if way is not None:
        return way(request, surface)
    form = ProofForm(request.POST)
    if form.is_valid():
        now, address = timezone.now(), pages.address_of(request)
        typed = form.cleaned_data
        try:
            own_account.prove(
                request.actor, typed["password"], typed["code"], at=now, address=address
            )
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal))
        else:
            return _go_on(request, surface)
    return pages.prove_again(request, surface, form, status=422)


def _go_on(request: StaffRequest, surface: str) -> HttpResponse:
    """Send what was being sent: 307 makes the browser post it to its own page, without a page
    between. Files are chosen once more first: no page carries them."""
    if form_recovery.carried(request) and not form_recovery.file_fields(request):
        target = form_recovery.safe_path(request.POST.get("next", ""), fallback=f"/{surface}/")
        return redirect(target, preserve_request=True)
    told = gettext("You showed that it is you.")
    return pages.go_on_with(request, surface, fallback=pages.FIRST_PAGES[surface], told=told)


def _with_a_code(request: StaffRequest, surface: str) -> HttpResponse:
    return pages.prove_again(request, surface, ProofForm(), status=200)


def _ask_passkey(request: StaffRequest, surface: str) -> HttpResponse:
    form = ProofForm(request.POST)
    form.fields["code"].required = False
    if form.is_valid():
        origin, password = pages.origin_of(request, surface), form.cleaned_data["password"]
        now, address = timezone.now(), pages.address_of(request)
        try:
            asked = passkeys.ask_to_prove(request.actor, password, origin, at=now, address=address)
        except services.NotSignedIn as refusal:
            form.add_error(None, refused(refusal, passkey_pages.wrong_first_half()))
        else:
            about = pages.carried_along(request)
            return passkey_pages.ask_browser(request, surface, asked, page="prove", about=about)
    return pages.prove_again(request, surface, form, status=422)


def _passkey_shown(request: StaffRequest, surface: str) -> HttpResponse:
    origin, answer = pages.origin_of(request, surface), passkey_pages.answer_of(request)
    now, address = timezone.now(), pages.address_of(request)
    try:
        passkeys.prove(request.actor, *answer, origin, at=now, address=address)
    except services.NotSignedIn as refusal:
        told = refused(refusal, passkey_pages.not_shown())
        return pages.prove_again(request, surface, ProofForm(), status=422, told=told)
    response = _go_on(request, surface)
    response.delete_cookie(passkey_pages.COOKIE, samesite="Strict")
    return response
