"""Institutions asked about the danger before a measure is changed, on the person's page: which,
since when, and whether they answered. Their answers may concern others and are shown only to the
team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from amparo.door.my_case.dashboard_sections import facts_of, moments_of
from amparo.door.my_case.pending_questions import Decision, Words
from amparo.door.site_protocol import say
from amparo.foundations.ledger.models import Entry
from amparo.law import Protocol

STATES: dict[str, tuple[str, Words]] = {
    "asked": ("waiting", _("Asked, and has not answered yet")),
    "answered": ("done", _("It answered")),
    "taken_back": ("quiet", _("Taken back: it keeps nothing of it here")),
}


@dataclass(frozen=True, slots=True)
class OfTheDanger:
    """An institution that was asked with the person's consent."""

    who: str
    asked_at: datetime
    answered_at: datetime | None
    chip: str
    state: Words


@dataclass(frozen=True, slots=True)
class MoreTime:
    """An institution that was given more time: the former and the new last day."""

    who: str
    before: date
    until: date
    ground: str
    given_at: datetime


def more_time_of(
    decisions: Iterable[Decision], entries: list[Entry], law: Protocol
) -> list[MoreTime]:
    """Return the institutions asked with the person's consent that were given more time, newest
    first."""
    units = {one["question"]: one["unit"] for one in facts_of(entries, "ConsentAsked")}
    names = {
        (one.subject, units.get(one.ref, "")): one.recipient
        for one in decisions
        if one.kind in {"opinion", "context"}
    }
    found = [
        MoreTime(
            who,
            date.fromisoformat(facts["before"]),
            date.fromisoformat(facts["until"]),
            say(law, f"extensions.{facts['ground']}"),
            at,
        )
        for facts, at in moments_of(entries, "MoreTimeGiven")
        if (who := names.get((facts["measure"], facts["unit"]))) is not None
    ]
    return found[::-1]


def asked_of_danger(decisions: Iterable[Decision], entries: list[Entry]) -> list[OfTheDanger]:
    """Return the institutions that were asked about the danger, newest first; those still waiting
    for the person's consent are among the questions."""
    units = {one["question"]: one["unit"] for one in facts_of(entries, "ConsentAsked")}
    answered = {facts["duty"]: at for facts, at in moments_of(entries, "ContextGiven")}
    gone = {one["duty"] for one in facts_of(entries, "DutyRevoked")}
    found = {}
    names = {
        (one.subject, units.get(one.ref, "")): one.recipient
        for one in decisions
        if one.kind == "context"
    }
    for facts, at in moments_of(entries, "ContextAsked"):
        who = names.get((facts["measure"], facts["unit"]))
        if who is None:
            continue
        duty = facts["duty"]
        state = "answered" if duty in answered else "taken_back" if duty in gone else "asked"
        found[duty] = OfTheDanger(who, at, answered.get(duty), *STATES[state])
    return list(found.values())[::-1]
