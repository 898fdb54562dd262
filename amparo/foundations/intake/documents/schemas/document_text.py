"""What every schema of a sealed document has: its kind, and how it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The content of one kind of document. Stored as JSON under the key of its case."""

    KIND: ClassVar[str]

    def as_json(self) -> dict[str, Any]:
        """Return what is sealed: each field, except those that are None."""
        stored = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in stored.items() if value is not None}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return what was sealed. A field that this version does not know is left out. Raises
        TypeError for a missing field that has no default."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers(Text):
    """Answers by the ids of the protocol, beside fields of the site's own: `given` is stored among
    the fields."""

    given: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        own = Text.as_json(self)
        return {**own.pop("given"), **own}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        known = {one.name for one in fields(cls)} - {"given"}
        own = {name: value for name, value in stored.items() if name in known}
        return cls(given={name: stored[name] for name in stored if name not in known}, **own)
