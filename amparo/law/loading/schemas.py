"""JSON Schemas (draft 7) of the files of a protocol, for editors.

Made from the same dataclasses that the files are read into (`reader.py`). What one file says of
another, and what days may follow each other, only `amparo law check` knows.
"""

import types
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from amparo.law.examples import ExamplesFile
from amparo.law.loading.protocols import SHAPES
from amparo.law.loading.reader import (
    GREATEST_NUMBER,
    LONGEST_TEXT,
    is_required,
    slots_of,
    without_none,
)
from amparo.law.texts import TextsFile

DIALECT = "http://json-schema.org/draft-07/schema#"
OF_FOLDERS: Mapping[str, type[Any]] = {"texts": TextsFile, "examples": ExamplesFile}
"""Folders whose files have free names: a language, a subject."""
_SCALARS: Mapping[type, dict[str, Any]] = {
    str: {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
    int: {"type": "integer", "minimum": -GREATEST_NUMBER, "maximum": GREATEST_NUMBER},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return a schema by the name of the file it is for, and for the files of a folder by its
    name."""
    named = {name.removesuffix(".toml"): shape for name, shape in SHAPES.items()}
    return {name: schema_of(shape) for name, shape in {**named, **OF_FOLDERS}.items()}


def schema_of(shape: type[Any]) -> dict[str, Any]:
    """Return one file's schema; a table used in several places is defined once."""
    tables = {table.__name__: _table(table) for table in _tables(shape, set())}
    top = tables.pop(shape.__name__)
    return {"$schema": DIALECT, **top, "definitions": dict(sorted(tables.items()))}


def _tables(shape: Any, seen: set[Any]) -> Iterator[Any]:
    seen.add(shape)
    yield shape
    for _slot, hint in slots_of(shape).values():
        inner = _innermost(hint)
        if inner not in seen and _is_table(inner):
            yield from _tables(inner, seen)


def _table(shape: Any) -> dict[str, Any]:
    slots = slots_of(shape)
    made = {
        "type": "object",
        "properties": {key: _kind(hint) for key, (_slot, hint) in slots.items()},
        "required": sorted(key for key, (slot, _hint) in slots.items() if is_required(slot)),
        "additionalProperties": False,
    }
    said = (shape.__doc__ or "").strip()
    if said and not said.startswith(f"{shape.__name__}("):  # what dataclasses write themselves
        made["description"] = " ".join(said.split())
    return made


def _kind(hint: Any) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _kind(without_none(hint))
    if origin is tuple:
        return {"type": "array", "items": _kind(get_args(hint)[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _kind(get_args(hint)[1])}
    if issubclass(hint, StrEnum):
        return {"enum": [one.value for one in hint]}
    return dict(_SCALARS[hint]) if hint in _SCALARS else {"$ref": f"#/definitions/{hint.__name__}"}


def _innermost(hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _innermost(without_none(hint))
    if origin is tuple:
        return _innermost(get_args(hint)[0])
    return _innermost(get_args(hint)[1]) if origin in (dict, Mapping) else hint


def _is_table(hint: Any) -> bool:
    return hint not in _SCALARS and not issubclass(hint, StrEnum)
