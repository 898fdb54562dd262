"""Whom the team asks how strong the danger is now, before a measure is changed, and what each
said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amparo.casework.obligations.delivery.gate import duties_in
from amparo.casework.obligations.delivery.opening import Said, opened
from amparo.casework.obligations.models import Duty
from amparo.casework.review.hearings.queries import HEARS_ALL
from amparo.casework.review.models import Change, Gathered
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.chain import Signs
from amparo.law import Opening, Protocol

KIND = Duty.Kind.CONTEXT


class Standing(StrEnum):
    ASKS_HER = "asks_her"
    REFUSED = "refused"
    MAY_ASK = "may_ask"
    ON_PAPER = "on_paper"
    WAITS = "waits"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True, repr=False)
class AskedUnit:
    """One unit, as far as it was asked. `said`: its answers, in its own words."""

    unit: Unit
    standing: Standing
    duty: Duty | None = None
    said: tuple[Said, ...] = ()

    @property
    def due_on(self) -> datetime | None:
        return self.duty.due_on if self.duty and self.standing == Standing.WAITS else None


def asked_of(open_case: OpenCase, row: Change, *, seen_by: Signs) -> tuple[AskedUnit, ...]:
    """Everybody whom somebody wanted to ask for this change, the first one first."""
    found: dict[int, AskedUnit] = {}
    for question in reversed(questions_of(open_case.folder, seen_by=seen_by)):
        if _is_about(question, row) and question.unit:
            found[question.unit.pk] = AskedUnit(question.unit, _her_word(question))
    for duty in sorted(duties_in(open_case), key=lambda one: one.forwarded_at):
        if duty.kind == KIND and duty.measure_id == row.measure_id and _since(duty, row):
            said = opened(duty, duty.key_of_case(open_case.folder)).said
            given = tuple(one for one in said if one.kind == KIND)
            found[duty.unit_id] = AskedUnit(duty.unit, _of(duty, given), duty, given)
    return tuple(found.values())


def asked_now(row: Change) -> list[Duty]:
    """What units are asked for this change, and have answered or may still answer."""
    asked = Duty.objects.filter(measure=row.measure_id, kind=KIND, forwarded_at__gte=row.opened_at)
    return list(asked.filter(state__in=[Duty.State.OPEN, Duty.State.REPORTED]))


def is_asked_for(change: str) -> bool:
    """Whether institutions are asked for this change: for more of a measure nobody is, nor for what
    she gives up, whatever was asked meanwhile for less of it."""
    return Change.objects.filter(ref=change, kind__in=HEARS_ALL).exists()


def waits_again(row: Change, law: Protocol) -> frozenset[str]:
    """Gates that stand open for no answer that is still to come: somebody more was asked after
    they had opened, and neither answered nor was said to be silent since."""
    gates = law.gates_opened_by(Opening.CONTEXT_ANSWERED)
    silent = [one.forwarded_at for one in asked_now(row) if one.state == Duty.State.OPEN]
    if not gates or not silent:
        return frozenset()
    since = Gathered.objects.filter(change=row, gate__in=gates, at__gt=max(silent))
    return frozenset(gates) - set(since.values_list("gate", flat=True))


def _is_about(question: Question, row: Change) -> bool:
    about = question.kind == KIND and question.subject == row.measure.ref
    return about and question.asked_at >= row.opened_at


def _since(duty: Duty, row: Change) -> bool:
    return duty.forwarded_at >= row.opened_at


def _her_word(question: Question) -> Standing:
    if question.withdrawn_at:
        return Standing.TAKEN_BACK
    if not question.answer:
        return Standing.ASKS_HER
    agreed = question.answer == Question.Answer.AGREED
    return Standing.MAY_ASK if agreed else Standing.REFUSED


def _of(duty: Duty, given: tuple[Said, ...]) -> Standing:
    if given:
        return Standing.ANSWERED
    if duty.state == Duty.State.PREPARED:
        return Standing.ON_PAPER
    return Standing.WAITS if duty.state == Duty.State.OPEN else Standing.TAKEN_BACK
