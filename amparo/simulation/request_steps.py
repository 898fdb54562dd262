"""The steps of one request through a protocol: who must do what, after what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from amparo.law.counting.terms import terms_on
from amparo.law.procedure import ActRule, Track
from amparo.law.program_acts import Deed
from amparo.law.protocol import Protocol
from amparo.law.state.stage_and_next_acts import needs_of

COURSE = (
    Deed.LOOK_FIRST,
    Deed.REPORT_RISK,
    Deed.PROPOSE_MEASURES,
    Deed.DECIDE,
    Deed.FORWARD,
    Deed.NOTIFY,
)
"""Acts done for every request that is not turned away, if the law has them."""
FOR_THE_DECISION = (*COURSE[: COURSE.index(Deed.DECIDE)], Deed.ASK_OPINION)
SOME = (Deed.CORRECT, Deed.CONTEST, Deed.ASK_OPINION)
"""Acts that only some requests need."""
NOT_PLAYED = frozenset(
    {
        Deed.TURN_AWAY,
        Deed.WITHDRAW,
        Deed.DECLARE_CONCLUDED,
        Deed.COMPLAIN,
        Deed.ADVISE_ARCHIVING,
        Deed.ACKNOWLEDGE,
    }
)
ROADS = 64


class Others(StrEnum):
    """Waits of a step that the desk cannot shorten, by the name of its number of days."""

    BODY = "bodies_days"
    CARRYING_OUT = "carry_out_days"
    AT_ONCE = "carry_out_urgent_days"


@dataclass(frozen=True, slots=True)
class Step:
    """One act that records something. A person's own act (`by` is then empty) takes time and no
    work."""

    act: str
    does: Deed | None
    records: str
    by: tuple[str, ...]
    after: frozenset[str]
    branch: Deed | None
    """One of SOME if only some requests take this step."""
    others: Others | None = None

    @property
    def carries_out(self) -> bool:
        return self.others in (Others.CARRYING_OUT, Others.AT_ONCE)

    @property
    def is_opinion(self) -> bool:
        return self.does is Deed.ASK_OPINION


@dataclass(frozen=True, slots=True)
class Road:
    track: str
    holds: str | None
    """The finding that puts a request on this track."""
    steps: tuple[Step, ...]

    def taken(self, branches: Iterable[Deed]) -> list[Step]:
        open_ones = {None, *branches}
        return [step for step in self.steps if step.branch in open_ones]

    def leading_to(self, record: str) -> Iterator[Step]:
        """Yield the step that records it, and every one before it."""
        wanted = {record}
        for step in reversed(self.steps):
            if step.records in wanted:
                wanted |= step.after
                yield step


@lru_cache(maxsize=ROADS)
def road_of(protocol: Protocol, track: str) -> Road:
    rule = next(one for one in protocol.procedure.track if one.id == track)
    laid = _Laying(protocol, rule)
    optional = {deed: record for deed in SOME if (record := protocol.recorded_by(deed)) is not None}
    wanted = [*laid.wanted(), *optional.values()]
    base: set[str] = set()
    side: dict[Deed, set[str]] = {deed: laid.before(record) for deed, record in optional.items()}
    for name in wanted:
        needed = laid.before(name)
        branch = next((deed for deed, record in optional.items() if record in needed), None)
        (side[branch] if branch else base).update(needed)
    steps: dict[str, Deed | None] = dict.fromkeys(base)
    for deed, names in side.items():
        for name in names:
            steps.setdefault(name, deed)
    return Road(track, rule.any_of[0] if rule.any_of else None, tuple(laid.steps(steps)))


def roles_on(protocol: Protocol) -> dict[str, tuple[Step, ...]]:
    """Return every role that some request needs, with the acts it may do, alone or with others; in
    legal order."""
    steps = [
        step
        for track in protocol.procedure.track
        for step in road_of(protocol, track.id).steps
        if step.by
    ]
    found: dict[str, dict[str, Step]] = {}
    for role in protocol.roles:
        for step in steps:
            if role in step.by:
                found.setdefault(role, {}).setdefault(step.act, step)
    return {role: tuple(named.values()) for role, named in found.items()}


class _Laying:
    """Builds the steps of one track: every act that the wanted records need, each once."""

    def __init__(self, protocol: Protocol, track: Track) -> None:
        self.protocol = protocol
        self.track = track
        self.held = {protocol.procedure.filing, *track.any_of[:1]}
        self.recorders: dict[str, ActRule] = {}
        for act in protocol.procedure.act:
            if act.records and act.does not in NOT_PLAYED and not act.only_when_late:
                self.recorders.setdefault(act.records, act)

    def wanted(self) -> Iterator[str]:
        yield from filter(None, map(self.protocol.recorded_by, COURSE))
        there = filter(self._comes_of_itself, self.recorders.values())
        yield from (act.records for act in there if act.records)
        for versions in terms_on(self.protocol, self.track.id):
            if self.protocol.roles[versions.rule.owed_by].authority:
                yield versions.rule.starts_from
                yield versions.rule.met_by

    def _comes_of_itself(self, act: ActRule) -> bool:
        """Return whether the act carries out what is ordered for each request of this track."""
        ordered = self.protocol.recorded_by(Deed.ORDER_PROVISIONAL)
        return act.puts_in_place and ordered not in act.needs

    def before(self, record: str) -> set[str]:
        """Return the records that this one needs, itself included, as far as acts record them."""
        found: set[str] = set()
        open_ones = [record]
        while open_ones:
            name = open_ones.pop()
            if name in found or name in self.held or name not in self.recorders:
                continue
            found.add(name)
            open_ones.extend(self._needs(name))
        return found

    def steps(self, chosen: dict[str, Deed | None]) -> Iterator[Step]:
        """Yield the steps in an order in which each comes after what it waits for."""
        left, done = self._in_order(chosen), set[str]()
        while left:
            name = next((one for one in left if self._waits_for(one, chosen) <= done), left[0])
            left.remove(name)
            yield self._step(name, self._waits_for(name, chosen) & done, chosen[name])
            done.add(name)

    def _step(self, name: str, after: set[str], branch: Deed | None) -> Step:
        act = self.recorders[name]
        roles = tuple(role for role in act.by if self.protocol.roles[role].authority)
        return Step(
            act.id, act.does, name, roles, frozenset(after), branch, self._others(act, name)
        )

    def _others(self, act: ActRule, name: str) -> Others | None:
        """Return the wait of a step: for carrying out by others, or for a body without a desk
        here."""
        if act.puts_in_place:
            ordered = self.protocol.recorded_by(Deed.ORDER_PROVISIONAL)
            return Others.AT_ONCE if ordered in self.before(name) else Others.CARRYING_OUT
        outside = act.does is None and not any(self.protocol.roles[one].desks for one in act.by)
        return Others.BODY if outside else None

    def _in_order(self, chosen: dict[str, Deed | None]) -> list[str]:
        places = list(self.protocol.acts)
        return sorted(chosen, key=lambda name: places.index(self.recorders[name].id))

    def _needs(self, name: str) -> tuple[str, ...]:
        return needs_of(self.recorders[name], self.held, self.track.id)

    def _waits_for(self, name: str, chosen: dict[str, Deed | None]) -> set[str]:
        """Return what a record waits for, as far as it is simulated: its needs, the events that the
        law puts before it, and for the decision all that is done for it."""
        before = [*self._needs(name), *self.protocol.events_before.get(name, ())]
        if self.recorders[name].does is Deed.DECIDE:
            before += [self.protocol.recorded_by(deed) or "" for deed in FOR_THE_DECISION]
        if self.recorders[name].does is Deed.ASK_OPINION:
            before.append(self.protocol.recorded_by(Deed.PROPOSE_MEASURES) or "")
        return {one for one in before if one in chosen}
