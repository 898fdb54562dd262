"""A term of the procedure that runs again: a second resolution has its own notice."""

from datetime import datetime

from amparo.law.counting.terms import Reckoning, terms_on
from amparo.law.day_of_receipt import starts_counting
from amparo.law.protocol import Protocol
from amparo.law.state.case import Term


def term_again(
    protocol: Protocol,
    term_id: str,
    began: datetime,
    at: datetime,
    *,
    track: str,
    filed_at: datetime,
    met_at: datetime | None = None,
    calendar: str | None = None,
) -> Term | None:
    """Return the term of that id counted from another beginning than the case's first one. Beyond
    the calendar its date is unknown. None if the law sets no such term on that track."""
    found = (one for one in terms_on(protocol, track) if one.rule.id == term_id)
    versions = next(found, None)
    if versions is None:
        return None
    days = protocol.calendar(calendar)
    start, now = began.astimezone(protocol.zone), at.astimezone(protocol.zone)
    rule = versions.rule
    met = {rule.met_by: met_at.astimezone(protocol.zone)} if met_at else {}
    fact = protocol.channels.get(rule.starts_from)
    starts = {rule.starts_from: starts_counting(protocol, days, start, fact)}
    filed_on = filed_at.astimezone(protocol.zone).date()
    term, _ = Reckoning(protocol, days, starts, filed_on, met, now, open_ended=True).term(versions)
    return term
