"""The acts on a case in five menus. An act stands in the menu of its stage, unless its offer names
another."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amparo.casework.admission.queries import has_flag, lift_offer
from amparo.desk.case.case_page_content import Placed
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import (
    COMMUNICATE,
    DECISION,
    RECORD,
    RESERVED,
    RISK,
    Offer,
    act_of,
    acts,
)
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.cached_addresses import address_of

OF_STAGE = {
    "admission": RECORD,
    "assessment": RISK,
    "interpreting": COMMUNICATE,
    "measures": DECISION,
    "obligations": RISK,
    "referral": COMMUNICATE,
    "exports": RESERVED,
    "collectives": RECORD,
    "review": RISK,
    "disappearances": RECORD,
    "retention": RESERVED,
    "leaks": RESERVED,
    "external_cases": RISK,
    "norm": DECISION,
}


@dataclass(frozen=True, slots=True)
class Menu:
    """One menu. `later`: acts for which something is still missing, with what."""

    name: str
    title: str
    offers: list[Offer]
    later: list[Offer]


def titles() -> dict[str, str]:
    """Return the menus in their order."""
    return {
        COMMUNICATE: _("Communicate"),
        RECORD: _("Record a fact"),
        RISK: _("Risk and measures"),
        DECISION: _("Decision"),
        RESERVED: _("Reserved"),
    }


def menus_of(open_case: OpenCase, placed: Iterable[Placed], *, seen_by: Actor) -> list[Menu]:
    """Return the menus that hold an act which applies now or will."""
    every = [*placed, *at_any_time(open_case, seen_by=seen_by)]
    found = []
    for name, title in titles().items():
        here = [one.offer for one in every if menu_of(one) == name]
        ready = [one for one in here if not one.missing]
        later = [one for one in here if one.missing]
        if here:
            found.append(Menu(name, title, ready, later))
    return found


def menu_of(one: Placed) -> str:
    return one.offer.menu or OF_STAGE.get(one.stage, one.stage)


def at_any_time(open_case: OpenCase, *, seen_by: Actor) -> list[Placed]:
    """Return what may be done in a case whatever its state: the acts whose pages declare a menu."""
    code, asks = open_case.code, not open_case.folder.filing.asks_nobody
    found = []
    for page, view in acts().items():
        declared = act_of(view)
        label = declared.label_for(asks=asks) if declared else ""
        if declared and label and _may_open(view, seen_by):
            found.append(Placed(declared.menu, Offer(page, label, address_of(page, code))))
    if has_flag(open_case) and seen_by.may(Permission.CASE_WORK):
        found.append(Placed(RISK, lift_offer(open_case)))
    tie = Offer("tie", _("Recuse myself from this case"), address_of("desk:tie"))
    return [*found, Placed(RESERVED, tie)]


def _may_open(view: Any, reader: Actor) -> bool:
    """Return whether the page is there on this kind of site, and for this reader."""
    return reader.may(Permission(view.opens_to)) and not (hasattr(view, "shut") and view.shut())
