"""The page on which a case is found by a name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.access.look_statistics import MANY_NAMES, looked_at
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import give_seat, open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.services import name_other
from tests.people import BODY, MONDAY

FIND = "/desk/find/"


@pytest.fixture
def killas(rosa: Actor, ana: Actor, letter: Callable[..., Letter]) -> str:
    body = BODY | {"chosen_name": "Killa Waman"}
    filed = file_request(letter(body=body), by=STRANGER, at=MONDAY)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=MONDAY)
    return folder.code


@pytest.fixture
def anas_page(ana: Actor, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(ana)


def test_she_finds_the_case_and_no_page_lists_its_names(killas: str, anas_page: Client) -> None:
    page = anas_page.post(FIND, {"name": "quilla huamán", "reason": "person_called"})
    assert page.status_code == 200
    said = page.content.decode()
    assert f"/desk/cases/{killas}/" in said
    assert "escrito de otro modo" in said
    assert "Killa Waman" not in said
    assert page["Cache-Control"].count("no-store")


def test_what_nobody_is_called_and_what_others_have_is_one_answer(
    killas: str, olga: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    browser = signed_in(olga)
    answers = [
        browser.post(FIND, {"name": name, "reason": "person_called"}).content
        for name in ("Killa", "Kimba")
    ]
    said = [one.decode().replace("Kimba", "Killa") for one in answers]
    plain = [one.split("<main")[1].split("csrfmiddlewaretoken")[0] for one in said]
    found = [one.split('id="found"')[1] for one in said]
    assert plain[0] == plain[1]
    assert found[0] == found[1]
    assert killas not in said[0]


def test_whoever_only_decides_does_not_learn_by_a_name_who_else_is_of_a_case(
    killas: str, ana: Actor, delia: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    hers = opened(killas, seen_by=ana)
    name_other(hers.folder, name="Saturnina Apaza", relation="witness", by=ana, at=MONDAY)
    give_seat(hers.case, hers.folder, delia.member, reason="task", by=ana, at=MONDAY)
    asked, case = {"name": "saturnina", "reason": "person_called"}, f"/desk/cases/{killas}/"
    assert case in signed_in(ana).post(FIND, asked).text
    answer = signed_in(delia).post(FIND, asked).text
    assert case not in answer
    assert "nadie tiene ese nombre" in answer
    assert case in signed_in(delia).post(FIND, {**asked, "name": "killa"}).text


@pytest.mark.parametrize("typed", ["", " ", "a", "de la", "qu*"])
def test_nothing_to_look_for_is_said_and_leaves_no_trace(anas_page: Client, typed: str) -> None:
    page = anas_page.post(FIND, {"name": typed, "reason": "person_called"})
    assert page.status_code == 422
    assert typed.strip() in page.content.decode()
    if typed == "qu*":
        assert "con * al menos tres antes de él" in page.content.decode()
    assert not Entry.objects.filter(event="NamesLookedUp").exists()


def test_no_name_is_looked_for_by_an_address(killas: str, anas_page: Client) -> None:
    page = anas_page.get(FIND, {"name": "Killa"})
    assert page.status_code == 200
    assert killas not in page.content.decode()
    assert not Entry.objects.filter(event="NamesLookedUp").exists()


def test_whoever_supervises_sees_how_often_somebody_looked(
    killas: str, ana: Actor, anas_page: Client, saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    for _ in range(3):
        anas_page.post(FIND, {"name": "Killa", "reason": "person_called"})
    now = timezone.now()
    [one] = looked_at(now - timedelta(days=1), now + timedelta(days=1), seen_by=saul)
    assert (one.name, one.files, one.names, one.most_names) == (ana.member.name, 0, 3, 3)
    assert not one.stands_out
    page = signed_in(saul).get("/desk/looks/").content.decode()
    assert ana.member.name in page
    assert killas not in page


def test_who_looks_for_many_names_within_an_hour_stands_out(anas_page: Client, saul: Actor) -> None:
    for _ in range(MANY_NAMES):
        anas_page.post(FIND, {"name": "Killa", "reason": "person_called"})
    now = timezone.now()
    [one] = looked_at(now - timedelta(days=1), now + timedelta(days=1), seen_by=saul)
    assert one.stands_out


def test_it_says_of_how_many_cases_the_names_cannot_be_read(killas: str, anas_page: Client) -> None:
    Document.objects.filter(filing__code=killas).update(sealed=b"torn")
    page = anas_page.post(FIND, {"name": "Killa", "reason": "person_called"})
    assert page.status_code == 200
    assert "Los nombres de 1 de sus casos no se pueden revisar" in page.content.decode()


def test_nobody_is_looked_for_without_saying_what_for(killas: str, anas_page: Client) -> None:
    for given in ({}, {"reason": "holds"}):
        page = anas_page.post(FIND, {"name": "Killa", **given})
        assert page.status_code == 422
        said = page.content.decode()
        assert killas not in said
        assert 'value="Killa"' in said
    assert not Entry.objects.filter(event="NamesLookedUp").exists()
    anas_page.post(FIND, {"name": "Killa", "reason": "colleague_asked"})
    assert "colleague_asked" in Entry.objects.get(event="NamesLookedUp").facts
