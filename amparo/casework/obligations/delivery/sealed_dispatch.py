"""Checks, sealing and record of everything that is sent to a unit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from amparo.casework.measures.models import Measure
from amparo.casework.obligations import events
from amparo.casework.obligations.delivery.consent_gate import (
    Delivery,
    delivery,
    key_for,
    to_forward,
    words_asked,
)
from amparo.casework.obligations.delivery.instructions import Instructions, resolution_parts
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.stations.queries import CLEARED, cleared_for
from amparo.casework.obligations.titles_and_grounds import source_of_asking, text_of
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import new_key
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.leaked_classes import STOPS
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_noted, note
from amparo.foundations.ledger.services import record
from amparo.foundations.web.law.wording import source_said
from amparo.law import Deed, load_protocol

SENT_ALREADY = "sent_already"
LONGEST = 80
"""Characters of a code in the record."""


HIDDEN = frozenset({"recipient_excluded", "officer_named", *STOPS})
"""With these reasons the record does not name the unit: whom the person excluded, and where
something leaked, is stored nowhere unsealed."""


class MayNotLeave(Exception):
    """Sending is refused; `reasons` are the codes of `deliveries.REASONS`. Nothing was sent."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("+".join(reasons))
        self.reasons = reasons


class NotPrepared(Exception):
    """No paper extract of this obligation waits to be handed over."""


@contextmanager
def on_record(
    open_case: OpenCase, measure: Measure, unit: Unit, kind: str, *, by: Actor, at: datetime
) -> Iterator[None]:
    """Run the block in one transaction. Where sending is refused, record the attempt: what, for
    whom and the codes of the reasons."""
    try:
        with transaction.atomic():
            hold(open_case.folder)  # first: the person's own acts take this lock too, in this order
            yield
    except MayNotLeave as refusal:
        event = events.ForwardingRefused(
            about=open_case.code,
            measure=measure.ref,
            unit="" if HIDDEN & {*refusal.reasons} else unit.code,
            kind=kind,
            reasons=_fitting(refusal.reasons),
        )
        record(event, by=by, at=at)
        raise


def _fitting(reasons: Sequence[str]) -> str:
    """As many codes as an entry of the record holds, in their order."""
    text = ""
    for reason in reasons:
        longer = f"{text}+{reason}" if text else reason
        text = longer if len(longer) <= LONGEST else text
    return text


def let_through(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    kind: str,
    fields: Sequence[str],
    by: Actor,
) -> Delivery:
    """Check consent against the present state of the database, not against what a page showed.
    Raises MayNotLeave."""
    fresh = (
        Measure.objects.select_for_update(of=("self",))
        .select_related("case__filing", "unit")
        .get(pk=measure.pk, case=open_case.case)
    )
    checked = delivery(open_case, fresh, unit, kind=kind, fields=tuple(fields), seen_by=by)
    refuse(checked.reasons)
    return checked


def still_out(open_case: OpenCase, duty: Obligation, *, by: Actor) -> Obligation:
    """The present obligation, if what it tells may still be with the unit. Raises MayNotLeave."""
    found = Obligation.objects.select_for_update(of=("self",)).select_related(
        "measure__case__filing", "case__filing", "unit"
    )
    fresh = found.get(pk=duty.pk)
    told = fresh.says(fresh.key_of_case(open_case.folder))
    fields = tuple(told.get("fields", {}))
    checked = delivery(
        open_case, fresh.measure, fresh.unit, kind=fresh.kind, fields=fields, seen_by=by
    )
    refuse([reason for reason in checked.reasons if reason != SENT_ALREADY])
    return fresh


def refuse(reasons: Sequence[str]) -> None:
    if reasons:
        raise MayNotLeave(*reasons)


def make(
    open_case: OpenCase,
    checked: Delivery,
    fields: Sequence[str],
    due_on: datetime,
    *,
    instructions: Instructions | None = None,
    by: Actor,
    at: datetime,
) -> Obligation:
    """Create the obligation with an alias and a key of its own, sent or prepared for paper."""
    group = key_for(checked.unit)
    duty = Obligation(
        alias=marks.new_code(),
        kind=checked.kind,
        case=open_case.case,
        measure=checked.measure,
        unit=checked.unit,
        question_ref=checked.question.ref if checked.question else "",
        due_on=due_on,
        by_paper=group is None,
        state=Obligation.State.OPEN if group else Obligation.State.PREPARED,
        forwarded_at=at,
        changed_at=at,
    )
    key = new_key()
    told = _extract(open_case, checked, fields, by=by, at=at)
    if instructions and checked.kind == Obligation.Kind.MEASURE:
        told |= _how_to_do_it(open_case, checked, instructions, by=by)
    if checked.kind == Obligation.Kind.MEASURE:
        told |= {CLEARED: cleared_for(open_case.folder, checked.unit, seen_by=by)}
    duty.seal(key, told)
    duty.keep_key_under(open_case.folder, key)
    if group:
        duty.give_key_to_unit(key, bytes(group.public))
    duty.save(force_insert=True)
    if group:
        sent(open_case, duty, by=by, at=at)
    else:
        record(events.DutyPrepared(**duty.named), by=by, at=at)
    return duty


def _extract(
    open_case: OpenCase, checked: Delivery, fields: Sequence[str], *, by: Actor, at: datetime
) -> dict[str, Any]:
    """The extract for the unit, never the resolution itself: no name of the case, no other
    measure."""
    asked = words_asked(open_case, checked, seen_by=by)
    told = {name: asked["fields"][name] for name in fields if name in asked["fields"]}
    measure, law = checked.measure, load_protocol(open_case.folder.filing.protocol)
    if checked.kind == Obligation.Kind.CONTEXT:  # nothing of the measure
        with override(law.languages[0]):  # a document cites the norm in its own language
            ground = source_of_asking(law, checked.kind, at)
        return {"what": asked["what"], "fields": told, "ground": ground}
    text = text_of(measure)
    with override(law.languages[0]):
        ground = source_said(text)
    day = measure.granted_on.isoformat() if measure.granted_on else ""
    report, review = measure.first_report_on, measure.next_review_on
    return {
        "what": asked["what"],
        "fields": told,
        "days": measure.duration_days or 0,
        "granted_on": day,
        "first_report_on": report.isoformat() if report else "",
        "next_review_on": review.isoformat() if review else "",
        "provisional": measure.provisional,
        "urgent": measure.urgent,
        "ground": ground,
    }


def _how_to_do_it(
    open_case: OpenCase, checked: Delivery, instructions: Instructions, *, by: Actor
) -> dict[str, Any]:
    """What the team entered, and the chosen parts of the resolution, in the norm's language."""
    law = load_protocol(open_case.folder.filing.protocol)
    with override(law.languages[0]):
        parts = resolution_parts(open_case, checked.measure, checked.unit, seen_by=by)
    told = instructions.told()
    for name in instructions.of_resolution:
        told |= parts.get(name, {})
    return told


def sent(open_case: OpenCase, duty: Obligation, *, by: Actor, at: datetime) -> None:
    if duty.only_asked:
        opinion = duty.kind == Obligation.Kind.OPINION
        asked = events.OpinionAsked if opinion else events.ContextAsked
        record(asked(by_paper=duty.by_paper, **duty.named), by=by, at=at)
        return
    record(events.DutyForwarded(by_paper=duty.by_paper, **duty.named), by=by, at=at)
    _note_that_all_is_forwarded(open_case, by=by, at=at)


def _note_that_all_is_forwarded(open_case: OpenCase, *, by: Actor, at: datetime) -> None:
    """Note the act of forwarding once every measure of the decision that may be sent was sent."""
    filing = open_case.folder.filing
    filing.refresh_from_db()
    if not is_noted(filing, Deed.DECIDE) or is_noted(filing, Deed.FORWARD):
        return
    left = [
        one
        for one in to_forward(open_case, seen_by=by)
        if one.waits and not one.measure.provisional
    ]
    on_paper = Obligation.objects.filter(
        case=open_case.case, state=Obligation.State.PREPARED, kind="measure"
    )
    of_the_decision = Obligation.objects.filter(
        case=open_case.case, kind=Obligation.Kind.MEASURE, measure__provisional=False
    ).exclude(state=Obligation.State.PREPARED)
    if not left and not on_paper.exists() and of_the_decision.exists():
        note(filing, Deed.FORWARD, when=at, by=by, at=at)
