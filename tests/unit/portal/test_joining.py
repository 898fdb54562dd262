"""An officer makes her account on a site that serves the institutions' pages alone."""

import pytest
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone

from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.membership.enrolment_views import joins_at
from amparo.foundations.accounts.models import Member
from amparo.foundations.institutions.models import Unit

JOIN = "/duties/join/"
PASSWORD = "cuatro palabras que nadie junta"
urlpatterns = [path("duties/", include("amparo.portal.urls"))]
only_the_portal = override_settings(SURFACES=["portal"], ROOT_URLCONF=__name__)


def invited(site: dict[str, Unit], role: str) -> str:
    return services.invite(
        name="Nora Diaz",
        sign_in_name="nora",
        roles=[role],
        unit=site["pnp-selva"],
        by=SYSTEM,
        at=timezone.now(),
    )


def joined(word: str, client: Client) -> str:
    page = client.post(JOIN, {"invitation": word})
    secret = page.context["secret"].replace(" ", "")
    code = codes.code_at(secret, timezone.now())
    made = client.post(JOIN, {"password": PASSWORD, "again": PASSWORD, "code": code})
    assert made.status_code == 200
    return made.content.decode()


@only_the_portal
def test_an_officer_joins_where_only_the_portal_is_served(
    site: dict[str, Unit], client: Client
) -> None:
    assert client.get(JOIN).status_code == 200
    assert "/duties/in/" in joined(invited(site, "institution_officer"), client)
    assert Member.objects.get(sign_in_name="nora").roles == ["institution_officer"]


@only_the_portal
@pytest.mark.parametrize("typed", ["", "x", "\0", "é" * 4000])
def test_a_mistaken_word_opens_nothing(db: None, client: Client, typed: str) -> None:
    assert client.post(JOIN, {"invitation": typed}).status_code == 422


@pytest.mark.parametrize(
    ("roles", "where"),
    [
        (["institution_officer"], "/duties/join/"),
        (["reception"], "/desk/join/"),
        (["supervisor", "institution_officer"], "/desk/join/"),
    ],
)
def test_the_invitation_says_where(roles: list[str], where: str) -> None:
    assert joins_at(roles) == where
