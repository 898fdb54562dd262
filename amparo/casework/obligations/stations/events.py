from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from amparo.casework.obligations.events import DutyEvent
from amparo.foundations.ledger.events import History


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyHandedOn(DutyEvent):
    """The unit handed it on to a unit below it, a station. `to`: its code."""

    history = History(by_others=_("An institution hands a measure on to a unit of its own"))

    to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyTakenFromStation(DutyEvent):
    """The station no longer reads it."""

    history = History(by_others=_("An institution takes a measure back from a unit of its own"))

    to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StationLimited(DutyEvent):
    """The station reports a limitation to the unit that handed it on, which decides whether it is
    one."""

    history = History(by_others=_("A unit of an institution tells it of a limitation"))

    to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StationLimitGivenBack(DutyEvent):
    """The unit does not take the station's limitation over: the station carries it out."""

    history = History(by_others=_("An institution does not accept a limitation of its own unit"))

    to: str
