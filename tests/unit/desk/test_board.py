"""The supervisor's board: who has how much, and assigning without opening anything."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.casework.referral.models import ReferralTask
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import (
    HeldByAnother,
    assign,
    claim,
    close_case,
    give_seat,
    open_case,
)
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY

BOARD = "/desk/board/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def three(case, rosa, ana, letter):
    """Three cases of ana and rosa, in nobody's hands."""
    for _number in range(2):
        filed = file_request(letter(), by=STRANGER, at=MONDAY)
        folder = filing_to_open(filed.folder.code, seen_by=rosa)
        assert folder
        open_case(folder, by=rosa, at=MONDAY)
    return list(Case.objects.order_by("pk").select_related("filing"))


def loads(page):
    return {
        one.load.member.name if one.load.member else "": (
            one.load.open,
            one.load.late,
            one.load.week,
        )
        for one in page.context["loads"]
    }


def send(browser, cases, member, instead_of=""):
    boxes = [f"{one.code}~{instead_of}" for one in cases]
    sent = {"case": boxes, "member": member.member.code}
    return browser.post(BOARD, sent, headers=ENGLISH)


def test_each_member_has_a_line_with_numbers_that_lead_to_the_cases(
    three, ana, rosa, saul, signed_in
):
    first, second, third = three
    now = timezone.now()
    claim(first, by=ana, at=now)
    Case.objects.filter(pk=first.pk).update(due_on=now - timedelta(days=1))
    Case.objects.filter(pk=second.pk).update(due_on=None)
    Case.objects.filter(pk=third.pk).update(due_on=now + timedelta(minutes=1))
    page = signed_in(saul).get(BOARD, headers=ENGLISH)
    assert loads(page)[""] == (2, 0, 1)
    assert loads(page)["Ana Huaman"] == (1, 1, 0)
    assert loads(page)["Rosa Quispe"] == (0, 0, 0)
    for one in page.context["loads"]:
        numbers = {one.address: one.load.open, one.late_address: one.load.late}
        for address, number in (numbers | {one.week_address: one.load.week}).items():
            assert len(signed_in(saul).get(address).context["rows"]) == number


def test_who_is_absent_is_said(case, ana, saul, signed_in):
    assert "Absent" not in signed_in(saul).get(BOARD, headers=ENGLISH).text
    Member.objects.filter(pk=ana.member.pk).update(on_duty=False)
    assert "Absent" in signed_in(saul).get(BOARD, headers=ENGLISH).text


def test_a_case_without_a_seat_is_a_code_with_its_day(three, anas, ana, delia, saul, signed_in):
    page = signed_in(saul).get(BOARD, headers=ENGLISH).text
    for one in three:
        assert one.code in page
        assert f"/desk/cases/{one.code}/" not in page
    assert "Quebrada" not in page
    give_seat(anas.case, anas.folder, saul.member, reason="supervises", by=ana, at=MONDAY)
    page = signed_in(saul).get(BOARD).text
    assert [f"/desk/cases/{one.code}/" in page for one in three] == [True, False, False]


def test_only_who_supervises_has_a_board(case, ana, rosa, delia, signed_in):
    for member in (ana, rosa, delia):
        assert signed_in(member).get(BOARD).status_code == 404
        assert send(signed_in(member), [], ana).status_code == 404


def test_a_case_from_which_the_supervisor_is_barred_is_not_there(three, ana, saul, signed_in):
    one, by_unit, free = three
    bar = {"reason": "leak", "noted_at": MONDAY}
    ConflictOfInterest.objects.create(case=one, member=saul.member, **bar)
    ConflictOfInterest.objects.create(case=by_unit, unit=saul.member.unit, **bar)
    page = signed_in(saul).get(BOARD)
    assert [row.case.code for row in page.context["rows"]] == [free.code]
    assert loads(page)[""][0] == 1
    answer = send(signed_in(saul), three, ana)
    assert answer.status_code == 409
    assert set(Case.objects.filter(holder=ana.member)) == {free}


def test_several_are_assigned_at_once_and_each_is_on_record(three, ana, rosa, saul, signed_in):
    page = send(signed_in(saul), three[:2], ana)
    assert page.status_code == 200
    assert page.text.count("Assigned.") == 2
    assert set(Case.objects.filter(holder=ana.member)) == set(three[:2])
    assert set(
        CaseAccess.objects.filter(member=ana.member, held="own").values_list("case", flat=True)
    ) == {one.pk for one in three[:2]}
    assert CaseAccess.objects.filter(member=rosa.member, held="other").count() == 2
    entries = Entry.objects.filter(event="CaseClaimed")
    assert {one.by for one in entries} == {saul.signature}
    assert {json.loads(one.facts)["member"] for one in entries} == {ana.member.code}
    assert {json.loads(one.facts)["role"] for one in entries} == {ana.role}
    rows = signed_in(ana).get("/desk/").context["rows"]
    assert [row.holder for row in rows] == ["Ana Huaman", "Ana Huaman"]


def test_the_list_says_who_assigned(anas, ana, saul, signed_in):
    browser = signed_in(ana)
    browser.get(f"/desk/cases/{anas.code}/")
    send(signed_in(saul), [anas.case], ana)
    [row] = browser.get("/desk/", headers=ENGLISH).context["rows"]
    assert row.changed == "Assigned: Saul Medina"


def test_sent_twice_it_changes_nothing_more(three, ana, saul, signed_in):
    browser = signed_in(saul)
    send(browser, three[:1], ana)
    page = send(browser, three[:1], ana)
    assert page.status_code == 200
    assert "Ana Huaman was responsible already." in page.text
    assert Entry.objects.filter(event="CaseClaimed").count() == 1


def test_what_another_assigned_meanwhile_is_said_and_stays(three, ana, rosa, saul, signed_in):
    browser = signed_in(saul)
    claim(three[0], by=rosa, at=timezone.now())
    page = send(browser, three, ana)
    assert page.status_code == 409
    assert "Meanwhile Rosa Quispe became responsible. Nothing was changed" in page.text
    assert page.text.count("Assigned.") == 2
    assert Case.objects.get(pk=three[0].pk).holder == rosa.member
    assert Case.objects.filter(holder=ana.member).count() == 2
    page = send(browser, three[:1], ana, instead_of=rosa.member.code)
    assert page.status_code == 200
    assert Case.objects.get(pk=three[0].pk).holder == ana.member


def test_the_member_before_is_asked_for_a_note(three, ana, rosa, saul, signed_in):
    case = three[0]
    send(signed_in(saul), [case], rosa)
    assert not ReferralTask.objects.filter(kind=ReferralTask.Kind.HAND_ON)
    send(signed_in(saul), [case], ana, instead_of=rosa.member.code)
    task = ReferralTask.objects.get(kind=ReferralTask.Kind.HAND_ON)
    assert task.about == rosa.member.code


def test_who_has_no_lasting_access_cannot_be_responsible(three, anas, ana, olga, saul, signed_in):
    page = send(signed_in(saul), three[:1], olga)
    assert page.status_code == 409
    assert "has no access to this case" in page.text
    until = timezone.now() + timedelta(hours=2)
    give_seat(
        anas.case, anas.folder, olga.member, reason="covers", by=ana, at=MONDAY, ends_at=until
    )
    assert send(signed_in(saul), three[:1], olga).status_code == 409
    assert not Case.objects.exclude(holder=None)
    assert opened(anas.code, seen_by=ana).case.holder is None


def test_a_closed_case_is_not_assigned(three, ana, saul):
    close_case(three[0], reason="done", by=ana, at=MONDAY)
    with pytest.raises(Refused, match="closed"):
        assign(three[0], ana.member, instead_of="", by=saul, at=MONDAY)


def test_a_member_barred_from_a_case_is_not_made_responsible(three, ana, saul):
    ConflictOfInterest.objects.create(
        case=three[0], member=ana.member, reason="leak", noted_at=MONDAY
    )
    with pytest.raises(Refused, match="no_access"):
        assign(three[0], ana.member, instead_of="", by=saul, at=MONDAY)


def test_the_service_asks_who_assigns_and_instead_of_whom(three, ana, rosa, saul):
    with pytest.raises(Refused, match="not_allowed"):
        assign(three[0], ana.member, instead_of="", by=rosa, at=MONDAY)
    with pytest.raises(HeldByAnother):
        assign(three[0], ana.member, instead_of=rosa.member.code, by=saul, at=MONDAY)
    assert assign(three[0], ana.member, instead_of="", by=saul, at=MONDAY)


@pytest.mark.parametrize("sent", [{}, {"case": "x~"}, {"member": "x", "case": "x~"}])
def test_without_a_case_or_a_member_nothing_happens_and_it_is_said(sent, three, saul, signed_in):
    page = signed_in(saul).post(BOARD, sent, headers=ENGLISH)
    assert page.status_code == 422
    assert "Choose at least one case" in page.text


def test_an_unknown_code_is_said_as_gone(three, ana, saul, signed_in):
    sent = {"case": ["0000-0000~", "<b>~"], "member": ana.member.code}
    page = signed_in(saul).post(BOARD, sent, headers=ENGLISH)
    assert page.status_code == 409
    assert page.text.count("It is not on the board any more.") == 2
    assert "<b>:" not in page.text


def test_pages_of_the_board_follow_each_other_without_a_gap(three, saul, signed_in, monkeypatch):
    monkeypatch.setattr("amparo.desk.worklist.board.PAGE", 2)
    Case.objects.filter(pk=three[0].pk).update(due_on=None)
    browser, address, seen, ends = signed_in(saul), BOARD, [], []
    while address:
        page = browser.get(address)
        seen += [row.case.code for row in page.context["rows"]]
        ends = [row.case.due_on for row in page.context["rows"]]
        address = page.context["older"]
    assert len(seen) == len(set(seen)) == 3
    assert seen[-1] == three[0].code
    assert ends[-1] == NEVER
