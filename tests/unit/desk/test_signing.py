"""In and out of the desk, joining it, and losing nothing on the way."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import Invitation, Member, Session
from tests.people import CODE_SECRETS, PASSWORD

IN, OUT, JOIN = "/desk/in/", "/desk/out/", "/desk/join/"
NEW_PASSWORD = "cuatro nubes sobre un tambor"


def proof(name, **more):
    code = codes.code_at(CODE_SECRETS[name], timezone.now())
    return {"name": name, "password": PASSWORD, "code": code, **more}


def test_signing_in_leads_to_where_she_wanted(ana, client):
    assert client.post(IN, proof("ana", next="/desk/team/")).url == "/desk/team/"
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/x", "javascript:1", ""])
def test_it_never_leads_away(away, ana, client):
    assert client.post(IN, proof("ana", next=away)).url == "/desk/"


def test_the_cookie_is_for_this_site_and_no_script(ana, client):
    cookie = client.post(IN, proof("ana")).cookies["amparo_sitting"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["expires"]


@pytest.mark.parametrize("wrong", [{"name": "nobody"}, {"password": "x"}, {"code": "000000"}])
def test_which_part_was_wrong_is_never_said(wrong, ana, client):
    page = client.post(IN, proof("ana") | wrong)
    assert page.status_code == 401
    assert list(page.context["form"].errors) == ["__all__"]
    assert "amparo_sitting" not in page.cookies


def test_too_many_wrong_tries_cost_time(ana, client):
    for _time in range(services.WRONG_SIGN_INS):
        client.post(IN, proof("ana", code="000000") | {"code": "000000"})
    assert client.post(IN, proof("ana")).status_code == 429


@pytest.mark.parametrize("empty", ["name", "password", "code"])
def test_an_empty_field_is_said(empty, ana, client):
    page = client.post(IN, proof("ana") | {empty: ""})
    assert page.status_code == 422
    assert empty in page.context["form"].errors


def test_signing_out_ends_the_sitting_in_the_database(ana, signed_in):
    browser = signed_in(ana)
    browser.get(OUT)
    assert browser.get("/desk/").status_code == 200
    browser.post(OUT)
    assert not Session.objects.exists()
    assert browser.get("/desk/").status_code == 302


def test_what_was_typed_survives_a_sitting_that_ended(case, ana, client):
    address = f"/desk/cases/{case}/notes/"
    page = client.post(address, {"text": "palabras que no se pierden"})
    assert page.status_code == 401
    carried = dict(re.findall(r'name="(kept-\w+)" value="([^"]*)"', page.text))
    assert carried == {"kept-text": "palabras que no se pierden"}
    again = client.post(IN, proof("ana", next=address, code="000000") | carried | {"code": "1"})
    assert "palabras que no se pierden" in again.text
    page = client.post(IN, proof("ana", next=address) | carried)
    assert page.context["target"] == address
    assert page.context["fields"] == [("text", "palabras que no se pierden")]
    assert client.post(address, dict(page.context["fields"])).status_code == 302


def test_a_password_is_never_carried(case, client):
    page = client.post(f"/desk/cases/{case}/notes/", {"password": "mine", "code": "123456"})
    assert "kept-" not in page.text


def test_a_form_without_its_token_gets_its_words_back(case, ana, signed_in):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in(ana).cookies
    page = browser.post(
        f"/desk/cases/{case}/notes/",
        {"text": "no se pierde"},
        headers={"Origin": "http://testserver"},
    )
    assert page.status_code == 403
    assert "no se pierde" in page.text


def test_another_sites_form_gets_nothing_back(case, ana, signed_in):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in(ana).cookies
    page = browser.post(
        f"/desk/cases/{case}/notes/", {"text": "from afar"}, headers={"Origin": "http://evil.pe"}
    )
    assert page.status_code == 403
    assert "from afar" not in page.text


def test_an_officer_is_led_to_her_own_surface(carla, client):
    assert client.post(IN, proof("carla")).url == "/duties/"


@pytest.fixture
def word(site):
    return services.invite(
        name="Nora Diaz",
        sign_in_name="nora",
        roles=["reception"],
        unit=site["dgdh"],
        by=SYSTEM,
        at=timezone.now(),
    )


@pytest.fixture
def secret(word, client):
    """The second page stands; its secret, as it is written below the picture."""
    page = client.post(JOIN, {"invitation": word})
    return page.context["secret"].replace(" ", "")


def enrolment(secret, **more):
    return {
        "password": NEW_PASSWORD,
        "again": NEW_PASSWORD,
        "code": codes.code_at(secret, timezone.now()),
        **more,
    }


def test_an_invitation_becomes_an_account(secret, client):
    page = client.post(JOIN, enrolment(secret))
    assert page.status_code == 200
    member = Member.objects.get(sign_in_name="nora")
    later = timezone.now() + timedelta(seconds=60)
    signed, _token = services.sign_in("nora", NEW_PASSWORD, codes.code_at(secret, later), at=later)
    assert signed == member


def test_the_secret_is_in_no_field_of_the_form(secret, client):
    page = client.post(JOIN, enrolment(secret, again="other"))
    assert page.status_code == 422
    inputs = re.findall(r"<input[^>]*>", page.text)
    assert inputs
    assert not any(secret in one for one in inputs)
    assert page.context["secret"].replace(" ", "") == secret


def test_the_secret_is_sealed_while_it_waits(secret):
    assert secret.encode() not in bytes(Session.objects.get().sealed)


@pytest.mark.parametrize(
    "weak", ["short", "nora-diaz-nora", "abcdefghij", "aaaaaaaaaaaa", "12/05/1980"]
)
def test_a_weak_password_is_explained_in_words(weak, secret, client):
    page = client.post(JOIN, enrolment(secret, password=weak, again=weak))
    assert page.status_code == 422
    assert page.context["form"].errors["password"]
    assert not Member.objects.filter(sign_in_name="nora").exists()


def test_a_wrong_code_makes_no_account(secret, client):
    now = timezone.now()
    wrong = next(
        one
        for one in ("000000", "111111", "222222", "333333")
        if codes.accepted_step(secret, one, now, last_step=None) is None
    )
    page = client.post(JOIN, enrolment(secret, code=wrong))
    assert page.status_code == 422
    assert page.context["form"].errors["code"]
    assert not Member.objects.filter(sign_in_name="nora").exists()


def test_a_word_works_once(word, secret, client):
    client.post(JOIN, enrolment(secret))
    assert client.post(JOIN, {"invitation": word}).status_code == 422


def test_of_two_who_join_by_one_name_the_second_is_told_so(secret, site, client):
    same = services.invite(
        name="Nora Salas",
        sign_in_name="nora",
        roles=["analyst"],
        unit=site["dgdh"],
        by=SYSTEM,
        at=timezone.now(),
    )
    other = Client()
    hers = other.post(JOIN, {"invitation": same}).context["secret"].replace(" ", "")
    assert client.post(JOIN, enrolment(secret)).status_code == 200
    page = other.post(JOIN, enrolment(hers))
    assert page.status_code == 409
    assert "ya entra con este nombre" in page.text
    assert Member.objects.get(sign_in_name="nora").name == "Nora Diaz"
    assert Invitation.objects.filter(used_at=None).count() == 1


def test_of_two_who_use_one_word_in_one_moment_one_gets_an_account(secret, word, client):
    """Both have the second page open; the other was quicker between looking and writing."""
    other = Client()
    hers = other.post(JOIN, {"invitation": word}).context["secret"].replace(" ", "")
    read = services.invitation_for(word, at=timezone.now())
    assert client.post(JOIN, enrolment(secret)).status_code == 200
    with patch.object(services, "invitation_for", return_value=read):
        page = other.post(JOIN, enrolment(hers))
    assert page.status_code == 409
    assert Member.objects.filter(sign_in_name="nora").count() == 1
    assert other.post(JOIN, enrolment(hers)).status_code == 409


@pytest.mark.parametrize("typed", ["", "x", "ab" * 32, "é" * 10, "a" * 5000])
def test_a_mistaken_word_opens_nothing(typed, db, client):
    page = client.post(JOIN, {"invitation": typed})
    assert page.status_code == 422
    assert page.context["form"].errors["invitation"]


def test_without_the_sitting_one_begins_again(word, db):
    page = Client().post(JOIN, enrolment(codes.new_secret()))
    assert page.status_code == 401
    assert page.context["ended"]


def test_the_picture_needs_no_style_of_its_own(secret, client, word):
    page = Client().post(JOIN, {"invitation": word})
    assert 'src="data:image/svg+xml' in page.text
    assert "style=" not in page.text
