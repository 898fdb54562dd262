"""Signing in and out, for each surface that has accounts; typed text is carried along."""

from collections.abc import Callable

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts import services
from amparo.foundations.accounts.credentials import passkey_sign_in as passkey_pages
from amparo.foundations.accounts.credentials import passkeys
from amparo.foundations.accounts.credentials import recovery_codes as recovery
from amparo.foundations.accounts.credentials.lost_phone import end_phone_change, phone_change_waits
from amparo.foundations.accounts.forms import SignInForm, WithoutPhoneForm
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.history import unread
from amparo.foundations.accounts.sign_in.refusal_messages import refused
from amparo.foundations.web.cross_surface_addresses import address

# The home page of each surface, and the permission it needs.
HOMES = {
    "desk": (pages.FIRST_PAGES["desk"], Permission.DESK),
    "portal": (pages.FIRST_PAGES["portal"], Permission.PORTAL),
    "oversight": ("/duties/oversight/", Permission.OVERSIGHT),
}
SIGNS_IN = {"desk": "desk:sign_in", "portal": "portal:sign_in", "oversight": "portal:sign_in"}


def sign_in_page(request: HttpRequest, surface: str) -> HttpResponse:
    """Ask for name, password and code; then go on to the page that was meant, with the typed
    text."""
    ways = {
        "passkey": _ask_passkey,
        "shown": _passkey_shown,
        "code": _with_a_code,
        "no-phone": _without_phone,
        "paper": _by_paper,
    }
    way = passkey_pages.way_of(request, ways)
    if way is not None:
        return way(request, surface)
    if request.method != "POST":
        return _page(request, surface, SignInForm())
    form = SignInForm(request.POST)
    status, found = _tried(request, form, services.sign_in, _wrong())
    if found is None:
        return _page(request, surface, form, status)
    member, token = found
    ended = "ended" if end_phone_change(member) else ""  # a member with the phone needs no other
    return _signed_in(request, surface, member, token, phone=ended)


def _tried(
    request: HttpRequest, form: Form, sign_in: Callable[..., tuple[Member, bytes]], wrong: str
) -> tuple[int, tuple[Member, bytes] | None]:
    """Try name, password and second factor. Returns the status of the answer, and None with errors
    in the form if they are wrong. Each caller handles waiting phone changes itself."""
    if not form.is_valid():
        return 422, None
    typed = form.cleaned_data
    here = pages.address_of(request)
    shown = [typed[one] for one in ("name", "password", "code")]
    try:
        return 200, sign_in(*shown, address=here, at=timezone.now())
    except services.NotSignedIn as refusal:
        return _refused(form, refusal, wrong), None


def _page(
    request: HttpRequest, surface: str, form: SignInForm, status: int = 200, told: str = ""
) -> HttpResponse:
    context = _about(request, surface) | {"form": form, "told": told}
    return render(request, "accounts/sign_in.html", context, status=status)


def _with_a_code(request: HttpRequest, surface: str) -> HttpResponse:
    return _page(request, surface, SignInForm(initial=_named(request)))


def _without_phone(request: HttpRequest, surface: str) -> HttpResponse:
    """Show the page for recovery codes; the name and the carried text are kept."""
    return _paper_page(request, surface, WithoutPhoneForm(initial=_named(request)))


def _by_paper(request: HttpRequest, surface: str) -> HttpResponse:
    form = WithoutPhoneForm(request.POST)
    status, found = _tried(request, form, recovery.sign_in, _wrong_paper())
    if found is None:
        return _paper_page(request, surface, form, status)
    member, token = found
    waits = "waits" if phone_change_waits(member, at=timezone.now()) else ""  # paper ends none
    return _signed_in(request, surface, member, token, phone=waits, on_paper=True)


def _paper_page(
    request: HttpRequest, surface: str, form: WithoutPhoneForm, status: int = 200
) -> HttpResponse:
    context = _about(request, surface) | {"form": form}
    return render(request, "accounts/without_phone.html", context, status=status)


def _named(request: HttpRequest) -> dict[str, str]:
    return {"name": request.POST.get("name", "")}


def _ask_passkey(request: HttpRequest, surface: str) -> HttpResponse:
    """Check name and password as with a code; then send the browser the request for a passkey."""
    form, status = SignInForm(request.POST), 422
    form.fields["code"].required = False
    if form.is_valid():
        try:
            asked = passkeys.ask_to_sign_in(
                form.cleaned_data["name"],
                form.cleaned_data["password"],
                pages.origin_of(request, surface),
                at=timezone.now(),
                address=pages.address_of(request),
            )
        except services.NotSignedIn as refusal:
            status = _refused(form, refusal, passkey_pages.wrong_first_half())
        else:
            about = _about(request, surface)
            return passkey_pages.ask_browser(request, surface, asked, page="sign_in", about=about)
    return _page(request, surface, form, status)


def _passkey_shown(request: HttpRequest, surface: str) -> HttpResponse:
    try:
        member, token = passkeys.sign_in(
            *passkey_pages.answer_of(request),
            pages.origin_of(request, surface),
            at=timezone.now(),
            address=pages.address_of(request),
        )
    except services.NotSignedIn as refusal:
        told = refused(refusal, passkey_pages.not_shown())
        return _page(request, surface, SignInForm(), _status(refusal), told)
    waits = "waits" if phone_change_waits(member, at=timezone.now()) else ""
    response = _signed_in(request, surface, member, token, phone=waits)
    response.delete_cookie(passkey_pages.COOKIE, samesite="Strict")
    return response


def _signed_in(
    request: HttpRequest,
    surface: str,
    member: Member,
    token: bytes,
    *,
    phone: str,
    on_paper: bool = False,
) -> HttpResponse:
    """Go on to the page that was meant; notices come first, if there are any. `phone`: whether a
    request for another phone ended now, or waits; `on_paper`: the member came by a recovery code,
    and sees what waits until the phone is back."""
    may = permissions_of(member.role_set)
    if _belongs_elsewhere(surface, may):
        sittings.end(token)
        return _elsewhere(request, surface, may)
    told = unread(member).but_now() if on_paper else unread(member)
    found = {"unread": told, "phone": phone, "on_paper": on_paper}
    response = (
        _noticed(request, surface, member, may, found)
        if told or phone or on_paper
        else _go_on(request, surface, may)
    )
    pages.set_cookie(request, response, pages.COOKIE, token)
    return response


def sign_out_page(request: HttpRequest, surface: str) -> HttpResponse:
    """End the session here and in the database. Only a form does so: a stray link ends nothing."""
    if request.method != "POST":
        return redirect(HOMES[surface][0])
    token = pages.token_in(request, pages.COOKIE)
    if token:
        sittings.end(token)
    response = render(request, "accounts/signed_out.html", _about(request, surface))
    response.delete_cookie(pages.COOKIE, samesite="Strict")
    return response


def _belongs_elsewhere(surface: str, may: frozenset[Permission]) -> bool:
    """Return whether the member's pages are a surface that another process serves: this session
    does not exist there."""
    if HOMES[surface][1] in may:
        return False
    mine = next(place for place, (_home, permission) in HOMES.items() if permission in may)
    return SIGNS_IN[mine].partition(":")[0] not in settings.SURFACES


def _elsewhere(request: HttpRequest, surface: str, may: frozenset[Permission]) -> HttpResponse:
    """Show a link, because no form of this surface may lead to another."""
    mine = next(place for place, (_home, permission) in HOMES.items() if permission in may)
    context = _about(request, surface) | {"there": address(SIGNS_IN[mine])}
    return render(request, "accounts/elsewhere.html", context, status=403)


def _go_on(request: HttpRequest, surface: str, may: frozenset[Permission]) -> HttpResponse:
    home, needed = HOMES[surface]
    if needed not in may:
        # An officer at the team's door, or the reverse: the member's own surface is meant.
        return redirect(next(place for place, permission in HOMES.values() if permission in may))
    return pages.go_on_with(request, surface, fallback=home)


def _noticed(
    request: HttpRequest,
    surface: str,
    member: Member,
    may: frozenset[Permission],
    found: dict[str, object],
) -> HttpResponse:
    """Show notices before all else: repeated wrong tries with the member's name, until the member
    confirms having read of them, or a request for another phone made with the password."""
    home, needed = HOMES[surface]
    if needed not in may:
        home = next(place for place, permission in HOMES.values() if permission in may)
    context = _about(request, surface) | {
        **found,
        "since": member.signed_in_at,
        "target": form_recovery.safe_path(request.POST.get("next", ""), fallback=home),
        "fields": form_recovery.carried(request),
    }
    return render(request, "accounts/noticed.html", context)


def _about(request: HttpRequest, surface: str) -> dict[str, object]:
    given = request.POST.get("next") or request.GET.get("next", "")
    return {
        "surface": surface,
        "surface_page": f"{surface}_page.html",
        "sign_in": f"{surface}:sign_in",
        "next": form_recovery.safe_path(given, fallback=""),
        "kept": form_recovery.carried_on(request),
        "had_files": form_recovery.file_fields(request),
        "passkeys": bool(pages.origin_of(request, surface)),
        "forgotten": f"{surface}:forgotten",
        "lost_phone": f"{surface}:lost_phone",
    }


def _refused(form: Form, refusal: services.NotSignedIn, wrong: str) -> int:
    """Add the error to the form; return the status of the answer."""
    form.add_error(None, refused(refusal, wrong))
    return _status(refusal)


def _status(refusal: services.NotSignedIn) -> int:
    if refusal.busy:
        return 503
    return 429 if refusal.wait else 401


def _wrong() -> str:
    return _(
        "These three do not belong together. Check each; a code that was used once does not work"
        " again, so wait for the next one."
    )


def _wrong_paper() -> str:
    return _(
        "These three do not belong together. Check each; a recovery code works once, and for a year"
        " at most."
    )
