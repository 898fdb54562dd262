"""An organisation's site shows the signed heads of its record beside its door, and nothing else of
what a mechanism shows everybody."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import set_urlconf
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.daily_publication import publish
from amparo.site import ledger as published
from amparo.urls.surface_addresses import pages_of
from tests.rights import MISSING, held_to

with override_settings(ORGANISATION="Federación del Valle"):
    urlpatterns = pages_of(["door", "desk"])


TOLD = "invitó a alguien a supervisar"


def lets_in(unit: Unit, name: str, **told: timedelta) -> None:
    """As `amparo member invite` does; with `notice` where nobody who supervises is free."""
    invite = services.invite_announced if told else services.invite
    whom: dict[str, Any] = {"name": name, "sign_in_name": marks.new_code(groups=2), **told}
    invite(**whom, roles=["supervisor"], unit=unit, by=SYSTEM, at=timezone.now())


@pytest.fixture(autouse=True)
def of_an_organisation() -> Iterator[None]:
    of_it = {"ORGANISATION": "Federación del Valle", "SURFACES": ["door", "desk"]}
    with override_settings(ROOT_URLCONF=__name__, **of_it):
        yield
    set_urlconf(None)


@pytest.mark.django_db
def test_the_heads_are_a_page_a_file_and_a_feed(site: object) -> None:
    publish(by=SYSTEM, at=timezone.now())
    client = Client(headers={"accept-language": "es"})
    page = client.get("/public/ledger/")
    [head] = json.loads(client.get("/public/ledger.json").content)["heads"]
    assert page.status_code == 200
    assert head["root"] in page.text
    assert head["root"].encode() in client.get("/public/ledger.atom").content


@pytest.mark.django_db
def test_the_page_leads_to_nothing_that_is_not_here(site: object) -> None:
    client = Client()
    page = client.get("/public/ledger/").text
    for gone in ("/public/how/", "/public/figures/", "/check/", "/public/"):
        assert f'href="{gone}"' not in page
        assert client.get(gone).status_code == 404


@pytest.mark.django_db
def test_the_door_leads_there(site: object) -> None:
    assert 'href="/public/ledger/"' in Client().get("/").text


@pytest.mark.django_db
def test_everybody_reads_there_that_whoever_runs_it_let_somebody_in(site: dict[str, Unit]) -> None:
    """Also where the door is served alone, with the rights of the door."""
    publish(by=SYSTEM, at=timezone.now())
    page = RequestFactory().get("/public/ledger/")
    assert TOLD not in published.ledger(page).text
    lets_in(site["dgdh"], "Nelly Ramos", notice=timedelta(days=3))
    lets_in(site["dgdh"], "Wari Condori")
    by_the_way = Client(headers={"accept-language": "es"}).get("/public/ledger/")
    with override_settings(SURFACES=["door"]), held_to("door", path="/public/ledger/"):
        alone = published.ledger(page)
    assert not any(MISSING.values())
    for answer in (by_the_way, alone):
        assert answer.text.count(TOLD) == 1
        assert "Nelly" not in answer.text


@pytest.mark.django_db
def test_the_door_asks_no_table_for_more_than_it_may(site: object) -> None:
    publish(by=SYSTEM, at=timezone.now())
    request = RequestFactory().get("/public/ledger/")
    for view in (published.ledger, published.ledger_json, published.ledger_feed):
        with held_to("door", path="/public/ledger/"):
            assert view(request).status_code == 200
        assert not any(MISSING.values())


def test_a_mechanisms_site_has_them_once_and_its_door_alone_has_none() -> None:
    with override_settings(ORGANISATION=""):
        assert not [one for one in pages_of(["door"]) if "published" in str(one)]
        names = [getattr(one, "namespace", "") for one in pages_of(["door", "desk"])]
        assert "site" not in names
    with override_settings(ORGANISATION="x"):
        names = [getattr(one, "namespace", "") for one in pages_of(["door", "site"])]
        assert names.count("site") == 1
