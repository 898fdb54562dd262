"""Reads a TOML file into frozen dataclasses, and refuses whatever it does not understand.

The dataclass is the schema: its field names are the keys, its annotations the types. A field named
`starts_from` with `metadata={"key": "from"}` is written `from` in the file.
"""

import re
import tomllib
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from amparo.rules.refusals import MistakenProtocol, Told

LONGEST_FILE = 1_000_000
LONGEST_TEXT = 8_000
GREATEST_NUMBER = 1_000_000
type Reader = Callable[[object, "Where"], Any]
DEEPEST = 32
TOO_DEEP = re.compile(rf"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){{{DEEPEST}}}""")
"""A key of so many parts: no protocol has one, and the reader of TOML takes hours for long ones."""


class Where(NamedTuple):
    """A place in a file, for the sentence that says what is wrong with it. One is made for each
    value, so it is of the kind that is made soonest."""

    file: str
    key: str = ""

    def inside(self, name: str) -> "Where":
        return Where(self.file, f"{self.key}.{name}" if self.key else name)

    def number(self, position: int) -> "Where":
        return Where(self.file, f"{self.key}[{position + 1}]")

    def mistake(self, reason: str, *parts: object) -> MistakenProtocol:
        """The reason in English, `{}` for each part; `spanish.py` has it in Spanish."""
        return MistakenProtocol(file=self.file, key=self.key, reason=Told(reason, parts))


def nearest(given: str, valid: list[str]) -> Told:
    # Asked for where something is mistaken alone: the reader answers sooner without it.
    close = import_module("difflib").get_close_matches(given, valid, n=1, cutoff=0.4)
    return (
        Told("did you mean “{}”?", (close[0],)) if close else Told("allowed: {}", (sorted(valid),))
    )


def read_toml(path: Path, *, file: str) -> dict[str, Any]:
    where = Where(file)
    content = _bytes_of(path, where)
    if len(content) > LONGEST_FILE:
        raise where.mistake("the file is longer than {} bytes", LONGEST_FILE)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise where.mistake("the file is not UTF-8 text") from error
    # A key stands in one line: few lines have so many dots, and the search takes its time.
    if any(line.count(".") >= DEEPEST for line in text.split("\n")) and TOO_DEEP.search(text):
        raise where.mistake("the file is nested too deep")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Not only what is no TOML: a number of five thousand digits is too much for Python.
        raise where.mistake("the file is not TOML: {}", error) from error


def _bytes_of(path: Path, where: Where) -> bytes:
    content, why = None, None
    try:
        content = path.read_bytes() if path.is_file() else None  # a pipe could be read for ever
    except OSError as error:
        why = error
    if content is None:
        raise where.mistake("the file is missing or cannot be read") from why
    return content


def read[T](shape: type[T], content: object, where: Where) -> T:
    """Build `shape` from a TOML table; raises MistakenProtocol naming file, key and reason."""
    if not isinstance(content, Mapping):
        raise where.mistake("must be a table, not {}", _kind(content))
    schema: Any = shape
    slots = slots_of(schema)
    _refuse_unknown_keys(content, slots, where)
    given = {
        slot.name: _reader(hint)(content[key], where.inside(key))
        for key, (slot, hint) in slots.items()
        if key in content
    }
    for key, (slot, _) in slots.items():
        if slot.name not in given and is_required(slot):
            raise where.inside(key).mistake("is missing")
    return shape(**given)


@cache
def slots_of(shape: Any) -> dict[str, tuple[Field[Any], Any]]:
    """The keys of a table: the field and its type of each."""
    hints = get_type_hints(shape)
    return {
        slot.metadata.get("key", slot.name): (slot, hints[slot.name])
        for slot in fields(shape)
        if slot.init
    }


def is_required(slot: Field[Any]) -> bool:
    return slot.default is MISSING and slot.default_factory is MISSING


def _refuse_unknown_keys(
    content: Mapping[str, object], slots: Mapping[str, object], where: Where
) -> None:
    for key in content:
        if key not in slots:
            raise where.inside(key).mistake("unknown key; {}", nearest(key, list(slots)))


@cache
def _reader(hint: Any) -> Reader:
    """How a value of this type is read: worked out once for the thousands that there are."""
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
    return tuple(read_one(one, where.number(place)) for place, one in enumerate(value))


def _named(read_one: Reader, value: object, where: Where) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise where.mistake("must be a table, not {}", _kind(value))
    return {name: read_one(one, where.inside(name)) for name, one in value.items()}


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
