"""The result of a simulated year in words: terms met, waiting, staff needed, and assumptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.desk.simulation.assumptions import Taken, number, taken_of
from amparo.desk.simulation.waits_and_loads import followed_of, percent, reach, waits_of
from amparo.foundations.web.law.wording import language_of, say
from amparo.law import Protocol, say_warning
from amparo.simulation import (
    Needed,
    Outcome,
    RoleOutcome,
    Spread,
    TermOutcome,
)

SURE = 10
"""Below this number of cases in a year, a percentage is marked as uncertain."""


@dataclass(frozen=True, slots=True)
class TermTold:
    what: str
    who: str
    share: str
    between: str
    cases: str
    caution: str


@dataclass(frozen=True, slots=True)
class RoleTold:
    who: str
    people: str
    busy: str
    waiting: str
    wait: str
    cost: str


@dataclass(frozen=True, slots=True)
class NeededTold:
    target: str
    staff: tuple[tuple[str, int], ...]
    cost: str
    beyond: tuple[str, ...]
    """Terms that more staff does not bring to the target, each with the percentage that can be
    reached."""
    told: str


@dataclass(frozen=True, slots=True)
class Told:
    name: str
    year: int
    lead: str
    warnings: tuple[str, ...]
    terms: tuple[TermTold, ...]
    no_terms: str
    institutions: tuple[TermTold, ...]
    """What other institutions were asked, and how often they answered in time."""
    roles: tuple[RoleTold, ...]
    cost: str
    caseload: str
    at_end: str
    waits: tuple[str, ...]
    followed: tuple[str, ...]
    needed: tuple[NeededTold, ...]
    taken: tuple[Taken, ...]


def told_of(outcome: Outcome, needed: Sequence[Needed]) -> Told:
    law = outcome.scenario.protocol
    return Told(
        name=say(law, "protocol.name"),
        year=outcome.scenario.year,
        lead=_lead(outcome),
        warnings=_warnings(outcome),
        terms=tuple(_term(law, one) for one in outcome.terms),
        no_terms="" if outcome.terms else _("No term of this law is known: none can be met."),
        institutions=tuple(_term(law, one) for one in outcome.institutions),
        roles=tuple(_role(law, one) for one in outcome.roles),
        cost=number(outcome.cost),
        caseload=_("Requests on their way for each person who works on them: %(number)s.")
        % {"number": number(outcome.caseload)},
        at_end=_("Still on their way at the end of the year: %(number)s (%(between)s).")
        % {"number": number(outcome.open_at_end.mean), "between": reach(outcome.open_at_end)},
        waits=tuple(waits_of(outcome)),
        followed=tuple(followed_of(outcome)),
        needed=tuple(_needed(law, one) for one in needed) if outcome.terms else (),
        taken=tuple(taken_of(outcome.scenario)),
    )


def _warnings(outcome: Outcome) -> tuple[str, ...]:
    law = outcome.scenario.protocol
    return tuple(say_warning(law, one, language_of(law)) for one in outcome.warnings)


def _lead(outcome: Outcome) -> str:
    runs = outcome.scenario.runs
    said = ngettext(
        "The year was played %(runs)d time; %(requests)s requests came on average.",
        "The year was played %(runs)d times; %(requests)s requests came on average.",
        runs,
    )
    said = said % {"runs": runs, "requests": number(outcome.requests.mean)}
    return f"{said} {_('It is no forecast: it says what would follow from what is taken below.')}"


def _term(law: Protocol, term: TermOutcome) -> TermTold:
    cautions = []
    if term.share is not None and term.cases < SURE:
        cautions.append(_("of few requests: it says little"))
    if not term.checked:
        cautions.append(_("not checked"))
    if term.unknown:
        cautions.append(_("for some the calendar ends before: they are left out"))
    return TermTold(
        what=say(law, f"terms.{term.term}"),
        who=say(law, f"roles.{term.owed_by}"),
        share=percent(term.share.mean) if term.share else _("nothing to measure yet"),
        between=f"{percent(term.share.low)} – {percent(term.share.high)}" if term.share else "",
        cases=number(term.cases),
        caution="; ".join(cautions),
    )


def _role(law: Protocol, role: RoleOutcome) -> RoleTold:
    wait = role.wait_days
    return RoleTold(
        who=say(law, f"roles.{role.role}"),
        people=str(role.people),
        busy=percent(role.busy.mean),
        waiting=f"{number(role.waiting.mean)} ({reach(role.waiting)})",
        wait=f"{number(wait.mean)} ({reach(wait)})" if wait else "–",
        cost=number(role.cost),
    )


def _needed(law: Protocol, needed: Needed) -> NeededTold:
    staff = needed.staff or {}
    return NeededTold(
        target=percent(needed.target),
        staff=tuple((say(law, f"roles.{role}"), people) for role, people in staff.items()),
        cost=number(needed.cost),
        beyond=tuple(
            _("%(term)s: %(share)s at most, however many work") % about
            for one in needed.out_of_reach
            if one.share
            for about in [{"term": say(law, f"terms.{one.term}"), "share": percent(one.share.mean)}]
        ),
        told=""
        if staff
        else _("Not found within what may be simulated at once: simulate less at once."),
    )


def as_plain(outcome: Outcome, needed: Sequence[Needed]) -> dict[str, Any]:
    """Return the same numbers for programs, not rounded."""
    scenario = outcome.scenario
    return {
        "protocol": scenario.protocol.id,
        "year": scenario.year,
        "runs": scenario.runs,
        "seed": scenario.seed,
        "requests": _plain(outcome.requests),
        "open_at_end": _plain(outcome.open_at_end),
        "warnings": list(_warnings(outcome)),
        "requests_per_person": outcome.caseload,
        "cost": outcome.cost,
        "terms": [_plain_term(one) for one in outcome.terms],
        "institutions": [_plain_term(one) for one in outcome.institutions],
        "days_to": {name: _plain(spread) for name, spread in outcome.days_to.items()},
        "under_protection": {
            "at_end": _plain(outcome.followed.at_end),
            "by_week": [one.mean for one in outcome.followed.by_week],
            "for_each_officer": outcome.followed.each and _plain(outcome.followed.each),
            "busy": outcome.followed.busy and _plain(outcome.followed.busy),
            "waiting": outcome.followed.waiting and _plain(outcome.followed.waiting),
            "load": outcome.followed.load,
            "cost": outcome.followed.cost,
        },
        "roles": [
            {
                "role": one.role,
                "people": one.people,
                "busy": _plain(one.busy),
                "waiting": _plain(one.waiting),
                "wait_days": one.wait_days and _plain(one.wait_days),
                "load": one.load,
                "cost": one.cost,
            }
            for one in outcome.roles
        ],
        "open_by_week": [one.mean for one in outcome.open_by_week],
        "needed": [
            {
                "target": one.target,
                "staff": one.staff and dict(one.staff),
                "cost": one.cost,
                "out_of_reach": {
                    term.term: term.share.mean for term in one.out_of_reach if term.share
                },
            }
            for one in needed
        ],
        "taken": [
            {"what": one.what, "value": one.value, "origin": one.origin, "assumed": one.is_assumed}
            for one in taken_of(scenario)
        ],
    }


def _plain_term(one: TermOutcome) -> dict[str, Any]:
    return {
        "term": one.term,
        "owed_by": one.owed_by,
        "share": one.share and _plain(one.share),
        "cases": one.cases,
        "unknown": one.unknown,
        "checked": one.checked,
    }


def _plain(spread: Spread) -> dict[str, float]:
    return {name: getattr(spread, name) for name in Spread.__slots__}
