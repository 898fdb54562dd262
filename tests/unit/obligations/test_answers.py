"""What a unit says is sealed under its duty's own key: both sides read it, nobody else."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.http import Http404

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.delivery.unlocked_obligation import proof_called
from amparo.casework.obligations.follow_up.services import (
    NothingToDo,
    ask_report,
    insist,
    note_done,
    seek_alternative,
)
from amparo.casework.obligations.models import FollowUpTask, Obligation, ObligationAnswer
from amparo.casework.obligations.queries import (
    colleagues,
    duty_called,
    duty_on_case,
    follow_up_called,
    owed_by_unit,
)
from amparo.casework.obligations.unit_answers import NotOpen, answer, print_copy, renew_unit_key
from amparo.casework.review.models import ReviewTask
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.services import deactivate, give_group_seat
from amparo.foundations.cases.dates_outside_terms import UNWEIGHED, name_of
from amparo.foundations.cases.queries import OpenCase, worklist
from amparo.foundations.consent.services import withdraw
from amparo.foundations.intake.files.attachments import forget_orphans
from amparo.foundations.intake.files.uploads import SealedUpload, path_of
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.obligations import WEDNESDAY, a_sealed_upload

THURSDAY = WEDNESDAY + timedelta(days=1)
FRIDAY = WEDNESDAY + timedelta(days=2)
NEW_DAY = date(2026, 12, 15)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"a photo of the patrol car" * 20


def sealed(content: bytes = PICTURE) -> SealedUpload:
    return a_sealed_upload("Patrulla de Flor.png", content)


def say(duty: Obligation, by: Actor, kind: str = "reported", **more) -> ObligationAnswer:
    found = duty_called(duty.alias, seen_by=by)
    return answer(found, kind=kind, text="se patrulla el puente", by=by, at=THURSDAY, **more)


def test_the_team_reads_what_the_unit_said(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    say(forwarded, carla)
    said = duty_on_case(anas, forwarded.alias, seen_by=ana).said
    assert [(one.kind, one.text) for one in said] == [("reported", "se patrulla el puente")]


def test_it_is_said_by_the_unit_and_the_officer_is_in_the_record_only(
    forwarded: Obligation, carla: Actor
) -> None:
    assert say(forwarded, carla).author == "unit:pnp-selva"
    assert Entry.objects.get(event="DutyReported").by == carla.signature


def test_nothing_said_is_readable_in_the_rows(forwarded: Obligation, carla: Actor) -> None:
    row = ObligationAnswer.objects.filter(pk=say(forwarded, carla).pk).values().get()
    assert "puente" not in str(row)


def test_the_proof_opens_for_the_team_and_bears_no_name(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    said = say(forwarded, carla, proof=sealed())
    assert PICTURE not in path_of(said.stored_as).read_bytes()
    proof = proof_called(duty_on_case(anas, forwarded.alias, seen_by=ana), said.ref)
    assert b"".join(proof.pieces()) == PICTURE
    assert (proof.ref, proof.kind) == (said.ref, "png")


def test_a_proof_outlives_the_cleaning_of_unkept_files(forwarded: Obligation, carla: Actor) -> None:
    kept, unkept = say(forwarded, carla, proof=sealed()).stored_as, sealed().stored_as
    forget_orphans(at=THURSDAY + timedelta(days=3650))
    assert path_of(kept).exists()
    assert not path_of(unkept).exists()
    assert Path(settings.UPLOADS).exists()


def test_a_duty_that_was_taken_back_takes_no_answer(
    forwarded: Obligation, carla: Actor, flor: Visitor
) -> None:
    page = duty_called(forwarded.alias, seen_by=carla)
    withdraw(flor.folder, forwarded.question_ref, by=flor, at=THURSDAY)
    with pytest.raises(NotOpen):
        answer(page, kind="acknowledged", text="", by=carla, at=THURSDAY)
    assert not ObligationAnswer.objects.exists()


def test_we_will_is_said_once(forwarded: Obligation, carla: Actor) -> None:
    say(forwarded, carla, "acknowledged")
    with pytest.raises(NotOpen):
        say(forwarded, carla, "acknowledged")


def test_a_measure_gets_no_opinion(forwarded: Obligation, carla: Actor) -> None:
    with pytest.raises(NotOpen):
        say(forwarded, carla, "opinion")


# --- what a unit tells of an attack ---


def unweighed(ana: Actor) -> bool:
    return [seat.danger for seat in worklist(seen_by=ana)] == [UNWEIGHED]


def test_an_attack_that_a_unit_tells_of_asks_for_a_new_look_and_leads_the_worklist(
    forwarded: Obligation, carla: Actor, ana: Actor
) -> None:
    assert not unweighed(ana)
    said = say(forwarded, carla, "incident")
    task = ReviewTask.objects.get(kind="reassess", done_at__isnull=True)
    assert task.about == said.ref
    assert unweighed(ana)


def test_it_moves_nothing_of_what_is_owed_and_answers_nothing(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    say(forwarded, carla, "acknowledged")
    ask_report(
        anas,
        duty_on_case(anas, forwarded.alias, seen_by=ana),
        text="¿cómo va?",
        due_on=NEW_DAY,
        by=ana,
        at=THURSDAY,
    )
    found = duty_called(forwarded.alias, seen_by=carla)
    answer(found, kind="incident", text="dispararon", by=carla, at=FRIDAY)
    after = duty_called(forwarded.alias, seen_by=carla)
    assert after.duty.state == Obligation.State.ACKNOWLEDGED
    assert after.asked
    assert [line.asked for line in owed_by_unit(seen_by=carla)] == [True]
    assert FollowUpTask.objects.get(kind="ask_report").done_at is None


@pytest.mark.parametrize("kind", ["acknowledged", "objected", "reported"])
def test_any_answer_may_tell_of_one(
    forwarded: Obligation, carla: Actor, ana: Actor, kind: str
) -> None:
    say(forwarded, carla, kind, happened=True)
    assert unweighed(ana)


def test_it_can_be_told_where_everything_is_answered(
    forwarded: Obligation, carla: Actor, ana: Actor
) -> None:
    Obligation.objects.update(state=Obligation.State.VERIFIED)
    say(forwarded, carla, "incident")
    assert unweighed(ana)


def test_an_answer_that_tells_of_none_opens_no_task(forwarded: Obligation, carla: Actor) -> None:
    say(forwarded, carla)
    assert not ReviewTask.objects.filter(kind="reassess").exists()


def test_another_units_officer_cannot_open_it(forwarded: Obligation, mario: Actor) -> None:
    stored = Obligation.objects.get()
    with pytest.raises(Unsealable):
        stored.key_of_unit(mario.group_pair("unit", "minam"))


def test_a_copy_on_paper_is_numbered(forwarded: Obligation, carla: Actor) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    assert [print_copy(found, by=carla, at=THURSDAY) for _ in range(3)] == [1, 2, 3]


# --- the unit's key ---


def test_a_second_officer_waits_for_a_colleague(
    forwarded: Obligation, carla: Actor, enrolled: Callable[..., Actor]
) -> None:
    nina = enrolled("Nina Rios", "institution_officer", unit="pnp-selva")
    with pytest.raises(Refused):
        duty_called(forwarded.alias, seen_by=nina)
    assert [one.name for one in colleagues(seen_by=carla).waiting] == ["Nina Rios"]
    give_group_seat(nina.member, kind="unit", ref="pnp-selva", by=carla, at=THURSDAY)
    assert duty_called(forwarded.alias, seen_by=nina).shown


def test_a_renewed_key_shuts_out_who_left(
    forwarded: Obligation, carla: Actor, saul: Actor, enrolled: Callable[..., Actor]
) -> None:
    nina = enrolled("Nina Rios", "institution_officer", unit="pnp-selva")
    give_group_seat(nina.member, kind="unit", ref="pnp-selva", by=carla, at=THURSDAY)
    deactivate(carla.member, by=saul, at=THURSDAY)
    assert [one.name for one in colleagues(seen_by=nina).left] == ["Carla Vega"]
    known = carla.group_pair("unit", "pnp-selva")
    assert renew_unit_key(by=nina, at=FRIDAY) == 1
    stored = Obligation.objects.get()
    with pytest.raises(Unsealable):
        stored.key_of_unit(known)
    assert duty_called(forwarded.alias, seen_by=nina).extract["what"]


# --- the team's dated acts ---


@pytest.fixture
def objected(forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor) -> FollowUpTask:
    say(forwarded, carla, "objected")
    return follow_up_called(anas, FollowUpTask.objects.get().ref, seen_by=ana)


def test_the_team_insists_by_a_new_day(
    objected: FollowUpTask, forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    insist(anas, objected, found, text="Hay presupuesto.", due_on=NEW_DAY, by=ana, at=FRIDAY)
    heard = duty_called(forwarded.alias, seen_by=carla)
    assert (heard.duty.state, heard.said[-1].text) == ("open", "Hay presupuesto.")
    assert str(heard.duty.due_on.date()) == "2026-12-16"  # the end of the 15th in Lima, in UTC
    assert FollowUpTask.objects.get().outcome == FollowUpTask.Outcome.INSISTED


def test_a_dated_act_is_on_the_worklist_by_its_day_until_it_is_done(
    objected: FollowUpTask, forwarded: Obligation, anas: OpenCase, ana: Actor
) -> None:
    def late() -> list[str]:
        over = objected.due_on + timedelta(minutes=1)
        return [seat.due_term for seat in worklist(seen_by=ana, due_before=over)]

    assert late() == ["obligations.answer_objection"]
    assert name_of(late()[0]) == str(FollowUpTask.Kind.ANSWER_OBJECTION.label)
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    insist(anas, objected, found, text="Hay presupuesto.", due_on=NEW_DAY, by=ana, at=FRIDAY)
    assert late() == []


def test_another_way_takes_it_from_the_unit(
    objected: FollowUpTask, forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    seek_alternative(anas, objected, found, text="Otra unidad.", by=ana, at=FRIDAY)
    assert not duty_called(forwarded.alias, seen_by=carla).shown
    assert Obligation.objects.get().state == Obligation.State.ENDED
    assert FollowUpTask.objects.get().outcome == FollowUpTask.Outcome.ALTERNATIVE


def test_a_report_closes_the_question_for_it(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    ask_report(anas, found, text="¿Cómo va?", due_on=NEW_DAY, by=ana, at=THURSDAY)
    assert duty_called(forwarded.alias, seen_by=carla).said[-1].text == "¿Cómo va?"
    assert FollowUpTask.objects.get().done_at is None
    say(forwarded, carla)
    assert FollowUpTask.objects.get().outcome == FollowUpTask.Outcome.REPORTED


def test_nobody_is_asked_about_what_was_taken_back(
    forwarded: Obligation, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    withdraw(flor.folder, forwarded.question_ref, by=flor, at=THURSDAY)
    with pytest.raises(NothingToDo):
        ask_report(anas, found, text="¿Cómo va?", due_on=NEW_DAY, by=ana, at=FRIDAY)


@pytest.mark.parametrize(
    ("outcome", "duty_state", "measure_state"),
    [("ends", "ended", "lapsed"), ("goes_on", "ending", "accepted_by_entity")],
)
def test_a_running_measure_ends_when_she_was_reached_and_wants_it(
    outcome: str,
    duty_state: str,
    measure_state: str,
    forwarded: Obligation,
    carla: Actor,
    flor: Visitor,
    anas: OpenCase,
    ana: Actor,
) -> None:
    say(forwarded, carla, "acknowledged")
    withdraw_procedure(flor, at=THURSDAY)
    act = FollowUpTask.objects.get(kind="contact_before_ending")
    note_done(anas, act, text="la llamé", outcome=outcome, by=ana, at=FRIDAY)
    assert Obligation.objects.get().state == duty_state
    assert Measure.objects.get().state == measure_state


def test_another_cases_follow_up_is_not_found(
    objected: FollowUpTask, anas: OpenCase, ana: Actor
) -> None:
    with pytest.raises(Http404):
        follow_up_called(anas, "AAAA-BBBB-CCCC", seen_by=ana)
