"""What was asked of outside authorities, as the team of a case sees it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from amparo.casework.external_cases.clocks import (
    COMPLAINT,
    TASKS,
    Clock,
    agreements,
    agrees,
    clock_of,
    next_in,
)
from amparo.casework.external_cases.events import OutsidePrinted
from amparo.casework.external_cases.models import (
    WHOLE_DAY,
    ExternalProcedure,
    ExternalProcedureStep,
)
from amparo.casework.external_cases.terms_in_words import Shown, shown_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of, units
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.procedure.defects import DEFECT, say_complained
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say, say_act
from amparo.law import CaseState, Deed, FactKind, Protocol, load_protocol

__all__ = ["OnCase", "acts_on_case", "on_case"]

watch("outside", ExternalProcedure)

_RECORDS = ExternalProcedure.objects.select_related("unit").order_by("opened_at", "pk")


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one record, without its sealed words."""

    record: ExternalProcedure
    clock: Clock
    question: Question | None
    title: str
    stage: str
    awaited: list[Shown]
    ours: list[Shown]

    @property
    def agreed(self) -> bool:
        return agrees(self.question)

    @property
    def answer(self) -> str:
        """The person's answer, as `desk/answer.html` names it."""
        if self.question is None:
            return "asked"
        return "withdrawn" if self.question.withdrawn_at else self.question.answer or "asked"

    @property
    def late(self) -> list[Shown]:
        return [one for one in self.awaited if one.owed.late]


@dataclass(frozen=True, slots=True, repr=False)
class Happened:
    """One step with its words and the number that the authority gave."""

    step: ExternalProcedureStep
    name: str
    body: Mapping[str, Any]

    @property
    def when(self) -> date | datetime:
        """When it happened; only the day where the hour is not known."""
        zone = load_protocol(self.step.record.protocol).zone
        moment = self.step.happened_at.astimezone(zone)
        return moment.date() if moment.time() == WHOLE_DAY else moment


@dataclass(frozen=True, slots=True)
class OnCase:
    records: list[Standing]


def records_in(open_case: OpenCase, *, seen_by: Actor) -> list[ExternalProcedure]:
    return open_case.once("outside", lambda: list(_RECORDS.filter(case_id=open_case.case.pk)))


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    now = timezone.now()
    records = records_in(open_case, seen_by=seen_by)
    found = [standing_of(one, open_case, at=now, seen_by=seen_by) for one in records]
    return OnCase(records=found)


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """What this organisation may do next: its own acts, never the authority's."""
    if not seen_by.may(Permission.CASE_WORK) or open_case.folder.filing.withdrawn_at:
        return []
    offers = []
    for record in records_in(open_case, seen_by=seen_by):
        if record.ended_at is None:
            one = standing_of(record, open_case, at=state.at, seen_by=seen_by)
            offers.append(_next(one, open_case.code, at=state.at))
    page = address_of("external_cases:open", open_case.code)
    return [
        *offers,
        Offer("outside", _("Ask an authority outside, or follow what was asked"), page),
    ]


def _next(one: Standing, code: str, *, at: datetime) -> Offer:
    """The next act by the record's clock."""
    address = address_of("external_cases:record", code, one.record.ref)
    due = min(
        (each.owed.term for each in (*one.awaited, *one.ours) if each.owed.runs),
        key=lambda term: term.due.isoformat() if term.due else "~",
        default=None,
    )
    if not one.agreed:
        waits = next_in(one.record, one.question, at=at)
        label: Any = TASKS[waits.task if waits else "ask"]
        by = waits.due_on if waits and waits.task == "stop" else None
        return Offer(f"outside_{one.record.ref}", label, address, by=by)
    if not one.record.happened:
        label = _("Note that it was filed with the authority")
    elif any(each.remedy for each in one.late):
        label = _("See what can be done about the authority's delay")
    else:
        label = _("Follow what the authority owes")
    return Offer(f"outside_{one.record.ref}", label, address, due=due)


def record_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> ExternalProcedure | None:
    return next((one for one in records_in(open_case, seen_by=seen_by) if one.ref == ref), None)


def standing_of(
    record: ExternalProcedure, open_case: OpenCase, *, at: datetime, seen_by: Actor
) -> Standing:
    asked = questions_of(open_case.folder, seen_by=seen_by)
    about = [one for one in asked if one.kind == Question.Kind.OUTSIDE]
    question = next((one for one in about if one.subject == record.ref), None)
    if question:
        question.filing = open_case.folder.filing
    clock = clock_of(record, at=at)
    return Standing(
        record=record,
        clock=clock,
        question=question,
        title=record.unit.name,
        stage=say(clock.law, f"stages.{clock.state.stage}"),
        awaited=shown_of(clock, clock.awaited, at=at),
        ours=shown_of(clock, clock.ours, at=at),
    )


def steps_of(record: ExternalProcedure, open_case: OpenCase, *, seen_by: Actor) -> list[Happened]:
    """The steps, oldest first, with those that were set aside."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["outside"])
    words = {paper.ref: open_case.folder.words(paper) for paper in papers}
    rows = ExternalProcedureStep.objects.filter(record=record).order_by("happened_at", "pk")
    for one in rows:
        one.record = record
    return [
        Happened(step, name_of(step, seen_by=seen_by), words.get(step.paper_ref, {}))
        for step in rows
    ]


def name_of(step: ExternalProcedureStep, *, seen_by: Actor) -> str:
    law = load_protocol(step.record.protocol)
    if step.what == COMPLAINT:
        return f"{say_act(law, Deed.COMPLAIN)}: {say_complained(law, step.term)}"
    return capfirst(say(law, f"events.{step.what}"))


def to_note(record: ExternalProcedure, clock: Clock, *, seen_by: Actor) -> list[tuple[str, str]]:
    """What can still be noted: the law's events in its order, and a complaint about each delay or
    other defect."""
    law = clock.law
    events = [
        (name, capfirst(say(law, f"events.{name}")))
        for name, rule in law.events.items()
        if name not in record.happened and not rule.outside_procedure
    ]
    if law.procedure.filing not in record.happened:
        events = [one for one in events if one[0] == law.procedure.filing]
    act = say_act(law, Deed.COMPLAIN)
    about = [one.term.term for one in clock.may_complain]
    if act and law.procedure.filing in record.happened:
        defects = [f"{DEFECT}{one.id}" for one in law.review.defect]
        about += [one for one in defects if one not in record.complained]
    return events + [(f"{COMPLAINT}:{one}", f"{act}: {say_complained(law, one)}") for one in about]


def findings_of(law: Protocol, *, seen_by: Actor) -> list[tuple[str, str]]:
    """Findings that choose the track of the procedure, in the law's words."""
    names = dict.fromkeys(name for track in law.procedure.track for name in track.any_of)
    return [
        (name, say(law, f"facts.{name}"))
        for name in names
        if law.facts[name].kind is FactKind.FINDING
    ]


def channels_of(law: Protocol, *, seen_by: Actor) -> list[tuple[str, str]]:
    name = law.procedure.channel
    values = law.facts[name].values if name else ()
    return [(value, say(law, f"channels.{value}", otherwise=value)) for value in values]


def authorities(open_case: OpenCase, *, seen_by: Actor) -> QuerySet[Unit] | list[Unit]:
    """Institutions of the laws that are followed here, without those that must not know."""
    laws = map(load_protocol, settings.FOLLOWS)
    named = {one.id for law in laws for one in law.obligations.institution}
    found = units(seen_by=seen_by).filter(code__in=named)
    folder = open_case.folder
    return [one for one in found if not folder.excludes_any(command_of(one, seen_by=seen_by))]


def agreement_on(record: ExternalProcedure, *, seen_by: Actor) -> Question | None:
    return agreements([record]).get(record.ref)


def sheets_made(found: ExternalProcedure, *, seen_by: Signs) -> int:
    """How many sheets of this record were made for the authority."""
    entries = entries_about(found.case.code, seen_by=seen_by)
    made = (json.loads(one.facts) for one in entries if one.event == OutsidePrinted.__name__)
    return sum(one["record"] == found.ref for one in made)
