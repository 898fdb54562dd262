"""Other institutions: when they answer, and how long a desk waits for one that does not."""

from datetime import datetime, time, timedelta
from random import Random

from amparo.law.errors import OutsideCalendar
from amparo.law.program_acts import Asked as What
from amparo.law.state.case import Term
from amparo.law.state.institution_terms import asked_term
from amparo.simulation.hours import Span
from amparo.simulation.scenario import ALL_DAY, PERCENT, Scenario
from amparo.simulation.year_results import Asked

PATIENCE = 2
"""Waiting time as a multiple of the usual days, where the law sets no term."""


def asked_now(scenario: Scenario, days: float, now: float, chance: Random) -> Asked:
    """Return a question asked at this hour, with its answer time if one comes."""
    silent = chance.random() * PERCENT < scenario.silent
    takes = chance.expovariate(1.0) * days * ALL_DAY
    return Asked(now, None if silent else now + takes)


def waits_until(scenario: Scenario, span: Span, what: What, days: float, asked: Asked) -> float:
    """Return the hour of the answer or, without one, the end of the law's term for it."""
    if asked.answered is not None:
        return asked.answered
    term = term_of(scenario, span, what, asked, at=span.moment(asked.asked))
    if term is None or term.due is None:
        return asked.asked + PATIENCE * days * ALL_DAY
    if isinstance(term.due, datetime):
        over = term.due.replace(tzinfo=None)
    else:
        over = datetime.combine(term.due + timedelta(days=1), time.min)
    return max(asked.asked, (over - span.moment(0)) / timedelta(hours=1))


def term_of(
    scenario: Scenario, span: Span, what: What, asked: Asked, *, at: datetime
) -> Term | None:
    """Return the law's own term for that answer; None if it sets none, or the calendar ends
    before."""
    law = scenario.protocol
    answered = None if asked.answered is None else span.moment(asked.answered)
    try:
        return asked_term(
            law,
            law.term_to_answer(what),
            span.moment(asked.asked).replace(tzinfo=law.zone),
            at.replace(tzinfo=law.zone),
            answered_at=answered and answered.replace(tzinfo=law.zone),
            calendar=scenario.calendar,
        )
    except OutsideCalendar:
        return None
