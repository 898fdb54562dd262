"""Services for the first hours and days of a case. Each stores everything, or nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from amparo.casework.admission import events
from amparo.casework.admission.models import ImmediateAction
from amparo.casework.admission.other_body_steps.queries import steps_of
from amparo.casework.admission.queries import consents_of
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import is_flagged, is_unweighed
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.schemas.admission import (
    AcknowledgementText,
    ActionText,
    DangerLiftedText,
    NoteText,
    PreliminaryReportText,
)
from amparo.foundations.intake.documents.services import change_paper, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.legal_effects_of_acts import NotInOrder, happen, note
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.services import record
from amparo.foundations.web.law.wording import say
from amparo.law import Deed, load_protocol


class AlreadyEnded(Exception):
    """The action has already ended."""


class NotAgreed(Exception):
    """The person has not agreed to this action."""


@transaction.atomic
def acknowledge(open_case: OpenCase, *, text: str, by: Actor, at: datetime) -> Document:
    """Tell the person that the request has arrived and who is in charge of it."""
    paper = write_paper(
        open_case.folder, body=AcknowledgementText(text=text), by=by, at=at, for_person=True
    )
    record(events.Acknowledged(about=open_case.code, paper=paper.ref), by=by, at=at)
    refresh(open_case.case, at=at)
    return paper


@transaction.atomic
def keep_note(open_case: OpenCase, *, text: str, by: Actor, at: datetime) -> Document:
    """Store a note for the team alone."""
    paper = write_paper(open_case.folder, body=NoteText(text=text), by=by, at=at)
    record(events.NoteKept(about=open_case.code, paper=paper.ref, version=1), by=by, at=at)
    refresh(open_case.case, at=at)
    return paper


@transaction.atomic
def lift_danger_flag(open_case: OpenCase, *, text: str, by: Actor, at: datetime) -> None:
    """Lift the danger flag of the case; the team alone reads the reason. A new urgent report, or an
    incident, raises it again. Raises Refused."""
    if not by.may(Permission.CASE_WORK):
        raise Refused("not_allowed")
    hold(open_case.folder)
    if not is_flagged(open_case.case):
        raise Refused("not_flagged")
    if is_unweighed(open_case.case):
        raise Refused("happened_since")
    paper = write_paper(open_case.folder, body=DangerLiftedText(text=text), by=by, at=at)
    record(events.DangerFlagLifted(about=open_case.code, paper=paper.ref), by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def change_note(
    open_case: OpenCase, paper: Document, *, text: str, seen: int, by: Actor, at: datetime
) -> Document:
    """Change a note; the older text stays as a version. Raises ChangedMeanwhile where another
    member saved first."""
    newer = change_paper(open_case.folder, paper, body=NoteText(text=text), seen=seen, by=by, at=at)
    record(
        events.NoteKept(about=open_case.code, paper=newer.ref, version=newer.version), by=by, at=at
    )
    refresh(open_case.case, at=at)
    return newer


@transaction.atomic
def open_action(
    open_case: OpenCase,
    *,
    kind: str,
    owner: Member,
    text: str,
    by: Actor,
    at: datetime,
) -> ImmediateAction:
    """Offer help that cannot wait for a decision; it is given only with the person's consent.
    Answers given in conversation: `oral_answers.py`."""
    law = load_protocol(open_case.folder.filing.protocol)
    offered = next(one for one in law.measures.immediate_action if one.id == kind)
    paper = write_paper(
        open_case.folder,
        body=ActionText(kind=kind, text=text),
        by=by,
        at=at,
        for_person=True,
    )
    action = ImmediateAction.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        kind=kind,
        owner=owner,
        target_at=at + timedelta(hours=offered.target_hours),
        paper_ref=paper.ref,
        opened_at=at,
    )
    record(
        events.ActionOpened(
            about=open_case.code,
            action=action.ref,
            kind=kind,
            owner=owner.code,
            target_hours=offered.target_hours,
        ),
        by=by,
        at=at,
    )
    consent.ask(
        open_case.folder,
        kind="action",
        subject=action.ref,
        unit=None,
        fields=[str(field) for field in offered.needs],
        paper_ref=action.paper_ref,
        by=by,
        at=at,
    )
    refresh(open_case.case, at=at)
    return action


@transaction.atomic
def end_action(
    open_case: OpenCase,
    action: ImmediateAction,
    *,
    done: bool,
    text: str,
    by: Actor,
    at: datetime,
) -> None:
    """End an action as done or dropped; a dropped action waits for no answer. Raises NotAgreed,
    AlreadyEnded."""
    said = consents_of(open_case, seen_by=by).get(action.ref)
    if done and (said is None or said.answer not in {"agreed", "replaced"}):
        raise NotAgreed
    state = ImmediateAction.State.DONE if done else ImmediateAction.State.DROPPED
    open_rows = ImmediateAction.objects.filter(pk=action.pk, state=ImmediateAction.State.OPEN)
    if not open_rows.update(state=state, ended_at=at):
        raise AlreadyEnded
    if text:
        body = NoteText(text=text, action=action.ref)
        write_paper(open_case.folder, body=body, by=by, at=at)
    if not done and said and said.answer not in {"agreed", "refused"}:
        kind, filing = Question.Kind.ACTION, open_case.folder.filing
        consent.close(filing, kind=kind, subject=action.ref, by=by, at=at)
    event = events.ActionDone if done else events.ActionDropped
    record(event(about=open_case.code, action=action.ref, kind=action.kind), by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def issue_report(
    open_case: OpenCase,
    *,
    text: str,
    found: Mapping[str, bool],
    why: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> Document:
    """Issue the preliminary report: each finding with its reason; the track follows from the
    findings.

    Raises NotInOrder; its message is the event itself where that happened already.
    """
    body = PreliminaryReportText(
        text=text,
        findings={name: {"found": found[name], "why": why.get(name, "")} for name in found},
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    note(open_case.folder.filing, Deed.LOOK_FIRST, when=at, by=by, at=at, found=dict(found))
    refresh(open_case.case, at=at)
    return paper


@transaction.atomic
def note_step(
    open_case: OpenCase,
    act: str,
    *,
    when: datetime,
    text: str,
    by: Actor,
    at: datetime,
    counted: Mapping[str, str] | None = None,
) -> None:
    """Note that a step was done at that moment, and how that is known. `counted`: numbers that the
    law counts. Raises NotInOrder, with the engine's refusal as its cause where the moment does not
    fit."""
    if not by.may(Permission.CASE_WORK):
        raise Refused("not_on_the_case")
    hold(open_case.folder)
    filing = open_case.folder.filing
    law, state = load_protocol(filing.protocol), standing(filing, at=at)
    if act not in {one.id for one in steps_of(open_case, state, seen_by=by)}:
        raise NotInOrder(act)
    step = say(law, f"acts.{act}")
    found = dict(counted or {})
    happen(filing, str(law.acts[act].records), when=when, by=by, at=at, found=found)
    keep_note(open_case, text=f"{step}\n\n{text}", by=by, at=at)
