"""An hour of danger is looked at afterwards by somebody else; the person reads what was found."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.referral.emergency_access_review.services import see_hour
from amparo.casework.referral.models import ReferralTask
from amparo.door.my_data.access_log import looks_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import in_own_hand
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.cases.dates_outside_terms import keeps_open, name_of
from amparo.foundations.cases.emergency_access.services import (
    EmergencyAccessKey,
    break_glass,
    keep_ready,
    lend,
    who_to_call,
)
from amparo.foundations.cases.events import GlassAnswered, GlassSeen
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import record
from tests.forging import Forger, odd

type SignIn = Callable[[Actor], Client]

WHY = "La siguen dos hombres y nadie del equipo contesta."
SAID = "Delia hizo bien: llegó la patrulla a tiempo."
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def hour(anas: OpenCase, ana: Actor, delia: Actor) -> str:
    """delia, for whom it was kept ready, had the case opened; saul supervises and has a seat."""
    now = timezone.now()
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=now)
    assert break_glass(anas.code, text=WHY, second="", by=delia, at=now)
    return ReferralTask.objects.get(kind="see_glass").about


@pytest.fixture
def sauls(anas: OpenCase, ana: Actor, saul: Actor) -> OpenCase:
    now = timezone.now()
    give_seat(anas.case, anas.folder, saul.member, reason="supervises", by=ana, at=now)
    return opened(anas.code, seen_by=saul)


def seen(case: OpenCase, number: str, by: Actor, found: str = "glass_needed") -> None:
    see_hour(case, number, found=found, text=SAID, by=by, at=timezone.now())


def test_it_stands_on_the_worklist_with_a_day_and_keeps_the_case_open(
    anas: OpenCase, hour: str
) -> None:
    task, case = ReferralTask.objects.get(kind="see_glass"), Case.objects.get()
    assert task.due_on - task.opened_at == timedelta(days=2)
    assert keeps_open(case)
    assert "acceso de emergencia" in name_of("dated.see_glass")
    assert hour == str(Entry.objects.get(event="GlassBroken").sequence)


@pytest.mark.parametrize("found", ["glass_needed", "glass_not_needed"])
def test_what_somebody_else_finds_is_on_record_and_read_by_the_person(
    found: str, sauls: OpenCase, hour: str, saul: Actor, flor: Visitor
) -> None:
    seen(sauls, hour, saul, found)
    task = ReferralTask.objects.get(kind="see_glass")
    assert (task.outcome, task.done_at is not None) == (found, True)
    assert found in Entry.objects.get(event="GlassSeen").facts
    told = looks_of(entries_about(sauls.code, seen_by=flor))[0]
    assert told.who == roles_in_words("supervisor")
    assert (
        told.why
        == {
            "glass_needed": "Revisó por qué se abrió por unas horas: fue correcto",
            "glass_not_needed": "Revisó por qué se abrió por unas horas: no fue correcto",
        }[found]
    )
    words = [flor.folder.words(one).get("text") for one in papers_in(flor.folder, seen_by=flor)]
    assert SAID in words
    with pytest.raises(Hindered, match="nothing_open"):
        seen(sauls, hour, saul)


def test_neither_who_had_it_opened_nor_who_agreed_nor_who_works_on_it_says_so(
    anas: OpenCase, ana: Actor, sauls: OpenCase, saul: Actor, delia: Actor, hour: str
) -> None:
    for who in (ana, delia):
        with pytest.raises(Hindered, match="another_looks"):
            seen(opened(anas.code, seen_by=who), hour, who)
    now = timezone.now()
    ReferralTask.objects.update(done_at=now)
    lend(sauls.case, sauls.folder, delia.member, text=WHY, by=saul, at=now)
    number = ReferralTask.objects.get(done_at=None, kind="see_glass").about
    with pytest.raises(Hindered, match="another_looks"):
        seen(sauls, number, saul)


def test_whoever_has_a_seat_for_some_hours_does_not_say_so_either(
    anas: OpenCase, ana: Actor, saul: Actor, hour: str
) -> None:
    lend(anas.case, anas.folder, saul.member, text=WHY, by=ana, at=timezone.now())
    with pytest.raises(Hindered, match="another_looks"):
        seen(opened(anas.code, seen_by=saul), hour, saul)


def test_the_page_shows_who_when_and_with_which_words(
    sauls: OpenCase, hour: str, saul: Actor, ana: Actor, signed_in: SignIn
) -> None:
    browser, address = signed_in(saul), f"/desk/cases/{sauls.code}/glass/{hour}/"
    task = ReferralTask.objects.get(kind="see_glass")
    to = browser.get(f"/desk/cases/{sauls.code}/referrals/tasks/{task.ref}/")
    assert (to.status_code, to["Location"]) == (302, address)
    page = browser.get(address, headers=ENGLISH).content.decode()
    for words in (
        "Delia Campos",
        WHY,
        "Access had been prepared for this person",
        "Nobody else had agreed",
    ):
        assert words in page
    assert browser.post(address, {"found": "glass_needed"}).status_code == 422
    assert browser.get(f"/desk/cases/{sauls.code}/glass/999999/").status_code == 404
    hers = signed_in(ana).post(address, {"found": "glass_needed", "text": SAID})
    assert hers.status_code == 409
    assert SAID in hers.content.decode()
    assert browser.post(address, {"found": "glass_needed", "text": SAID}).status_code == 302


@pytest.fixture
def named(anas: OpenCase, ana: Actor, delia: Actor, saul: Actor) -> str:
    """It was kept ready for delia, who had it opened, and says that saul agreed."""
    now = timezone.now()
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=now)
    assert break_glass(anas.code, text=WHY, second=saul.member.code, by=delia, at=now)
    return ReferralTask.objects.get(kind="see_glass").about


def answer(who: Client, case: OpenCase, number: str, said: str) -> int:
    return who.post(f"/desk/cases/{case.code}/glass/{number}/", {"answer": said}).status_code


def test_nobody_agrees_by_the_word_of_another(
    sauls: OpenCase, named: str, ana: Actor, saul: Actor, nora: Actor, signed_in: SignIn
) -> None:
    address, hers = f"/desk/cases/{sauls.code}/glass/{named}/", signed_in(saul)
    name = saul.member.name
    page = told(signed_in(ana), address)
    assert f"Delia Campos says that {name} agreed. {name} has not confirmed it." in page
    assert "did you agree?" not in page
    assert "who has not confirmed it" in told(signed_in(nora), "/duties/oversight/")
    with pytest.raises(Hindered, match="say_first"):
        seen(sauls, named, saul)
    assert "did you agree?" in told(hers, address)
    assert hers.post(address, {}).status_code == 422
    assert answer(signed_in(ana), sauls, named, "glass_agreed") == 409
    assert answer(hers, sauls, named, "glass_not_agreed") == 302
    assert answer(hers, sauls, named, "glass_agreed") == 409
    assert f"{name} says: I did not." in told(signed_in(ana), address)
    assert "who says: I did not" in told(signed_in(nora), "/duties/oversight/")
    seen(sauls, named, saul, "glass_not_needed")


def test_whoever_is_named_is_asked_on_her_worklist_until_she_answers(
    anas: OpenCase, ana: Actor, delia: Actor, saul: Actor, signed_in: SignIn
) -> None:
    now = timezone.now()
    give_seat(anas.case, anas.folder, saul.member, reason="supervises", by=ana, at=now)
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=now)
    assert break_glass(anas.code, text=WHY, second=ana.member.code, by=delia, at=now)
    number = ReferralTask.objects.get(kind="see_glass").about
    address, asks = f"/desk/cases/{anas.code}/glass/{number}/", "Say whether you agreed"
    seen(opened(anas.code, seen_by=saul), number, saul)
    hers = signed_in(ana)
    assert f'<a href="{address}">{asks}</a>' in told(hers, "/desk/")
    for other in (saul, delia):
        assert asks not in told(signed_in(other), "/desk/")
    assert "did you agree?" in told(hers, address)
    assert answer(hers, anas, number, "glass_not_agreed") == 302
    assert asks not in told(hers, "/desk/")


def test_whoever_lost_her_seat_learns_nothing_of_the_case_from_it(
    anas: OpenCase, ana: Actor, delia: Actor, saul: Actor, signed_in: SignIn
) -> None:
    now = timezone.now()
    give_seat(anas.case, anas.folder, saul.member, reason="supervises", by=ana, at=now)
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=now)
    assert break_glass(anas.code, text=WHY, second=saul.member.code, by=delia, at=now)
    assert "Say whether you agreed" in told(signed_in(saul), "/desk/")
    CaseAccess.objects.filter(member=saul.member).delete()
    page = told(signed_in(saul), "/desk/")
    assert "Say whether you agreed" not in page
    assert anas.code not in page


def test_whoever_says_herself_that_she_agreed_looks_at_it_no_more(
    sauls: OpenCase, named: str, saul: Actor, nora: Actor, signed_in: SignIn
) -> None:
    assert answer(signed_in(saul), sauls, named, "glass_agreed") == 302
    with pytest.raises(Hindered, match="another_looks"):
        seen(sauls, named, saul)
    assert "A second person confirms having agreed." in told(signed_in(nora), "/duties/oversight/")


def test_whoever_is_named_answers_also_where_she_may_not_judge(
    anas: OpenCase, ana: Actor, delia: Actor, signed_in: SignIn
) -> None:
    now = timezone.now()
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=now)
    assert break_glass(anas.code, text=WHY, second=ana.member.code, by=delia, at=now)
    task = ReferralTask.objects.get(kind="see_glass")
    browser, to = signed_in(ana), f"/desk/cases/{anas.code}/referrals/tasks/{task.ref}/"
    assert browser.get(to)["Location"] == f"/desk/cases/{anas.code}/glass/{task.about}/"
    assert answer(browser, anas, task.about, "glass_agreed") == 302
    assert browser.get(to)["Location"] == f"/desk/cases/{anas.code}/"


def test_an_agreement_that_is_not_in_her_own_hand_takes_nobody_out(
    sauls: OpenCase, named: str, saul: Actor
) -> None:
    forged = GlassAnswered(about=sauls.code, hour=int(named), reason="glass_agreed")
    record(forged, by=saul, at=timezone.now())
    with pytest.raises(Hindered, match="say_first"):
        seen(sauls, named, saul)


def test_who_had_it_opened_names_not_herself_as_the_second(
    anas: OpenCase, ana: Actor, delia: Actor
) -> None:
    now = timezone.now()
    lend(anas.case, anas.folder, delia.member, text=WHY, by=ana, at=now)
    again = EmergencyAccessKey(case=anas.case, member=delia.member)
    assert delia.member not in who_to_call(again)
    assert ana.member in who_to_call(again)


def test_whoever_manages_the_team_and_whoever_watches_learn_that_it_waits_and_of_no_case(
    anas: OpenCase, hour: str, sauls: OpenCase, saul: Actor, nora: Actor, signed_in: SignIn
) -> None:
    looks, watched = "/desk/looks/", "/duties/oversight/"
    waits = signed_in(saul).get(looks, headers=ENGLISH).content.decode()
    assert "nobody has said since whether it was right" in waits
    assert anas.code not in waits
    assert "Nobody else has looked at it yet" in told(signed_in(nora), watched)
    seen(sauls, hour, saul, "glass_not_needed")
    assert "nobody has said since" not in told(signed_in(saul), looks)
    assert "Looked at by somebody else: it was not right." in told(signed_in(nora), watched)


def test_that_somebody_looked_is_read_where_it_is_watched_only_in_her_own_hand(
    anas: OpenCase, hour: str, saul: Actor, nora: Actor, signed_in: SignIn
) -> None:
    found = GlassSeen(about=anas.code, role="supervisor", hour=int(hour), reason="glass_needed")
    record(found, by=Forger(saul.signature), at=timezone.now())
    assert "Nobody else has looked at it yet" in told(signed_in(nora), "/duties/oversight/")
    record(in_own_hand(found, by=saul), by=saul, at=timezone.now())
    assert "Looked at by somebody else" in told(signed_in(nora), "/duties/oversight/")


def looks(open_case: OpenCase, reader: Visitor) -> list[str]:
    """What the person reads of who looked, the newest first."""
    entries = entries_about(open_case.code, seen_by=reader)
    return [one.why for one in looks_of(entries) if "Revisó por qué" in one.why]


def test_the_person_reads_that_somebody_looked_at_it_only_in_her_own_hand(
    anas: OpenCase, hour: str, sauls: OpenCase, saul: Actor, delia: Actor, flor: Visitor
) -> None:
    found = GlassSeen(about=anas.code, role="supervisor", hour=int(hour), reason="glass_needed")
    for who in (saul, delia):
        record(found, by=Forger(who.signature), at=timezone.now())
    record(in_own_hand(found, by=delia), by=delia, at=timezone.now())
    nowhere = replace(found, hour=int(hour) + 1)
    record(in_own_hand(nowhere, by=saul), by=saul, at=timezone.now())
    for kind in ("GlassSeen", "GlassAnswered"):
        odd(kind, anas.code, saul.signature, {"hour": [], "reason": {}, "role": 5})
    assert looks(anas, flor) == []  # delia had it opened
    seen(sauls, hour, saul, "glass_not_needed")
    [once] = looks(anas, flor)
    assert "no fue correcto" in once
    again = Entry.objects.filter(event="GlassSeen").latest("sequence")
    odd(again.event, again.about, again.by, json.loads(again.facts))
    assert looks(anas, flor) == [once]


def told(browser: Client, address: str) -> str:
    return browser.get(address, headers=ENGLISH).content.decode()
