"""The protocol that this site runs, in the reader's language."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from amparo import rules
from amparo.foundations.look.due import Due, DueState, OtherDate, SkippedDay
from amparo.foundations.look.law import language_of, say
from amparo.foundations.look.words import day_in_words
from amparo.rules.explaining import say_amount

__all__ = ["due_of", "language_of", "law_of", "say", "what_comes"]

SOON = 2
"""Working days before a date is shown as falling due."""


def law_of(protocol: str = "") -> rules.Protocol:
    return rules.load(protocol or settings.PROTOCOL)


def due_of(term: rules.Term, law: rules.Protocol, *, at: datetime) -> Due | None:
    """A term that runs or has run out, with all its reasons; None while it waits."""
    day = _day(term.due)
    if day is None:
        return None
    today = timezone.localtime(at, law.zone).date()
    left = law.calendar(settings.CALENDAR).business_between(today, day) if day > today else 0
    state, word = _standing(term, left)
    dispute = term.disputed_with
    return Due(
        day=day,
        state=state,
        word=word,
        distance=_distance(term, day, today, left),
        source=term.source,
        amount=say_amount(term.amount, term.unit, language_of(law)),
        event=say(law, f"events.{term.starts_from}"),
        event_on=_day(term.from_at),
        skipped=_skipped(term),
        lenient_day=term.lenient_due,
        disputed=(OtherDate(source=dispute.source, day=_sure(dispute.due)),) if dispute else (),
        unchecked=not term.checked,
    )


def what_comes(terms: Sequence[rules.Term], law: rules.Protocol) -> list[tuple[str, str]]:
    """What an authority owes next, as (what, by when), in the order of its days."""
    owed = [term for term in terms if term.due and law.roles[term.owed_by].authority]
    owed.sort(key=lambda term: _sure(term.due))
    return [(say(law, f"terms.{term.term}"), day_in_words(_sure(term.due))) for term in owed]


def _standing(term: rules.Term, left: int) -> tuple[DueState, str]:
    if term.met_at is not None:
        return DueState.DONE, gettext("Done")
    if term.state == rules.TermState.LATE:
        return DueState.LATE, gettext("Late")
    if left <= SOON:
        return DueState.DUE, gettext("Falls due")
    return DueState.OPEN, gettext("Within the term")


def _distance(term: rules.Term, day: date, today: date, left: int) -> str:
    if term.met_at is not None:
        return ""
    if day == today:
        return gettext("today")
    if day > today:
        return ngettext("in %(count)d working day", "in %(count)d working days", left) % {
            "count": left
        }
    return gettext("%(amount)s late") % {
        "amount": say_amount(term.late_by, term.unit, language_of(law_of()))
    }


def _skipped(term: rules.Term) -> tuple[SkippedDay, ...]:
    """Days that did not count, apart from weekends, which everybody expects."""
    why = {"holiday": gettext("holiday"), "declared": gettext("declared non-working")}
    return tuple(SkippedDay(day=one.on, why=why[one.why]) for one in term.skipped if one.why in why)


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _sure(moment: date | datetime | None) -> date:
    day = _day(moment)
    if day is None:
        raise ValueError("A date that runs has its day.")
    return day
