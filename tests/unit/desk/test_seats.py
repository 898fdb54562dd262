"""The team of a case: given with a reason, taken with a new key, refused with an explanation."""

import re

import pytest
from django.urls import reverse

from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.wording import reason_in_words
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import CaseKey
from amparo.foundations.intake.queries import (
    NoSuchWords,
    filing_to_open,
    visit_by_phrase,
)
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import confirm_way
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY


@pytest.fixture
def address(case):
    return reverse("desk:seats", args=[case])


def test_a_seat_is_given_with_its_reason(address, case, ana, delia, signed_in):
    answer = signed_in(ana).post(
        address, {"act": "give", "member": delia.member.code, "reason": "decides"}
    )
    assert answer.status_code == 302
    assert opened(case, seen_by=delia).code == case
    assert '"reason":"decides"' in Entry.objects.get(event="SeatGiven").facts


def test_without_a_reason_nothing_is_given(address, ana, delia, signed_in):
    page = signed_in(ana).post(address, {"act": "give", "member": delia.member.code})
    assert page.status_code == 422
    assert not CaseAccess.objects.filter(member=delia.member).exists()


def test_who_must_not_know_gets_no_seat_and_it_is_explained(
    rosa, ana, olga, letter, site, signed_in
):
    Member.objects.filter(pk=olga.member.pk).update(unit=site["pnp-selva"])
    secret = file_request(letter(excluded_units=[site["pnp"]]), by=STRANGER, at=MONDAY)
    open_case(filing_to_open(secret.folder.code, seen_by=rosa), by=rosa, at=MONDAY)
    page = signed_in(ana).post(
        reverse("desk:seats", args=[secret.folder.code]),
        {"act": "give", "member": olga.member.code, "reason": "works"},
    )
    assert page.status_code == 409
    assert page.context["form"].errors["member"]
    assert not CaseAccess.objects.filter(member=olga.member).exists()


def test_taking_a_seat_seals_everything_anew(address, case, filed, ana, rosa, signed_in):
    before = opened(case, seen_by=ana).folder.key
    signed_in(ana).post(address, {"act": "take", "member": rosa.member.code})
    assert not CaseAccess.objects.filter(member=rosa.member).exists()
    after = opened(case, seen_by=ana).folder.key
    visitor, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert before != after == visitor.folder.key


def test_the_last_one_stays(address, ana, rosa, signed_in):
    browser = signed_in(ana)
    browser.post(address, {"act": "take", "member": rosa.member.code})
    page = browser.post(address, {"act": "take", "member": ana.member.code})
    assert page.status_code == 409
    assert page.context["told"]
    assert CaseAccess.objects.filter(member=ana.member).exists()


def test_whoever_takes_her_own_seat_is_back_at_the_list(address, ana, signed_in):
    answer = signed_in(ana).post(address, {"act": "take", "member": ana.member.code})
    assert answer.url == "/desk/"
    assert signed_in(ana).get(address).status_code == 404


def test_a_seat_of_nobody_is_not_taken(address, ana, signed_in):
    assert signed_in(ana).post(address, {"act": "take", "member": "x"}).status_code == 404


def test_another_team_gives_and_takes_nothing(address, olga, rosa, signed_in):
    browser = signed_in(olga)
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"act": "take", "member": rosa.member.code}).status_code == 404


def test_whoever_is_signed_out_signs_in_first(address, client):
    assert client.get(address).status_code == 302
    assert client.post(address, {"act": "give"}).status_code == 401


def test_words_are_given_later_and_shown_once(case, ana, signed_in):
    browser, address = signed_in(ana), reverse("desk:words", args=[case])
    assert "words" not in browser.get(address).context
    shown = browser.post(address, {"reason": "words_first"})
    words = shown.context["words"]
    visitor, _pair = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    assert visitor.folder.code == case
    listed = re.compile("<li[^>]*>" + re.escape(words[0]))
    assert listed.search(shown.text)
    assert not listed.search(browser.get(address).text)


@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": "x"}, {"reason": "words\0"}])
def test_without_a_reason_no_words_are_made(reason, case, filed, ana, signed_in):
    page = signed_in(ana).post(reverse("desk:words", args=[case]), reason)
    assert page.status_code == 422
    assert visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert not Entry.objects.filter(event="WayIssued").exists()


def test_words_that_somebody_saw_end_with_the_new_ones_and_their_visits_too(
    case, filed, flor, ana, signed_in
):
    confirm_way(flor.folder, flor.way, by=flor, at=MONDAY)
    address = reverse("desk:words", args=[case])
    words = signed_in(ana).post(address, {"reason": "words_seen"}).context["words"]
    with pytest.raises(NoSuchWords):
        visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    visitor, _pair = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    assert visitor.folder.code == case
    assert [key.pk for key in CaseKey.objects.filter(holder="person")] == [visitor.way.pk]
    assert '"reason":"words_seen"' in Entry.objects.get(event="WordsGiven").facts


def test_words_that_were_only_lost_end_nothing_that_was_confirmed(
    case, filed, flor, ana, signed_in
):
    confirm_way(flor.folder, flor.way, by=flor, at=MONDAY)
    signed_in(ana).post(reverse("desk:words", args=[case]), {"reason": "words_lost"})
    assert visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)


def test_who_gave_words_stands_in_the_list_of_who_looked(case, ana, signed_in):
    browser = signed_in(ana)
    browser.post(reverse("desk:words", args=[case]), {"reason": "words_seen"})
    looks = browser.get(reverse("desk:case", args=[case])).context["looks"]
    assert looks[0].by == ana.signature
    assert looks[0].reason == reason_in_words("words_seen")


def test_another_team_gives_no_words(case, olga, signed_in, client):
    address = reverse("desk:words", args=[case])
    assert signed_in(olga).post(address).status_code == 404
    assert client.post(address).status_code == 401
