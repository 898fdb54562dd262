"""Provisional measures until the decision, and when they end by the law itself."""

from datetime import date, datetime
from typing import NamedTuple

from amparo.law.protocol import Protocol
from amparo.law.state.case import CaseState

OWN_TERM = "own_term"
ISSUED = "issued"
TIME_TO_DECIDE = "time_to_decide"


class Lapse(NamedTuple):
    """The last day of a provisional measure, and what ends it: its own term, the resolution, or the
    end of the time to issue one."""

    on: date
    by: str
    source: str


def lapses_of(
    protocol: Protocol, said: CaseState, own_end: date | None = None
) -> tuple[Lapse, ...]:
    """Return each way in which it ends, the earliest first; `own_end` is the last day that was set
    for it. Only its own if this law says nothing, or if the day is not known."""
    rule, found = protocol.measures.provisional, []
    if own_end is not None:
        found.append(Lapse(own_end, OWN_TERM, rule.source if rule else ""))
    term = said.find_term(rule.until) if rule else None
    if rule and term and term.met_at is not None:
        found.append(Lapse(term.met_at.date(), ISSUED, rule.source))
    if rule and term and term.due is not None:
        due = term.due.date() if isinstance(term.due, datetime) else term.due
        found.append(Lapse(due, TIME_TO_DECIDE, rule.source))
    return tuple(sorted(found, key=lambda one: one.on))
