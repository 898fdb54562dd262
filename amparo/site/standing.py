"""What a law asks of institutions whatever case there is, and what its registry holds, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from amparo import rules
from amparo.foundations.look.bodies import body_named
from amparo.foundations.look.law import language_of, say
from amparo.foundations.look.words import day_in_words
from amparo.rules.asking import standing_due
from amparo.rules.explaining import say_amount
from amparo.rules.measures import StandingDuty


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty, and each institution that has it; `optional`: the norm says that they may."""

    what: str
    who: tuple[str, ...]
    within: str
    optional: bool
    sources: tuple[str, ...]
    checked: bool


def standing_of(law: rules.Protocol, *, today: date, calendar: str = "") -> tuple[Owed, ...]:
    """Every standing duty that holds on that day; one that two texts name stands here once, but for
    one of them that has a term of its own."""
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
            sources=tuple(one.source for one in several),
            checked=all(one.checked for one in several),
        )
        for (what, _counted_from), several in found.items()
    )


def registry_of(law: rules.Protocol) -> Iterator[tuple[str, str]]:
    """Each kind of fact that the registry holds, with its article."""
    for one in law.obligations.registry:
        yield say(law, f"registry.{one.id}"), one.source


def _within(law: rules.Protocol, one: StandingDuty, calendar: str) -> str:
    if one.amount is None or one.unit is None or one.counted_from is None:
        return ""
    about = {
        "amount": say_amount(one.amount, one.unit, language_of(law)),
        "day": day_in_words(one.counted_from),
    }
    try:
        due = standing_due(law, one, calendar=calendar)
    except rules.OutsideCalendar:
        due = None
    if due is None:
        return _("Within %(amount)s of %(day)s.") % about
    return _("Within %(amount)s of %(day)s: by %(due)s.") % {**about, "due": day_in_words(due)}
