"""Services that take the steps that follow where a unit does not answer."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache, partial

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from amparo.casework.obligations import events
from amparo.casework.obligations.delivery.consent_gate import works_there_who_must_not_know
from amparo.casework.obligations.delivery.sealed_dispatch import refuse
from amparo.casework.obligations.due_days import awaited
from amparo.casework.obligations.escalation.queries import (
    CONSENT,
    Step,
    UnitOf,
    steps_of,
    told_unit,
)
from amparo.casework.obligations.follow_up.services import NothingToDo
from amparo.casework.obligations.models import EscalationNotice, Obligation
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.overdue_permission import (
    COMMAND,
    FIELDS,
    ask_who_may_be_told,
    who_may_be_told,
)
from amparo.foundations.consent.queries import excluded_as, goes_on, may_leave, stops_telling
from amparo.foundations.consent.services import ask, withdraw
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import binds
from amparo.foundations.intake.documents.schemas.obligations import EscalationText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record
from amparo.law import Protocol, known_protocols, load_protocol
from amparo.law.escalation import escalation_from, longest_before
from amparo.law.measures import Told

KIND = "escalation"
"""Kind of the sealed document with the number and date of a letter."""


class StepsFailed(Exception):
    """Steps of some obligations failed. Those of all others were taken."""


def take_due_steps(*, at: datetime) -> int:
    """Take each reminder and each notice of expiry whose day has come, on the unit's own page; the
    mails follow (`delivery/mails.py`). Once overdue, ask the person who else may be told. Return
    how many steps were taken, however often this runs. Raises StepsFailed."""
    problems: list[Exception] = []
    unit_of = cache(told_unit)  # read once in a run
    found = _candidates(at)
    acts = (partial(_take, pk, filing, unit_of=unit_of, at=at) for pk, filing in found)
    taken = each_by_itself(acts, problems)
    if problems:
        raise StepsFailed from problems[0]
    return taken


def _candidates(at: datetime) -> Iterator[tuple[int, int]]:
    """Obligations that may have a step that the jobs take now, by protocol, each with its filing:
    keys of both."""
    for name in known_protocols():
        law = load_protocol(name)
        own = [one.id for one in law.obligations.escalation if one.tells == Told.OWING]
        if not own:
            continue
        until = at + longest_before(law) + timedelta(days=1)
        # The last of them has come: nothing is left to the jobs.
        same_day = EscalationNotice.objects.filter(duty=OuterRef("pk"), due_on=OuterRef("due_on"))
        rows = (
            awaited()
            .filter(~Exists(same_day.filter(step=own[-1])), by_paper=False, due_on__lt=until)
            .filter(case__filing__protocol=name)
            .annotate(taken=_number_of(same_day.filter(step__in=own)))
            .order_by("due_on", "pk")
            .values_list("pk", "case__filing", "due_on", "unit", "forwarded_at", "taken")
        )
        due = _DueByItself(law, at)
        yield from [
            (pk, filing)
            for pk, filing, due_on, unit, forwarded_at, taken in list(rows)
            if due.steps(due_on, unit, forwarded_at) > taken
        ]


def _number_of(found: QuerySet[EscalationNotice]) -> Coalesce:
    counted = found.order_by().values("duty").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class _DueByItself:
    """How many steps the jobs should have taken by now, by due day and unit: one answer for many
    obligations. Of what is only requested, those before the due day alone."""

    def __init__(self, law: Protocol, at: datetime) -> None:
        self._law, self._today = law, at.astimezone(law.zone).date()
        self._units = {one.pk: one for one in Unit.objects.all()}
        self._of_day = cache(self._due_of_day)
        self._bound = cache(self._is_bound)

    def steps(self, due_on: datetime, unit: int, forwarded_at: datetime) -> int:
        before, after = self._of_day(due_on.astimezone(self._law.zone).date())
        forwarded = forwarded_at.astimezone(self._law.zone).date()
        return before + (after if after and self._bound(unit, forwarded) else 0)

    def _due_of_day(self, due: date) -> tuple[int, int]:
        """Before the due day, and after."""
        steps = escalation_from(self._law, due, calendar=settings.CALENDAR)
        mine = [one for one in steps if one.step.tells == Told.OWING]
        come = [one.step.business_days < 0 for one in mine if one.on and one.on <= self._today]
        return sum(come), len(come) - sum(come)

    def _is_bound(self, unit: int, on: date) -> bool:
        return binds(self._law, self._units[unit], on=on)


@transaction.atomic
def _take(pk: int, filing: int, *, unit_of: UnitOf, at: datetime) -> int:
    hold_row(Filing(pk=filing)).values_list("pk").first()
    rows = awaited().select_related(None).select_related("case__filing", "measure", "unit")
    duty = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    question = Question.objects.filter(ref=duty.question_ref).first() if duty else None
    if duty is None or question is None or not goes_on(question, duty.case.filing):
        return 0
    steps = steps_of(duty, duty.notices.all(), agreed=(), at=at, unit_of=unit_of)
    due = [one for one in steps if one.is_due and one.by_itself]
    for step in due:
        _note(duty, step, by=SYSTEM, at=at)
    if due and duty.due_on < at:
        _ask_person(duty, unit_of=unit_of, by=SYSTEM, at=at)
    return len(due)


def _ask_person(duty: Obligation, *, unit_of: UnitOf, by: Signs, at: datetime) -> None:
    """Ask the person whether those beyond the institution may be told, where a step would."""
    filing = duty.case.filing
    if filing.asks_nobody or filing.withdrawn_at:
        return
    steps = load_protocol(filing.protocol).obligations.escalation
    beyond = [one.tells for one in steps if unit_of(duty.unit, one.tells) != duty.unit]
    ask_who_may_be_told(filing, [CONSENT[one] for one in beyond], by=by, at=at)


@transaction.atomic
def note_letter(
    open_case: OpenCase,
    duty: Obligation,
    step_id: str,
    *,
    number: str,
    signed_on: date,
    by: Actor,
    at: datetime,
) -> None:
    """Note that the letter of a step was signed and sent. The person's consent and who must not
    know are asked again. Raises NothingToDo where this step is not the next one, and MayNotLeave
    where this recipient may not be told."""
    hold(open_case.folder)
    fresh = awaited().select_for_update(of=("self",)).filter(pk=duty.pk).first()
    if fresh is None:
        raise NothingToDo
    agreed = who_may_be_told(open_case.folder.filing)
    found = steps_of(fresh, list(fresh.notices.all()), agreed=agreed, at=at)
    step = next((one for one in found if one.id == step_id), None)
    if step is None or not step.waits_for_team:
        raise NothingToDo
    refuse(_against(open_case, fresh, step, by))
    for one in found:  # the jobs stood still: the institution reads it now, before others are told
        if one.is_due and one.by_itself:
            _note(fresh, one, by=by, at=at)
    body = EscalationText(alias=fresh.alias, step=step.id, number=number, on=signed_on.isoformat())
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    _note(fresh, step, paper_ref=paper.ref, by=by, at=at)


def _against(open_case: OpenCase, duty: Obligation, step: Step, by: Actor) -> list[str]:
    """Why this step may not tell its recipient."""
    if step.unit == duty.unit:
        return list(stops_telling(open_case.folder, duty.unit, seen_by=by))
    verdict = may_leave(
        open_case.folder,
        kind=Question.Kind.OVERDUE,
        subject=step.consent,
        unit=None,
        fields=FIELDS,
        recipient="" if step.unit else step.label,
        seen_by=by,
    )
    found = [*verdict.reasons]
    if step.unit:
        found += stops_telling(open_case.folder, step.unit, seen_by=by)
        if works_there_who_must_not_know(open_case.folder, step.unit, by):
            found.append("officer_named")
    return list(dict.fromkeys(found))


@transaction.atomic
def stop_telling_excluded(case: Case, folder: Folder, *, by: Signs, at: datetime) -> None:
    """Withdraw the consent where an institution that was told, or one of its officers, must not
    know any more."""
    told = EscalationNotice.objects.select_related("unit").filter(duty__case=case)
    units = {one.unit for one in told.exclude(unit=F("duty__unit")) if one.unit}
    if not any(
        excluded_as(folder, one, seen_by=by) or works_there_who_must_not_know(folder, one, by)
        for one in units
    ):
        return
    standing = Question.objects.standing().filter(filing=folder.filing)
    for question in standing.filter(kind=Question.Kind.OVERDUE, subject=COMMAND):
        withdraw(folder, question.ref, by=by, at=at)


@transaction.atomic
def ask_who_may_know(open_case: OpenCase, subject: str, *, by: Actor, at: datetime) -> None:
    """Ask the person whether these may be told, again where a consent was withdrawn."""
    ask(
        open_case.folder,
        kind=Question.Kind.OVERDUE,
        subject=subject,
        unit=None,
        fields=FIELDS,
        by=by,
        at=at,
    )


def _note(duty: Obligation, step: Step, *, paper_ref: str = "", by: Signs, at: datetime) -> None:
    EscalationNotice.objects.create(
        duty=duty, due_on=duty.due_on, step=step.id, unit=step.unit, paper_ref=paper_ref, at=at
    )
    to = step.unit.code if step.unit else ""
    record(events.EscalationStepTaken(step=step.id, to=to, **duty.named), by=by, at=at)
