"""A consent with a last day holds through the end of that day in Lima, and then as if withdrawn:
for each reader at once, whether or not the jobs run, and until a new answer is given."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.consent import services
from amparo.foundations.consent.impediments import begin_impediment
from amparo.foundations.consent.last_days import FARTHEST, WITHOUT, end_passed
from amparo.foundations.consent.models import FOR_HER, AffectedAdult, Question, standing
from amparo.foundations.consent.queries import may_leave, questions_of, still_agreed, word_now
from amparo.foundations.consent.questions_put_anew import put_to_her
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Folder, Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.services import exclude
from amparo.foundations.ledger.models import Entry
from tests.clock import TODAY, Clock

FIELDS = ["chosen_name", "coarse_place"]
TODAYS = date(2026, 11, 25)  # TODAY, in Lima
TO_MIDNIGHT = timedelta(hours=14)
"""From TODAY, ten in the morning in Lima, to the end of that day there."""
MINUTE = timedelta(minutes=1)

type Ask = Callable[..., Question]


@pytest.fixture
def ask(filed: Any, ana: Actor, site: dict[str, Unit]) -> Ask:
    def make(**changes: Any) -> Question:
        given: dict[str, Any] = {"kind": "measure", "subject": "M-1", "unit": site["pnp-selva"]}
        given |= {"fields": FIELDS, **changes}
        return services.ask(filed.folder, **given, by=ana, at=timezone.now())

    return make


@pytest.fixture
def until(flor: Visitor, ask: Ask) -> Callable[..., Question]:
    """A yes of hers until this day."""

    def agree(day: date | None = TODAYS, **changes: Any) -> Question:
        told: dict[str, Any] = {"answer": "agreed", "until": day}
        return services.answer(flor.folder, ask(**changes).ref, **told, by=flor, at=timezone.now())

    return agree


def reasons(folder: Folder, question: Question, by: Actor) -> tuple[str, ...]:
    given: dict[str, Any] = {
        "kind": question.kind,
        "subject": question.subject,
        "unit": question.unit,
    }
    return may_leave(folder, **given, fields=FIELDS, seen_by=by).reasons


def read(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


# --- the end of the day ---


def test_it_holds_through_the_last_minute_of_the_day_in_lima_and_no_longer(
    until: Any, flor: Visitor, ana: Actor, clock: Clock
) -> None:
    """In UTC that minute is five hours into the next day."""
    question = until()
    clock.move(TO_MIDNIGHT - MINUTE)
    assert timezone.now().date() > TODAYS
    assert reasons(flor.folder, question, ana) == ()
    assert read(question).word == "agreed"
    clock.move(2 * MINUTE)
    assert reasons(flor.folder, question, ana) == ("no_question",)
    assert (read(question).word, read(question).ended) == ("withdrawn", True)


def test_every_reader_takes_it_as_withdrawn_before_the_jobs_ran(
    until: Any, flor: Visitor, ana: Actor, clock: Clock
) -> None:
    question, filing = until(each_adult=True), flor.folder.filing
    adult = AffectedAdult.objects.create(
        ref="AAAA-BBBB-CCCC", filing=filing, question=question, paper_ref="P"
    )
    clock.move(TO_MIDNIGHT + MINUTE)
    row = read(question)
    assert row.withdrawn_at == row.ends_at
    assert (still_agreed(row, filing), word_now(row, filing)) == (False, "withdrawn")
    assert [one.word for one in questions_of(flor.folder, seen_by=ana)] == ["withdrawn"]
    assert not Question.objects.standing().exists()
    assert not AffectedAdult.objects.filter(standing("question__")).exists()
    assert AffectedAdult.objects.select_related("question").get(pk=adult.pk).question.ended
    row.refresh_from_db(fields=["withdrawn_at", "ends_on"])
    assert row.ended
    assert not Entry.objects.filter(event="ConsentWithdrawn").exists()


def test_columns_that_were_not_loaded_are_not_asked_for(
    until: Any, clock: Clock, django_assert_num_queries: Any
) -> None:
    until()
    clock.move(TO_MIDNIGHT + MINUTE)
    with django_assert_num_queries(1):
        assert Question.objects.only("ref").get().ref


# --- on record ---


def test_the_job_puts_the_end_on_record_once(until: Any, clock: Clock) -> None:
    question = until()
    assert end_passed(at=timezone.now()) == 0
    clock.move(TO_MIDNIGHT + MINUTE)
    assert [end_passed(at=timezone.now()) for _ in range(2)] == [1, 0]
    entry = Entry.objects.get(event="ConsentWithdrawn")
    assert (entry.by, json.loads(entry.facts)["until"]) == ("system", "2026-11-25")
    stored = Question.objects.filter(pk=question.pk, withdrawn_at=question.ends_at)
    assert stored.exists()
    assert read(question).ended


def test_one_that_was_withdrawn_before_its_end_did_not_end_by_its_day(
    until: Any, flor: Visitor, clock: Clock
) -> None:
    question = until()
    services.withdraw(flor.folder, question.ref, by=flor, at=timezone.now())
    clock.move(TO_MIDNIGHT + MINUTE)
    assert end_passed(at=timezone.now()) == 0
    assert (read(question).word, read(question).ended) == ("withdrawn", False)
    assert Entry.objects.filter(event="ConsentWithdrawn").count() == 1


def test_one_without_a_last_day_goes_on(
    until: Any, flor: Visitor, ana: Actor, clock: Clock
) -> None:
    question = until(None)
    clock.move(timedelta(days=4000))
    assert reasons(flor.folder, question, ana) == ()


# --- nothing but a new answer ---


def answer_the_old(question: Question, flor: Visitor, saul: Actor) -> None:
    told: dict[str, Any] = {"answer": "agreed", "how": "oral", "until": TODAYS + timedelta(days=9)}
    for by in (flor, saul):
        with pytest.raises(CannotConsent, match="unknown_question"):
            services.answer(flor.folder, question.ref, **told, by=by, at=timezone.now())


def withdraw_the_old(question: Question, flor: Visitor, saul: Actor) -> None:
    del saul
    with pytest.raises(CannotConsent, match="unknown_question"):
        services.withdraw(flor.folder, question.ref, by=flor, at=timezone.now())


def put_to_the_person(question: Question, flor: Visitor, saul: Actor) -> None:
    with pytest.raises(CannotConsent, match="unknown_question"):
        put_to_her(flor.folder.filing, question.ref, by=saul, at=timezone.now())


def ask_again(question: Question, flor: Visitor, saul: Actor) -> Question:
    del saul
    return services.ask_ended_again(flor.folder, question.ref, by=flor, at=timezone.now())


def let_another_agree(question: Question, flor: Visitor, saul: Actor) -> None:
    ref = ask_again(question, flor, saul).ref
    told: dict[str, Any] = {"answer": "agreed", "how": FOR_HER, "who": "X"}
    with pytest.raises(CannotConsent, match="answered_herself"):
        services.answer(flor.folder, ref, **told, by=saul, at=timezone.now())


def give_a_reason(question: Question, flor: Visitor, saul: Actor) -> None:
    ref, at = ask_again(question, flor, saul).ref, timezone.now()
    begin_impediment(flor.folder.filing, "missing", by=saul, at=at)
    given: dict[str, Any] = {"reason_paper_digest": b"x", "by": saul, "at": at}
    with pytest.raises(CannotConsent, match="answered_herself"):
        services.replace_by_reason(flor.folder, ref, **given)


@pytest.mark.parametrize("jobs", ["before the jobs", "after the jobs"])
@pytest.mark.parametrize(
    "act",
    [
        answer_the_old,
        withdraw_the_old,
        put_to_the_person,
        ask_again,
        let_another_agree,
        give_a_reason,
    ],
)
def test_only_a_new_answer_of_the_person_brings_it_back(
    act: Any, jobs: str, until: Any, flor: Visitor, saul: Actor, clock: Clock
) -> None:
    question = until()
    clock.move(TO_MIDNIGHT + MINUTE)
    if jobs == "after the jobs":
        end_passed(at=timezone.now())
    act(question, flor, saul)
    assert reasons(flor.folder, question, saul)
    assert read(question).ended


def test_a_new_answer_is_a_row_of_its_own_beside_the_one_that_ended(
    until: Any, flor: Visitor, ana: Actor, clock: Clock
) -> None:
    question = until()
    clock.move(TO_MIDNIGHT + MINUTE)
    again = services.ask_ended_again(flor.folder, question.ref, by=flor, at=timezone.now())
    assert again.fields == FIELDS
    services.answer(flor.folder, again.ref, answer="agreed", by=flor, at=timezone.now())
    assert reasons(flor.folder, question, ana) == ()
    assert (read(question).ended, read(again).ends_on) == (True, None)
    with pytest.raises(CannotConsent, match="unknown_question"):  # only the last one
        services.ask_ended_again(flor.folder, question.ref, by=flor, at=timezone.now())


def test_what_ended_is_on_record_before_it_is_asked_again(
    until: Any, ask: Ask, clock: Clock
) -> None:
    """What rests on it is taken back by its end, not kept by the question that replaces it."""
    question = until()
    clock.move(TO_MIDNIGHT + MINUTE)
    ask()
    assert [one.event for one in Entry.objects.order_by("-sequence")[:2]] == [
        "ConsentAsked",
        "ConsentWithdrawn",
    ]
    assert read(question).ended


def test_one_who_must_not_know_by_now_is_not_asked_about_again(
    until: Any, flor: Visitor, clock: Clock
) -> None:
    question = until()
    clock.move(TO_MIDNIGHT + MINUTE)
    exclude(flor.folder, question.unit, by=flor, at=timezone.now())
    with pytest.raises(CannotConsent, match="unknown_question"):
        services.ask_ended_again(flor.folder, question.ref, by=flor, at=timezone.now())


def test_taking_everything_back_leaves_what_ended_before_as_ended(
    until: Any, flor: Visitor, clock: Clock
) -> None:
    ended, runs = until(), until(None, subject="M-2")
    clock.move(TO_MIDNIGHT + MINUTE)
    services.withdraw_all(flor.folder, by=flor, at=timezone.now())
    assert (read(ended).ended, read(runs).ended) == (True, False)
    assert (read(ended).word, read(runs).word) == ("withdrawn", "withdrawn")


# --- the day itself ---


def test_a_later_answer_moves_the_day_or_drops_it(until: Any, flor: Visitor) -> None:
    question, at = until(), timezone.now()
    for day in (TODAYS + timedelta(days=30), None):
        services.answer(flor.folder, question.ref, answer="agreed", until=day, by=flor, at=at)
        assert read(question).ends_on == day
    told = [json.loads(one.facts)["until"] for one in Entry.objects.filter(event="ConsentAnswered")]
    assert told == ["2026-11-25", "2026-12-25", ""]


@pytest.mark.postgresql("constraints")
@pytest.mark.parametrize("answer", ["refused", "discuss"])
def test_only_a_yes_has_a_last_day(answer: str, until: Any, flor: Visitor) -> None:
    question = until()
    told: dict[str, Any] = {"answer": answer, "until": TODAYS}
    services.answer(flor.folder, question.ref, **told, by=flor, at=timezone.now())
    assert read(question).ends_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(ends_on=TODAYS)


@pytest.mark.parametrize(
    ("day", "wrong"),
    [(TODAYS - timedelta(days=1), "past_day"), (TODAYS + FARTHEST + timedelta(days=1), "far_day")],
)
def test_a_day_that_is_a_slip_stores_nothing(
    day: date, wrong: str, until: Any, flor: Visitor
) -> None:
    assert timezone.localtime(TODAY).date() == TODAYS
    with pytest.raises(CannotConsent, match=wrong):
        until(day)
    assert not Filing.objects.get(pk=flor.folder.filing.pk).questions.exclude(answer="").exists()


@pytest.mark.parametrize("kind", sorted(WITHOUT))
def test_some_questions_take_no_last_day(kind: str, until: Any) -> None:
    with pytest.raises(CannotConsent, match="no_last_day"):
        until(kind=kind)
