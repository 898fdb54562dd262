"""Who works here: invited, on duty, gone; and the keys that only holders give."""

import re

import pytest

from amparo.foundations.access.models import GroupSeat, Invitation, Member, Sitting
from amparo.foundations.access.services import invitation_for
from amparo.foundations.letterbox.queries import filing_to_open
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


def test_an_invitation_is_a_word_shown_once(saul, signed_in):
    browser = signed_in(saul)
    page = browser.post(TEAM, INVITED)
    [word] = re.findall(r"(?:[0-9a-f]{4} ?){16}", page.text)
    assert invitation_for(word, at=MONDAY).name == "Nora Diaz"
    assert word not in browser.get(TEAM).text


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
    assert not Sitting.objects.filter(member=ana.member).exists()


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
    assert not GroupSeat.objects.filter(member=nora.member).exists()


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
    assert not GroupSeat.objects.filter(member=nora.member, group__current=True).exists()


def test_who_does_not_hold_it_makes_no_new_one(rosa, ana, saul, signed_in):
    for other in (ana, saul):
        assert signed_in(other).post(TEAM, {"act": "renew"}).status_code == 404
