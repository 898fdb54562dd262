"""The tabs of a case page: the address of each, and what it shows. Only the open one is read."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from amparo.foundations.cases.next_acts import (
    CONTACT,
    FACTS,
    HISTORY,
    MEASURES,
    PEOPLE,
    SUMMARY,
)
from amparo.foundations.web.cached_addresses import address_of

WHOLE = "all"
STAGES = {
    SUMMARY: (),
    FACTS: ("admission", "assessment", "disappearances"),
    MEASURES: ("measures", "obligations", "external_cases", "review", "referral"),
    CONTACT: ("interpreting",),
    HISTORY: (),
    PEOPLE: ("collectives", "exports", "leaks", "retention"),
}
"""Stages whose panels stand in each tab."""


@dataclass(frozen=True, slots=True)
class Tab:
    """`shows`: names of the tabs whose content is shown: one, or all of them for printing."""

    name: str
    shows: frozenset[str] = field(default_factory=frozenset)

    @property
    def stages(self) -> tuple[str, ...]:
        return tuple(stage for name, held in STAGES.items() if name in self.shows for stage in held)


def tab_called(name: str) -> Tab:
    """Return the tab of this name; the summary for an unknown one."""
    if name == WHOLE:
        return Tab(WHOLE, frozenset(STAGES))
    return Tab(name, frozenset({name})) if name in STAGES else Tab(SUMMARY, frozenset({SUMMARY}))


def address_of_tab(code: str, name: str) -> str:
    """Return the address of a tab of the case. The summary is the page itself."""
    page = address_of("desk:case", code)
    return page if name == SUMMARY else f"{page}?tab={name}"


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    title: str
    address: str
    here: bool


def links_of(code: str, tab: Tab) -> list[Link]:
    titles = {
        SUMMARY: _("Summary"),
        FACTS: _("Facts and risk"),
        MEASURES: _("Measures"),
        CONTACT: _("Communications"),
        HISTORY: _("History"),
        PEOPLE: _("People and access"),
    }
    return [
        Link(name, title, address_of_tab(code, name), name == tab.name)
        for name, title in titles.items()
    ]
