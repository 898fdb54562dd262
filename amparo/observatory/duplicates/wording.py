"""In words: how far two records agree, and what that makes of the odds."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

SAID: dict[str, tuple[str | Promise, ...]] = {
    "names": (
        _("The names are different"),
        _("The names are alike in part"),
        _("The names are nearly the same"),
        _("The same name"),
    ),
    "whole_names": (
        _("One name has words that the other lacks"),
        _("One name has words that the other lacks"),
        _("One name is longer"),
        _("One name is a little longer"),
        _("No name has words that the other lacks"),
    ),
    "given": (
        _("Another given name"),
        _("The given names are alike"),
        _("The given name, spelled otherwise"),
        _("The same given name"),
    ),
    "surname": (
        _("Another first surname"),
        _("The first surnames are alike"),
        _("The first surname, spelled otherwise"),
        _("The same first surname"),
    ),
    "second_surname": (
        _("Another second surname"),
        _("The second surnames are alike"),
        _("The second surname, spelled otherwise"),
        _("The same second surname"),
    ),
    "people": (
        _("Other victims"),
        _("A victim with a similar name"),
        _("A victim with nearly the same name"),
        _("A victim with the same name"),
    ),
    "days": (
        _("More than two months apart"),
        _("One to two months apart"),
        _("Two weeks to a month apart"),
        _("One to two weeks apart"),
        _("Four to seven days apart"),
        _("One to three days apart"),
        _("On the same day, as far as is known"),
    ),
    "place": (
        _("Another department"),
        _("Another province"),
        _("The same department"),
        _("The same province, another district"),
        _("The same province"),
        _("The same district"),
    ),
    "sex": (_("Another gender"), _("The same gender")),
    "kinds": (_("No kind of attack in common"), _("A kind of attack in common")),
}
"""By feature of `amparo.statistics`, the words of each of its levels from different to equal."""
NAME_PARTS = ("whole_names", "given", "surname", "second_surname")
"""Features that only repeat what the names say where the names agree."""
LOOK = {
    "attack": (_("These two may be the same attack"), _("These two look like the same attack")),
    "person": (_("These two may be the same person"), _("These two look like the same person")),
    "collective": (
        _("These two may be the same community or organisation"),
        _("These two look like the same community or organisation"),
    ),
}
"""By what two records may be, what a page says of them: where it is not likely, and where it is."""
MOST = 1000
"""Odds are not told beyond this: the register is too small to know them."""


def said_of(feature: str, level: int) -> str:
    """Return what one feature says of a pair."""
    return str(SAID[feature][level - 1])


def reason_of(told: Iterable[str]) -> str:
    """Return, as a reason, what a page said agrees or differs: `feature:level` each. What is no
    such code is left out."""
    said = []
    for one in told:
        feature, _colon, level = one.partition(":")
        if level.isdecimal() and 0 < int(level) <= len(SAID.get(feature, ())):
            said.append(said_of(feature, int(level)))
    return " ".join(f"{one}." for one in said)


def odds_of(doublings: float) -> str:
    """Return what it makes of the odds: 16 times as likely, or half as likely."""
    times = round(min(2 ** abs(doublings), MOST))
    if times <= 1:
        return gettext("makes no difference")
    if doublings > 0:
        return ngettext("%(times)s time as likely", "%(times)s times as likely", times) % {
            "times": times
        }
    return ngettext("%(times)s time less likely", "%(times)s times less likely", times) % {
        "times": times
    }
