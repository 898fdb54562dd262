"""No program has a way in (docs/decisions/0030, 0042): what lets somebody in is held by her browser
alone, and ends."""

import re
from collections.abc import Callable

from django.apps import apps
from django.test import Client
from django.urls import reverse

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import COOKIE
from amparo.foundations.accounts.models import Invitation, Session
from tests.architecture.access_matrix import pages
from tests.architecture.source import ROOT, text_of

FOR_A_PROGRAM = re.compile(r"(^|_)(api|bearer|oauth|token|webhook)", re.IGNORECASE)
FRAMEWORKS = {"djangorestframework", "django-ninja", "django-oauth-toolkit", "oauthlib", "pyjwt"}


def test_what_lets_a_browser_in_lets_no_program_in(
    rosa: Actor, carla: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    """Neither in a header nor in an address."""
    for actor, address in ((rosa, "/desk/"), (carla, "/duties/")):
        browser = signed_in(actor)
        assert browser.get(address).status_code == 200
        secret = browser.cookies[COOKIE].value
        named = [{"Authorization": f"{kind} {secret}"} for kind in ("Bearer", "Token", "Basic")]
        for headers in (*named, {"X-API-Key": secret}, {"X-Auth-Token": secret}):
            assert Client().get(address, headers=headers).status_code == 302, headers
        for name in ("token", "key", "access_token", "api_key", COOKIE):
            assert Client().get(address, {name: secret}).status_code == 302, name


def test_where_no_form_is_asked_for_its_token_nothing_is_taken_in(client: Client) -> None:
    without = {
        name: page for name, page in pages().items() if getattr(page.callback, "csrf_exempt", False)
    }
    assert without
    for name, page in without.items():
        assert page.callback.opens_to == "anyone", name  # type: ignore[attr-defined]
        address = reverse(name, kwargs=dict.fromkeys(page.pattern.converters, "x"))
        for send in (client.post, client.put, client.patch, client.delete):
            assert send(address).status_code == 405, name


def test_whatever_lets_somebody_in_ends() -> None:
    """A kind more is one for whoever has a browser, or is not: then say so here and in 0030."""
    assert set(Session.Kind.values) == {"member", "visit", "join", "phone", "passkey"}
    assert not Session._meta.get_field("ends_at").null
    assert not Invitation._meta.get_field("expires_at").null


def test_no_table_keeps_a_secret_for_a_program() -> None:
    named = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if FOR_A_PROGRAM.search(field.name) or FOR_A_PROGRAM.search(model.__name__)
    ]
    assert named == ["accounts.Invitation.token_hash"]  # for a person: once, within two days
    locked = set(re.findall(r"^([\w.-]+)==", text_of(ROOT / "requirements.lock"), re.MULTILINE))
    assert locked & FRAMEWORKS == set()
