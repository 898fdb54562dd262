"""The team contests a report: the measure was not carried out, and is owed as before."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import State
from amparo.casework.obligations.due_days import owed_due
from amparo.casework.obligations.escalation.queries import owed_by_institution
from amparo.casework.obligations.follow_up.history import earlier_of
from amparo.casework.obligations.follow_up.services import NothingToDo, ask_report, contest
from amparo.casework.obligations.models import FollowUpTask, Obligation, ObligationAnswer
from amparo.casework.obligations.queries import duty_called, duty_on_case, owed_by_unit
from amparo.casework.obligations.unit_answers import answer
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.sign_in.sessions import begin
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import confirm
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.ledger.models import Entry
from tests.obligations import WEDNESDAY

THURSDAY, FRIDAY = WEDNESDAY + timedelta(days=1), WEDNESDAY + timedelta(days=2)
MISSING = "nadie vino al puente en toda la semana"
SPANISH = {"accept-language": "es"}


@pytest.fixture
def reported(forwarded: Obligation, carla: Actor) -> Obligation:
    found = duty_called(forwarded.alias, seen_by=carla)
    answer(found, kind="reported", text="se patrulla", by=carla, at=WEDNESDAY)
    forwarded.refresh_from_db()
    return forwarded


def contested(duty: Obligation, open_case: OpenCase, by: Actor) -> None:
    found = duty_on_case(open_case, duty.alias, seen_by=by)
    contest(open_case, found, text=MISSING, by=by, at=THURSDAY)


def state_of(duty: Obligation) -> tuple[str, str]:
    duty.refresh_from_db()
    duty.measure.refresh_from_db()
    return duty.state, duty.measure.state


def test_a_contested_report_is_owed_by_the_same_day(reported, anas, ana):
    due_on = reported.due_on
    assert state_of(reported) == (Obligation.State.REPORTED, State.IN_PLACE)
    contested(reported, anas, ana)
    assert state_of(reported) == (Obligation.State.OPEN, State.FORWARDED)
    assert reported.due_on == due_on
    assert Entry.objects.get(event="DutyContested").by == ana.signature


def test_it_counts_again_for_the_team_and_on_the_board(reported, anas, ana, saul):
    late = reported.due_on + timedelta(days=1)
    assert not owed_by_institution(at=late, seen_by=saul)
    assert not owed_due(reported.case)
    contested(reported, anas, ana)
    [one] = owed_by_institution(at=late, seen_by=saul)
    assert (one.unit.code, one.late) == ("mininter", 1)
    assert [one.due_on for one in owed_due(reported.case)] == [reported.due_on]


def test_the_unit_reads_what_is_missing_and_may_report_again(reported, anas, ana, carla):
    contested(reported, anas, ana)
    found = duty_called(reported.alias, seen_by=carla)
    assert (found.last.kind, found.last.text, found.asked) == ("contested", MISSING, True)
    assert [line.waits for line in owed_by_unit(seen_by=carla)] == [True]
    answer(found, kind="reported", text="ahora sí", by=carla, at=FRIDAY)
    assert state_of(reported) == (Obligation.State.REPORTED, State.IN_PLACE)


def test_what_is_missing_is_sealed(reported, anas, ana):
    contested(reported, anas, ana)
    row = ObligationAnswer.objects.filter(kind="contested").values().get()
    assert "puente" not in str(row)


@pytest.mark.parametrize("kind", ["", "acknowledged", "objected"])
def test_only_a_report_can_be_contested(forwarded, carla, anas, ana, kind):
    if kind:
        found = duty_called(forwarded.alias, seen_by=carla)
        answer(found, kind=kind, text="x", by=carla, at=WEDNESDAY)
    with pytest.raises(NothingToDo):
        contested(forwarded, anas, ana)
    assert not ObligationAnswer.objects.filter(kind="contested").exists()


def test_a_report_is_contested_once(reported, anas, ana):
    contested(reported, anas, ana)
    with pytest.raises(NothingToDo):
        contested(reported, anas, ana)


def test_the_word_of_the_person_that_it_arrived_stands(reported, anas, ana, flor):
    confirm(flor.folder, measure=reported.measure.ref, word="arrived", by=flor, at=WEDNESDAY)
    with pytest.raises(NothingToDo):
        contested(reported, anas, ana)
    assert state_of(reported)[0] == Obligation.State.VERIFIED


def test_the_task_to_see_to_the_report_is_done_by_contesting_it(reported, anas, ana, flor):
    ref = reported.measure.ref
    confirm(flor.folder, measure=ref, word="did_not_arrive", by=flor, at=WEDNESDAY)
    contested(reported, anas, ana)
    assert FollowUpTask.objects.get(kind="ask_report").outcome == "insisted"
    assert state_of(reported) == (Obligation.State.OPEN, State.INEFFECTIVE)


def test_a_day_that_the_team_set_stays(reported, anas, ana, carla):
    found = duty_on_case(anas, reported.alias, seen_by=ana)
    day = date(2026, 12, 15)
    ask_report(anas, found, text="¿cómo va?", due_on=day, by=ana, at=WEDNESDAY)
    reported.refresh_from_db()
    asked = reported.due_on
    contested(reported, anas, ana)
    assert state_of(reported)[0] == Obligation.State.OPEN
    assert reported.due_on == asked


def test_how_it_stood_before_names_it(reported, anas, ana):
    contested(reported, anas, ana)
    found = duty_on_case(anas, reported.alias, seen_by=ana)
    last = [one for one in earlier_of(found, seen_by=ana) if one.state][-1]
    assert (last.state, last.said) == (Obligation.State.OPEN.label, MISSING)


# --- what the person says does the same to the report ---


@pytest.mark.parametrize("word", ["did_not_arrive", "stopped"])
@pytest.mark.parametrize("first", ["", "arrived"])
def test_what_the_person_says_did_not_come_is_owed_again(reported, anas, ana, flor, word, first):
    due_on, ref = reported.due_on, reported.measure.ref
    if first:
        confirm(flor.folder, measure=ref, word=first, by=flor, at=WEDNESDAY)
    confirm(flor.folder, measure=ref, word=word, by=flor, at=THURSDAY)
    assert state_of(reported) == (Obligation.State.ACKNOWLEDGED, State.INEFFECTIVE)
    assert reported.due_on == due_on
    found = duty_on_case(anas, reported.alias, seen_by=ana)
    stood = [one.state for one in earlier_of(found, seen_by=ana) if one.state]
    assert stood[-1] == Obligation.State.ACKNOWLEDGED.label


def test_what_began_and_does_not_protect_was_carried_out(reported, flor):
    ref = reported.measure.ref
    confirm(flor.folder, measure=ref, word="not_enough", by=flor, at=THURSDAY)
    assert state_of(reported) == (Obligation.State.REPORTED, State.INEFFECTIVE)
    assert not Entry.objects.filter(event="DutyOwedAgain").exists()


# --- pages ---


@pytest.fixture
def her(filed) -> Client:
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    browser = Client(headers=SPANISH)
    browser.cookies["amparo_visit"] = begin("visit", content, at=timezone.now()).hex()
    return browser


def test_the_page_of_the_team_contests_it(reported, anas, ana, signed_in):
    browser = signed_in(ana)
    page = reverse("obligations:duty", args=[anas.code, reported.alias])
    address = reverse("obligations:contest", args=[anas.code, reported.alias])
    assert address in browser.get(page).text
    assert browser.post(address, {"text": " "}).status_code == 422
    assert state_of(reported)[0] == Obligation.State.REPORTED
    done = browser.post(address, {"text": MISSING}, follow=True)
    assert "El informe queda observado" in done.text
    assert MISSING in done.text
    assert address not in done.text
    assert browser.post(address, {"text": MISSING}).status_code == 409


def test_the_page_of_the_unit_says_it_with_the_reason_and_the_first_day(
    reported, anas, ana, carla, signed_in
):
    contested(reported, anas, ana)
    page = signed_in(carla).get(reverse("portal:duty", args=[reported.alias]), headers=SPANISH).text
    assert "El equipo observa el informe: no se ejecutó" in page
    assert MISSING in page
    assert "Acusar recibo" not in page
    assert "Este día lo fijó la decisión." in page


def test_the_case_page_says_that_it_is_still_owed(reported, anas, ana, signed_in):
    contested(reported, anas, ana)
    address = reverse("desk:case", args=[anas.code])
    page = signed_in(ana).get(f"{address}?tab=all", headers=SPANISH).text
    assert "Informe observado: sigue pendiente" in page
    assert "Informe de una entidad observado" in page


def test_the_plan_of_the_person_says_that_it_is_still_owed(reported, anas, ana, her):
    assert "no se ejecutó" not in her.get("/mine/").text
    contested(reported, anas, ana)
    page = her.get("/mine/").text
    assert "no se ejecutó" in page
    assert MISSING not in page


def test_who_has_no_access_contests_nothing(reported, anas, olga, signed_in):
    address = reverse("obligations:contest", args=[anas.code, reported.alias])
    assert signed_in(olga).post(address, {"text": MISSING}).status_code == 404
