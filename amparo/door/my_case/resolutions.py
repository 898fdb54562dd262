"""A decision in plain sentences and in the reader's language. The resolution as issued is one click
away."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.my_case import dashboard_sections as story
from amparo.door.my_case.pending_questions import Words
from amparo.door.site_protocol import due_from, language_of, law_of, say
from amparo.door.wording import ON_ITS_WAY, PAPERS, RESULTS
from amparo.foundations.consent.overdue_permission import COMMAND, OMBUDSMAN, RECIPIENTS
from amparo.foundations.institutions.queries import binds, unit_called
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.contestable import against
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_decided, is_noted
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import remedies
from amparo.law import CaseState, Deed, Protocol, load_protocol
from amparo.law import Deed as LawDeed
from amparo.law.explain.terms import say_amount
from amparo.law.state.provisional_measure_lapses import OWN_TERM, TIME_TO_DECIDE, lapses_of

PROVISIONAL = "provisional"
INSTITUTION = _("The institution")
LAST_WORDS = frozenset({"upheld", "upheld_partly", "not_upheld"})


@dataclass(frozen=True, slots=True, repr=False)
class OfMeasure:
    """The decision on one measure. The dates are None where it was denied."""

    title: str
    granted: bool
    who: str
    where: str
    days: int
    until: date | None
    first_report_on: date | None
    next_review_on: date | None
    activity_plan: str
    reasons: str


@dataclass(frozen=True, slots=True, repr=False)
class Changed:
    """The measure that is changed or ended, and from which day."""

    title: str
    what: str
    from_day: date | None


@dataclass(frozen=True, slots=True)
class Remedy:
    """A remedy against the decision, and its last day; None until the person received the
    decision."""

    what: str
    due: Due | None
    amount: str
    whom: str
    address: str = ""
    """The document that can be contested on the person's page."""


@dataclass(frozen=True, slots=True, repr=False)
class Resolution:
    result: str
    number: str
    issued_on: date
    beneficiaries: str
    grounds: str
    measures: tuple[OfMeasure, ...]
    changed: Changed | None
    ends_first: date | None
    """When a provisional measure ends by law, whatever its own term."""
    remedies: tuple[Remedy, ...]
    last_word: str
    """Says that this authority can be asked nothing more, where that is so."""


@dataclass(frozen=True, slots=True, repr=False)
class UntilDecided:
    """A measure ordered until the decision. `first`: the day on which it ends by law; `own`,
    `decide`: the last day of its own term and of the time to decide, where known."""

    title: str
    first: date
    own: date | None
    decide: date | None
    over: bool
    source: str
    address: str = ""
    """Its order, once that was opened."""


def until_decided(
    visitor: Visitor, entries: Iterable[Entry], *, at: datetime
) -> list[UntilDecided]:
    """Return the measures ordered until the decision that are in force, while nothing is decided.
    For an order that was not opened yet, only the date that follows from the law."""
    filing = visitor.folder.filing
    ordered = is_noted(filing, Deed.ORDER_PROVISIONAL)
    if not ordered or is_decided(filing) or filing.withdrawn_at:
        return []
    entries = list(entries)
    moved = {fact["measure"]: fact["state"] for fact in story.facts_of(entries, "MeasureMoved")}
    issued = [fact["kind"] for fact in story.facts_of(entries, "DecisionIssued")]
    law, state = law_of(filing.protocol), standing(filing, at=at)
    opened = _opened_orders(visitor)
    found: list[UntilDecided | None] = []
    for ref, data in opened:
        for said in data["measures"]:
            if said["granted"] and moved.get(said["ref"]) in ON_ITS_WAY:
                one = _measure(law, said, date.fromisoformat(data["issued_on"]))
                found.append(_until(law, state, one.title, at=at, own_end=one.until, address=ref))
    if issued.count(PROVISIONAL) > len(opened):
        found.append(_until(law, state, str(PAPERS[PROVISIONAL]), at=at))
    return [one for one in found if one]


def _until(
    law: Protocol,
    state: CaseState,
    title: str,
    *,
    at: datetime,
    own_end: date | None = None,
    address: str = "",
) -> UntilDecided | None:
    """Return the measure with its dates; None where no date is known."""
    lapses = lapses_of(law, state, own_end)
    if not lapses:
        return None
    days = {one.by: one.on for one in lapses}
    return UntilDecided(
        title=title,
        first=lapses[0].on,
        own=days.get(OWN_TERM),
        decide=days.get(TIME_TO_DECIDE),
        over=lapses[0].on < at.astimezone(law.zone).date(),
        source=lapses[0].source,
        address=address,
    )


def _opened_orders(visitor: Visitor) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the orders that were opened: reference, and data."""
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=["decision"])
    bodies = [
        (one.ref, visitor.folder.words_if_they_open(one) or {}) for one in papers if one.read_at
    ]
    return [
        (ref, data)
        for ref, body in bodies
        if body.get("kind") == PROVISIONAL and isinstance(data := body.get("data"), dict)
    ]


def with_dates(
    measures: Iterable[story.Measure], visitor: Visitor, entries: list[Entry], *, at: datetime
) -> list[story.Measure]:
    """Return the measures with the dates of the decision that grants them; overdue where the day to
    report has passed and the institution has not reported."""
    granted = _granted_in(visitor)
    asked = only_asked(visitor, entries)
    reported, contested, answered = _reported_in(entries)
    told = _told_late(entries)
    return [
        _dated(
            one,
            granted[one.ref],
            told.get(one.ref, {}),
            reported=one.ref in reported,
            answered=answered.get(one.ref, ""),
            contested_at=contested.get(one.ref),
            asked=one.ref in asked,
            at=at,
        )
        if one.ref in granted
        else replace(one, contested_at=contested.get(one.ref))
        for one in measures
    ]


_ON_EXECUTION = frozenset({
    "DutyAcknowledged",
    "DutyChanged",
    "DutyContested",
    "DutyObjected",
    "DutyOwedAgain",
    "DutyReported",
})  # fmt: skip


def _reported_in(
    entries: list[Entry],
) -> tuple[set[str], dict[str, datetime], dict[str, str]]:
    """Return the measures of which a report stands, those of which the team contests the last one,
    since when, and for each the last event that says how it stands."""
    last: dict[str, tuple[str, str, datetime]] = {}
    for entry in entries:
        if entry.event in _ON_EXECUTION:
            facts = json.loads(entry.facts)
            taken_up = entry.event in {"DutyAcknowledged", "DutyChanged"}
            if taken_up and last.get(facts["duty"], ("", "", 0))[1] != "DutyObjected":
                continue
            last[facts["duty"]] = (facts["measure"], entry.event, entry.at)
    reported = {measure for measure, event, _at in last.values() if event == "DutyReported"}
    contested = {measure: at for measure, event, at in last.values() if event == "DutyContested"}
    return reported, contested, {measure: event for measure, event, _at in last.values()}


def only_asked(visitor: Visitor, entries: list[Entry]) -> set[str]:
    """Return the measures that went only to institutions that the norm does not bind."""
    law = load_protocol(visitor.folder.filing.protocol)
    sent: dict[str, list[bool]] = defaultdict(list)
    for facts, moment in story.moments_of(entries, "DutyForwarded"):
        unit = unit_called(str(facts["unit"]), seen_by=visitor)
        on = moment.astimezone(law.zone).date()
        sent[facts["measure"]].append(unit is None or binds(law, unit, on=on))
    return {measure for measure, bound in sent.items() if not any(bound)}


def _told_late(entries: list[Entry]) -> dict[str, dict[Words, datetime]]:
    """Return, by measure, who was told that an institution is late, and when last."""
    found: dict[str, dict[Words, datetime]] = defaultdict(dict)
    for facts, moment in story.moments_of(entries, "EscalationStepTaken"):
        own = facts["to"] == facts["unit"]
        whom = INSTITUTION if own else RECIPIENTS[COMMAND if facts["to"] else OMBUDSMAN]
        found[facts["measure"]][whom] = moment
    return found


def _dated(
    measure: story.Measure,
    said: OfMeasure,
    told: dict[Words, datetime],
    *,
    reported: bool,
    answered: str,
    contested_at: datetime | None,
    asked: bool,
    at: datetime,
) -> story.Measure:
    report_by = None if reported else said.first_report_on
    overdue = not asked and report_by is not None and report_by < timezone.localdate(at)
    return replace(
        measure,
        until=said.until,
        report_by=report_by,
        overdue=overdue,
        limited=answered == "DutyObjected" and not asked,
        owed_again=answered == "DutyOwedAgain",
        contested_at=contested_at,
        requested=asked,
        told_late=tuple(told.items()),
    )


def _granted_in(visitor: Visitor) -> dict[str, OfMeasure]:
    """Return, by measure, what the last opened decision that grants it says."""
    law = law_of(visitor.folder.filing.protocol)
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=["decision"])
    bodies = [visitor.folder.words_if_they_open(one) or {} for one in papers if one.read_at]
    return {
        said["ref"]: _measure(law, said, date.fromisoformat(data["issued_on"]))
        for body in bodies
        if isinstance(data := body.get("data"), dict)
        for said in data["measures"]
        if said["granted"]
    }


def resolution_in(paper: Document, visitor: Visitor, *, at: datetime) -> Resolution | None:
    """Return the resolution in this document; None for any other document."""
    body = visitor.folder.words(paper) if paper.kind == "decision" else {}
    data = body.get("data")
    if not isinstance(data, dict):
        return None
    law = law_of(visitor.folder.filing.protocol)
    issued_on = date.fromisoformat(data["issued_on"])
    kind = str(body["kind"])
    return Resolution(
        result=str(RESULTS.get(kind, body["outcome"])),
        number=str(data["number"]),
        issued_on=issued_on,
        beneficiaries=str(body["beneficiaries"]),
        grounds=str(body["reasons"]),
        measures=tuple(_measure(law, one, issued_on) for one in data["measures"]),
        ends_first=_ends_first(visitor, at=at) if kind == PROVISIONAL else None,
        changed=_changed(law, data.get("changed")),
        remedies=_remedies(law, paper, visitor, at=at) if body["remedy"] else (),
        last_word=say(law, "review.last_word") if kind in LAST_WORDS else "",
    )


def _ends_first(visitor: Visitor, *, at: datetime) -> date | None:
    filing = visitor.folder.filing
    found = lapses_of(load_protocol(filing.protocol), standing(filing, at=at))
    return found[0].on if found else None


def _measure(law: Protocol, said: Mapping[str, Any], issued_on: date) -> OfMeasure:
    granted, days = bool(said["granted"]), int(said["duration_days"])
    return OfMeasure(
        title=say(law, f"measures.{said['catalogue']}", otherwise=said["label"]),
        granted=granted,
        who=said["who"],
        where=said["places"],
        days=days,
        until=issued_on + timedelta(days=days) if granted else None,
        first_report_on=_day(said["first_report_on"]) if granted else None,
        next_review_on=_day(said["next_review_on"]) if granted else None,
        activity_plan=said["activity_plan"],
        reasons=said["reasons"],
    )


def _changed(law: Protocol, said: Mapping[str, str] | None) -> Changed | None:
    if not said:
        return None
    title = say(law, f"measures.{said['catalogue']}", otherwise=said["label"])
    return Changed(title=title, what=said["what"], from_day=_day(said["from"]))


def _remedies(
    law: Protocol, paper: Document, visitor: Visitor, *, at: datetime
) -> tuple[Remedy, ...]:
    """Return the remedies whose terms begin with the receipt of this decision."""
    filing = visitor.folder.filing
    filing.refresh_from_db()  # opening the decision may have been its notification
    owner = next((one for one in law.roles.values() if "decision_maker" in one.desks), None)
    hers = against(visitor.folder, paper.ref, seen_by=visitor, at=at)
    rule = law.term_met_by(LawDeed.CONTEST)
    found = [
        hers.term if hers and hers.term and rule and term.term == rule.id else term
        for term in remedies(law, standing(filing, at=at))
    ]
    return tuple(
        Remedy(
            what=say(law, f"terms.{term.term}"),
            due=due_from(term, law, at=at),
            amount=say_amount(term.amount, term.unit, language_of(law)),
            whom=say(law, f"roles.{owner.id}") if owner else "",
            address=paper.ref if hers and rule and term.term == rule.id else "",
        )
        for term in found
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
