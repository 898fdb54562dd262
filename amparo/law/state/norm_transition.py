"""Passing of one open case to another norm, and its reversal. Pure: the preview and the act call
the same function."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from amparo.law.errors import (
    AnotherStage,
    NoCounterpart,
    NotInForceYet,
    NotNewer,
    SaysNothing,
    Stays,
)
from amparo.law.protocol import Protocol
from amparo.law.state.case import Carried, CaseState, Happened, Term, TermState
from amparo.law.state.legal_clock import case_state
from amparo.law.transitory import Transitory, of_norm


class Pair(NamedTuple):
    """One term under both norms; None where one of them has no such term."""

    older: Term | None
    newer: Term | None

    @property
    def becomes_late(self) -> bool:
        late = self.newer is not None and self.newer.state is TermState.LATE
        return late and (self.older is None or self.older.state is not TermState.LATE)

    @property
    def stops_being_late(self) -> bool:
        """Whether it is no longer late under the other norm; the delay stays on record."""
        late = self.older is not None and self.older.state is TermState.LATE
        return late and (self.newer is None or self.newer.state is not TermState.LATE)

    @property
    def asked_no_more(self) -> bool:
        """Whether the term was still owed, or could still have been, and the other norm has no such
        term."""
        return self.newer is None and self.older is not None and self.older.met_at is None


@dataclass(frozen=True, slots=True)
class Move:
    """A case before and after. `left_behind`: recorded events and facts without counterpart."""

    rule: Transitory
    before: CaseState
    after: CaseState
    happened: Happened
    left_behind: tuple[str, ...]
    terms: tuple[Pair, ...]

    @property
    def changes(self) -> tuple[Pair, ...]:
        """The pairs with a difference."""
        return tuple(one for one in self.terms if _told(one.older) != _told(one.newer))


def _told(term: Term | None) -> tuple[object, ...]:
    """Return the visible parts of a term; empty for one that never began, or is not there."""
    if term is None or (term.due is None and term.state is TermState.WAITING):
        return ()
    return term.due, term.state, term.source


def rule_for(older: Protocol, newer: Protocol, stage: str) -> Transitory:
    """Return the transitory rule for a case at this stage. Raises CannotPass."""
    rules = [rule for rule in newer.procedure.transitory if rule.older == older.id]
    named = next((rule for rule in rules if stage in rule.at_stages), None)
    found = named or next((rule for rule in rules if not rule.at_stages), None)
    if found is not None:
        return found
    if older.procedure.in_force_from >= newer.procedure.in_force_from:
        raise NotNewer(older=older.id, newer=newer.id)
    raise SaysNothing(older=older.id, newer=newer.id, stage=stage)


def move(
    older: Protocol,
    newer: Protocol,
    happened: Happened,
    at: datetime,
    *,
    calendar: str | None = None,
) -> Move:
    """Return the case as passing now would make it. Raises Refused if it cannot pass."""
    before = case_state(older, happened, at, calendar=calendar, open_ended=True)
    rule = rule_for(older, newer, before.stage)
    if not rule.passes:
        raise Stays(older=older.id, source=rule.source)
    if rule.since is None or before.at.date() < rule.since:
        raise NotInForceYet(newer=newer.id, since=str(rule.since), source=rule.source)
    if before.stage not in rule.stages:
        raise NoCounterpart(name=before.stage, older=older.id, newer=newer.id)
    told = _told_over(older, rule, happened, before, at)
    after = case_state(newer, told, at, calendar=calendar, open_ended=True)
    if after.stage != rule.stages[before.stage]:
        raise AnotherStage(told=rule.stages[before.stage], found=after.stage)
    return Move(
        rule=rule,
        before=before,
        after=after,
        happened=told,
        left_behind=_left_behind(rule, happened),
        terms=_pairs(before, after, rule.terms),
    )


def _told_over(
    older: Protocol, rule: Transitory, happened: Happened, before: CaseState, at: datetime
) -> Happened:
    """Return what is on record, in the names of the newer norm, with the passing itself."""
    events = {
        rule.events[name]: when for name, when in happened.events.items() if name in rule.events
    }
    facts = {
        rule.facts[name]: value for name, value in happened.facts.items() if name in rule.facts
    }
    carried = _carried(older, before, rule.roles, _met_by(older, rule.events))
    earlier = [_goes_on(one, older, rule, before) for one in happened.carried]
    return Happened(
        {**events, str(rule.recorded_as): at.astimezone(older.zone)},
        facts,
        _each_once((*earlier, *carried)),
    )


def _goes_on(one: Carried, older: Protocol, rule: Transitory, before: CaseState) -> Carried:
    """Return a term carried from an earlier norm, with the role that answers for it now."""
    if one.owed_by not in rule.roles:
        raise NoCounterpart(name=one.owed_by, older=older.id, newer=rule.id)
    now = before.term(one.term)
    return replace(
        one,
        owed_by=rule.roles[one.owed_by],
        met_by=rule.events.get(one.met_by, ""),
        met_at=now.met_at,
        late_by=now.late_by,
    )


def _each_once(carried: Iterable[Carried]) -> tuple[Carried, ...]:
    """Return each carried term once, with its longest delay."""
    found: dict[str, Carried] = {}
    for one in carried:
        if one.term not in found or found[one.term].late_by < one.late_by:
            found[one.term] = one
    return tuple(found.values())


def _met_by(law: Protocol, events: Mapping[str, str]) -> dict[str, str]:
    """Return for each term the event of the other norm that would meet it."""
    return {term.id: events.get(term.met_by, "") for term in law.terms.term}


def _carried(
    law: Protocol, left: CaseState, roles: Mapping[str, str], met_by: Mapping[str, str]
) -> tuple[Carried, ...]:
    """Return every term that an authority let pass, done since or not, and every term that is not
    known to have been in time."""
    return tuple(
        Carried(
            term=of_norm(law.id, term.term),
            owed_by=roles[term.owed_by],
            starts_from=of_norm(law.id, term.starts_from),
            from_at=term.from_at,
            amount=term.amount,
            unit=term.unit,
            due=term.due,
            source=term.source,
            checked=term.checked,
            met_by=met_by[term.term],
            met_at=term.met_at,
            late_by=term.late_by,
        )
        for term in _to_keep(law, left)
    )


def _to_keep(law: Protocol, left: CaseState) -> list[Term]:
    """Return the terms whose delay the passing must not erase: late, or without a known end."""
    owed = (term for term in left.terms if law.roles[term.owed_by].authority)
    return [term for term in owed if term.late_by or _nobody_knows(term)]


def _nobody_knows(term: Term) -> bool:
    return term.state is TermState.UNKNOWN and term.met_at is None


def _left_behind(rule: Transitory, happened: Happened) -> tuple[str, ...]:
    events = [f"events.{name}" for name in happened.events if name not in rule.events]
    facts = [f"facts.{name}" for name, value in happened.facts.items() if value]
    return (*events, *(one for one in facts if one.removeprefix("facts.") not in rule.facts))


def _pairs(before: CaseState, after: CaseState, terms: Mapping[str, str]) -> tuple[Pair, ...]:
    """Return each term of the older norm with its counterpart, then those that only the newer one
    has."""
    found = [Pair(term, after.find_term(terms.get(term.term, ""))) for term in before.terms]
    counterparts = {pair.newer.term for pair in found if pair.newer}
    return (
        *found,
        *(Pair(None, term) for term in after.terms if term.term not in counterparts),
    )


# --- reversal: only by another act ---


def move_back(
    newer: Protocol,
    older: Protocol,
    rule: Transitory,
    happened: Happened,
    left: Happened,
    at: datetime,
    *,
    calendar: str | None = None,
) -> Move:
    """Return the case as taking the passing back would make it: `left` is what was on record when
    it left the older norm. Raises NoCounterpart for what has no older name."""
    before = case_state(newer, happened, at, calendar=calendar, open_ended=True)
    back = {new: old for old, new in rule.events.items()}
    events = _told_back(
        happened.events, left.events, back | {rule.recorded_as or "": ""}, newer, older
    )
    found = {name: value for name, value in happened.facts.items() if value}
    facts = _told_back(
        found, left.facts, {new: old for old, new in rule.facts.items()}, newer, older
    )
    roles = {new: old for old, new in reversed(rule.roles.items())}
    for term in _to_keep(newer, before):
        if term.owed_by not in roles:
            raise NoCounterpart(name=term.owed_by, older=newer.id, newer=older.id)
    own = _carried(newer, before, roles, _met_by(newer, back))
    told = Happened(events, facts, _each_once((*left.carried, *own)))
    after = case_state(older, told, at, calendar=calendar, open_ended=True)
    terms = {new: old for old, new in reversed(rule.terms.items())}
    return Move(rule, before, after, told, (), _pairs(before, after, terms))


def _told_back[V](
    now: Mapping[str, V],
    left: Mapping[str, V],
    names: Mapping[str, str],
    newer: Protocol,
    older: Protocol,
) -> dict[str, V]:
    """Return what was on record, and what came since, by its older name; an empty name is left
    out."""
    found = {name: value for name, value in left.items() if name not in names.values()}
    for name, value in now.items():
        if name not in names:
            raise NoCounterpart(name=name, older=newer.id, newer=older.id)
        if names[name]:
            found[names[name]] = value
    return found
