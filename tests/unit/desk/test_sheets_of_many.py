"""The hand-over sheets of several cases on one page: each opened, and recorded, as by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.desk.worklist import handover_sheets
from amparo.desk.worklist.handover_sheets import address_of_sheets
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.fields import REACH
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import claim, give_seat, open_case, take_seat
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY, unfold

ENGLISH = {"accept-language": "en"}
BOARD = "/desk/board/"


@pytest.fixture
def two(case: str, rosa: Actor, ana: Actor, letter: Any) -> list[str]:
    filed = file_request(letter(), by=STRANGER, at=MONDAY)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=MONDAY)
    return [case, filed.folder.code]


def looks(actor: Actor) -> list[str]:
    found = Entry.objects.filter(event="FileOpened", by=f"member:{actor.member.code}")
    return list(found.order_by("sequence").values_list("about", flat=True))


def refusals(actor: Actor) -> int:
    return Entry.objects.filter(event="CodeRefused", about=actor.member.code).count()


def test_each_chosen_case_has_one_sheet_and_one_look(
    two: list[str], ana: Actor, signed_in: Any
) -> None:
    desk = signed_in(ana)
    page = desk.get(address_of_sheets(two), headers=ENGLISH)
    assert [one["open_case"].code for one in page.context["sheets"]] == two
    assert page.text.count('<article class="one-sheet flow">') == len(two)
    assert "2 sheets are ready" in page.text
    assert looks(ana) == two
    desk.get(address_of_sheets(two))
    assert looks(ana) == two, "a second print is no second look"


def test_a_sheet_among_others_says_what_it_says_alone(
    two: list[str], ana: Actor, signed_in: Any
) -> None:
    desk = signed_in(ana)
    alone = desk.get(reverse("desk:handed_on", args=[two[1]]), headers=ENGLISH).text
    many = desk.get(address_of_sheets(two), headers=ENGLISH).text
    section = alone[alone.index('<section class="flow">') : alone.rindex("</section>")]
    assert section in many


def test_what_is_folded_alone_is_folded_here(
    two: list[str], rosa: Actor, flor: Visitor, signed_in: Any
) -> None:
    body = {"safe_contact": "por la radio comunal"}
    now = timezone.now()
    write_paper(flor.folder, kind="answer", body=body, by=flor, at=now, for_person=True)
    page = signed_in(rosa).get(address_of_sheets(two))
    assert page.context["sheets"][0]["sheet"].folded.field == REACH
    assert "por la radio comunal" not in page.text
    opened = unfold(signed_in(rosa), two[0], "reach").get(address_of_sheets(two))
    assert "por la radio comunal" in opened.text


def test_of_a_case_without_access_there_is_no_sheet(
    two: list[str], ana: Actor, rosa: Actor, anas: OpenCase, signed_in: Any
) -> None:
    take_seat(anas.case, anas.folder, ana.member, reason="leaves", by=rosa, at=timezone.now())
    page = signed_in(ana).get(address_of_sheets([*two, "0000-0000"]), headers=ENGLISH)
    assert [one["open_case"].code for one in page.context["sheets"]] == two[1:]
    assert page.context["closed"] == [two[0], "0000-0000"], "as of a missing case"
    assert "You cannot open these cases" in page.text
    assert looks(ana) == two[1:]
    assert refusals(ana) == 1


def test_a_case_without_a_task_is_opened_by_itself_and_says_why(
    two: list[str], ana: Actor, rosa: Actor, clock: Any, signed_in: Any
) -> None:
    claim(Case.objects.get(filing__code=two[0]), by=rosa, at=timezone.now())
    clock.move(timedelta(days=40))
    page = signed_in(ana).get(address_of_sheets(two), headers=ENGLISH)
    assert page.context["alone"] == two[:1]
    assert reverse("desk:handed_on", args=[two[0]]) in page.text
    assert looks(ana) == two[1:]


def test_more_than_the_limit_is_said_and_nothing_more_is_opened(
    two: list[str], ana: Actor, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover_sheets, "MOST", 1)
    page = signed_in(ana).get(address_of_sheets(two), headers=ENGLISH)
    assert "At most 1 sheets are made at once" in page.text
    assert looks(ana) == two[:1]


def test_without_a_choice_the_page_says_so(case: str, ana: Actor, signed_in: Any) -> None:
    for address in ("/desk/hand-on/", "/desk/hand-on/?case=&case=%00&case=%21"):
        page = signed_in(ana).get(address, headers=ENGLISH)
        assert "Choose at least one case on the list." in page.text


def test_the_list_chooses_cases_without_a_script(
    two: list[str], ana: Actor, signed_in: Any
) -> None:
    page = signed_in(ana).get("/desk/?held=all").text
    for code in two:
        assert f'name="case" value="{code}" form="sheets"' in page
    assert 'id="sheets" class="row-picked" method="get" action="/desk/hand-on/"' in page


def test_the_board_prints_what_the_supervisor_can_open(
    two: list[str], anas: OpenCase, ana: Actor, saul: Actor, signed_in: Any
) -> None:
    now = timezone.now()
    give_seat(anas.case, anas.folder, saul.member, reason="supervises", by=ana, at=now)
    boxes = [f"{code}~" for code in two]
    page = signed_in(saul).post(BOARD, {"case": boxes, "sheets": "1"}, follow=True)
    assert [one["open_case"].code for one in page.context["sheets"]] == two[:1]
    assert page.context["closed"] == two[1:]
    assert looks(saul) == two[:1]
    assert refusals(saul) == 0, "the board had named the case"
    assert not Case.objects.filter(holder__isnull=False).exists()


def test_the_board_without_a_choice_prints_nothing(
    two: list[str], saul: Actor, signed_in: Any
) -> None:
    page = signed_in(saul).post(BOARD, {"sheets": "1"}, headers=ENGLISH)
    assert page.status_code == 422
    assert page.context["told"] == "Choose at least one case."
