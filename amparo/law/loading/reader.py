"""Reading of a TOML file into frozen dataclasses. Unknown content is refused.

The dataclass is the schema: its field names are the keys, its annotations the types. A field named
`starts_from` with `metadata={"key": "from"}` is written `from` in the file.

The first mistake is raised. Where a `Where` has a list of its own (`found`), each is added to it
and reading goes on with what was meant, so that `amparo law check` names all of them in one run.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from importlib import import_module
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from amparo.law.errors import MistakenProtocol, Told

LONGEST_TEXT = 8_000
GREATEST_NUMBER = 1_000_000
STAND_IN = "?"
"""Replaces a missing text while the rest is read and checked."""
type Reader = Callable[[object, "Where"], Any]


class Where(NamedTuple):
    """A place in a file, for the message about a mistake. One is made for each value, so it is a
    named tuple, for speed."""

    file: str
    key: str = ""
    found: list[MistakenProtocol] | None = None
    """The list that collects mistakes; without one the first is raised."""

    def inside(self, name: str) -> "Where":
        return Where(self.file, f"{self.key}.{name}" if self.key else name, self.found)

    def number(self, position: int) -> "Where":
        return Where(self.file, f"{self.key}[{position + 1}]", self.found)

    def mistake(self, reason: str, *parts: object) -> MistakenProtocol:
        """The reason in English, `{}` for each part; `errors_spanish.py` has it in Spanish."""
        return MistakenProtocol(file=self.file, key=self.key, reason=Told(reason, parts))

    def refuse(self, reason: str, *parts: object) -> None:
        """Add the mistake to the list, or raise it without one."""
        self.take(self.mistake(reason, *parts))

    @property
    def mistakes(self) -> int:
        """The number of mistakes found so far in this file."""
        return sum(one.parts["file"] == self.file for one in self.found or ())

    def take(self, mistake: MistakenProtocol) -> None:
        if self.found is None:
            raise mistake
        self.found.append(mistake)


class Folder(NamedTuple):
    """The folder of a protocol, by its name: the place of its files and their mistakes."""

    name: str
    found: list[MistakenProtocol] | None = None

    def file(self, name: str) -> Where:
        return Where(f"{self.name}/{name}", found=self.found)


def meant(given: str, valid: list[str]) -> str | None:
    """Return the valid name that the given one most likely stands for; None if none is close."""
    # Only needed after a mistake: importing it late keeps reading fast.
    close = import_module("difflib").get_close_matches(given, valid, n=1, cutoff=0.4)
    return str(close[0]) if close else None


def nearest(given: str, valid: list[str]) -> Told:
    close = meant(given, valid)
    allowed = sorted(valid) or ["—"]
    return Told("did you mean “{}”?", (close,)) if close else Told("allowed: {}", (allowed,))


class Unreadable(Exception):
    """A value cannot be replaced by a stand-in. Each mistake was added to the list."""


def read[T](shape: type[T], content: object, where: Where) -> T:
    """Build `shape` from a TOML table. Raises MistakenProtocol with file, key and reason; where
    mistakes are listed, Unreadable if nothing of that shape could be built."""
    if not isinstance(content, Mapping):
        where.refuse("must be a table, not {}", _kind(content))
        raise Unreadable
    schema: Any = shape
    slots = slots_of(schema)
    written = _known_keys(content, slots, where)
    given, wrong = _given(slots, written, where)
    for key in wrong:
        given |= _stand_in(*slots[key], written.get(key), whole=not where.key)
    return shape(**given)


def _given(
    slots: Mapping[str, tuple[Field[Any], Any]], written: Mapping[str, object], where: Where
) -> tuple[dict[str, Any], list[str]]:
    """Return the values by the names of the fields, and the keys that are mistaken or missing."""
    given, wrong = {}, []
    for key, (slot, hint) in slots.items():
        if key in written:
            try:
                given[slot.name] = _reader(hint)(written[key], where.inside(key))
            except MistakenProtocol as mistake:
                where.take(mistake)
                wrong.append(key)
            except Unreadable:
                wrong.append(key)
        elif is_required(slot):
            where.inside(key).refuse("is missing")
            wrong.append(key)
    return given, wrong


def _stand_in(slot: Field[Any], hint: Any, value: object, *, whole: bool) -> dict[str, Any]:
    """Return a stand-in value, so that one mistake does not hide another. Lists and tables of a
    whole file have none: all references to them would seem mistaken. Raises Unreadable."""
    origin = get_origin(hint)
    found = _STAND_INS.get(origin or hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        found = hint(meant(str(value), [one.value for one in hint]) or next(iter(hint)))
    if (whole and origin in _STAND_INS) or (found is None and is_required(slot)):
        raise Unreadable
    return {slot.name: found} if is_required(slot) else {}


@cache
def slots_of(shape: Any) -> dict[str, tuple[Field[Any], Any]]:
    """Return the keys of a table with the field and its type of each."""
    hints = get_type_hints(shape)
    return {
        slot.metadata.get("key", slot.name): (slot, hints[slot.name])
        for slot in fields(shape)
        if slot.init
    }


def is_required(slot: Field[Any]) -> bool:
    return slot.default is MISSING and slot.default_factory is MISSING


def _known_keys(
    content: Mapping[str, object], slots: Mapping[str, object], where: Where
) -> Mapping[str, object]:
    """Return the values by known keys: a misspelt key is read as the nearest one."""
    if content.keys() <= slots.keys():
        return content
    written = {key: value for key, value in content.items() if key in slots}
    for key in content:
        if key not in slots:
            where.inside(key).refuse("unknown key; {}", nearest(key, list(slots)))
            near = meant(key, list(slots))
            if near is not None:
                written.setdefault(near, content[key])
    return written


@cache
def _reader(hint: Any) -> Reader:
    """Return the reader for values of this type, cached because there are thousands of values."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _reader(without_none(hint))
    if origin is tuple:
        return partial(_several, _reader(get_args(hint)[0]))
    if origin in (dict, Mapping):
        return partial(_named, _reader(get_args(hint)[1]))
    if issubclass(hint, StrEnum):
        return partial(_choice, hint)
    return _SCALARS.get(hint) or partial(read, hint)


def without_none(hint: Any) -> Any:
    return next(one for one in get_args(hint) if one is not type(None))


def _several(read_one: Reader, value: object, where: Where) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise where.mistake("must be a list, not {}", _kind(value))
    kept, whole = [], True
    for place, one in enumerate(value):
        try:
            kept.append(read_one(one, where.number(place)))
        except MistakenProtocol as mistake:
            where.take(mistake)
        except Unreadable:
            whole = False
    if not whole:
        raise Unreadable
    return tuple(kept)


def _named(read_one: Reader, value: object, where: Where) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise where.mistake("must be a table, not {}", _kind(value))
    kept = {}
    for name, one in value.items():
        try:
            kept[name] = read_one(one, where.inside(name))
        except MistakenProtocol as mistake:
            where.take(mistake)
    return kept


def _choice(options: type[StrEnum], value: object, where: Where) -> StrEnum:
    valid = [option.value for option in options]
    if not isinstance(value, str) or value not in valid:
        raise where.mistake("“{}” is not allowed; {}", value, nearest(str(value), valid))
    return options(value)


def _text(value: object, where: Where) -> str:
    if not isinstance(value, str):
        raise where.mistake("must be text, not {}", _kind(value))
    if not value.strip():
        raise where.mistake("must not be empty")
    if len(value) > LONGEST_TEXT:
        raise where.mistake("is longer than {} characters", LONGEST_TEXT)
    if not value.replace("\n", "").isprintable():
        raise where.mistake("holds a control character")
    return value


def _count(value: object, where: Where) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise where.mistake("must be a whole number, not {}", _kind(value))
    if abs(value) > GREATEST_NUMBER:
        raise where.mistake("must be at most {}", GREATEST_NUMBER)
    return value


def _truth(value: object, where: Where) -> bool:
    if not isinstance(value, bool):
        raise where.mistake("must be true or false, not {}", _kind(value))
    return value


def _day(value: object, where: Where) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise where.mistake("must be a date such as 2021-04-23, not {}", _kind(value))
    return value


_SCALARS: dict[type, Reader] = {
    str: _text,
    int: _count,
    bool: _truth,
    date: _day,
}

_STAND_INS: dict[object, object] = {
    str: STAND_IN,
    int: 1,
    bool: False,
    date: date.min,
    tuple: (),
    dict: {},
}

_KINDS: tuple[tuple[type, Told], ...] = (
    (bool, Told("true or false")),
    (str, Told("text")),
    (int, Told("a number")),
    (float, Told("a decimal number")),
    (datetime, Told("a moment")),
    (date, Told("a date")),
    (list, Told("a list")),
)


def _kind(value: object) -> Told:
    return next((name for kind, name in _KINDS if isinstance(value, kind)), Told("a table"))
