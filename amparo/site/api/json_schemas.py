"""JSON Schema (OpenAPI 3.1) of the data for programs, derived from the types with which the code is
checked."""

from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

type Schema = dict[str, Any]
type Shapes = dict[str, Schema]

WHERE = "#/components/schemas/"
_PLAIN: Mapping[Any, str] = {
    str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null",
}  # fmt: skip


def schema_of(hint: Any, shapes: Shapes, meanings: Mapping[tuple[str, str], Any]) -> Schema:
    """Return the schema. Named types are added to `shapes` once and referred to."""

    def inside(inner: Any) -> Schema:
        return schema_of(inner, shapes, meanings)

    composed = _COMPOSED.get(get_origin(hint))
    if composed:
        return composed(get_args(hint), inside)
    if not is_typeddict(hint):
        return {"type": _PLAIN[hint]}
    name = hint.__name__
    if name not in shapes:
        shapes[name] = {}  # placeholder while it is built, so that references to it resolve
        fields = get_type_hints(hint, include_extras=True)
        shapes[name] |= {
            "type": "object",
            "properties": {
                field: _told(inside(inner), meanings.get((name, field)))
                for field, inner in fields.items()
            },
            "required": sorted(hint.__required_keys__),
            "additionalProperties": False,
        }
    return {"$ref": f"{WHERE}{name}"}


def _told(schema: Schema, meaning: object) -> Schema:
    return {**schema, "description": str(meaning)} if meaning else schema


type _Inside = Callable[[Any], Schema]


def _ruled(parts: tuple[Any, ...], inside: _Inside) -> Schema:
    kind, *rules = parts
    named = {name: list(value) if isinstance(value, tuple) else value for name, value in rules}
    return {**inside(kind), **named}


def _any_of(parts: tuple[Any, ...], inside: _Inside) -> Schema:
    return {"anyOf": [inside(one) for one in parts]}


def _list_of(parts: tuple[Any, ...], inside: _Inside) -> Schema:
    return {"type": "array", "items": inside(parts[0])}


def _by_name(parts: tuple[Any, ...], inside: _Inside) -> Schema:
    return {"type": "object", "additionalProperties": inside(parts[1])}


def _only(parts: tuple[Any, ...], inside: _Inside) -> Schema:  # noqa: ARG001 - as the others
    return {"enum": list(parts)}


def _perhaps(parts: tuple[Any, ...], inside: _Inside) -> Schema:
    return inside(parts[0])


_COMPOSED: Mapping[Any, Callable[[tuple[Any, ...], _Inside], Schema]] = {
    Annotated: _ruled,
    Union: _any_of,
    UnionType: _any_of,
    list: _list_of,
    dict: _by_name,
    Literal: _only,
    NotRequired: _perhaps,
}
