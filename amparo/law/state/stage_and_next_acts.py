"""Track and stage of a case, and the acts that may be done next."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from amparo.law.procedure import ActRule, Condition, Stage, Track
from amparo.law.protocol import Protocol
from amparo.law.sourced_values import in_force
from amparo.law.state.case import Act, Term, TermState
from amparo.law.state.event_times import Record

REMEMBERED = 8_192


def track_of(protocol: Protocol, record: Record) -> Track:
    """Return the first track with a finding that holds; the last one needs none."""
    tracks = protocol.procedure.track
    return next(
        (track for track in tracks if any(one in record.held for one in track.any_of)), tracks[-1]
    )


@lru_cache(maxsize=REMEMBERED)
def stage_of(protocol: Protocol, held: frozenset[str]) -> Stage:
    """Return the last stage with a condition that holds; the first one needs none."""
    stages = protocol.procedure.stage
    return next(
        (stage for stage in reversed(stages) if any(_holds(one, held) for one in stage.when)),
        stages[0],
    )


@lru_cache(maxsize=REMEMBERED)
def acts_open(
    protocol: Protocol,
    held: frozenset[str],
    stage: str,
    track: str,
    *,
    late: bool,
    shut: frozenset[str] = frozenset(),
) -> tuple[Act, ...]:
    return tuple(
        Act(
            id=rule.id,
            by=rule.by,
            missing=_missing(rule, held, track),
            records=rule.records,
            statutory=rule.statutory,
            source=rule.source,
        )
        for rule in protocol.procedure.act
        if rule.id not in shut and _is_open(rule, held, stage, late=late)
    )


def shut_until_over(
    protocol: Protocol, terms: Iterable[Term], held: frozenset[str]
) -> frozenset[str]:
    """Return the acts that only the end of a term opens, while that term is not over or was met."""
    if not protocol.opening_terms:
        return frozenset()
    waiting = (one for one in terms if one.term in protocol.opening_terms)
    return frozenset(
        expires.act
        for one in waiting
        if one.state is not TermState.LATE
        and one.text_of is not None
        and (expires := in_force(protocol.term_rules[one.term].on_expiry, one.text_of))
        and expires.act
        and (expires.only_if is None or expires.only_if in held)
    )


def _holds(condition: Condition, held: frozenset[str]) -> bool:
    return held.issuperset(condition.happened) and held.isdisjoint(condition.not_yet)


def _is_open(rule: ActRule, held: frozenset[str], stage: str, *, late: bool) -> bool:
    over = rule.records in held or not held.isdisjoint(rule.not_after)
    elsewhere = bool(rule.stages) and stage not in rule.stages
    return not over and not elsewhere and (late or not rule.only_when_late)


def needs_of(rule: ActRule, held: Collection[str], track: str) -> tuple[str, ...]:
    """Return the events and gates that this act needs, given what was found."""
    found = [need for finding, needs in rule.needs_if.items() if finding in held for need in needs]
    return tuple(dict.fromkeys((*rule.needs, *rule.needs_on_track.get(track, ()), *found)))


def _missing(rule: ActRule, held: frozenset[str], track: str) -> tuple[str, ...]:
    return tuple(need for need in needs_of(rule, held, track) if need not in held)
