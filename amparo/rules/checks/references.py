"""What every check asks: whether a name is known, whether a list is without repeats."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Protocol as Shape

from amparo.rules.reading import Where, nearest
from amparo.rules.versions import Sourced

ID = re.compile(r"[a-z][a-z0-9_-]{0,60}")


class Named(Shape):
    @property
    def id(self) -> str: ...


def known(given: Iterable[str], valid: Collection[str], where: Where) -> None:
    for name in given:
        if name not in valid:
            raise where.mistake("“{}” is not known; {}", name, nearest(name, list(valid)))


def well_named(things: Sequence[Named], where: Where) -> None:
    seen: set[str] = set()
    for place, thing in enumerate(things):
        if not ID.fullmatch(thing.id):
            raise (
                where.number(place)
                .inside("id")
                .mistake("“{}” must be small letters, digits, _ or -", thing.id)
            )
        if thing.id in seen:
            raise where.number(place).inside("id").mistake("“{}” is there twice", thing.id)
        seen.add(thing.id)


def one_text_a_day(versions: Sequence[Sourced], where: Where) -> None:
    """Two versions that start on the same day would leave the choice to chance."""
    seen: set[date] = set()
    for place, version in enumerate(versions):
        if version.since in seen:
            raise where.number(place).inside("since").mistake("{} is there twice", version.since)
        seen.add(version.since)
