"""By one person's word nothing more goes to one institution, and not to every other after it: the
next waits for a second person, or in a case for whoever reads it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amparo.casework.leaks import case_response as handling
from amparo.casework.leaks import services
from amparo.casework.leaks.models import AffectedCase, Leak, LeakStep
from amparo.casework.leaks.ongoing_sharing import sent_in
from amparo.casework.leaks.queries import leaks_to_handle
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.cases.models import CaseAccess, ConflictOfInterest
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from tests.leaking import noted
from tests.obligations import WEDNESDAY
from tests.unit.leaks.test_pages import noting, run

type SignedIn = Callable[[Actor], Client]
type Enrolled = Callable[..., Actor]

AT = WEDNESDAY + timedelta(hours=3)


@pytest.fixture
def patrols(anas: OpenCase, forwarded: Any) -> OpenCase:
    """A case of which something lies with the police of the valley."""
    return anas


def named(unit: Unit, *, by: Any, at: Any = AT) -> Leak:
    return noted("unit", unit=unit, by=by, at=at)


@pytest.fixture
def second(patrols: OpenCase, saul: Actor, site: dict[str, Unit]) -> Leak:
    """The second institution that saul names within thirty days."""
    named(site["minam"], by=saul)
    return named(site["pnp-selva"], by=saul)


def stopped(case: OpenCase, unit: Unit, by: Actor) -> bool:
    asked: dict[str, Any] = {"kind": "referral", "subject": "X", "fields": (), "unit": unit}
    return "leaked_there" in may_leave(case.folder, **asked, seen_by=by).reasons


def test_the_first_stops_at_once_and_the_next_waits_for_a_second_person(
    patrols: OpenCase, ana: Actor, saul: Actor, wari: Actor, site: dict[str, Unit]
) -> None:
    first = named(site["pnp-selva"], by=saul)
    assert not first.waits_for_another
    assert stopped(patrols, site["pnp-selva"], ana)
    Leak.objects.filter(pk=first.pk).update(unit=site["minam"])
    second = named(site["pnp-selva"], by=saul)
    assert second.waits_for_another
    assert not stopped(patrols, site["pnp-selva"], ana)  # what it owes her goes on
    with pytest.raises(Hindered, match="second_person_first"):
        suspecting.say_so_too(second, by=saul, at=AT)
    suspecting.say_so_too(second, by=wari, at=AT)
    second.refresh_from_db()
    assert (second.suspended_by, second.waits_for_another) == (wari.signature, False)
    assert stopped(opened(patrols.code, seen_by=ana), site["pnp-selva"], ana)
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.say_so_too(second, by=SYSTEM, at=AT)


def test_of_its_cases_those_who_read_them_are_asked_all_the_same_and_their_yes_stops_it_there(
    second: Leak, patrols: OpenCase, ana: Actor, site: dict[str, Unit], enrolled: Enrolled
) -> None:
    assert LeakStep.objects.filter(incident__leak=second, kind="confirm").exists()
    assert sent_in(patrols, seen_by=ana) == []
    incident = AffectedCase.objects.get(leak=second)
    handling.settle(patrols, incident.ref, leaked=True, text="un papel", by=ana, at=AT)
    fresh = opened(patrols.code, seen_by=ana)
    assert stopped(fresh, site["pnp-selva"], ana)
    assert [one.leak for one in sent_in(fresh, seen_by=ana)] == [second]
    pia = enrolled("Pia Salas", "analyst", unit="pnp")
    with pytest.raises(Refused, match="must_not_know"):
        give_seat(fresh.case, fresh.folder, pia.member, reason="works", by=ana, at=AT)


def test_whoever_noted_it_is_no_second_person_in_a_case_either(
    second: Leak, patrols: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    """Nor does she answer there before others: only where nobody else reads it."""
    Leak.objects.filter(pk=second.pk).update(noted_by=ana.signature)
    incident = AffectedCase.objects.get(leak=second)
    says: dict[str, Any] = {"text": "un papel", "by": ana, "at": AT}
    for leaked in (True, False):
        with pytest.raises(Hindered, match="second_person_first"):
            handling.settle(patrols, incident.ref, leaked=leaked, **says)
    CaseAccess.objects.filter(case=patrols.case).exclude(member=ana.member).delete()
    handling.settle(patrols, incident.ref, leaked=True, **says)
    fresh = opened(patrols.code, seen_by=ana)
    assert LeakStep.objects.filter(incident=incident, kind="tell").exists()
    assert not stopped(fresh, site["pnp-selva"], ana)
    assert sent_in(fresh, seen_by=ana) == []
    assert not ConflictOfInterest.objects.filter(unit=site["pnp-selva"]).exists()


def test_nobody_loses_a_seat_by_it_and_whoever_works_there_reads_nothing_of_it(
    patrols: OpenCase, ana: Actor, saul: Actor, wari: Actor, site: dict[str, Unit],
    enrolled: Enrolled,
) -> None:  # fmt: skip
    pia = enrolled("Pia Salas", "analyst", unit="pnp")
    give_seat(patrols.case, patrols.folder, pia.member, reason="works", by=ana, at=AT)
    named(site["minam"], by=saul)
    leak = named(site["pnp-selva"], by=saul)
    assert opened(patrols.code, seen_by=pia).code
    assert not LeakStep.objects.exists()  # she would read it on her worklist
    assert services.open_what_waits(leak, by=SYSTEM, at=AT) == 0
    [counted, _first] = leaks_to_handle(seen_by=wari)
    assert (counted.unasked, counted.suspected) == (0, 1)
    suspecting.say_so_too(leak, by=wari, at=AT)
    leak.refresh_from_db()
    assert services.open_what_waits(leak, by=SYSTEM, at=AT) == 1
    assert not CaseAccess.objects.filter(member=pia.member).exists()
    assert ConflictOfInterest.objects.filter(unit=site["pnp-selva"], ended_at=None).exists()


def test_after_thirty_days_and_by_another_it_is_one_word_again(
    patrols: OpenCase, saul: Actor, wari: Actor, site: dict[str, Unit]
) -> None:
    named(site["minam"], by=saul)
    assert not named(site["pnp-selva"], by=wari).waits_for_another
    assert not named(site["minam"], by=SYSTEM).waits_for_another
    assert not named(site["pnp-selva"], by=saul, at=AT + timedelta(days=31)).waits_for_another
    assert named(site["minam"], by=saul, at=AT + timedelta(days=32)).waits_for_another


def test_one_under_which_others_hold_something_is_many_at_once(
    patrols: OpenCase, ana: Actor, saul: Actor, site: dict[str, Unit]
) -> None:
    leak = named(site["mininter"], by=saul)
    assert leak.waits_for_another
    assert not stopped(patrols, site["pnp-selva"], ana)
    assert not named(site["mininter"], by=SYSTEM).waits_for_another


def test_one_above_which_others_hold_something_is_many_at_once_too(
    patrols: OpenCase, ana: Actor, saul: Actor, site: dict[str, Unit]
) -> None:
    """What goes to those above would stop with it."""
    told: dict[str, Any] = {"name": "Puesto", "branch": "executive", "level": "local"}
    above = site["pnp-selva"]
    office = add_unit(code="puesto", parent=above, police=True, **told, by=SYSTEM, at=AT)
    assert named(office, by=saul).waits_for_another
    assert not stopped(patrols, site["pnp-selva"], ana)


def test_one_that_two_have_lifted_is_not_stopped_again_by_the_same_word(
    patrols: OpenCase, ana: Actor, saul: Actor, wari: Actor, site: dict[str, Unit]
) -> None:
    leak = named(site["pnp-selva"], by=saul)
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=wari, at=AT)
    suspecting.lift(leak.ref, by=SYSTEM, at=AT)
    again = named(site["pnp-selva"], by=saul, at=AT + timedelta(days=400))
    assert again.waits_for_another
    assert not stopped(patrols, site["pnp-selva"], ana)
    assert not named(site["pnp-selva"], by=wari).waits_for_another  # another's word is a new one


def test_a_suspect_named_with_it_is_no_way_round_that(
    saul: Actor, beto: Actor, site: dict[str, Unit], proved: SignedIn
) -> None:
    with pytest.raises(Hindered, match="note_apart"):
        noted("unit", unit=site["minam"], suspect=beto.member, by=saul)
    given = noting(what="unit", unit="minam", suspect=beto.member.code)
    assert proved(saul).post("/desk/leaks/new/", given).status_code == 422
    assert not Leak.objects.exists()


def test_it_is_lifted_by_two_while_it_waits(second: Leak, saul: Actor, wari: Actor) -> None:
    suspecting.ask_to_lift(second.ref, why="nothing", by=wari, at=AT)
    suspecting.lift(second.ref, by=SYSTEM, at=AT)
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.say_so_too(second, by=wari, at=AT)


def test_the_page_says_that_it_waits_and_another_says_so_too(
    second: Leak, saul: Actor, wari: Actor, proved: SignedIn, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, hers, page = proved(saul), proved(wari), f"/desk/leaks/{second.ref}/suspend/"
    own, other = (one.get("/desk/leaks/").text for one in (mine, hers))
    assert "Todavía se envía información a esta entidad" in own
    assert page not in own
    assert page in other
    assert "Cuenta suspendida" not in other
    run(["list"])
    assert "waits for a second person" in capsys.readouterr().out
    assert "Confirmar que es así" in hers.get(page).text
    assert mine.post(page, {}).status_code == 409
    assert hers.post(page, {}).status_code == 302
    assert hers.post(page, {}).status_code == 409
    assert "Todavía se envía información" not in hers.get("/desk/leaks/").text


def test_the_operator_is_the_second_person_too(
    second: Leak, patrols: OpenCase, ana: Actor, site: dict[str, Unit],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    run(["suspend", second.ref])
    assert "It stands" in capsys.readouterr().out
    assert stopped(opened(patrols.code, seen_by=ana), site["pnp-selva"], ana)
