"""Where the surfaces are served apart: whoever signs in on the wrong one is told where hers is."""

import pytest
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone

from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.decorators import COOKIE
from amparo.foundations.accounts.membership.enrolment_views import joins_at
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.services import invite
from tests.people import CODE_SECRETS, PASSWORD

urlpatterns = [path("duties/", include("amparo.portal.urls"))]
only_the_portal = override_settings(
    SURFACES=["portal"], ROOT_URLCONF=__name__, ADDRESSES={"desk": "https://desk.example"}
)


def signed_in(name):
    client = Client()
    code = codes.code_at(CODE_SECRETS[name], timezone.now())
    given = {"name": name, "password": PASSWORD, "code": code}
    return client, client.post("/duties/in/", given)


@only_the_portal
def test_of_the_team_she_is_told_where_and_is_not_signed_in(rosa):
    client, answer = signed_in("rosa")
    assert answer.status_code == 403
    assert 'href="https://desk.example/desk/in/"' in answer.content.decode()
    assert COOKIE not in client.cookies
    assert not Session.objects.exists()


@override_settings(SURFACES=["portal"], ROOT_URLCONF=__name__, ADDRESSES={})
def test_where_nobody_said_it_she_is_told_whom_to_ask(rosa):
    page = signed_in("rosa")[1].content.decode()
    assert "https://desk.example" not in page
    assert "/desk/" not in page


@only_the_portal
def test_an_officer_goes_on(carla):
    client, answer = signed_in("carla")
    assert answer.status_code == 302
    assert COOKIE in client.cookies


@only_the_portal
@pytest.mark.parametrize(
    ("role", "where"),
    [("analyst", "https://desk.example/desk/join/"), ("institution_officer", "/duties/join/")],
)
def test_an_invitation_names_the_surface_on_which_it_is_taken(db, role, where):
    assert joins_at([role]) == where


@only_the_portal
def test_an_invitation_of_the_team_is_not_taken_where_no_account_of_it_may_be_written(site):
    word = invite(
        name="Nora Paz", sign_in_name="nora", roles=["analyst"], unit=site["dgdh"], by=SYSTEM,
        at=timezone.now(),
    )  # fmt: skip
    answer = Client().post("/duties/join/", {"invitation": word})
    assert answer.status_code == 422
    assert "del equipo" in answer.content.decode()
    assert "password" not in answer.content.decode()
