"""Reachability checks: each stage and each act must be possible, and no act or term may wait for
itself."""

from collections.abc import Iterator, Mapping

from amparo.law.errors import Told
from amparo.law.loading.reader import Where
from amparo.law.procedure import EventRule
from amparo.law.protocol import Protocol
from amparo.law.state.stage_and_next_acts import stage_of

MOST_TRIED = 2_000
"""Most event combinations that are tried. A law with more is not checked further."""


def check_reach(protocol: Protocol, file: Where) -> None:
    _never(protocol, file)
    if not file.mistakes:
        _hidden(protocol, file)


def _never(protocol: Protocol, file: Where) -> None:
    """Check that no condition of a stage excludes an event that must have come before."""
    before = protocol.events_before
    for place, stage in enumerate(protocol.procedure.stage):
        for number, condition in enumerate(stage.when):
            held = set(condition.happened).union(*(before[one] for one in condition.happened))
            never = sorted(held.intersection(condition.not_yet))
            if never:
                where = file.inside("stage").number(place).inside("when").number(number)
                where.inside("not_yet").refuse(
                    "“{}” has always happened by then, so nobody ever gets here", never[0]
                )


def _hidden(protocol: Protocol, file: Where) -> None:
    """Check that no stage is always hidden by a later one: the last stage with a true condition
    applies."""
    stages = protocol.procedure.stage
    waiting = {stage.id for stage in stages}
    for tried, held in enumerate(_ways(protocol.procedure.event)):
        waiting.discard(stage_of(protocol, held).id)
        if not waiting or tried == MOST_TRIED:
            return
    for place, stage in enumerate(stages):
        if stage.id in waiting:
            file.inside("stage").number(place).refuse(
                "nobody ever stands in “{}”: a later stage always holds too", stage.id
            )


def _ways(events: tuple[EventRule, ...]) -> Iterator[frozenset[str]]:
    """Yield every possible set of past events, each with all that comes before it."""
    seen = {frozenset[str]()}
    waiting = [frozenset[str]()]
    while waiting:
        held = waiting.pop()
        yield held
        for event in events:
            more = held | {event.id}
            if held.issuperset(event.after) and more not in seen:
                seen.add(more)
                waiting.append(more)


def check_acts(protocol: Protocol, file: Where) -> None:
    """Check that no acts wait for each other: what they record would never happen."""
    rules = protocol.procedure
    recorded = {act.records for act in rules.act if act.records}
    there = ({*protocol.events, *protocol.facts} - recorded) | {rules.filing}
    waiting = list(enumerate(rules.act))
    while doable := [one for one in waiting if there.issuperset(one[1].needs)]:
        waiting = [one for one in waiting if one not in doable]
        there |= {act.records for _, act in doable if act.records}
    if waiting:
        place, act = waiting[0]
        missing = next(name for name in act.needs if name not in there)
        where = file.inside("act").number(place).inside("needs")
        where.refuse("is never there: “{}” comes only from what waits for this act", missing)


def check_no_ring(protocol: Protocol, file: Where) -> None:
    """Check that no term begins only with what comes after its own end, by the order of events or
    through other terms."""
    after: dict[str, set[str]] = {
        name: {one.id for one in protocol.procedure.event if name in one.after}
        for name in protocol.events
    }
    for rule in protocol.terms.term:
        after[rule.starts_from].add(rule.met_by)
    ring = [
        (place, rule.id)
        for place, rule in enumerate(protocol.terms.term)
        if rule.starts_from in _followed(after, rule.met_by)
    ]
    if ring:
        names = [Told("“{}”", (name,)) for _, name in ring]
        where = file.number(ring[0][0]).inside("from")
        where.refuse("goes round in a ring: of {} each begins with what ends another", names)


def _followed(after: Mapping[str, set[str]], event: str) -> set[str]:
    """Return every event that comes after this one, itself included."""
    found, waiting = {event}, [event]
    while waiting:
        new = after[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found
