"""Whether a case can ever stand in each stage: no stage may be out of reach."""

from collections.abc import Iterator

from amparo.rules.procedure import EventRule
from amparo.rules.protocol import Protocol
from amparo.rules.reading import Where
from amparo.rules.steps import stage_of

MOST_TRIED = 2_000
"""Ways in which a case may stand. A law with more is taken at its word."""


def check_reach(protocol: Protocol, file: Where) -> None:
    _never(protocol, file)
    _hidden(protocol, file)


def _never(protocol: Protocol, file: Where) -> None:
    """What a stage waits for must not have been put by the law before what it asks for."""
    before = protocol.events_before
    for place, stage in enumerate(protocol.procedure.stage):
        for number, condition in enumerate(stage.when):
            held = set(condition.happened).union(*(before[one] for one in condition.happened))
            never = sorted(held.intersection(condition.not_yet))
            if never:
                where = file.inside("stage").number(place).inside("when").number(number)
                raise where.inside("not_yet").mistake(
                    f"“{never[0]}” has always happened by then, so nobody ever gets here"
                )


def _hidden(protocol: Protocol, file: Where) -> None:
    """The last stage with a condition that holds is the one: it must not always be a later one."""
    stages = protocol.procedure.stage
    waiting = {stage.id for stage in stages}
    for tried, held in enumerate(_ways(protocol.procedure.event)):
        waiting.discard(stage_of(protocol, held).id)
        if not waiting or tried == MOST_TRIED:
            return
    place, stage = next(found for found in enumerate(stages) if found[1].id in waiting)
    raise (
        file.inside("stage")
        .number(place)
        .mistake(f"nobody ever stands in “{stage.id}”: a later stage always holds too")
    )


def _ways(events: tuple[EventRule, ...]) -> Iterator[frozenset[str]]:
    """Everything that may have happened at some moment, each with all that comes before it."""
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
