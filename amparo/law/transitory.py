"""Rules of a newer norm for cases that were open under an older one."""

from dataclasses import field
from datetime import date
from enum import StrEnum

from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Cited

APART = "--"
"""Separator between an older norm and a name of its own, where a case has left that norm:
`older--name`."""


class Pending(StrEnum):
    STAY = "stay"
    """They stay under the older norm until they end."""
    PASS = "pass"  # noqa: S105 - no password
    """They pass over: the norm itself says so, and an act puts each one on record."""
    MAY_PASS = "may_pass"  # noqa: S105
    """Each may pass over, where the role that the norm names decides so with reasons."""


class CountedFrom(StrEnum):
    EVENT = "event"
    """Its terms run from what started them, as if it had always held."""
    PASSING = "passing"
    """Running terms begin anew on the day on which the case passes."""


@table
class WithoutCounterpart:
    """Things of the older norm without counterpart in the newer one: named, so that nothing is
    guessed."""

    stages: tuple[str, ...] = ()
    """No case passes while it stands at one of these."""
    events: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """Asked no more. One that had passed its day stays late on record."""
    measures: tuple[str, ...] = ()
    """Those that were granted go on under the older norm."""
    methods: tuple[str, ...] = ()
    """Tables and instruments: what was weighed by one of these stays as it was weighed."""


@table
class Transitory(Cited):
    """One transitory rule: which open cases of the older norm stay, pass over, or may pass."""

    id: str
    older: str = field(metadata={"key": "from"})
    """The older norm, by the name of its folder."""
    pending: Pending
    at_stages: tuple[str, ...] = ()
    """Stages of the older norm that it speaks of; none named: each that no other rule names."""
    since: date | None = None
    """The first day on which a case can pass."""
    by: tuple[str, ...] = ()
    """Roles of this norm that put it on record, or decide it."""
    recorded_as: str | None = None
    """The event of this norm that the passing is."""
    counted_from: CountedFrom | None = None
    stages: dict[str, str] = field(default_factory=dict)
    """Older name, newer name; so for each of the following."""
    events: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    without_counterpart: WithoutCounterpart = field(default_factory=WithoutCounterpart)

    @property
    def passes(self) -> bool:
        return self.pending is not Pending.STAY


KINDS = ("stages", "events", "facts", "roles", "terms", "measures", "methods")
"""Kinds of names that are mapped from the older norm to the newer."""


def of_norm(norm: str, name: str) -> str:
    """Return a name of a norm that the case has left."""
    return f"{norm}{APART}{name}"


def norm_and_name(name: str) -> tuple[str, str]:
    """Return the norm of a name, and its name there; an empty norm for the case's own."""
    norm, apart, inner = name.partition(APART)
    return (norm, inner) if apart else ("", name)
