"""What speaks for and against a pair, in words."""

from collections.abc import Iterable

from django import template

from amparo.observatory.attacks.forms import when_of
from amparo.observatory.duplicates.pairs import Told
from amparo.observatory.duplicates.queries import PairShown, Side
from amparo.observatory.duplicates.wording import LOOK, NAME_PARTS, SAID, odds_of, said_of

register = template.Library()


def _place_of(told: Told) -> int:
    return list(SAID).index(told.feature)


@register.filter
def look(pair: PairShown) -> str:
    """Return what a pair looks like."""
    return str(LOOK[pair.of][pair.is_likely])


@register.filter
def agreeing(told: Iterable[Told]) -> list[Told]:
    """Return what speaks for it; parts of a name are left out where the names say it all."""
    found = (one for one in told if one.doublings > 0 and one.feature not in NAME_PARTS)
    return sorted(found, key=_place_of)


@register.filter
def differing(told: Iterable[Told]) -> list[Told]:
    """Return what speaks against it."""
    return sorted((one for one in told if one.doublings < 0), key=_place_of)


@register.filter
def said(told: Told) -> str:
    """Return what one feature of a pair says."""
    return said_of(told.feature, told.level)


@register.filter
def odds(told: Told) -> str:
    """Return what it makes of the odds."""
    return odds_of(told.doublings)


@register.filter
def of_hundred(chance: float) -> int:
    """Return a likelihood as how many of a hundred such pairs; never all, never none."""
    return min(max(round(chance * 100), 1), 99)


@register.filter
def when(side: Side) -> str:
    """Return when the attack of one record happened, as exactly as it is known."""
    attack = side.whole.attack
    return when_of(attack, side.whole.text).typed or attack.get_precision_display()
