"""What happens next, each both ways: where it follows and where it does not."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from amparo.casework.measures.models import Decision, Measure
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.services import ask_her_first, ask_unit
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import take_seat
from amparo.foundations.consent.events import ConsentWithdrawn, MeasureConfirmed
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import (
    answer,
    ask,
    confirm,
    replace_by_reason,
    withdraw,
    withdraw_all,
)
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import read_by_person, write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.services import exclude, shut_out, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import flows_of
from tests.obligations import PLACE, WEDNESDAY, MakeMeasure, asked_about, grant

THURSDAY = WEDNESDAY + timedelta(days=1)
State = Measure.State


def state_of(measure: Measure) -> str:
    return Measure.objects.get(pk=measure.pk).state


def erased(duty: Obligation) -> bool:
    """Whether what was told, and the unit's key to it, are gone from the row itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract, key_for_unit FROM obligations_obligation WHERE id = %s", [duty.pk]
        )
        return [bytes(one) for one in cursor.fetchone()] == [b"", b""]


def say_we_will(duty: Obligation, officer: Actor) -> None:
    found = duty_called(duty.alias, seen_by=officer)
    say(found, kind="acknowledged", text="", by=officer, at=THURSDAY)


# --- she answers ---


def test_her_yes_moves_the_measure_and_opens_the_protocols_gate(agreed: MakeMeasure) -> None:
    assert agreed().state == State.CONSENTED
    assert Filing.objects.get().facts["consent_recorded"] is True


def test_her_no_refuses_the_measure_and_opens_no_gate(proposed: MakeMeasure, flor: Visitor) -> None:
    measure = proposed()
    answer(flor.folder, asked_about(measure).ref, answer="refused", by=flor, at=WEDNESDAY)
    assert state_of(measure) == State.REFUSED_BY_BENEFICIARY
    assert "consent_recorded" not in Filing.objects.get().facts


def test_her_answer_about_an_action_moves_no_measure(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    measure = agreed()
    asked = ask(
        anas.folder, kind="action", subject="AAAA", unit=None, fields=[], by=ana, at=WEDNESDAY
    )
    answer(flor.folder, asked.ref, answer="refused", by=flor, at=WEDNESDAY)
    assert state_of(measure) == State.CONSENTED


@pytest.mark.parametrize("word", ["refused", "discuss"])
def test_anything_but_yes_takes_back_what_was_sent(
    word: str, forwarded: Obligation, flor: Visitor
) -> None:
    answer(flor.folder, forwarded.question_ref, answer=word, by=flor, at=THURSDAY)
    assert Obligation.objects.get().state == Obligation.State.REVOKED
    assert erased(forwarded)
    assert state_of(forwarded.measure) == State.GRANTED


def test_saying_yes_again_takes_nothing_back(forwarded: Obligation, flor: Visitor) -> None:
    answer(flor.folder, forwarded.question_ref, answer="agreed", by=flor, at=THURSDAY)
    assert Obligation.objects.get().state == Obligation.State.OPEN


def test_a_supervisors_reason_stands_for_her_yes(
    proposed: MakeMeasure, anas: OpenCase, saul: Actor
) -> None:
    measure = proposed()
    Filing.objects.update(impediment="detained_incommunicado")
    anas.folder.filing.refresh_from_db()
    replace_by_reason(
        anas.folder,
        asked_about(measure).ref,
        reason_paper_digest=b"1" * 32,
        by=saul,
        at=WEDNESDAY,
    )
    assert Filing.objects.get().facts["consent_recorded"] is True


# --- she changes her mind ---


def test_one_consent_withdrawn_erases_what_was_sent_on_it(
    forwarded: Obligation, flor: Visitor, carla: Actor
) -> None:
    withdraw(flor.folder, forwarded.question_ref, by=flor, at=THURSDAY)
    assert erased(forwarded)
    found = duty_called(forwarded.alias, seen_by=carla)
    assert (found.shown, found.extract, found.duty.state) == (False, {}, "revoked")


def test_another_consent_withdrawn_leaves_it(
    forwarded: Obligation, agreed: MakeMeasure, flor: Visitor, site: dict[str, Unit]
) -> None:
    other = agreed(
        catalogue="pe21_env_supervision",
        unit=site["minam"],
        values={"coarse_place": "x"},
        at=THURSDAY,
    )
    withdraw(flor.folder, asked_about(other).ref, by=flor, at=THURSDAY)
    assert not erased(forwarded)
    assert state_of(other) == State.PROPOSED


def test_all_sharing_withdrawn_erases_everything(
    forwarded: Obligation, agreed: MakeMeasure, flor: Visitor
) -> None:
    waiting = agreed(catalogue="pe21_police_protection", values=PLACE, at=WEDNESDAY)
    withdraw_all(flor.folder, by=flor, at=THURSDAY)
    assert erased(forwarded)
    assert Obligation.objects.get().state == Obligation.State.REVOKED
    assert state_of(waiting) == State.PROPOSED


@pytest.mark.parametrize("excluded", ["pnp-selva", "pnp", "mininter"])
def test_an_excluded_institution_its_command_and_its_parts_keep_nothing(
    excluded: str, forwarded: Obligation, flor: Visitor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site[excluded], by=flor, at=THURSDAY)
    assert erased(forwarded)
    assert Obligation.objects.get().state == Obligation.State.REVOKED


def test_another_institution_excluded_leaves_it(
    forwarded: Obligation, flor: Visitor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["minam"], by=flor, at=THURSDAY)
    assert not erased(forwarded)


@pytest.mark.parametrize(("names", "gone"), [("la oficial Vega", True), ("el señor Soto", False)])
def test_a_unit_whose_own_people_are_named_keeps_nothing(
    names: str, forwarded: Obligation, flor: Visitor, *, gone: bool
) -> None:
    body = {"units": [], "names": names}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=THURSDAY, for_person=True)
    shut_out(flor.folder, by=flor, at=THURSDAY)
    assert erased(forwarded) is gone


def test_the_record_does_not_say_which_institution_was_excluded(
    forwarded: Obligation, flor: Visitor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["mininter"], by=flor, at=THURSDAY)
    entry = Entry.objects.get(event="InstitutionExcluded")
    assert "mininter" not in entry.facts


def test_leaving_the_procedure_takes_back_what_nobody_has_begun(
    forwarded: Obligation, flor: Visitor
) -> None:
    withdraw_procedure(flor, at=THURSDAY)
    assert erased(forwarded)
    assert Obligation.objects.get().state == Obligation.State.REVOKED


def test_leaving_the_procedure_stops_no_running_measure_before_she_was_reached(
    forwarded: Obligation, flor: Visitor, carla: Actor
) -> None:
    say_we_will(forwarded, carla)
    withdraw_procedure(flor, at=THURSDAY)
    assert erased(forwarded)
    assert Obligation.objects.get().state == Obligation.State.ENDING
    assert state_of(forwarded.measure) == State.ACCEPTED_BY_ENTITY
    assert not duty_called(forwarded.alias, seen_by=carla).shown


def test_leaving_the_procedure_calls_for_contact(forwarded: Obligation, flor: Visitor) -> None:
    withdraw_procedure(flor, at=THURSDAY)
    assert FollowUpTask.objects.get(done_at=None).kind == FollowUpTask.Kind.CONTACT_BEFORE_ENDING


def test_leaving_before_a_case_was_opened_calls_for_nothing(flor: Visitor) -> None:
    withdraw_procedure(flor, at=THURSDAY)
    assert not FollowUpTask.objects.exists()
    assert not Case.objects.exists()


REFUSE = {
    "sqlite": "CREATE TRIGGER no_erasing BEFORE UPDATE ON obligations_obligation"
    " BEGIN SELECT RAISE(ABORT, 'no'); END",
    "postgresql": "CREATE FUNCTION refuse() RETURNS trigger AS"
    " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '23514'; END $$ LANGUAGE plpgsql;"
    " CREATE TRIGGER no_erasing BEFORE UPDATE ON obligations_obligation"
    " FOR EACH ROW EXECUTE FUNCTION refuse()",
}


def test_where_what_follows_cannot_be_done_she_withdrew_nothing(
    forwarded: Obligation, flor: Visitor
) -> None:
    """If the next stage cannot take over, nothing happened."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSE[connection.vendor])
    with pytest.raises(IntegrityError):
        withdraw(flor.folder, forwarded.question_ref, by=flor, at=THURSDAY)
    assert Question.objects.get(ref=forwarded.question_ref).withdrawn_at is None
    assert not Entry.objects.filter(event="ConsentWithdrawn").exists()
    assert not erased(forwarded)


# --- the decision reaches her ---


@pytest.mark.parametrize(("kind", "notified"), [("decision", True), ("message", False)])
def test_opening_the_decision_is_receipt_and_opening_a_message_is_not(
    kind: str, decided: None, anas: OpenCase, ana: Actor, flor: Visitor, *, notified: bool
) -> None:
    paper = write_paper(
        anas.folder, kind=kind, body={"text": "x"}, by=ana, at=WEDNESDAY, for_person=True
    )
    Decision.objects.create(
        ref="AAAA",
        case=anas.case,
        kind=Decision.Kind.DENIED,
        paper_ref=paper.ref,
        decided_by=ana.member,
        issued_at=WEDNESDAY,
    )
    read_by_person(flor.folder, paper, by=flor, at=THURSDAY)
    assert ("decision_notified" in Filing.objects.get().happened) is notified
    assert (Decision.objects.get().notified_at is not None) is notified


# --- an institution answers ---


def test_we_will_means_accepted(forwarded: Obligation, carla: Actor) -> None:
    say_we_will(forwarded, carla)
    assert state_of(forwarded.measure) == State.ACCEPTED_BY_ENTITY


def test_we_cannot_opens_a_dated_act(forwarded: Obligation, carla: Actor) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="objected", text="no hay patrulleros", by=carla, at=THURSDAY)
    assert state_of(forwarded.measure) == State.OBJECTED_BY_ENTITY
    follow_up = FollowUpTask.objects.get()
    assert (follow_up.kind, follow_up.duty) == ("answer_objection", forwarded)
    assert follow_up.due_on > THURSDAY


def test_done_is_in_place_and_not_protection_yet(forwarded: Obligation, carla: Actor) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="reported", text="se patrulla", by=carla, at=THURSDAY)
    assert state_of(forwarded.measure) == State.IN_PLACE
    assert Obligation.objects.get().state == Obligation.State.REPORTED


def test_only_her_word_verifies(forwarded: Obligation, carla: Actor, flor: Visitor) -> None:
    say_we_will(forwarded, carla)
    confirm(flor.folder, measure=forwarded.measure.ref, word="arrived", by=flor, at=THURSDAY)
    assert state_of(forwarded.measure) == State.VERIFIED_BY_BENEFICIARY
    assert Obligation.objects.get().state == Obligation.State.VERIFIED


def test_a_report_does_not_unsay_her_word(
    forwarded: Obligation, carla: Actor, flor: Visitor
) -> None:
    confirm(flor.folder, measure=forwarded.measure.ref, word="works", by=flor, at=THURSDAY)
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="reported", text="se patrulla", by=carla, at=THURSDAY)
    assert state_of(forwarded.measure) == State.VERIFIED_BY_BENEFICIARY
    assert Obligation.objects.get().state == Obligation.State.VERIFIED


@pytest.mark.parametrize("word", ["stopped", "did_not_arrive"])
def test_her_word_unsays_what_a_report_claimed(
    word: str, forwarded: Obligation, carla: Actor, flor: Visitor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="reported", text="se patrulla", by=carla, at=THURSDAY)
    confirm(flor.folder, measure=forwarded.measure.ref, word=word, by=flor, at=THURSDAY)
    assert state_of(forwarded.measure) == State.INEFFECTIVE
    assert FollowUpTask.objects.get().kind == FollowUpTask.Kind.ASK_REPORT


def test_a_confirmation_of_what_was_never_sent_moves_nothing(
    agreed: MakeMeasure, flor: Visitor
) -> None:
    measure = grant(agreed())
    confirm(flor.folder, measure=measure.ref, word="arrived", by=flor, at=THURSDAY)
    assert state_of(measure) == State.GRANTED


def test_asking_for_an_opinion_is_what_the_protocol_calls_consulted(
    agreed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    carla: Actor,
    site: dict[str, Unit],
) -> None:
    measure, unit = agreed(), site["pnp-selva"]
    ask_her_first(
        anas, measure, unit, Obligation.Kind.OPINION, fields=["coarse_place"], by=ana, at=WEDNESDAY
    )
    assert "consent_to_ask_police" not in Filing.objects.get().facts
    question = asked_about(measure, unit, "opinion")
    answer(flor.folder, question.ref, answer="agreed", by=flor, at=WEDNESDAY)
    assert Filing.objects.get().facts["consent_to_ask_police"] is True
    assert "police_consulted" not in Filing.objects.get().facts
    ask_unit(
        anas, measure, unit, Obligation.Kind.OPINION, fields=["coarse_place"], by=ana, at=THURSDAY
    )
    assert Filing.objects.get().facts["police_consulted"] is True
    assert state_of(measure) == State.CONSENTED


# --- the case, its key, its dates ---


def test_a_new_case_key_keeps_what_the_units_were_told(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor, rosa: Actor
) -> None:
    say_we_will(forwarded, carla)
    older = bytes(Obligation.objects.get().key_under_case)
    take_seat(anas.case, anas.folder, rosa.member, reason="task", by=ana, at=THURSDAY)
    again = opened(anas.code, seen_by=ana)
    assert again.folder.key != anas.folder.key
    assert bytes(Obligation.objects.get().key_under_case) != older
    found = duty_on_case(again, forwarded.alias, seen_by=ana)
    assert found.extract["what"] == "tres rondas por semana"
    assert duty_called(forwarded.alias, seen_by=carla).extract == found.extract


def test_the_case_says_anew_what_is_due(forwarded: Obligation) -> None:
    case = Case.objects.get()
    assert case.due_term == "notify"


# --- and nobody can forget them ---


def test_they_are_known_wherever_django_runs() -> None:
    code = (
        "import django; django.setup();"
        "from amparo.foundations.ledger.services import flows_of;"
        "from amparo.foundations.consent.events import ConsentWithdrawn;"
        "print(len(flows_of(ConsentWithdrawn)))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "amparo.settings.main"}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert int(told.stdout) > 0


def test_they_are_installed_as_an_application_of_their_own() -> None:
    assert apps.is_installed("amparo.casework")
    assert flows_of(MeasureConfirmed)
    assert flows_of(ConsentWithdrawn)
