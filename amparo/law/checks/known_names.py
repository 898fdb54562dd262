"""Common checks: names are known, lists have no repeats."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Protocol as Shape

from amparo.law.loading.reader import Where, nearest
from amparo.law.protocol import Protocol
from amparo.law.sourced_values import Sourced

ID = re.compile(r"[a-z][a-z0-9_-]{0,60}")
HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Named(Shape):
    @property
    def id(self) -> str: ...


def known(given: Iterable[str], valid: Collection[str], where: Where) -> bool:
    """Check that all names are known. Returns whether they are, so that dependent checks can be
    skipped."""
    unknown = [name for name in given if name not in valid]
    for name in unknown:
        where.refuse("“{}” is not known; {}", name, nearest(name, list(valid)))
    return not unknown


def an_hour(said: str, where: Where) -> None:
    if not HOUR.fullmatch(said):
        where.refuse("“{}” is no hour, such as 16:30", said)


def acts_record_known(protocol: Protocol) -> bool:
    """Return whether all names that acts record are known: otherwise a misspelt name would also
    seem missing."""
    there, rules = {*protocol.events, *protocol.facts}, protocol.procedure
    return there.issuperset([rules.filing, *(act.records for act in rules.act if act.records)])


def well_named(things: Sequence[Named], where: Where) -> None:
    seen: set[str] = set()
    for place, thing in enumerate(things):
        if not ID.fullmatch(thing.id):
            where.number(place).inside("id").refuse(
                "“{}” must be small letters, digits, _ or -", thing.id
            )
        if thing.id in seen:
            where.number(place).inside("id").refuse("“{}” is there twice", thing.id)
        seen.add(thing.id)


def one_text_a_day(versions: Sequence[Sourced], where: Where) -> None:
    """Check that no two versions start on the same day: the choice between them would be
    arbitrary."""
    seen: set[date] = set()
    for place, version in enumerate(versions):
        if version.since in seen:
            where.number(place).inside("since").refuse("{} is there twice", version.since)
        seen.add(version.since)
