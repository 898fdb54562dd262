"""What of a protocol nobody has read in the official text: every value that says so itself."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from amparo.rules.protocol import Protocol


class Unread(NamedTuple):
    """Where it stands, as `terms.term[3].value[1]`, what it is called, and its source."""

    place: str
    name: str
    source: str


def unread(protocol: Protocol) -> Iterator[Unread]:
    parts = ("procedure", "terms", "calendars", "admission", "assessment", "measures")
    for part in (*parts, "obligations", "review"):
        yield from _below(getattr(protocol, part), part, "")


def _below(thing: object, place: str, name: str) -> Iterator[Unread]:
    name = getattr(thing, "id", name)
    if not getattr(thing, "checked", True):
        yield Unread(place, name, str(getattr(thing, "source", "")))
    for step, one in _parts(thing):
        yield from _below(one, f"{place}{step}", name)


def _parts(thing: object) -> Iterator[tuple[str, object]]:
    """What something holds, each with its step down in the file."""
    if is_dataclass(thing):
        yield from ((f".{slot.name}", getattr(thing, slot.name)) for slot in fields(thing))
    elif isinstance(thing, tuple):
        yield from ((f"[{number}]", one) for number, one in enumerate(thing, start=1))
    elif isinstance(thing, Mapping):
        yield from ((f".{key}", one) for key, one in thing.items())
