"""Criteria of the norm for all acts, for measures and for resolutions, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.measures import Judged

HEADINGS: Mapping[Judged, Promise] = {
    Judged.EVERYTHING: _("Of all that is done"),
    Judged.MEASURES: _("Of each measure"),
    Judged.SUITABILITY: _("Before it runs: whether a measure fits"),
    Judged.EFFECTIVENESS: _("While it runs: whether a measure works"),
    Judged.GRANTING: _("Of a resolution that grants"),
    Judged.DENYING: _("Of a resolution that denies"),
}


@dataclass(frozen=True, slots=True)
class Demand:
    what: str
    source: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Demands:
    of: Promise
    lines: tuple[Demand, ...]


def demands_of(law: Protocol, *of: str) -> tuple[Demands, ...]:
    """Return the criteria of this law for each of `of`; without arguments all of them."""
    wanted = [one for one in Judged if one in of or not of]
    found = {
        one: tuple(
            Demand(say(law, f"criteria.{rule.id}"), rule.source, rule.checked)
            for rule in law.measures.criterion
            if rule.of is one
        )
        for one in wanted
    }
    return tuple(Demands(HEADINGS[one], lines) for one, lines in found.items() if lines)
