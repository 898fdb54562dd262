from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideOpened(Event):
    """An outside authority is to be asked for something, or a request there is followed, under that
    authority's own law."""

    history = History(pgettext_lazy("act", "At the authority"))

    record: str
    protocol: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideNoted(Event):
    """Something happened at the authority. `what` is an event of its law, or `complaint` about the
    delay of `term`; `found` are findings of that law."""

    history = History(pgettext_lazy("act", "At the authority"))

    record: str
    step: str
    what: str
    term: str
    happened_at: str
    channel: str
    by_whom: str
    result: str
    found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideSetAside(Event):
    """A step was noted by mistake and no longer counts."""

    history = History(pgettext_lazy("act", "At the authority"))

    record: str
    step: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideEnded(Event):
    """The record is not followed any more: done, dropped, withdrew."""

    history = History(pgettext_lazy("act", "At the authority"))

    record: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsidePrinted(Event):
    """A sheet was made, to be carried to the authority. `number`: how many there are by now."""

    history = History(pgettext_lazy("act", "Sheet printed"))

    record: str
    unit: str
    number: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideExported(Event):
    """A member downloaded the list of what authorities owe, without names."""

    history = History(pgettext_lazy("act", "At the authority"))

    lines: int
