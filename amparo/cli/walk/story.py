"""The story of the demo, read from `story.toml`: fictional people and their words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

TOLD = Path(__file__).with_name("story.toml")
ATTACKS = Path(__file__).with_name("attacks.toml")


@dataclass(frozen=True, slots=True)
class Part:
    """One member."""

    key: str
    name: str
    roles: tuple[str, ...]
    unit: str
    password: str = field(repr=False)

    @property
    def sign_in_name(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Wanted:
    """One measure of the plan, and the officer who owes it."""

    catalogue: str
    officer: str
    text: str
    places: str
    days: int
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Story:
    protocol: str
    calendar: str
    language: str
    verified_shown: str
    parts: Mapping[str, Part]
    supervisor: str
    receptionist: str
    analyst: str
    second_analyst: str
    decision_maker: str
    overseer: str
    monitor: str
    request: Mapping[str, Any]
    words: Mapping[str, str]
    measures: tuple[Wanted, ...]
    risk: Mapping[str, str]
    # What the people of the other cases say, each in a case of their own.
    side_roads: Mapping[str, Any]
    many_hands: Mapping[str, Any]
    silent: Mapping[str, Any]
    # Institutions that the law does not name: code, name, and the one that commands it.
    units: tuple[Mapping[str, str], ...] = ()
    # The draft of the consultation, the proposal on it, and the answer.
    consulted: Mapping[str, str] = field(default_factory=dict)
    # Answers that change in a later assessment: first graver, then less grave.
    graver: Mapping[str, str] = field(default_factory=dict)
    calmer: Mapping[str, str] = field(default_factory=dict)
    # The applicant after a death in the case, and their words.
    of_those_left: Mapping[str, str] = field(default_factory=dict)
    # Attacks that the monitor documents, and what is added to some of them.
    attacks: Mapping[str, Any] = field(default_factory=dict)

    def of_others(self, told: Mapping[str, Any]) -> Self:
        """The same members with another applicant."""
        return replace(
            self,
            request=told.get("request", {}),
            of_those_left=told.get("of_those_left", {}),
            graver=told.get("graver", {}),
            calmer=told.get("calmer", {}),
            words={**self.words, **told["words"]},
            risk={**self.risk, **told["risk"]},
            measures=tuple(Wanted(**one) for one in told["measures"]),
        )

    @classmethod
    def read(cls, path: Path = TOLD) -> Self:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        people = {
            key: Part(key, one["name"], tuple(one["roles"]), one["unit"], one["password"])
            for key, one in told.pop("people").items()
        }
        measures = tuple(Wanted(**one) for one in told.pop("measures"))
        units = tuple(told.pop("units"))
        attacks = tomllib.loads(ATTACKS.read_text(encoding="utf-8"))
        return cls(parts=people, measures=measures, units=units, attacks=attacks, **told)
