"""The case page: the whole story for its team, and nothing for anybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.referral.handover.services import promise
from amparo.casework.referral.models import ReferralTask
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.services import claim, give_seat
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.laid_out import laid_out
from tests.people import MONDAY

TUESDAY = MONDAY.date() + timedelta(days=1)
STATEMENTS = 10  # of the page itself; each stage's panel has its own few
OF_THE_STAGES = 16


@pytest.fixture
def address(case):
    return reverse("desk:case", args=[case])


def test_the_team_reads_what_was_told(address, ana, signed_in):
    page = signed_in(ana).get(address)
    assert page.status_code == 200
    assert "dejaron una nota en la puerta" in page.text


def test_another_team_finds_nothing(address, olga, signed_in):
    assert signed_in(olga).get(address).status_code == 404


def test_another_teams_case_and_a_missing_one_look_the_same(address, olga, signed_in):
    browser = signed_in(olga)
    assert browser.get(address).content == browser.get("/desk/cases/0000-0000/").content


def test_whoever_is_signed_out_signs_in_first(address, client):
    assert client.get(address).url == f"/desk/in/?next={address}"


def test_no_rank_opens_a_case(address, delia, saul, signed_in):
    for boss in (delia, saul):
        assert signed_in(boss).get(address).status_code == 404


def test_looking_is_on_record_once_a_sitting(address, case, ana, signed_in):
    browser = signed_in(ana)
    for _time in range(3):
        browser.get(address)
    looks = Entry.objects.filter(event="FileOpened", about=case)
    assert [look.by for look in looks] == [ana.signature]


def test_another_sitting_is_another_look(address, case, ana, signed_in):
    signed_in(ana).get(address)
    signed_in(ana).get(address)
    assert Entry.objects.filter(event="FileOpened", about=case).count() == 2


def test_who_looked_is_shown(address, ana, rosa, signed_in):
    signed_in(rosa).get(address)
    looks = signed_in(ana).get(address).context["looks"]
    assert {look.by for look in looks} == {rosa.signature, ana.signature}


def test_the_law_says_what_is_due_and_why(address, ana, signed_in):
    page = signed_in(ana).get(address)
    names = [dated.name for dated in page.context["dates"]]
    assert any("preliminar" in name.lower() for name in names)
    assert "art. 18" in page.text


def test_the_next_act_is_one_card(address, ana, signed_in):
    page = signed_in(ana).get(address)
    assert page.context["act"].url
    assert page.text.count('class="actions card act') == 1


def test_the_card_offers_what_the_list_names(address, anas, ana, signed_in):
    browser = signed_in(ana)
    before = browser.get(address).context["act"]
    promise(anas, text="llamar", on=TUESDAY, by=ana, at=MONDAY)
    page = browser.get(address)
    [row] = browser.get("/desk/").context["rows"]
    assert page.context["act"].label == row.act == ReferralTask.Kind.KEEP_PROMISE.label
    assert page.context["act_due"].day == row.due_day == TUESDAY
    assert page.context["act_late"]
    assert before.url in {offer.url for offer in page.context["offers"]}


def test_a_day_that_somebody_set_stands_beside_its_act(address, anas, ana, signed_in):
    promise(anas, text="llamar", on=TUESDAY + timedelta(days=7), by=ana, at=MONDAY)
    page = signed_in(ana).get(address, headers={"accept-language": "en"})
    [later] = [offer for offer in page.context["offers"] if offer.by]
    assert f'{later.label}</a> <span class="quiet small">By <time' in laid_out(page.text)


def test_a_closed_case_offers_no_next_act(address, anas, ana, signed_in):
    """Whatever may still be done in it stands among the rest."""
    browser = signed_in(ana)
    act = browser.get(address).context["act"]
    Case.objects.update(closed_at=timezone.now())
    page = browser.get(address)
    assert page.context["act"] is None
    assert 'class="actions card act' not in page.text
    assert act.url in {offer.url for offer in page.context["offers"]}


def test_the_next_act_comes_before_the_story(address, ana, signed_in):
    page = signed_in(ana).get(address).text
    assert page.index('class="actions card act') < page.index('id="line"')


def test_what_is_empty_is_folded_up_and_no_link_leads_there(address, ana, signed_in):
    page = signed_in(ana).get(address).text
    assert '<details id="measures">' in page
    assert 'href="#measures"' not in page
    assert 'id="search"' not in page


def test_both_clocks_are_shown(address, ana, signed_in):
    clocks = signed_in(ana).get(address).context["clocks"]
    assert clocks["counts_as"]
    assert clocks["waiting"]


def test_messages_of_both_sides_stand_in_order(address, anas, ana, flor, signed_in):
    now = timezone.now()
    write_paper(flor.folder, kind="message", body={"text": "vino otra vez"}, by=flor, at=now)
    write_paper(
        anas.folder,
        kind="message",
        body={"text": "la llamamos"},
        by=ana,
        at=now + timedelta(minutes=1),
        for_person=True,
    )
    messages = signed_in(ana).get(address).context["letters"].messages
    assert [(message.own, message.text) for message in messages] == [
        (True, "vino otra vez"),
        (False, "la llamamos"),
    ]


def test_hostile_words_stay_words(address, flor, ana, signed_in):
    write_paper(
        flor.folder,
        kind="message",
        body={"text": "<script>alert(1)</script>"},
        by=flor,
        at=timezone.now(),
    )
    assert "<script>alert" not in signed_in(ana).get(address).text


def test_leaving_the_procedure_is_said(address, flor, ana, signed_in):
    withdraw_procedure(flor, at=timezone.now())
    page = signed_in(ana).get(address)
    assert page.status_code == 200
    assert page.context["filing"].withdrawn_at


def test_it_costs_few_statements(address, ana, signed_in, django_assert_max_num_queries):
    browser = signed_in(ana)
    browser.get(address)
    with django_assert_max_num_queries(STATEMENTS + OF_THE_STAGES):
        browser.get(address)


def test_taking_it_in_hand_names_the_holder(case, address, ana, signed_in):
    browser = signed_in(ana)
    browser.post(reverse("desk:claim", args=[case]), {"holder": ""})
    assert browser.get(address).context["case"].holder == ana.member


def test_nobody_is_overtaken_unseen(case, anas, ana, rosa, signed_in):
    claim(anas.case, by=rosa, at=timezone.now())
    CaseAccess.objects.update(given_at=timezone.now())  # of whom nothing is asked first
    told = signed_in(ana).post(reverse("desk:claim", args=[case]), {"holder": ""})
    assert told.status_code == 409
    assert "Rosa Quispe" in told.text
    anas.case.refresh_from_db()
    assert anas.case.holder == rosa.member
    signed_in(ana).post(reverse("desk:claim", args=[case]), {"holder": rosa.member.code})
    anas.case.refresh_from_db()
    assert anas.case.holder == ana.member


def test_another_team_takes_nothing_in_hand(case, olga, signed_in):
    assert signed_in(olga).post(reverse("desk:claim", args=[case])).status_code == 404


def test_a_decision_maker_with_a_seat_reads_it(case, address, anas, ana, delia, signed_in):
    now = timezone.now()
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=now)
    page = signed_in(delia).get(address)
    assert page.status_code == 200
    assert reverse("admission:note", args=[case]) not in page.text
