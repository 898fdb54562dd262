"""Which of those who looked it was: a number for each, the same for good, and no name."""

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.fields import open_field
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat
from tests.people import MONDAY

type SignIn = Callable[[Actor], Client]


def numbers_on(page: str) -> list[str]:
    """The newest first."""
    return re.findall(r"\(persona (\d+)\)", page)


def test_one_who_looks_again_has_the_same_number_and_another_has_another(
    anas: OpenCase, ana: Actor, rosa: Actor, her: Client, signed_in: SignIn
) -> None:
    address = reverse("desk:case", args=[anas.code])
    for member in (ana, rosa, ana):
        signed_in(member).get(address)
    found = numbers_on(her.get("/mine/looked/").text)
    assert len(found) >= 3
    last, between, first = found[:3]
    assert last == first
    assert between != first


def test_what_comes_later_changes_no_number(
    anas: OpenCase, ana: Actor, delia: Actor, her: Client, signed_in: SignIn
) -> None:
    signed_in(ana).get(reverse("desk:case", args=[anas.code]))
    before = numbers_on(her.get("/mine/looked/").text)
    give_seat(anas.case, anas.folder, delia.member, reason="task", by=ana, at=MONDAY)
    signed_in(delia).get(reverse("desk:case", args=[anas.code]))
    after = numbers_on(her.get("/mine/looked/").text)
    assert after[1:] == before
    assert after[0] not in before


def test_she_reads_no_name_and_no_code_of_a_member_and_the_team_reads_both_together(
    anas: OpenCase, ana: Actor, her: Client, signed_in: SignIn
) -> None:
    desk = signed_in(ana).get(reverse("desk:case", args=[anas.code]) + "?tab=all").text
    page = her.get("/mine/looked/").text
    assert ana.member.name not in page
    assert ana.member.code not in page
    number = numbers_on(page)[0]
    assert f"({ana.member.name}, persona {number})" in desk


def test_she_reads_which_folded_part_was_opened_and_why(
    anas: OpenCase, ana: Actor, her: Client
) -> None:
    open_case = opened(anas.code, seen_by=ana)
    assert open_field(open_case, "reach", "to_reach", by=ana, at=MONDAY)
    page = her.get("/mine/looked/").text
    assert "Cómo comunicarse con la persona. Para hablar con la persona" in page
