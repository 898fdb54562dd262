"""Measures that another body ordered for the person: noted, agreed with the person, ended.
Services, by noun: external measures. They do not affect the clock of the domestic procedure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from amparo.casework.measures.states import Hindered, must
from amparo.casework.referral import events
from amparo.casework.referral.dated_tasks import close_dated_tasks, open_dated_task
from amparo.casework.referral.models import ExternalMeasure, ReferralTask
from amparo.casework.referral.queries import External, external_called
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.referral import (
    ExternalAgreedText,
    ExternalEndedText,
    ExternalMeasureText,
)
from amparo.foundations.intake.documents.services import ChangedMeanwhile, change_paper, write_paper
from amparo.foundations.intake.keys.case_keys import hold, must_be_alive
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.services import record

Kind = ReferralTask.Kind
LOOK_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ordered:
    """A measure as ordered elsewhere. `issuer`: a kind of the site's list; `name`: who ordered it;
    `what`: the measure in words; `agree_by`: until when its carrying out is to be agreed with the
    person."""

    kind: str
    issuer: str
    name: str
    what: str
    on: date
    until: date | None
    agree_by: date


@transaction.atomic
def note_external(
    open_case: OpenCase, ordered: Ordered, *, by: Actor, at: datetime
) -> ExternalMeasure:
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    body = ExternalMeasureText(
        kind=ordered.kind,
        issuer=ordered.issuer,
        ordered_by=ordered.name,
        what=ordered.what,
        on=ordered.on.isoformat(),
        until=ordered.until.isoformat() if ordered.until else "",
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    row = ExternalMeasure.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        paper_ref=paper.ref,
        noted_at=at,
    )
    event = events.ExternalMeasureNoted(about=open_case.code, external=row.ref, paper=row.paper_ref)
    record(event, by=by, at=at)
    agree_by = end_of_day(open_case.folder.filing, ordered.agree_by)
    open_dated_task(open_case.case, Kind.AGREE, about=row.ref, due_on=agree_by, by=by, at=at)
    if ordered.until:
        look = _before(open_case, ordered.until, at=at)
        open_dated_task(open_case.case, Kind.LOOK_AGAIN, about=row.ref, due_on=look, by=by, at=at)
    refresh(open_case.case, at=at)
    return row


@transaction.atomic
def note_agreement(
    open_case: OpenCase,
    ref: str,
    *,
    outcome: str,
    on: date,
    words: str,
    again_by: date | None,
    by: Actor,
    at: datetime,
) -> None:
    """Note what was agreed with the person on how the measure is carried out, and open a task where
    not everything is agreed. The person can read the note. It is agreed only with the person, so
    not while the person cannot be asked. Raises Hindered, AsksNobody."""
    must(by, Permission.CASE_WORK)
    found = _running(open_case, ref, by=by)
    must_be_alive(open_case.folder.filing)
    if Filing.objects.values_list("impediment", flat=True).get(pk=open_case.folder.filing.pk):
        raise Hindered("impeded")
    row = found.row
    if on < found.ordered_on:
        raise Hindered("day")
    body = ExternalAgreedText(label=found.issuer, on=on.isoformat(), outcome=outcome, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    agreement = ExternalMeasure.Agreement(outcome)
    ExternalMeasure.objects.filter(pk=row.pk).update(agreement=agreement)
    event = events.ExternalMeasureAgreed(about=open_case.code, external=row.ref, outcome=agreement)
    record(event, by=by, at=at)
    close_dated_tasks(open_case.case, Kind.AGREE, about=row.ref, outcome=outcome, by=by, at=at)
    if again_by and agreement != ExternalMeasure.Agreement.AGREED:
        again = end_of_day(open_case.folder.filing, again_by)
        open_dated_task(open_case.case, Kind.AGREE, about=row.ref, due_on=again, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def end_external(
    open_case: OpenCase, ref: str, *, on: date, words: str, seen: int, by: Actor, at: datetime
) -> None:
    """Note that the measure was lifted or its time is over. The domestic procedure is not affected.
    `seen`: the version of its document on the page. Raises Hindered, ChangedMeanwhile."""
    must(by, Permission.CASE_WORK)
    found = _running(open_case, ref, by=by)
    if found.version != seen:
        raise ChangedMeanwhile(_paper(open_case, found))
    row = found.row
    if on < found.ordered_on:
        raise Hindered("day")
    body = ExternalEndedText(label=found.issuer, on=on.isoformat(), text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    ExternalMeasure.objects.filter(pk=row.pk).update(ended_at=at)
    event = events.ExternalMeasureEnded(about=open_case.code, external=row.ref)
    record(event, by=by, at=at)
    close_dated_tasks(
        open_case.case, Kind.AGREE, Kind.LOOK_AGAIN, about=row.ref, outcome="ended", by=by, at=at
    )
    refresh(open_case.case, at=at)


@transaction.atomic
def prolong_external(
    open_case: OpenCase, ref: str, *, until: date, seen: int, by: Actor, at: datetime
) -> None:
    """Note that the body that ordered the measure prolonged it, in the document that the person
    reads. `seen`: its version on the page. Raises Hindered, ChangedMeanwhile."""
    must(by, Permission.CASE_WORK)
    found = _running(open_case, ref, by=by)
    if found.version == seen and until < (found.until or found.ordered_on):
        raise Hindered("day")
    paper = _paper(open_case, found)
    body = ExternalMeasureText.from_json({**found.body, "until": until.isoformat()})
    change_paper(open_case.folder, paper, body=body, seen=seen, by=by, at=at)
    about = found.row.ref
    record(events.ExternalMeasureProlonged(about=open_case.code, external=about), by=by, at=at)
    look = _before(open_case, until, at=at)
    open_dated_task(open_case.case, Kind.LOOK_AGAIN, about=about, due_on=look, by=by, at=at)
    refresh(open_case.case, at=at)


def _paper(open_case: OpenCase, found: External) -> Document:
    return Document.objects.get(
        filing=open_case.folder.filing, ref=found.row.paper_ref, current=True
    )


def _before(open_case: OpenCase, until: date, *, at: datetime) -> datetime:
    """Return when the measure is looked at again: while there is still time to ask for more."""
    return max(end_of_day(open_case.folder.filing, until) - LOOK_BEFORE, at)


def _running(open_case: OpenCase, ref: str, *, by: Actor) -> External:
    hold(open_case.folder)
    found = external_called(open_case, ref, seen_by=by)
    if found is None or found.row.ended_at:
        raise Hindered("ended")
    return found
