"""Prints each step in one line, and compares every legal date on a page with the clock."""

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from amparo.cli.commands.law import clock
from amparo.cli.walk.member_accounts import Account
from amparo.cli.walk.page_reader import Page
from amparo.law import FactKind, Protocol, asked_term, load_protocol

# The ground where no article applies, as the protocol itself words it.
OWN = "regla propia de Amparo"
BEGUN = timedelta(minutes=1)


class Disagree(Exception):
    """A page shows another date than the clock."""


@dataclass
class Telling:
    """What happened so far in the case, as arguments of `amparo clock`."""

    protocol: str
    calendar: str
    events: dict[str, datetime] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    # What an institution was asked, and when: the clock command counts only the procedure, so these
    # dates come from the engine itself.
    asked: dict[str, datetime] = field(default_factory=dict)
    compared: int = 0

    @property
    def law(self) -> Protocol:
        return load_protocol(self.protocol)

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(self.law.zone)  # noqa: TID251 - a command's clock

    def who(self, account: Account) -> str:
        roles = " and ".join(account.part.roles).replace("_", " ")
        return f"{account.part.name} ({roles})"

    def act(self, name: str) -> str:
        """The ground of an act of the protocol."""
        return next(one.source for one in self.law.procedure.act if one.id == name)

    def fact(self, name: str) -> str:
        return self.law.facts[name].source

    def ground(self, event: str) -> str:
        """The ground of an event of the protocol."""
        return self.law.events[event].source

    def called(self, catalogue: str) -> str:
        """The name of a measure in the law's English text."""
        return self.law.text(f"measures.{catalogue}", "en")

    def body(self, unit: str) -> str:
        """The name of an institution, likewise."""
        return self.law.text(f"institutions.{unit}", "en")

    def working_day(self, days: int) -> str:
        """The date in that many days, moved past days off."""
        day = self.now().date() + timedelta(days=days)
        while not self.law.calendar(self.calendar).is_business(day):
            day += timedelta(days=1)
        return day.isoformat()

    def findings(self) -> list[str]:
        return [name for name, fact in self.law.facts.items() if fact.kind is FactKind.FINDING]

    def answer_to(self, what: str) -> str:
        """The ground of the term for answering a question or complaint."""
        term = asked_term(self.law, what, self.now(), self.now(), calendar=self.calendar)
        if term is None:
            raise LookupError(what)
        return term.source

    def happened(self, event: str, at: datetime | None = None, /, **facts: str) -> None:
        self.events[event] = at or self.now()
        self.facts |= facts

    def asked_of_the_clock(self) -> list[str]:
        """The words after `amparo` that ask for the law's answer now."""
        events = [f"{name}={moment.isoformat()}" for name, moment in self.events.items()]
        facts = [f"{name}={value}" for name, value in self.facts.items()]
        return ["clock", self.protocol, *events, *facts, "--calendar", self.calendar, "--json"]

    def terms(self) -> list[dict[str, Any]]:
        """The terms as `amparo clock --json` prints them."""
        printed = io.StringIO()
        with redirect_stdout(printed):
            code = clock.main(self.asked_of_the_clock()[1:])
        if code:
            raise Disagree(f"amparo {' '.join(self.asked_of_the_clock())} does not answer.")
        terms: list[dict[str, Any]] = json.loads(printed.getvalue())["terms"]
        return terms

    def step(self, who: str, what: str, ground: str, *pages: Page) -> None:
        """Print one line. Raises Disagree where a page shows a date that the clock does not."""
        terms = self.terms() if self.events else []
        known = self.dates() | self._of_yesterday().dates() if pages else set()
        for page in pages:
            self._compare(page, terms, known)
        due = next_due(terms, self.law)
        print(f"{self.now():%Y-%m-%d %H:%M}  {who:<34}  {what}  [{ground}]{due}", flush=True)

    def _asked_terms(self) -> Iterator[tuple[str, str]]:
        for name, moment in self.asked.items():
            term = asked_term(self.law, name, moment, self.now(), calendar=self.calendar)
            if term and term.due:
                yield term.due.isoformat()[:10], term.source

    def _of_yesterday(self) -> "Telling":
        """A copy for steps around midnight: events in the first minute of a day count as
        yesterday's, because the site may have stored them before midnight."""
        events, asked = (
            {name: _before_midnight(at, self.law.zone) for name, at in told.items()}
            for told in (self.events, self.asked)
        )
        return replace(self, events=events, asked=asked)

    def dates(self) -> set[tuple[str, str]]:
        """Each due day by the clock, with its ground."""
        terms = self.terms() if self.events else []
        known = {(term["due"][:10], term["source"]) for term in terms if term["due"]}
        return known | set(self._asked_terms())

    def _compare(
        self, page: Page, terms: list[dict[str, Any]], known: set[tuple[str, str]]
    ) -> None:
        for day, said in page.dues:
            self.compared += 1
            if not any(day[:10] == due and source in said for due, source in known):
                listed = "; ".join(f"{term['term']} {term['due']}" for term in terms)
                raise Disagree(
                    f"{page.path} shows {day} ({said}), but amparo clock says: {listed}."
                    f" Ask it: amparo {' '.join(self.asked_of_the_clock())}"
                )


def _before_midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """The last moment of yesterday in the first minute of a day; otherwise the same moment."""
    midnight = datetime.combine(at.astimezone(zone).date(), time.min, zone)
    return midnight - timedelta.resolution if at - midnight < BEGUN else at


def next_due(terms: list[dict[str, Any]], law: Protocol) -> str:
    """What an authority owes next, and by when."""
    owed = [
        term
        for term in terms
        if term["due"] and not term["met_at"] and term["owed_by"] != "applicant"
    ]
    if not owed:
        return ""
    first = min(owed, key=lambda term: str(term["due"]))
    day = date.fromisoformat(first["due"][:10])
    return f"  next: {law.text(f'terms.{first["term"]}', 'en')}, due {day:%a %d %b %Y}"
