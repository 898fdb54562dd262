"""Standing duties of institutions by law, and the content of the registry, in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.institution_names import body_named
from amparo.foundations.web.law.wording import language_of, say
from amparo.law import OutsideCalendar, Protocol
from amparo.law.explain.terms import say_amount
from amparo.law.measures import StandingDuty
from amparo.law.state.institution_terms import standing_due


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty with the institutions that have it; `optional`: the norm allows it without requiring
    it."""

    what: str
    who: tuple[str, ...]
    within: str
    optional: bool
    sources: tuple[str, ...]
    """Each source once."""
    checked: bool

    @property
    def source(self) -> str:
        return "; ".join(self.sources)


def standing_of(law: Protocol, *, today: date, calendar: str = "") -> tuple[Owed, ...]:
    """Return the standing duties in force on that day. Duties with the same text are merged, unless
    their terms are counted from different days."""
    found: dict[tuple[str, date | None], list[StandingDuty]] = {}
    for one in law.obligations.standing:
        if one.since <= today and (one.until is None or today <= one.until):
            what = say(law, f"standing.{one.id}")
            found.setdefault((what, one.counted_from), []).append(one)
    return tuple(
        Owed(
            what,
            tuple(body_named(law, who, one.only_if) for one in several for who in one.owed_by),
            " ".join(filter(None, (_within(law, one, calendar) for one in several))),
            optional=several[0].optional,
            sources=_each_once(one.source for one in several),
            checked=all(one.checked for one in several),
        )
        for (what, _counted_from), several in found.items()
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Duties of the same institutions. `who`: their names."""

    who: str
    duties: tuple[Owed, ...]


def groups_of(duties: Sequence[Owed]) -> tuple[Group, ...]:
    """Group the duties by the institutions that have them, the largest group first. Where most of
    those also have another duty, only the exceptions are named."""
    found: dict[tuple[str, ...], list[Owed]] = {}
    for one in duties:
        found.setdefault(tuple(dict.fromkeys(one.who)), []).append(one)
    widest = max(found, key=len, default=())
    ordered = sorted(found, key=lambda who: who != widest)
    return tuple(Group(_named(who, widest), tuple(found[who])) for who in ordered)


def _named(who: tuple[str, ...], widest: tuple[str, ...]) -> str:
    without = [one for one in widest if one not in who]
    if who == widest or len(without) >= len(who) or not set(who) <= set(widest):
        return "; ".join(who)
    return _("The same, without: %(who)s") % {"who": "; ".join(without)}


def _each_once(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for one in sources for part in one.split("; ")))


def registry_of(law: Protocol) -> Iterator[tuple[str, str, bool]]:
    """Yield each kind of fact in the registry, with its article and whether that was checked."""
    for one in law.obligations.registry:
        yield say(law, f"registry.{one.id}"), one.source, one.checked


def _within(law: Protocol, one: StandingDuty, calendar: str) -> str:
    if one.amount is None or one.unit is None or one.counted_from is None:
        return ""
    about = {
        "amount": say_amount(one.amount, one.unit, language_of(law)),
        "day": day_in_words(one.counted_from),
    }
    try:
        due = standing_due(law, one, calendar=calendar)
    except OutsideCalendar:
        due = None
    if due is None:
        return _("Within %(amount)s of %(day)s.") % about
    return _("Within %(amount)s of %(day)s: by %(due)s.") % {**about, "due": day_in_words(due)}
