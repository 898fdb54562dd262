"""More time for what an institution is only asked: once, for a ground of the norm, asked for and
given while the term runs. What is late stays late, and she reads both days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.leaks.ongoing_sharing import let_go_on
from amparo.casework.obligations.delivery.sealed_dispatch import MayNotLeave
from amparo.casework.obligations.delivery.unlocked_obligation import term_of
from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.opinion_requests.extension_queries import time_is_asked
from amparo.casework.obligations.opinion_requests.extensions import (
    NoMoreTime,
    answer_more_time,
    ask_more_time,
    may_be_asked,
)
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.services import ask_her_first, ask_unit
from amparo.casework.obligations.unit_answers import answer as say
from amparo.door.elsewhere.risk_opinions import more_time_of
from amparo.door.my_case.dashboard_sections import entries_of
from amparo.door.my_case.pending_questions import decisions_of
from amparo.door.site_protocol import law_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry
from amparo.law.state.case import Mover, TermState
from tests.leaking import noted
from tests.obligations import TUESDAY, WEDNESDAY, MakeMeasure, asked_about

OPINION = Obligation.Kind.OPINION
LIMA = ZoneInfo("America/Lima")
IN_TIME = WEDNESDAY + timedelta(days=5)
FIRST, EXTENDED = date(2026, 11, 20), date(2026, 11, 25)
TOO_LATE = WEDNESDAY + timedelta(days=14)


@pytest.fixture
def asked_at(request: pytest.FixtureRequest) -> datetime:
    """When the institution was asked: then, or what the test's clock says now."""
    return timezone.now() if hasattr(request, "param") else WEDNESDAY


@pytest.fixture
def asked(
    asked_at: datetime,
    agreed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    carla: Actor,
    site: dict[str, Unit],
) -> Obligation:
    measure, unit = agreed(), site["pnp-selva"]
    ask_her_first(anas, measure, unit, OPINION, fields=["coarse_place"], by=ana, at=TUESDAY)
    ref = asked_about(measure, unit, "opinion").ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=TUESDAY)
    return ask_unit(anas, measure, unit, OPINION, fields=["coarse_place"], by=ana, at=asked_at)


type SignIn = Callable[[Actor], Client]
MORE = {"way": "more_time", "more_time-ground": "travel", "more_time-text": "hay que ir por el río"}


def day_of(duty: Obligation) -> date:
    return timezone.localtime(duty.due_on, LIMA).date()


def ask(asked: Obligation, carla: Actor, *, at=IN_TIME) -> None:
    found = duty_called(asked.alias, seen_by=carla)
    ask_more_time(found, ground="travel", text="hay que ir por el río", by=carla, at=at)


def decide(anas: OpenCase, asked: Obligation, ana: Actor, *, give=True, at=IN_TIME) -> None:
    found = duty_on_case(anas, asked.alias, seen_by=ana)
    answer_more_time(anas, found, give=give, text="el río está crecido", by=ana, at=at)


def test_three_days_more_once_and_the_first_day_stays_beside_it(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    ask(asked, carla)
    decide(anas, asked, ana)
    asked.refresh_from_db()
    assert day_of(asked) == EXTENDED
    term = term_of(duty_called(asked.alias, seen_by=carla), at=IN_TIME)
    assert (term.due, term.due_before, term.state) == (EXTENDED, FIRST, TermState.OPEN)
    assert term.moved_by(Mover.EXTENSION).amount == 3
    with pytest.raises(NoMoreTime, match="twice"):
        ask(asked, carla)
    with pytest.raises(NoMoreTime, match="not_asked"):
        decide(anas, asked, ana)


def test_asking_alone_moves_nothing_and_neither_does_a_refusal(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    ask(asked, carla)
    assert term_of(duty_called(asked.alias, seen_by=carla), at=IN_TIME).due == FIRST
    decide(anas, asked, ana, give=False)
    asked.refresh_from_db()
    assert day_of(asked) == FIRST
    assert term_of(duty_called(asked.alias, seen_by=carla), at=TOO_LATE).state is TermState.LATE
    with pytest.raises(NoMoreTime, match="twice"):
        ask(asked, carla)


def test_after_its_end_nobody_may_ask(asked: Obligation, carla: Actor) -> None:
    assert may_be_asked(duty_called(asked.alias, seen_by=carla), at=IN_TIME)
    assert not may_be_asked(duty_called(asked.alias, seen_by=carla), at=TOO_LATE)
    with pytest.raises(NoMoreTime, match="over"):
        ask(asked, carla, at=TOO_LATE)
    assert not ObligationAnswer.objects.filter(duty=asked).exists()


def test_after_its_end_nobody_may_give_though_it_was_asked_for_in_time(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    ask(asked, carla)
    with pytest.raises(NoMoreTime, match="over"):
        decide(anas, asked, ana, at=TOO_LATE)
    asked.refresh_from_db()
    assert day_of(asked) == FIRST
    decide(anas, asked, ana, give=False, at=TOO_LATE)
    assert term_of(duty_called(asked.alias, seen_by=carla), at=TOO_LATE).state is TermState.LATE


def test_only_a_role_that_the_norm_names_gives_it(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    ask(asked, carla)
    found = duty_on_case(anas, asked.alias, seen_by=ana)
    with pytest.raises(NoMoreTime, match="not_theirs"):
        answer_more_time(anas, found, give=True, text="x", by=carla, at=IN_TIME)


def test_it_waits_for_whoever_may_give_it_until_somebody_answers(
    asked: Obligation, anas: OpenCase, ana: Actor, saul: Actor, delia: Actor, carla: Actor
) -> None:
    assert not time_is_asked(anas, seen_by=ana)
    ask(asked, carla)
    assert [time_is_asked(anas, seen_by=one) for one in (saul, delia)] == [True, False]
    decide(anas, asked, ana, give=False)
    assert not time_is_asked(anas, seen_by=saul)


def test_where_something_got_out_it_waits_until_somebody_decides_that_sending_goes_on(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor, site: dict[str, Unit]
) -> None:
    ask(asked, carla)
    leak = noted("unit", unit=site["pnp-selva"], by=SYSTEM, at=IN_TIME)
    for give in (True, False):
        with pytest.raises(MayNotLeave, match="leaked_there"):
            decide(anas, asked, ana, give=give)
    assert day_of(Obligation.objects.get(pk=asked.pk)) == FIRST
    let_go_on(anas, leak.ref, text="hace falta", by=ana, at=IN_TIME)
    decide(anas, asked, ana)
    assert day_of(Obligation.objects.get(pk=asked.pk)) == EXTENDED


def test_what_was_answered_has_nothing_to_extend(asked: Obligation, carla: Actor) -> None:
    found = duty_called(asked.alias, seen_by=carla)
    say(found, kind="opinion", text="a favor", word="favourable", by=carla, at=IN_TIME)
    with pytest.raises(NoMoreTime, match="answered"):
        ask(asked, carla)


def test_more_time_is_no_opinion(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    ask(asked, carla)
    decide(anas, asked, ana)
    found = duty_called(asked.alias, seen_by=carla)
    assert found.answered_at is None
    say(found, kind="opinion", text="a favor", word="favourable", by=carla, at=IN_TIME)
    found = duty_called(asked.alias, seen_by=carla)
    assert term_of(found, at=TOO_LATE).state is TermState.MET


@pytest.mark.postgresql("constraints")
def test_the_database_holds_one_extension_of_each(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    ask(asked, carla)
    decide(anas, asked, ana)
    given = ObligationAnswer.objects.get(duty=asked, kind=ObligationAnswer.Kind.TIME_GIVEN)
    given.pk, given.ref = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        given.save(force_insert=True)


def test_she_reads_both_days_and_the_ground_and_no_words_stand_in_the_ledger(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor, flor: Visitor
) -> None:
    ask(asked, carla)
    decide(anas, asked, ana)
    entries = entries_of(flor)
    law = law_of(flor.folder.filing.protocol)
    (told,) = more_time_of(decisions_of(flor, address="/REF/"), entries, law)
    assert (told.before, told.until) == (FIRST, EXTENDED)
    shown = render_to_string("door/more_time.html", {"more_time": [told]})
    assert "2026-11-20" in shown
    assert "2026-11-25" in shown
    assert told.ground in shown
    assert not Entry.objects.filter(facts__contains="crecido").exists()
    assert not Entry.objects.filter(facts__contains="por el río").exists()


@pytest.mark.parametrize("asked_at", ["now"], indirect=True)
def test_it_is_asked_for_and_given_on_two_pages(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor, signed_in: SignIn
) -> None:
    unit, team = signed_in(carla), signed_in(ana)
    page = reverse("portal:duty", args=[asked.alias])
    assert "more_time-ground" in unit.get(page).content.decode()
    without = unit.post(page, {**MORE, "more_time-text": ""})
    assert without.status_code == 422
    assert unit.post(page, {**MORE, "more_time-ground": "slowness"}).status_code == 422
    assert unit.post(page, MORE).status_code == 302
    assert "more_time-ground" not in unit.get(page).content.decode()
    give = reverse("obligations:give_time", args=[anas.code, asked.alias])
    duty = reverse("obligations:duty", args=[anas.code, asked.alias])
    assert give in team.get(duty).content.decode()
    assert "hay que ir por el río" in team.get(give).content.decode()
    assert team.post(give, {"give": "yes", "text": ""}).status_code == 422
    before = day_of(asked)
    assert team.post(give, {"give": "yes", "text": "el río está crecido"}).status_code == 302
    asked.refresh_from_db()
    assert day_of(asked) > before
    again = team.post(give, {"give": "yes", "text": "otra vez"})
    assert again.status_code == 409
    assert "el río está crecido" in unit.get(page).content.decode()


def test_after_its_end_the_page_offers_none_and_says_why(
    asked: Obligation, carla: Actor, signed_in: SignIn
) -> None:
    unit = signed_in(carla)
    page = reverse("portal:duty", args=[asked.alias])
    assert "more_time-ground" not in unit.get(page).content.decode()
    refused = unit.post(page, MORE)
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "no se prorroga" in text or "is not extended" in text
    assert "hay que ir por el río" in text


@pytest.mark.parametrize("asked_at", ["now"], indirect=True)
def test_a_stranger_to_the_unit_or_the_case_finds_nothing(
    asked: Obligation, anas: OpenCase, beto: Actor, signed_in: SignIn
) -> None:
    stranger = signed_in(beto)
    give = reverse("obligations:give_time", args=[anas.code, asked.alias])
    assert stranger.get(give).status_code == 404
    assert stranger.post(reverse("portal:duty", args=[asked.alias]), MORE).status_code in {403, 404}
