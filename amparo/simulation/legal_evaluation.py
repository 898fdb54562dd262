"""Evaluation of each simulated request by the law's own clock."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from amparo.law.program_acts import Asked as What
from amparo.law.program_acts import Deed
from amparo.law.protocol import Protocol
from amparo.law.state.case import Happened, TermState, Warned
from amparo.law.state.legal_clock import UNCHECKED_VALUE, case_state
from amparo.simulation.hours import Span
from amparo.simulation.institution_delays import term_of
from amparo.simulation.request_steps import road_of
from amparo.simulation.scenario import ALL_DAY, Scenario
from amparo.simulation.year_results import Played, Request

IN_TIME = (TermState.MET,)
LATE = (TermState.MET_LATE, TermState.LATE)
DECIDED, IN_PLACE = "decided", "in_place"
MILESTONES = (DECIDED, IN_PLACE)


@dataclass(slots=True)
class Judged:
    """How often each term that an authority owes was met, of the requests of one year."""

    in_time: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    """Terms without a known end: law or calendar ends before."""
    unchecked: set[str] = field(default_factory=set)
    """Terms counted with a value that was not checked in the official text."""
    warnings: set[Warned] = field(default_factory=set)
    days_to: dict[str, list[float]] = field(default_factory=dict)
    """Days from the request until each of MILESTONES, of those that reached it."""

    def share(self, term: str) -> float | None:
        """Return the share met in time, of terms that are over; None if none is."""
        over = self.in_time[term] + self.late[term]
        return self.in_time[term] / over if over else None


def judge(scenario: Scenario, span: Span, played: Played) -> Judged:
    law, judged = scenario.protocol, Judged()
    at = _aware(law, span.moment(span.whole))
    for request in played.requests:
        if not span.begins <= request.came < span.ends:
            continue
        told = happened(law, span, request)
        found = case_state(law, told, at, scenario.calendar, open_ended=True)
        judged.warnings.update(one for one in found.warnings if one.code != UNCHECKED_VALUE)
        for term in found.terms:
            if not law.roles[term.owed_by].authority:
                continue
            judged.in_time[term.term] += term.state in IN_TIME
            judged.late[term.term] += term.state in LATE
            judged.unknown[term.term] += term.state is TermState.UNKNOWN
            if not term.checked:
                judged.unchecked.add(term.term)
        _lived(judged, law, request)
    _answers(judged, scenario, span, played)
    return judged


def _lived(judged: Judged, law: Protocol, request: Request) -> None:
    """Add the person's own waiting, in calendar days."""
    decided = request.moments.get(law.recorded_by(Deed.DECIDE) or "")
    for name, hour in ((DECIDED, decided), (IN_PLACE, request.in_place)):
        if hour is not None:
            judged.days_to.setdefault(name, []).append((hour - request.came) / ALL_DAY)


def _answers(judged: Judged, scenario: Scenario, span: Span, played: Played) -> None:
    """Count the answers of institutions asked in the year: within the law's own term, or not."""
    asked = [(What.OPINION, one.opinion) for one in played.requests if one.opinion]
    asked += [(What.CONTEXT, one) for one in played.changes]
    at = span.moment(span.whole)
    for what, one in asked:
        if not span.begins <= one.asked < span.ends:
            continue
        term = term_of(scenario, span, what, one, at=at)
        if term is None:
            continue
        judged.in_time[term.term] += term.state in IN_TIME
        judged.late[term.term] += term.state in LATE
        judged.unknown[term.term] += term.state is TermState.UNKNOWN
        if not term.checked:
            judged.unchecked.add(term.term)


def happened(law: Protocol, span: Span, request: Request) -> Happened:
    """Return a request as a case has it on record."""
    events = {law.procedure.filing: _aware(law, span.moment(request.came))}
    facts: dict[str, bool | str] = {}
    for name, hour in request.moments.items():
        if name in law.events:
            events[name] = _aware(law, span.moment(hour))
    finding = road_of(law, request.track).holds
    if finding:
        facts[finding] = True
    if request.channel and law.procedure.channel:
        facts[law.procedure.channel] = request.channel
    return Happened(events, facts)


def _aware(law: Protocol, moment: datetime) -> datetime:
    return moment.replace(tzinfo=law.zone)
