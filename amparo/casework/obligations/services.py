"""Forwarding a measure, asking for an opinion, and what the hand-overs do about duties."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction

from amparo import rules
from amparo.casework.measures.models import Measure
from amparo.casework.obligations import events
from amparo.casework.obligations.deliveries import (
    Delivery,
    delivery,
    key_for,
    text_of,
    to_forward,
    words_asked,
)
from amparo.casework.obligations.models import OVER, Duty, FollowUp
from amparo.casework.obligations.taking_back import open_follow_up
from amparo.foundations.access.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import end_of
from amparo.foundations.consent.services import ask
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox.folders import hold
from amparo.foundations.letterbox.papers import write_paper
from amparo.foundations.letterbox.services import happen
from amparo.sealing import marks
from amparo.sealing.keys import new_key

SENT_ALREADY = "sent_already"


class MayNotLeave(Exception):
    """The gate is shut; `reasons` are the codes of `deliveries.REASONS`. Nothing has left."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("+".join(reasons))
        self.reasons = reasons


class NotPrepared(Exception):
    """There is no such extract on paper that waits to be handed over."""


@transaction.atomic
def forward(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    *,
    fields: Sequence[str],
    by: Actor,
    at: datetime,
) -> Duty:
    """Send one unit the extract of one granted measure: these fields, in the words she agreed to.

    A unit for which no officer ever signed in gets it on paper: see `hand_over`. Raises
    MayNotLeave.
    """
    checked = _let_through(open_case, measure, unit, Duty.Kind.MEASURE, fields, by)
    if checked.measure.first_report_on is None:  # a grant always says it: database constraint
        raise MayNotLeave("not_granted")
    law = rules.load(open_case.folder.filing.protocol)
    due_on = datetime.combine(checked.measure.first_report_on, time.max, law.zone)
    return _make(open_case, checked, fields, due_on, by=by, at=at)


@transaction.atomic
def ask_opinion(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    *,
    fields: Sequence[str],
    by: Actor,
    at: datetime,
) -> Duty:
    """Ask for the opinion that the norm wants first. Neither silence nor objection decides.
    Raises MayNotLeave."""
    checked = _let_through(open_case, measure, unit, Duty.Kind.OPINION, fields, by)
    law = rules.load(open_case.folder.filing.protocol)
    term = rules.asked_term(law, "prior_opinion", at, at, calendar=settings.CALENDAR)
    due_on = end_of(term, law.zone) if term else None
    if due_on is None:
        raise MayNotLeave("opinion_not_asked_for")
    return _make(open_case, checked, fields, due_on, by=by, at=at)


@transaction.atomic
def ask_her_about_opinion(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    *,
    fields: Sequence[str],
    by: Actor,
    at: datetime,
) -> None:
    """Put it to the person that this unit be asked, and with which facts of the measure."""
    known = words_asked(
        open_case,
        delivery(open_case, measure, unit, kind=Duty.Kind.MEASURE, seen_by=by),
        seen_by=by,
    )
    told = {name: known["fields"][name] for name in fields if name in known["fields"]}
    body = {"measure": measure.catalogue, "what": known["what"], "values": told}
    paper = write_paper(open_case.folder, kind="opinion", body=body, by=by, at=at, for_person=True)
    ask(
        open_case.folder,
        kind=Duty.Kind.OPINION,
        subject=measure.ref,
        unit=unit,
        fields=sorted(told),
        paper_ref=paper.ref,
        by=by,
        at=at,
    )


@transaction.atomic
def send_again(open_case: OpenCase, duty: Duty, *, by: Actor, at: datetime) -> None:
    """Seal what went on paper, or to a key that nobody holds any more, to the unit's key of now.
    Raises MayNotLeave."""
    key = duty.key_of_case(open_case.folder)
    fields = tuple(duty.says(key).get("fields", {}))
    checked = delivery(
        open_case, duty.measure, duty.unit, kind=duty.kind, fields=fields, seen_by=by
    )
    _refuse([reason for reason in checked.reasons if reason != SENT_ALREADY])
    group = key_for(duty.unit)
    if group is None or not duty.extract or duty.state == Duty.State.PREPARED:
        raise NotPrepared
    duty.give_key_to_unit(key, bytes(group.public))
    duty.by_paper = False
    duty.save(update_fields=["key_for_unit", "by_paper"])
    record(events.DutySealedAnew(**duty.named), by=by, at=at)


@transaction.atomic
def hand_over(
    open_case: OpenCase, duty: Duty, *, on: date, received_by: str, by: Actor, at: datetime
) -> None:
    """Note that the extract on paper reached the unit: on which day, and who took it.

    Raises NotPrepared, and MayNotLeave where the person changed her mind since it was printed.
    """
    fresh = Duty.objects.select_for_update().get(pk=duty.pk)
    if fresh.state != Duty.State.PREPARED:
        raise NotPrepared
    fields = tuple(fresh.says(fresh.key_of_case(open_case.folder)).get("fields", {}))
    checked = delivery(
        open_case, duty.measure, duty.unit, kind=duty.kind, fields=fields, seen_by=by
    )
    _refuse([reason for reason in checked.reasons if reason != SENT_ALREADY])
    body = {"alias": duty.alias, "received_by": received_by, "on": on.isoformat()}
    write_paper(open_case.folder, kind="handed_over", body=body, by=by, at=at)
    Duty.objects.filter(pk=duty.pk).update(forwarded_at=at, state=Duty.State.OPEN, changed_at=at)
    duty.forwarded_at, duty.state = at, Duty.State.OPEN
    _sent(open_case, duty, by=by, at=at)


@transaction.atomic
def confirmed(case: Case, *, measure: str, holds: bool, by: Signs, at: datetime) -> None:
    """Her word on the measure is the only thing that verifies a duty, and it can unsay it: then
    the team asks the unit."""
    found = Duty.objects.select_related("measure", "unit", "case__filing").filter(
        case=case, measure__ref=measure, kind=Duty.Kind.MEASURE
    )
    for duty in found.exclude(state__in=(*OVER, Duty.State.PREPARED, Duty.State.ENDING)):
        if holds and duty.state != Duty.State.VERIFIED:
            duty.move(Duty.State.VERIFIED, at)
            record(events.DutyVerified(**duty.named), by=by, at=at)
        elif not holds:
            if duty.state == Duty.State.VERIFIED:
                duty.move(Duty.State.REPORTED, at)
            open_follow_up(case, FollowUp.Kind.ASK_REPORT, duty=duty, by=by, at=at)


# --- inside ---


def _let_through(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    kind: str,
    fields: Sequence[str],
    by: Actor,
) -> Delivery:
    """Ask the gate on what stands in the database now, not on what a page showed."""
    fresh = (
        Measure.objects.select_for_update(of=("self",))
        .select_related("case__filing", "unit")
        .get(pk=measure.pk, case=open_case.case)
    )
    checked = delivery(open_case, fresh, unit, kind=kind, fields=tuple(fields), seen_by=by)
    _refuse(checked.reasons)
    return checked


def _refuse(reasons: Sequence[str]) -> None:
    if reasons:
        raise MayNotLeave(*reasons)


def _make(
    open_case: OpenCase,
    checked: Delivery,
    fields: Sequence[str],
    due_on: datetime,
    *,
    by: Actor,
    at: datetime,
) -> Duty:
    """The duty with an alias and a key of its own; on its way, or prepared for paper."""
    hold(open_case.folder)
    group = key_for(checked.unit)
    duty = Duty(
        alias=marks.new_code(),
        kind=checked.kind,
        case=open_case.case,
        measure=checked.measure,
        unit=checked.unit,
        question_ref=checked.question.ref if checked.question else "",
        due_on=due_on,
        by_paper=group is None,
        state=Duty.State.OPEN if group else Duty.State.PREPARED,
        forwarded_at=at,
        changed_at=at,
    )
    key = new_key()
    duty.seal(key, _extract(open_case, checked, fields, by=by))
    duty.keep_key_under(open_case.folder, key)
    if group:
        duty.give_key_to_unit(key, bytes(group.public))
    duty.save(force_insert=True)
    if group:
        _sent(open_case, duty, by=by, at=at)
    else:
        record(events.DutyPrepared(**duty.named), by=by, at=at)
    return duty


def _extract(
    open_case: OpenCase, checked: Delivery, fields: Sequence[str], *, by: Actor
) -> dict[str, Any]:
    """An extract, never the resolution: no number, no name of the case, no other measure."""
    asked = words_asked(open_case, checked, seen_by=by)
    measure = checked.measure
    text = text_of(measure)
    day = measure.granted_at.date().isoformat() if measure.granted_at else ""
    report, review = measure.first_report_on, measure.next_review_on
    return {
        "what": asked["what"],
        "fields": {name: asked["fields"][name] for name in fields if name in asked["fields"]},
        "days": measure.duration_days or 0,
        "granted_on": day,
        "first_report_on": report.isoformat() if report else "",
        "next_review_on": review.isoformat() if review else "",
        "provisional": measure.provisional,
        "urgent": measure.urgent,
        "ground": text.source if text else "",
    }


def _sent(open_case: OpenCase, duty: Duty, *, by: Actor, at: datetime) -> None:
    if duty.kind == Duty.Kind.OPINION:
        record(events.OpinionAsked(by_paper=duty.by_paper, **duty.named), by=by, at=at)
        return
    record(events.DutyForwarded(by_paper=duty.by_paper, **duty.named), by=by, at=at)
    _note_that_all_is_forwarded(open_case, by=by, at=at)


def _note_that_all_is_forwarded(open_case: OpenCase, *, by: Actor, at: datetime) -> None:
    """The law's forwarding is done when every measure of the decision that may go has gone."""
    filing = open_case.folder.filing
    filing.refresh_from_db()
    if "decision_issued" not in filing.happened or "resolution_forwarded" in filing.happened:
        return
    left = [
        one
        for one in to_forward(open_case, seen_by=by)
        if one.allowed and not one.measure.provisional
    ]
    on_paper = Duty.objects.filter(case=open_case.case, state=Duty.State.PREPARED, kind="measure")
    of_the_decision = Duty.objects.filter(
        case=open_case.case, kind=Duty.Kind.MEASURE, measure__provisional=False
    ).exclude(state=Duty.State.PREPARED)
    if not left and not on_paper.exists() and of_the_decision.exists():
        happen(filing, "resolution_forwarded", when=at, by=by, at=at)
