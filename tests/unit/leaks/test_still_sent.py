"""Where something got out nothing more goes, unless somebody of the case says that it goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.leaks import ongoing_sharing as still_sent
from amparo.casework.leaks.models import ContinuedSending, Leak, LeakStep
from amparo.casework.leaks.queries import unreadable
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.measures.models import Measure
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.delivery.consent_gate import to_forward
from amparo.casework.obligations.follow_up.services import insist
from amparo.casework.obligations.models import FollowUpTask, Obligation, ObligationAnswer
from amparo.casework.obligations.queries import duty_called, duty_on_case, follow_up_called
from amparo.casework.obligations.services import MayNotLeave, forward
from amparo.casework.obligations.unit_answers import answer
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.models import Entry
from tests.leaking import noted
from tests.obligations import WEDNESDAY

type SignedIn = Callable[[Actor], Client]


@pytest.fixture
def patrol(granted: Measure, decided: None) -> Measure:
    """Granted to the police of the valley, and not sent yet."""
    return granted


@pytest.fixture
def leaked(patrol: Measure, site: dict[str, Unit]) -> Leak:
    return noted("unit", unit=site["pnp"], by=SYSTEM, at=WEDNESDAY)


def send(anas: OpenCase, patrol: Measure, by: Actor) -> Obligation:
    assert patrol.unit
    return forward(anas, patrol, patrol.unit, fields=(), by=by, at=WEDNESDAY)


def goes_on(anas: OpenCase, leak: Leak, by: Actor) -> ContinuedSending:
    return still_sent.let_go_on(anas, leak.ref, text="no hay otra ronda", by=by, at=WEDNESDAY)


def test_nothing_more_goes_there_before_somebody_says_so_by_name(
    leaked: Leak, patrol: Measure, anas: OpenCase, ana: Actor
) -> None:
    with pytest.raises(MayNotLeave) as refusal:
        send(anas, patrol, ana)
    assert refusal.value.reasons == ("leaked_there",)
    refused = Entry.objects.get(event="ForwardingRefused")
    assert '"unit":""' in refused.facts  # where something got out stands nowhere in the open
    goes_on(anas, leaked, ana)
    assert Entry.objects.get(event="SendingGoesOn").by == ana.signature
    assert send(anas, patrol, ana).state == Obligation.State.OPEN


def test_nor_once_a_row_alone_calls_it_lifted(
    leaked: Leak, patrol: Measure, anas: OpenCase, ana: Actor
) -> None:
    Leak.objects.update(lifted_at=WEDNESDAY)
    with pytest.raises(MayNotLeave):
        send(anas, patrol, ana)


def test_it_counts_as_not_sent_yet(
    leaked: Leak, patrol: Measure, anas: OpenCase, ana: Actor
) -> None:
    [one] = to_forward(anas, seen_by=ana)
    assert (one.allowed, one.waits) == (False, True)


def test_once_two_have_lifted_it_nothing_is_asked(
    leaked: Leak, patrol: Measure, anas: OpenCase, ana: Actor, saul: Actor
) -> None:
    suspecting.ask_to_lift(leaked.ref, why="elsewhere", by=saul, at=WEDNESDAY)
    suspecting.lift(leaked.ref, by=SYSTEM, at=WEDNESDAY)
    assert send(anas, patrol, ana).state == Obligation.State.OPEN


def test_who_works_there_hears_only_that_somebody_else_sends_it(
    leaked: Leak, patrol: Measure, anas: OpenCase, ana: Actor, enrolled: Callable[..., Actor]
) -> None:
    pia = enrolled("Pia Salas", "analyst", unit="mininter")
    give_seat(anas.case, anas.folder, pia.member, reason="works", by=ana, at=WEDNESDAY)
    hers = opened(anas.code, seen_by=pia)
    with pytest.raises(MayNotLeave) as refusal:
        send(hers, patrol, pia)
    assert refusal.value.reasons == ("not_by_you",)
    assert still_sent.sent_in(hers, seen_by=pia) == []
    with pytest.raises(Hindered, match="nothing_open"):
        goes_on(hers, leaked, pia)


def all_moved(case: OpenCase, somebody: Actor, unit: Unit) -> Actor:
    """She works there from now on, and so does everybody else who has a seat on the case."""
    Member.objects.filter(seats__case=case.case).update(unit=unit)
    return replace(somebody, member=Member.objects.get(pk=somebody.member.pk))


def against(case: OpenCase, by: Actor, **changes: Any) -> tuple[str, ...]:
    given: dict[str, Any] = {"kind": "referral", "subject": "X", "fields": (), "unit": None}
    return may_leave(case.folder, **{**given, **changes}, seen_by=by).reasons


def test_a_name_that_means_it_passes_no_gate(
    forwarded: Obligation, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    noted("unit", unit=site["pnp"], by=SYSTEM, at=forwarded.forwarded_at)
    for compelled in (False, True):
        found = against(anas, ana, recipient=site["pnp-selva"].name, compelled=compelled)
        assert "leaked_there" in found
    assert "leaked_there" not in against(anas, ana, recipient="Cruz Roja")


def test_in_a_case_that_it_did_not_touch_a_written_name_stops_nothing(
    leaked: Leak, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    assert "leaked_there" not in against(anas, ana, kind="search", recipient=site["pnp"].name)
    assert "leaked_there" in against(anas, ana, unit=site["pnp-selva"])  # something may go there


@pytest.mark.parametrize("touched", [True, False])
@pytest.mark.parametrize("alone", [True, False])
def test_whatever_is_stopped_has_a_page_where_whoever_reads_that_decides(
    *, touched: bool, alone: bool, anas: OpenCase, ana: Actor, request: pytest.FixtureRequest,
    site: dict[str, Unit],
) -> None:  # fmt: skip
    request.getfixturevalue("forwarded" if touched else "patrol")
    leak = noted("unit", unit=site["pnp"], by=SYSTEM, at=WEDNESDAY)
    far = noted("unit", unit=site["minam"], by=SYSTEM, at=WEDNESDAY)
    reader = all_moved(anas, ana, site["mininter"]) if alone else ana
    hers, stopped = opened(anas.code, seen_by=reader), 0
    ways: list[dict[str, Any]] = [{"unit": one} for one in site.values()]
    ways += [{"recipient": one.name} for one in site.values()]
    for way in ways:
        for compelled in (True, False):
            reasons = against(hers, reader, **way, compelled=compelled)
            assert "not_by_you" not in reasons
            if "leaked_there" in reasons:
                stopped += 1
                assert still_sent.sent_called(hers, leak.ref, seen_by=reader)
    assert stopped
    assert still_sent.sent_called(hers, far.ref, seen_by=reader) is None


def test_where_all_of_the_case_work_there_one_of_them_decides(
    leaked: Leak, patrol: Measure, anas: OpenCase, ana: Actor, site: dict[str, Unit],
    signed_in: SignedIn,
) -> None:  # fmt: skip
    pia = all_moved(anas, ana, site["mininter"])
    hers = opened(anas.code, seen_by=pia)
    with pytest.raises(MayNotLeave) as refusal:
        send(hers, patrol, pia)
    assert refusal.value.reasons == ("leaked_there",)
    page = f"/desk/cases/{anas.code}/leaks/{leaked.ref}/sending/"
    assert signed_in(pia).post(page, {"text": "no hay otra ronda"}).status_code == 302
    assert send(hers, patrol, pia).state == Obligation.State.OPEN


@pytest.fixture
def decides_alone(
    patrol: Measure, anas: OpenCase, ana: Actor, delia: Actor, site: dict[str, Unit]
) -> tuple[OpenCase, Leak]:
    """All who work on the case work where it leaked; who decides does not, and reads it."""
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=WEDNESDAY)
    for seat in anas.case.seats.exclude(member=delia.member):
        Member.objects.filter(pk=seat.member_id).update(unit=site["mininter"])
    leak = noted("unit", unit=site["pnp"], by=SYSTEM, at=WEDNESDAY)
    return opened(anas.code, seen_by=delia), leak


def test_where_only_who_does_not_work_on_cases_is_elsewhere_she_decides(
    decides_alone: tuple[OpenCase, Leak], delia: Actor, ana: Actor, patrol: Measure,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    case, leak = decides_alone
    address, browser = f"/desk/cases/{case.code}/", signed_in(delia)
    page = f"{address}leaks/{leak.ref}/sending/"
    assert page in browser.get(address).text
    assert browser.post(page, {"text": "no hay otra ronda"}).status_code == 302
    hers = opened(case.code, seen_by=replace(ana, member=Member.objects.get(pk=ana.member.pk)))
    assert send(hers, patrol, ana).state == Obligation.State.OPEN


def test_whoever_works_there_does_not_decide_it_then(
    decides_alone: tuple[OpenCase, Leak], ana: Actor
) -> None:
    case, leak = decides_alone
    there = replace(ana, member=Member.objects.get(pk=ana.member.pk))
    hers = opened(case.code, seen_by=there)
    with pytest.raises(Hindered, match="nothing_open"):
        goes_on(hers, leak, there)


def test_a_case_on_which_nobody_elsewhere_works_is_not_left_to_who_only_decides(
    forwarded: Obligation,
    anas: OpenCase,
    ana: Actor,
    delia: Actor,
    saul: Actor,
    site: dict[str, Unit],
) -> None:
    """Nobody loses a seat, nothing is said there, and the desk says that somebody is needed."""
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=WEDNESDAY)
    Member.objects.exclude(pk__in=[delia.member.pk, saul.member.pk]).update(unit=site["mininter"])
    leak = noted("unit", unit=site["pnp"], by=SYSTEM, at=forwarded.forwarded_at)
    assert anas.case.seats.filter(member=ana.member).exists()
    assert not LeakStep.objects.exists()
    assert unreadable(leak, seen_by=SYSTEM) == [anas.code]


# --- some words more on what it holds already ---


@pytest.fixture
def held(forwarded: Obligation, site: dict[str, Unit]) -> Leak:
    return noted("unit", unit=site["pnp"], by=SYSTEM, at=forwarded.forwarded_at)


def test_no_report_is_asked_for_before_somebody_says_so(
    held: Leak, forwarded: Obligation, anas: OpenCase, ana: Actor, signed_in: SignedIn
) -> None:
    page = f"/desk/cases/{anas.code}/duties/{forwarded.alias}/report/"
    day = timezone.localdate() + timedelta(days=20)
    words = {"text": "¿Sigue la ronda?", "due_on": day.isoformat()}
    told = signed_in(ana).post(page, words)
    assert told.status_code == 409
    assert "¿Sigue la ronda?" in told.text
    assert "no se le envía nada más" in told.text
    assert not ObligationAnswer.objects.exists()
    assert not FollowUpTask.objects.exists()
    goes_on(anas, held, ana)
    assert signed_in(ana).post(page, words).status_code == 302


def test_nobody_insists_there_either(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carla: Actor, site: dict[str, Unit]
) -> None:
    told: dict[str, Any] = {"text": "no hay", "by": carla, "at": forwarded.forwarded_at}
    answer(duty_called(forwarded.alias, seen_by=carla), kind="objected", **told)
    noted("unit", unit=site["pnp"], by=SYSTEM, at=forwarded.forwarded_at)
    objected = follow_up_called(anas, FollowUpTask.objects.get().ref, seen_by=ana)
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    day, at = date(2099, 1, 1), forwarded.forwarded_at
    with pytest.raises(MayNotLeave, match="leaked_there"):
        insist(anas, objected, found, text="Hay presupuesto.", due_on=day, by=ana, at=at)
    assert FollowUpTask.objects.get().done_at is None


def test_it_is_decided_once_and_by_who_works_on_the_case(
    leaked: Leak, patrol: Measure, anas: OpenCase, ana: Actor, delia: Actor
) -> None:
    with pytest.raises(Hindered, match="not_permitted"):
        goes_on(anas, leaked, delia)
    goes_on(anas, leaked, ana)
    with pytest.raises(Hindered, match="nothing_open"):
        goes_on(anas, leaked, ana)


def test_the_case_says_where_it_was_and_who_decided(
    forwarded: Obligation, anas: OpenCase, ana: Actor, site: dict[str, Unit], signed_in: SignedIn
) -> None:
    leak = noted("unit", unit=site["pnp"], by=SYSTEM, at=forwarded.forwarded_at)
    client, case = signed_in(ana), f"/desk/cases/{anas.code}/"
    page, incident = f"{case}leaks/{leak.ref}/sending/", leak.incidents.get()
    assert "Decidir si se sigue enviando información a: PNP" in client.get(case).text
    shown = client.get(f"{case}leaks/{incident.ref}/").text
    assert site["pnp"].name in shown
    assert page in shown
    assert client.post(page, {"text": ""}).status_code == 422
    assert client.post(page, {"text": "no hay otra ronda"}).status_code == 302
    assert client.post(page, {"text": "otra vez"}).status_code == 409
    shown = client.get(f"{case}leaks/{incident.ref}/").text
    assert "no hay otra ronda" in shown
    assert ana.member.name in shown


def test_of_an_institution_that_a_case_has_nothing_to_do_with_nothing_is_asked(
    anas: OpenCase, ana: Actor, site: dict[str, Unit], signed_in: SignedIn
) -> None:
    leak = noted("unit", unit=site["minam"], by=SYSTEM)
    page = f"/desk/cases/{anas.code}/leaks/{leak.ref}/sending/"
    assert signed_in(ana).get(page).status_code == 404
