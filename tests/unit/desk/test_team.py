"""Who works here: invited, on duty, gone; and the keys that only holders give."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.foundations.accounts.models import GroupKeyHolder, Invitation, Member, Session
from amparo.foundations.accounts.services import give_group_seat, invitation_for
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import close_case, give_seat, open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY

TEAM = "/desk/team/"
INVITED = {
    "act": "invite",
    "name": "Nora Diaz",
    "sign_in_name": "nora",
    "mail": "",
    "roles": ["reception"],
    "unit": "dgdh",
}


def test_an_invitation_is_an_address_with_a_code_shown_once(saul, signed_in):
    browser = signed_in(saul)
    page = browser.post(TEAM, INVITED)
    [code] = re.findall(r"http://testserver/desk/join/((?:\w{4}-){3}\w{4})/", page.text)
    assert page.context["code"] == code
    assert invitation_for(code, at=MONDAY).name == "Nora Diaz"
    assert code not in browser.get(TEAM).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"sign_in_name": "Ñ x"},
        {"sign_in_name": "saul"},
        {"roles": []},
        {"roles": ["minister"]},
        {"unit": "nowhere"},
        {"mail": "not a mail"},
        {"name": "x" * 500},
    ],
)
def test_a_mistaken_invitation_is_explained_and_kept_on_the_page(wrong, saul, signed_in):
    page = signed_in(saul).post(TEAM, INVITED | wrong)
    assert page.status_code == 422
    assert page.context["form"].errors
    assert not Invitation.objects.filter(used_at=None).exists()


def test_only_supervisors_manage(ana, rosa, signed_in):
    for act in ("invite", "duty", "leave"):
        answer = signed_in(ana).post(TEAM, INVITED | {"act": act, "member": rosa.member.code})
        assert answer.status_code == 404
    assert not Invitation.objects.filter(used_at=None).exists()


def test_the_team_is_no_secret_of_the_team(ana, rosa, signed_in):
    page = signed_in(ana).get(TEAM)
    assert "Rosa Quispe" in page.text
    assert 'value="invite"' not in page.text


def test_signed_out_and_institutions_do_not_see_it(carla, client, signed_in):
    assert client.get(TEAM).status_code == 302
    assert signed_in(carla).get(TEAM).status_code == 404


def test_duty_is_put_on_and_off(saul, ana, signed_in):
    browser = signed_in(saul)
    browser.post(TEAM, {"act": "duty", "member": ana.member.code, "on": "no"})
    assert not Member.objects.get(pk=ana.member.pk).on_duty
    browser.post(TEAM, {"act": "duty", "member": ana.member.code, "on": "yes"})
    assert Member.objects.get(pk=ana.member.pk).on_duty


def test_leaving_is_asked_twice_and_ends_every_sitting(saul, ana, signed_in):
    signed_in(ana)
    browser = signed_in(saul)
    leave = {"act": "leave", "member": ana.member.code}
    browser.post(TEAM, leave)
    assert Member.objects.get(pk=ana.member.pk).active
    browser.post(TEAM, leave | {"sure": "yes"})
    assert not Member.objects.get(pk=ana.member.pk).active
    assert not Session.objects.filter(member=ana.member).exists()


def test_nobody_ends_herself(saul, signed_in):
    page = signed_in(saul).post(TEAM, {"act": "leave", "member": saul.member.code, "sure": "yes"})
    assert page.status_code == 409
    assert Member.objects.get(pk=saul.member.pk).active


def test_a_holder_gives_the_reception_key(rosa, enrolled, signed_in):
    nora = enrolled("Nora Diaz", "reception")
    browser = signed_in(rosa)
    assert [(one.name, kind) for one, kind in browser.get(TEAM).context["waiting"]] == [
        ("Nora Diaz", "reception")
    ]
    browser.post(TEAM, {"act": "give", "member": nora.member.code, "kind": "reception"})
    assert nora.group_pair("reception") == rosa.group_pair("reception")
    assert browser.get(TEAM).context["waiting"] == []


def test_a_supervisor_who_does_not_hold_it_cannot(rosa, saul, enrolled, signed_in):
    nora = enrolled("Nora Diaz", "reception")
    page = signed_in(saul).post(
        TEAM, {"act": "give", "member": nora.member.code, "kind": "reception"}
    )
    assert page.status_code == 409
    assert page.context["told"]
    assert not GroupKeyHolder.objects.filter(member=nora.member).exists()


def test_a_key_goes_to_nobody_whose_role_does_not_ask_for_it(rosa, ana, signed_in):
    answer = signed_in(rosa).post(
        TEAM, {"act": "give", "member": ana.member.code, "kind": "reception"}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("act", ["", "x", "__class__"])
def test_an_unknown_act_is_not_found(act, saul, signed_in):
    assert signed_in(saul).post(TEAM, {"act": act}).status_code == 404


def test_after_somebody_left_a_new_reception_key_opens_what_waits(filed, rosa, enrolled, signed_in):
    nora = enrolled("Nora Diaz", "reception")
    browser = signed_in(rosa)
    browser.post(TEAM, {"act": "give", "member": nora.member.code, "kind": "reception"})
    kept = nora.group_pair("reception")
    Member.objects.filter(pk=nora.member.pk).update(active=False)
    assert browser.post(TEAM, {"act": "renew"}).status_code == 302
    assert rosa.group_pair("reception") != kept
    assert filing_to_open(filed.folder.code, seen_by=rosa) is not None
    assert not GroupKeyHolder.objects.filter(member=nora.member, group__current=True).exists()


def test_who_does_not_hold_it_makes_no_new_one(rosa, ana, saul, signed_in):
    for other in (ana, saul):
        assert signed_in(other).post(TEAM, {"act": "renew"}).status_code == 404


def left(member):
    Member.objects.filter(pk=member.member.pk).update(active=False, on_duty=False)


@pytest.fixture
def another_case(case, rosa, ana, letter):
    """A second case of the same team."""
    code = file_request(letter(), by=STRANGER, at=MONDAY).folder.code
    open_case(filing_to_open(code, seen_by=rosa), by=rosa, at=MONDAY)
    return code


def test_the_seats_of_those_who_left_are_listed_and_taken_in_one_step(
    case, another_case, rosa, ana, signed_in
):
    left(rosa)
    browser = signed_in(ana)
    page = browser.get(TEAM)
    assert set(page.context["left"].codes) == {case, another_case}
    assert "Rosa Quispe" in page.text
    keys = {code: opened(code, seen_by=ana).folder.key for code in (case, another_case)}
    page = browser.post(TEAM, {"act": "take"})
    assert page.context["done"] == {"taken": 2, "kept": 0}
    assert not page.context["left"]
    assert not CaseAccess.objects.filter(member=rosa.member).exists()
    for code, before in keys.items():
        assert opened(code, seen_by=ana).folder.key != before
        [taken] = Entry.objects.filter(event="SeatTaken", about=code)
        assert '"reason":"left"' in taken.facts
    assert browser.post(TEAM, {"act": "take"}).context["done"] == {"taken": 0, "kept": 0}


def test_everybody_who_left_a_case_is_on_record(case, rosa, ana, saul, enrolled, signed_in):
    nora = enrolled("Nora Diaz", "analyst")
    hers = opened(case, seen_by=ana)
    give_seat(hers.case, hers.folder, nora.member, reason="help", by=ana, at=MONDAY)
    left(rosa)
    left(nora)
    signed_in(ana).post(TEAM, {"act": "take"})
    taken = {one.facts for one in Entry.objects.filter(event="SeatTaken", about=case)}
    assert len(taken) == 2


def test_another_teams_cases_are_counted_for_their_own_people_and_not_named(
    case, rosa, ana, olga, signed_in
):
    left(rosa)
    browser = signed_in(olga)
    page = browser.get(TEAM)
    assert (page.context["left"].codes, page.context["left"].others) == ((), 1)
    assert case not in page.text
    browser.post(TEAM, {"act": "take"})
    assert CaseAccess.objects.filter(member=rosa.member).exists()


def test_who_works_on_no_case_takes_no_seat(case, rosa, ana, delia, signed_in):
    left(rosa)
    browser = signed_in(delia)
    assert browser.get(TEAM).context["left"] is None
    assert browser.post(TEAM, {"act": "take"}).status_code == 404


def test_cases_that_nobody_here_can_read_are_said(case, rosa, ana, saul, signed_in):
    left(rosa)
    left(ana)
    page = signed_in(saul).get(TEAM)
    assert (page.context["left"].others, page.context["left"].unread) == (0, 1)


def test_whoever_alone_reads_a_case_ends_only_with_the_number_of_her_cases(
    case, another_case, rosa, ana, saul, signed_in
):
    left(rosa)
    browser = signed_in(saul)
    leave = {"act": "leave", "member": ana.member.code}
    assert browser.post(TEAM, leave).context["alone"] == 2
    for typed in ({}, {"alone": ""}, {"alone": "1"}, {"alone": "x"}, {"alone": "9" * 500}):
        page = browser.post(TEAM, leave | {"sure": "yes"} | typed)
        assert page.status_code == 409
        assert Member.objects.get(pk=ana.member.pk).active
    assert browser.post(TEAM, leave | {"sure": "yes", "alone": " 2 "}).status_code == 302
    assert not Member.objects.get(pk=ana.member.pk).active


def test_a_closed_case_and_a_shared_one_hold_nobody_back(
    case, another_case, rosa, ana, saul, signed_in
):
    leave = {"act": "leave", "member": ana.member.code}
    browser = signed_in(saul)
    assert browser.post(TEAM, leave).context["alone"] == 0
    CaseAccess.objects.filter(member=rosa.member).delete()
    assert browser.post(TEAM, leave).context["alone"] == 2
    for row in Case.objects.all():
        close_case(row, reason="ended", by=saul, at=timezone.now())
    assert browser.post(TEAM, leave).context["alone"] == 0


def test_the_last_holder_of_the_reception_key_is_told_before_she_goes(
    rosa, saul, enrolled, signed_in
):
    leave = {"act": "leave", "member": rosa.member.code}
    browser = signed_in(saul)
    assert browser.post(TEAM, leave).context["keys"] == ["reception"]
    nora = enrolled("Nora Diaz", "reception")
    give_group_seat(nora.member, kind="reception", by=rosa, at=MONDAY + timedelta(hours=1))
    assert browser.post(TEAM, leave).context["keys"] == []


def test_a_key_that_somebody_who_left_knows_is_to_be_renewed_by_a_holder(
    ana, beto, saul, signed_in
):
    give_group_seat(beto.member, kind="statistics", by=ana, at=MONDAY + timedelta(hours=1))
    known = beto.group_pair("statistics")
    left(beto)
    assert [one.held for one in signed_in(saul).get(TEAM).context["known"]] == [False]
    browser = signed_in(ana)
    [one] = browser.get(TEAM).context["known"]
    assert (one.kind, one.names, one.held) == ("statistics", ("Beto Rojas",), True)
    assert signed_in(saul).post(TEAM, {"act": "renew", "kind": "statistics"}).status_code == 404
    assert browser.post(TEAM, {"act": "renew", "kind": "statistics"}).status_code == 302
    assert ana.group_pair("statistics") != known
    assert browser.get(TEAM).context["known"] == []


def test_a_key_that_nobody_holds_any_more_is_said_to_be_lost(rosa, saul, signed_in):
    left(rosa)
    [one] = signed_in(saul).get(TEAM).context["known"]
    assert (one.kind, one.held, one.lost) == ("reception", False, True)


def test_the_key_of_a_unit_is_said_to_be_renewed_there(carla, enrolled, saul, signed_in):
    nina = enrolled("Nina Sol", "institution_officer", unit="pnp-selva")
    give_group_seat(
        nina.member, kind="unit", ref="pnp-selva", by=carla, at=MONDAY + timedelta(hours=1)
    )
    left(nina)
    browser = signed_in(saul)
    assert browser.get(TEAM).context["unit_known"] == [("PNP-SELVA", ("Nina Sol",))]
    assert browser.post(TEAM, {"act": "renew", "kind": "unit"}).status_code == 404
