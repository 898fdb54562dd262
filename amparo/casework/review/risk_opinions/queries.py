"""Institutions that are asked how great the danger is now, before a measure is changed, and their
answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amparo.casework.obligations.delivery.consent_gate import duties_in
from amparo.casework.obligations.delivery.unlocked_obligation import Said, opened
from amparo.casework.obligations.models import Obligation
from amparo.casework.review.models import ChangeRequirementMet, MeasureChange
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.chain import Signs
from amparo.law import Opening, Protocol

KIND = Obligation.Kind.CONTEXT


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
    """One unit, with how far it was asked. `said`: its answers, in its own words."""

    unit: Unit
    standing: Standing
    duty: Obligation | None = None
    said: tuple[Said, ...] = ()

    @property
    def due_on(self) -> datetime | None:
        return self.duty.due_on if self.duty and self.standing == Standing.WAITS else None


def asked_of(open_case: OpenCase, row: MeasureChange, *, seen_by: Signs) -> tuple[AskedUnit, ...]:
    """Return the units that were to be asked for this change, in the order of asking."""
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


def asked_now(row: MeasureChange) -> list[Obligation]:
    """Return the duties of units asked for this change that are answered or may still be
    answered."""
    asked = Obligation.objects.filter(
        measure=row.measure_id, kind=KIND, forwarded_at__gte=row.opened_at
    )
    return list(asked.filter(state__in=[Obligation.State.OPEN, Obligation.State.REPORTED]))


def waits_again(row: MeasureChange, law: Protocol) -> frozenset[str]:
    """Return the gates that are closed again: another unit was asked after they had opened, and it
    neither answered nor was noted as silent since."""
    gates = law.gates_opened_by(Opening.CONTEXT_ANSWERED)
    silent = [one.forwarded_at for one in asked_now(row) if one.state == Obligation.State.OPEN]
    if not gates or not silent:
        return frozenset()
    since = ChangeRequirementMet.objects.filter(change=row, gate__in=gates, at__gt=max(silent))
    return frozenset(gates) - set(since.values_list("gate", flat=True))


def _is_about(question: Question, row: MeasureChange) -> bool:
    about = question.kind == KIND and question.subject == row.measure.ref
    return about and question.asked_at >= row.opened_at


def _since(duty: Obligation, row: MeasureChange) -> bool:
    return duty.forwarded_at >= row.opened_at


def _her_word(question: Question) -> Standing:
    if question.withdrawn_at:
        return Standing.TAKEN_BACK
    if not question.answer:
        return Standing.ASKS_HER
    agreed = question.answer == Question.Answer.AGREED
    return Standing.MAY_ASK if agreed else Standing.REFUSED


def _of(duty: Obligation, given: tuple[Said, ...]) -> Standing:
    if given:
        return Standing.ANSWERED
    if duty.state == Obligation.State.PREPARED:
        return Standing.ON_PAPER
    return Standing.WAITS if duty.state == Obligation.State.OPEN else Standing.TAKEN_BACK
