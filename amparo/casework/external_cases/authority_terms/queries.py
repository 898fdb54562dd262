"""Terms that outside authorities owe in the reader's cases: late ones first, by authority. Codes
and days; only cases on which the reader has a seat are named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from amparo.casework.external_cases.clocks import agreements, agrees, clock_of
from amparo.casework.external_cases.models import ExternalProcedure
from amparo.casework.external_cases.terms_in_words import Shown, shown_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.web import spreadsheets
from amparo.foundations.web.law.wording import language_of, source_said
from amparo.law import Protocol, Term, TermState
from amparo.law.explain.terms import say_amount

MOST = 2000
"""Most records on one page; beyond it the page says that the list is incomplete."""
COLUMNS = (
    "record",
    "authority",
    "law",
    "term",
    "from",
    "due",
    "state",
    "late_by",
    "unit",
    "answered_on",
    "source",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One term of one record. `code`: of the case, for its team; it is never written to a file."""

    record: ExternalProcedure
    code: str
    law: Protocol
    shown: Shown
    agreed: bool

    @property
    def term(self) -> Term:
        return self.shown.owed.term


@dataclass(frozen=True, slots=True)
class Total:
    """How late, in one unit of time, in words of the law's clock."""

    count: int
    median: str
    longest: str


@dataclass(frozen=True, slots=True)
class Group:
    """What one authority owes."""

    name: str
    late: list[Line]
    waiting: list[Line]
    answered: list[Line]
    totals: list[Total]


@dataclass(frozen=True, slots=True)
class Listing:
    groups: list[Group]
    ours: list[Line]
    totals: list[Total]
    late: int
    whole: bool


def lines_of(*, seen_by: Actor, at: datetime) -> tuple[list[Line], bool]:
    """Every term that runs or ran in the reader's open cases, and whether the list is complete."""
    found = ExternalProcedure.objects.filter(
        case__seats__member=seen_by.member, case__closed_at=None, ended_at=None
    )
    rows = list(found.select_related("unit", "case__filing").order_by("due_on", "pk")[: MOST + 1])
    records = [one for one in rows[:MOST] if one.happened]
    asked = agreements(records)
    lines = []
    for record in records:
        clock, agreed = clock_of(record, at=at), agrees(asked.get(record.ref))
        lines += [
            Line(record, record.case.code, clock.law, shown, agreed)
            for shown in shown_of(clock, [*clock.awaited, *clock.ours], at=at)
        ]
    return lines, len(rows) <= MOST


def listing(*, seen_by: Actor, at: datetime) -> Listing:
    lines, whole = lines_of(seen_by=seen_by, at=at)
    theirs = [one for one in lines if not one.shown.owed.ours]
    names = dict.fromkeys(one.shown.who for one in theirs)
    groups = [_group(name, [one for one in theirs if one.shown.who == name]) for name in names]
    ours = [one for one in lines if one.shown.owed.ours and one.shown.owed.runs]
    return Listing(
        groups=sorted(groups, key=lambda one: (-len(one.late), one.name)),
        ours=sorted(ours, key=lambda one: one.shown.due.day),
        totals=totals_of(theirs),
        late=sum(len(one.late) for one in groups),
        whole=whole,
    )


def _group(name: str, lines: list[Line]) -> Group:
    late = [one for one in lines if one.shown.owed.late]
    return Group(
        name=name,
        late=sorted(late, key=lambda one: one.shown.due.day),
        waiting=sorted(
            (one for one in lines if one.shown.owed.runs and not one.shown.owed.late),
            key=lambda one: one.shown.due.day,
        ),
        answered=[one for one in lines if one.term.met_at is not None],
        totals=totals_of(lines),
    )


def totals_of(lines: Iterable[Line]) -> list[Total]:
    """For terms that are late or were met late: number, median and longest delay, by unit."""
    late = [one for one in lines if one.term.state in {TermState.LATE, TermState.MET_LATE}]
    units = dict.fromkeys(one.term.unit.late_in for one in late)
    found = []
    for unit in units:
        of_unit = [one for one in late if one.term.unit.late_in is unit]
        law, days = of_unit[0].law, [one.term.late_by for one in of_unit]
        language = language_of(law)
        found.append(
            Total(
                count=len(days),
                median=say_amount(round(median(days)), unit, language),
                longest=say_amount(max(days), unit, language),
            )
        )
    return found


def as_csv(lines: Iterable[Line]) -> str:
    """One line for each term, with the record's own code and not the case's. Without names, without
    the authority's number, and without records whose person did not agree or withdrew the yes."""
    return spreadsheets.as_csv(COLUMNS, (_row(one) for one in lines if one.agreed))


def _row(line: Line) -> dict[str, Any]:
    term, due = line.term, line.shown.due
    return {
        "record": line.record.ref,
        "authority": line.shown.who,
        "law": line.law.id,
        "term": line.shown.name,
        "from": due.event_on.isoformat() if due.event_on else "",
        "due": due.day.isoformat(),
        "state": term.state.value,
        "late_by": term.late_by,
        "unit": term.unit.late_in.value,
        "answered_on": term.met_at.date().isoformat() if term.met_at else "",
        "source": source_said(term),
    }
