"""Whoever watches from outside: figures, dates, the record, and a case only by its person."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.figures.services import publish_first
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.events import MemberEnrolled
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.accounts.services import CannotEnrol, deactivate, invite
from amparo.foundations.accounts.sign_in.sessions import begin
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.overseer_permission import NotAnOverseer, let_watch, who_may_watch
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.services import exclude, keep_from, withdraw_procedure
from amparo.foundations.ledger.daily_publication import publish_daily
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.last_days import holds_until, its_day_passes
from tests.people import BODY, MONDAY

ENGLISH = {"accept-language": "en"}
PAGE = "/duties/oversight/"
NOBODY = "None. Only the person can let you, on her own page."


@pytest.fixture
def noras(nora, signed_in):
    return signed_in(nora)


def read(browser, path=PAGE):
    return browser.get(path, headers=ENGLISH).content.decode()


@pytest.fixture
def hers(filed):
    """The person's own browser, on her page."""
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    browser = Client()
    browser.cookies["amparo_visit"] = begin("visit", content, at=timezone.now()).hex()
    return browser


@pytest.fixture
def let(case, flor, nora):
    """The person let her watch."""
    return let_watch(flor.folder, nora.member.unit, by=flor, at=timezone.now())


def test_without_the_person_there_is_no_case_on_it(case, noras):
    page = read(noras)
    assert NOBODY in page
    assert case not in page


def test_it_shows_terms_the_record_and_the_procedure(case, noras):
    publish_first(by=SYSTEM, at=timezone.now())
    head = publish_daily(by=SYSTEM, at=timezone.now())
    page = read(noras)
    assert "All requests until" in page
    assert head.root.hex()[:16] in page
    assert "/public/how/" in page


def test_by_her_consent_it_shows_where_the_case_stands_and_nothing_of_her(let, case, noras):
    page = read(noras)
    assert NOBODY not in page
    assert case in page
    assert "why this day" in page
    assert BODY["who"]["name"] not in page
    assert BODY["where"] not in page
    assert not re.search(r"\bFlor\b", page)


def test_she_lets_and_ends_it_on_her_page_and_it_works_at_once(case, hers, nora, noras):
    assert "Let them watch" in read(hers, "/mine/overseers/")
    assert hers.post("/mine/overseers/", {"unit": nora.member.unit.code}).status_code == 302
    assert case in read(noras)
    page = read(hers, "/mine/overseers/")
    [back] = re.findall(r'action="(/mine/allowed/[^"]+/withdraw/)"', page)
    hers.post(back)
    assert case not in read(noras)
    assert "Let them watch" in read(hers, "/mine/overseers/")


def test_what_she_allowed_says_who_watches_and_what_they_read(let, case, hers, nora):
    page = read(hers, "/mine/allowed/")
    assert nora.member.unit.name in page
    assert "Where your case stands, and what is due when" in page


def test_she_reads_that_somebody_watched_once_a_sitting(let, case, hers, noras):
    read(noras)
    read(noras)
    looked = Entry.objects.filter(about=case, event="FileOpened", facts__contains="oversees")
    assert looked.count() == 1
    assert "you allowed it" in read(hers, "/mine/looked/")


@pytest.mark.parametrize("how", ["one", "all", "left", "unit", "name"])
def test_whatever_ends_it_ends_it_at_once(let, case, flor, nora, noras, how):
    at = timezone.now()
    assert case in read(noras)
    if how == "one":
        consent.withdraw(flor.folder, let.ref, by=flor, at=at)
    elif how == "all":
        consent.withdraw_all(flor.folder, by=flor, at=at)
    elif how == "left":
        withdraw_procedure(flor, at=at)
    elif how == "unit":
        exclude(flor.folder, nora.member.unit, by=flor, at=at)
    else:
        keep_from(flor.folder, [], names="Nora Salas", by=flor, at=at)
    assert case not in read(noras)


def test_it_ends_with_the_last_day_of_the_consent_before_any_job(let, case, noras, clock):
    holds_until(let.subject)
    assert case in read(noras)
    its_day_passes(clock)
    assert case not in read(noras)


@pytest.mark.parametrize("how", ["unit", "name"])
def test_who_must_not_know_is_not_offered_and_cannot_be_let_in(case, flor, nora, hers, how):
    if how == "unit":
        exclude(flor.folder, nora.member.unit, by=flor, at=timezone.now())
    else:
        keep_from(flor.folder, [], names="Nora Salas", by=flor, at=timezone.now())
    assert who_may_watch(flor.folder, seen_by=flor) == []
    with pytest.raises(NotAnOverseer):
        let_watch(flor.folder, nora.member.unit, by=flor, at=timezone.now())
    assert hers.post("/mine/overseers/", {"unit": nora.member.unit.code}).status_code == 404


def test_whoever_came_later_is_not_meant_by_an_older_yes(case, flor, nora, noras):
    """She could not know that it would be this one."""
    hour = timedelta(hours=1)
    let_watch(flor.folder, nora.member.unit, by=flor, at=MONDAY + hour)
    assert case in read(noras)
    told = {"roles": "overseer", "unit": nora.member.unit.code, "public": ""}
    joined = MemberEnrolled(about=nora.member.code, **told)
    record(joined, by=SYSTEM, at=MONDAY + 2 * hour)
    assert case not in read(noras)
    let_watch(flor.folder, nora.member.unit, by=flor, at=MONDAY + 3 * hour)
    assert case in read(noras)


def test_a_unit_in_which_nobody_oversees_cannot_be_let_in(case, flor, mario, hers):
    assert who_may_watch(flor.folder, seen_by=flor) == []
    assert hers.post("/mine/overseers/", {"unit": mario.member.unit.code}).status_code == 404


def test_who_left_is_not_offered(case, flor, nora, saul):
    deactivate(nora.member, by=saul, at=timezone.now())
    assert who_may_watch(flor.folder, seen_by=flor) == []


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/team/", "/duties/", "/duties/unit/", "/desk/cases/", "/desk/people/"]
)
def test_every_other_page_of_those_who_work_here_is_not_there_for_her(noras, path):
    assert noras.get(path).status_code == 404


def test_the_pages_of_the_case_are_not_there_for_her_though_she_watches_it(let, case, noras):
    for path in (f"/desk/cases/{case}/", f"/desk/cases/{case}/history/"):
        assert noras.get(path).status_code == 404


def test_whoever_oversees_does_nothing_else_here(site, saul, signed_in):
    given = {
        "act": "invite",
        "name": "Nora Salas",
        "sign_in_name": "nora",
        "roles": ["overseer", "analyst"],
        "unit": "minam",
    }
    with pytest.raises(CannotEnrol, match="oversees_alone"):
        invite(
            name="Nora Salas",
            sign_in_name="nora",
            roles=["overseer", "analyst"],
            unit=site["minam"],
            by=SYSTEM,
            at=MONDAY,
        )
    answer = signed_in(saul).post("/desk/team/", given, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Whoever oversees does nothing else here." in answer.content.decode()
    alone = signed_in(saul).post("/desk/team/", {**given, "roles": ["overseer"]}, headers=ENGLISH)
    assert "/duties/join/" in alone.content.decode()


# --- nobody oversees their own institution ---


@pytest.mark.parametrize("unit", ["dgdh", "minjusdh"])
def test_an_overseer_of_the_mechanisms_own_tree_is_refused(site, saul, signed_in, unit):
    given = {"name": "Nora Salas", "sign_in_name": "nora", "roles": ["overseer"], "unit": unit}
    with pytest.raises(CannotEnrol, match="oversees_itself"):
        invite(**{**given, "unit": site[unit]}, by=saul, at=timezone.now())
    browser = signed_in(saul)
    answer = browser.post("/desk/team/", {**given, "act": "invite"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "so it does not oversee it" in answer.text
    assert not Invitation.objects.filter(sign_in_name="nora").exists()


def test_whoever_oversees_from_that_tree_already_is_let_into_no_case(case, flor, hers, nora, site):
    Member.objects.filter(pk=nora.member.pk).update(unit=site["dgdh"])
    assert who_may_watch(flor.folder, seen_by=flor) == []
    with pytest.raises(NotAnOverseer):
        let_watch(flor.folder, site["dgdh"], by=flor, at=timezone.now())
    assert hers.post("/mine/overseers/", {"unit": "dgdh"}).status_code == 404
