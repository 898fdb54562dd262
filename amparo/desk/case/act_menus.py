"""The acts on a case in five menus. An act stands in the menu of its stage, unless named here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.desk.case.case_page_content import Placed
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import Deed

COMMUNICATE, RECORD, RISK, DECISION, RESERVED = (
    "communicate",
    "record",
    "risk",
    "decision",
    "reserved",
)
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
OF_ACT: dict[str, str] = {
    Deed.ACKNOWLEDGE: COMMUNICATE,
    Deed.ASK_CORRECTION: COMMUNICATE,
    "allow_correction": COMMUNICATE,
    "correction_receipt": COMMUNICATE,
    Deed.NOTIFY: COMMUNICATE,
    "answer_complaint": COMMUNICATE,
    Deed.LOOK_FIRST: RISK,
    Deed.OFFER_HELP: RISK,
    "immediate_action": RISK,
    Deed.PROPOSE_MEASURES: RISK,
    "refer": RISK,
    "put": DECISION,
    "between": RISK,
    "end_impediment": RECORD,
    "external": RECORD,
    "incident": RECORD,
    Deed.CONTEST: RECORD,
    "complain": RECORD,
    Deed.ADVISE_ARCHIVING: DECISION,
    Deed.RULE_AGAIN: DECISION,
    "waiting": DECISION,
    "decide_change": DECISION,
    "close": DECISION,
    "demanded": RESERVED,
    "leave_out": RESERVED,
}


@dataclass(frozen=True, slots=True)
class Menu:
    """One menu. `later`: acts for which something is still missing, with what."""

    name: str
    title: str
    offers: list[Offer]
    later: list[Offer]


def menus_of(open_case: OpenCase, placed: Iterable[Placed], *, seen_by: Actor) -> list[Menu]:
    """Return the menus that hold an act which applies now or will."""
    titles = {
        COMMUNICATE: _("Communicate"),
        RECORD: _("Record a fact"),
        RISK: _("Risk and measures"),
        DECISION: _("Decision"),
        RESERVED: _("Reserved"),
    }
    every = [*placed, *at_any_time(open_case, seen_by=seen_by)]
    found = []
    for name, title in titles.items():
        here = [one.offer for one in every if menu_of(one) == name]
        ready = [one for one in here if not one.missing]
        later = [one for one in here if one.missing]
        if here:
            found.append(Menu(name, title, ready, later))
    return found


def menu_of(one: Placed) -> str:
    return OF_ACT.get(one.offer.act) or OF_STAGE.get(one.stage, one.stage)


def at_any_time(open_case: OpenCase, *, seen_by: Actor) -> list[Placed]:
    """Return what may be done in a case whatever its state; `stage` is the menu."""
    code = open_case.code
    tie = Placed(RESERVED, Offer("tie", _("Recuse myself from this case"), address_of("desk:tie")))
    if not seen_by.may(Permission.CASE_WORK):
        return [tie]
    asks = not open_case.folder.filing.asks_nobody
    message = (
        _("Write to the person") if asks else _("Write to the holder of this page's access phrase")
    )
    others = (
        _("Access for a relative, a lawyer or a trusted person")
        if asks
        else _("What others with access wrote")
    )
    found = [
        (COMMUNICATE, "message", message, "admission:message"),
        (RECORD, "note", _("Write a note for the team"), "admission:note"),
        (RESERVED, "people", _("People of this case"), "desk:people"),
        (RESERVED, "others", others, "desk:others"),
        (RESERVED, "seats", _("Give or end access to the case"), "desk:seats"),
    ]
    if asks:
        found += [
            (COMMUNICATE, "errand", _("Something to say to the person"), "admission:put_errand"),
            (
                COMMUNICATE,
                "reach",
                _("How the person can be reached safely"),
                "admission:reach",
            ),
            (
                COMMUNICATE,
                "attempt",
                _("Note an attempt to reach the person"),
                "admission:attempt",
            ),
            (RESERVED, "words", _("Give the person a new access phrase"), "desk:words"),
        ]
    return [
        *(
            Placed(menu, Offer(act, label, address_of(page, code)))
            for menu, act, label, page in found
        ),
        tie,
    ]
