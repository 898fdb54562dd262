"""A surname put down as behind the danger means whoever of the team bears it: their number is
confirmed first, and whoever is somebody else gets the case back in one recorded act."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.services import name_other
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
COUSIN = "Juan Rojas"
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def team(beto: Actor, anas: OpenCase, ana: Actor) -> OpenCase:
    """Beto Rojas sits on it too."""
    assert CaseAccess.objects.filter(case=anas.case, member=beto.member).exists()
    return anas


def feared(name: str = COUSIN, **changes: str) -> dict[str, str]:
    return {"name": name, "relation": "aggressor", "age": "adult", **changes}


def sits(team: OpenCase, beto: Actor) -> bool:
    return CaseAccess.objects.filter(case=team.case, member=beto.member).exists()


def test_how_many_lose_it_is_confirmed_first_and_nobody_is_named(
    team: OpenCase, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    page, browser = reverse("desk:people", args=[team.code]), signed_in(ana)
    told = browser.post(page, feared(), headers=ENGLISH)
    assert told.status_code == 409
    assert "1 member of the team bears such a name" in told.text
    assert not re.search(r"\bBeto\b", told.text.partition("<form")[2])
    assert (RelatedPerson.objects.count(), sits(team, beto)) == (0, True)
    assert browser.post(page, feared(seats_lost="3")).status_code == 409
    assert browser.post(page, feared(seats_lost="1")).status_code == 302
    assert (RelatedPerson.objects.count(), sits(team, beto)) == (1, False)


def test_a_name_that_means_nobody_of_the_team_is_noted_at_once(
    team: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    page = reverse("desk:people", args=[team.code])
    assert signed_in(ana).post(page, feared("Ramiro Paz")).status_code == 302


@pytest.mark.parametrize(
    "page", ["review:incident", "disappearances:happened", "assessment:assess"]
)
def test_it_is_asked_wherever_the_danger_is_written_down(
    page: str, team: OpenCase, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    address, browser = reverse(page, args=[team.code]), signed_in(ana)
    given: dict[str, dict[str, str]] = {
        "review:incident": {"text": "otra nota", "when": "ayer"},
        "disappearances:happened": {
            "what": "disappeared", "whose": "other", "name": "Teo", "on": "2026-11-08",
            "kind": "unknown", "text": "x", "source": "x",
        },
        "assessment:assess": {"seen": "0", "later": "1"},
    }  # fmt: skip
    sent = given[page] | {"behind": COUSIN}
    told = browser.post(address, sent, headers=ENGLISH)
    assert (told.status_code, 'name="seats_lost"' in told.text) == (409, True)
    assert sits(team, beto)
    assert browser.post(address, sent | {"seats_lost": "1"}).status_code == 302
    assert not sits(team, beto)


@pytest.fixture
def lost(team: OpenCase, ana: Actor) -> OpenCase:
    name_other(team.folder, name=COUSIN, relation="aggressor", by=ana, at=MONDAY)
    return opened(team.code, seen_by=ana)


def gives(lost: OpenCase, beto: Actor, browser: Client, apart: str = "otro: lo vi") -> Any:
    sent = {"member": beto.member.code, "reason": "works", "apart": apart}
    return browser.post(reverse("desk:seats", args=[lost.code]), sent, headers=ENGLISH)


def test_whoever_is_somebody_else_gets_it_back_in_one_act_that_she_reads(
    lost: OpenCase, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    browser = signed_in(ana)
    assert not sits(lost, beto)
    assert gives(lost, beto, browser, apart="").status_code == 409
    assert gives(lost, beto, browser).status_code == 302
    assert opened(lost.code, seen_by=beto).code == lost.code
    folder = opened(lost.code, seen_by=ana).folder
    [paper] = papers_in(folder, seen_by=ana, kinds=["told_apart"])
    words = folder.words(paper)
    assert (paper.for_person, words["label"], words["text"]) == (True, "Beto Rojas", "otro: lo vi")
    entry = Entry.objects.get(event="MemberToldApart")
    assert beto.member.code in entry.facts
    assert "Rojas" not in entry.facts


def test_another_name_of_the_same_surname_means_them_again(
    lost: OpenCase, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    assert gives(lost, beto, signed_in(ana)).status_code == 302
    again = opened(lost.code, seen_by=ana)
    name_other(again.folder, name="Pedro Rojas", relation="aggressor", by=ana, at=MONDAY)
    assert not sits(lost, beto)


def test_whose_own_name_it_is_gets_it_from_nobody(
    team: OpenCase, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    name_other(team.folder, name="Rojas, Beto", relation="aggressor", by=ana, at=MONDAY)
    assert gives(team, beto, signed_in(ana)).status_code == 409
    assert not sits(team, beto)


def test_what_the_person_wrote_herself_nobody_overrules(
    lost: OpenCase, ana: Actor, beto: Actor, flor: Visitor, signed_in: SignIn
) -> None:
    keep_from(flor.folder, [], names="los Rojas", by=flor, at=MONDAY)
    assert gives(lost, beto, signed_in(ana)).status_code == 409
    assert not sits(lost, beto)
