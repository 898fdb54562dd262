"""Values of a protocol that were not checked in the official text, and the days on which it
changed, from the values themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import NamedTuple

from amparo.law.protocol import Protocol

PARTS = (
    "procedure",
    "terms",
    "admission",
    "assessment",
    "measures",
    "obligations",
    "review",
    "fate",
)


class Unread(NamedTuple):
    """Its place, as `terms.term[3].value[1]`, its name, and its source."""

    place: str
    name: str
    source: str


def unread(protocol: Protocol) -> Iterator[Unread]:
    for part in (*PARTS, "calendars"):
        yield from _below(getattr(protocol, part), part, "")


def values_of(protocol: Protocol) -> int:
    """Count everything in it that rests on a norm, whether checked in the official text or not."""
    return sum(map(_cited_below, (getattr(protocol, part) for part in (*PARTS, "calendars"))))


def start_is_checked(protocol: Protocol) -> bool:
    """Return whether the norms from which it is in force were checked for that day."""
    rule = protocol.procedure
    return all(one.checked for one in rule.norm if one.since == rule.in_force_from)


def changed_on(protocol: Protocol) -> list[date]:
    """Return each day after the first from which a value in it holds that did not hold before."""
    found = {day for part in PARTS for day in _since(getattr(protocol, part))}
    return sorted(day for day in found if day > protocol.procedure.in_force_from)


def _since(thing: object) -> Iterator[date]:
    if isinstance(day := getattr(thing, "since", None), date):
        yield day
    for _step, one in parts_of(thing):
        yield from _since(one)


def _cited_below(thing: object) -> int:
    return hasattr(thing, "checked") + sum(_cited_below(one) for _step, one in parts_of(thing))


def _below(thing: object, place: str, name: str) -> Iterator[Unread]:
    name = getattr(thing, "id", name)
    if not getattr(thing, "checked", True):
        yield Unread(place, name, str(getattr(thing, "source", "")))
    for step, one in parts_of(thing):
        yield from _below(one, f"{place}{step}", name)


def parts_of(thing: object) -> Iterator[tuple[str, object]]:
    """Yield the parts of a value, each with its step in the file."""
    if is_dataclass(thing):
        yield from ((f".{slot.name}", getattr(thing, slot.name)) for slot in fields(thing))
    elif isinstance(thing, tuple):
        yield from ((f"[{number}]", one) for number, one in enumerate(thing, start=1))
    elif isinstance(thing, Mapping):
        yield from ((f".{key}", one) for key, one in thing.items())
