"""Whom a law binds: each branch of the state at each level of government, also where it names no
body. What a law leaves out is distinguished from what was not read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import batched
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from amparo.foundations.web.law.wording import say
from amparo.law.measures import Binding, Bound, Branch, Level
from amparo.site.laws.comparison_names import BINDINGS, BRANCHES, LEVELS
from amparo.site.laws.comparison_rows import Line, Side, line


class Extent(StrEnum):
    """How far a law reaches a branch at a level, from most to least."""

    BOUND = "bound"
    SUPPORTS = "supports"
    COORDINATION = "coordination"
    LEFT_OUT = "left_out"
    NOT_KNOWN = "not_known"


EXTENTS: Final[dict[Extent, str | Promise]] = {
    **{Extent(binding): said for binding, said in BINDINGS.items()},
    Extent.LEFT_OUT: gettext_lazy("Left out"),
    Extent.NOT_KNOWN: pgettext_lazy("norm", "Not read yet"),
}
SIGNS: Final[dict[Extent, str]] = {
    Extent.BOUND: "■",
    Extent.SUPPORTS: "◧",
    Extent.COORDINATION: "○",
    Extent.LEFT_OUT: "–",
    Extent.NOT_KNOWN: "?",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One branch at one level. `checked`: the extent was checked in the text."""

    branch: Branch
    level: Level
    extent: Extent
    checked: bool
    lines: tuple[Line, ...]
    """Who is meant and how far, with the article of each."""
    bodies: tuple[tuple[Extent, str], ...] = ()
    """Each body that the norm names here separately, and how far it is reached."""
    unnamed: tuple[Extent, ...] = ()
    """The extent where the norm names no body."""

    @property
    def id(self) -> str:
        return f"{self.branch}-{self.level}"

    @property
    def name(self) -> str:
        return f"{BRANCHES[self.branch]}, {LEVELS[self.level]}"

    @property
    def said(self) -> str:
        return str(EXTENTS[self.extent])


def places_of(side: Side) -> tuple[Place, ...]:
    return tuple(_place(side, branch, level) for branch in Branch for level in Level)


def counted(places: tuple[Place, ...]) -> tuple[tuple[Extent, str], ...]:
    """Return, for each extent, how many bodies it reaches, and how many places without a named
    body."""
    return tuple((one, said) for one in Extent if (said := _counted(places, one)))


def _counted(places: tuple[Place, ...], extent: Extent) -> str:
    bodies = {name for place in places for how, name in place.bodies if how is extent}
    whole = sum(extent in place.unnamed for place in places)
    said = []
    if bodies:
        count = len(bodies)
        said.append(ngettext("%(count)d body", "%(count)d bodies", count) % {"count": count})
    if whole:
        said.append(ngettext("%(count)d square", "%(count)d squares", whole) % {"count": whole})
    return ", ".join(said)


def at_a_glance(places: tuple[Place, ...]) -> Iterator[str]:
    """Yield the picture in characters: a line for each branch, a sign for each level, and a
    legend."""
    yield ", ".join(map(str, LEVELS.values()))
    for name, row in zip(BRANCHES.values(), batched(places, len(LEVELS)), strict=True):
        yield f"{' '.join(SIGNS[one.extent] for one in row)}  {name}"
    yield ""
    for one, count in counted(places):
        yield f"{SIGNS[one]} {EXTENTS[one]}: {count}"


def _place(side: Side, branch: Branch, level: Level) -> Place:
    found = [
        one
        for one in side.law.obligations.bound
        if (one.branch, one.level) == (branch, level) and _holds(one, side)
    ]
    if not found:
        whole = side.law.obligations.bound_is_whole
        extent = Extent.LEFT_OUT if whole else Extent.NOT_KNOWN
        nobody = (Line(str(EXTENTS[extent])),)
        return Place(branch, level, extent, whole, nobody, unnamed=(extent,))
    farthest = min((one.binding for one in found), key=list(Binding).index)
    checked = all(one.checked for one in found if one.binding is farthest)
    bodies = [
        (Extent(one.binding), name) for one in found if not one.through for name in one.institutions
    ]
    unnamed = dict.fromkeys(Extent(one.binding) for one in found if not one.institutions)
    lines = tuple(_lines(side, found))
    return Place(branch, level, Extent(farthest), checked, lines, tuple(bodies), tuple(unnamed))


def _lines(side: Side, found: list[Bound]) -> Iterator[Line]:
    for one in found:
        named = ", ".join(say(side.law, f"institutions.{name}") for name in one.institutions)
        said = str(BINDINGS[one.binding])
        if one.through:
            about = {"bound": said, "who": say(side.law, f"institutions.{one.through}")}
            said = _("%(bound)s (as part of: %(who)s)") % about
        yield line(f"{said}: {named}" if named else said, one)


def _holds(one: Bound, side: Side) -> bool:
    return one.since <= side.on and (one.until is None or side.on <= one.until)
