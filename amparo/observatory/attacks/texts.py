"""The sealed text of each row of an attack: one class for each kind of row."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Text that names or lets recognise a person. Stored as JSON under the attack's key."""

    def as_json(self) -> dict[str, Any]:
        """Return what is sealed: days as ISO 8601, and only what is not empty."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
            if value
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what was sealed. A field that this version does not know is left out."""
        read = {one.name: one.type for one in fields(cls)}
        return cls(
            **{
                name: date.fromisoformat(value) if read[name] == (date | None) else value
                for name, value in stored.items()
                if name in read
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackText(Text):
    title: str = ""
    what_happened: str = ""
    first_day: date | None = None
    last_day: date | None = None
    exact_place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimText(Text):
    name: str = ""
    other_names: str = ""
    organisation: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActText(Text):
    what: str = ""
    statement: str = ""  # of a stigmatising statement, word by word


@dataclass(frozen=True, slots=True, kw_only=True)
class PerpetratorText(Text):
    name: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText(Text):
    name: str = ""
    reference: str = ""  # title and date, address of the page, number of the document


@dataclass(frozen=True, slots=True, kw_only=True)
class FactText(Text):
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseText(Text):
    by: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText(Text):
    shared_with: str = ""
    how_given: str = ""
