"""Services for following requests to outside authorities. Nothing is sent from here: steps are
noted, and this organisation acts there only with the person's yes."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amparo.casework.external_cases import events, queries
from amparo.casework.external_cases.authority_steps import note, set_aside
from amparo.casework.external_cases.clocks import agrees
from amparo.casework.external_cases.member_input import Plan
from amparo.casework.external_cases.models import ExternalProcedure
from amparo.casework.external_cases.next_due_days import (
    NotPossible,
    followed,
    must_work_here,
    settle,
)
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.intake.documents.schemas.consent import OralAnswerText
from amparo.foundations.intake.documents.schemas.external_cases import OutsideAskedText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.leaked_classes import STOPS
from amparo.foundations.ledger.services import record

__all__ = [
    "NotPossible",
    "ask_again",
    "end",
    "exported",
    "note",
    "note_answer",
    "open_record",
    "printed",
    "set_aside",
]


@transaction.atomic
def open_record(open_case: OpenCase, plan: Plan, *, by: Actor, at: datetime) -> ExternalProcedure:
    """Open a record, and ask the person whether it may be filed and followed. Raises
    NotPossible."""
    folder = open_case.folder
    must_work_here(by)
    hold(folder)
    if folder.filing.withdrawn_at:
        raise NotPossible("withdrew")
    if plan.protocol not in settings.FOLLOWS:
        raise NotPossible("unknown_law")
    if plan.unit.code not in {one.code for one in queries.authorities(open_case, seen_by=by)}:
        raise NotPossible("recipient_excluded")
    going_on = ExternalProcedure.objects.filter(case=open_case.case, ended_at=None)
    if going_on.filter(protocol=plan.protocol, unit=plan.unit).exists():
        raise NotPossible("followed_already")
    made = ExternalProcedure.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        protocol=plan.protocol,
        unit=plan.unit,
        opened_at=at,
    )
    body = OutsideAskedText(
        label=_("Asking %(authority)s for protection") % {"authority": plan.unit.name},
        text=plan.text,
        why=plan.why,
        values=dict.fromkeys(plan.fields, _("as you told it to us")),
    )
    paper = write_paper(folder, body=body, by=by, at=at, for_person=True)
    event = events.OutsideOpened(
        about=open_case.code, record=made.ref, protocol=plan.protocol, unit=plan.unit.code
    )
    record(event, by=by, at=at)
    _ask(open_case, made, plan.fields, paper.ref, by=by, at=at)
    return made


@transaction.atomic
def ask_again(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Ask the same question again after the person withdrew the answer or wanted to talk first."""
    must_work_here(by)
    hold(open_case.folder)
    found = followed(open_case, ref, by=by)
    question = queries.agreement_on(found, seen_by=by)
    if question is None or agrees(question) or _waits(question):
        raise NotPossible("asked_already")
    if open_case.folder.filing.withdrawn_at:
        raise NotPossible("withdrew")
    _ask(open_case, found, question.fields, question.paper_ref, by=by, at=at)


@transaction.atomic
def note_answer(
    open_case: OpenCase,
    ref: str,
    *,
    answer: str,
    way: str,
    words: str,
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Write down what the person said, how, in which words, and until which day a yes holds. Raises
    CannotConsent and NotPossible."""
    must_work_here(by)
    hold(open_case.folder)
    found = followed(open_case, ref, by=by)
    question = queries.agreement_on(found, seen_by=by)
    if question is None or question.withdrawn_at:
        raise NotPossible("not_asked")
    label = _("Asking %(authority)s for protection") % {"authority": found.unit.name}
    body = OralAnswerText(label=label, way=way, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    consent.answer(
        open_case.folder, question.ref, answer=answer, by=by, at=at, how="oral", until=until
    )


@transaction.atomic
def end(open_case: OpenCase, ref: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Stop following the record. What was noted stays."""
    must_work_here(by)
    hold(open_case.folder)
    found = followed(open_case, ref, by=by)
    found.ended, found.ended_at = ExternalProcedure.Reason(reason).value, at
    found.save(update_fields=["ended", "ended_at"])
    record(
        events.OutsideEnded(about=open_case.code, record=found.ref, reason=found.ended),
        by=by,
        at=at,
    )
    settle(open_case.case, by=by, at=at)


@transaction.atomic
def printed(
    open_case: OpenCase, ref: str, *, by: Actor, at: datetime
) -> tuple[ExternalProcedure, int]:
    """Record that a sheet for the authority is made; possible only while the person agrees. Return
    the record and the number of the sheet. Raises NotPossible."""
    must_work_here(by)
    hold(open_case.folder)
    found = followed(open_case, ref, by=by)
    verdict = may_leave(
        open_case.folder,
        kind=Question.Kind.OUTSIDE,
        subject=found.ref,
        unit=found.unit,
        fields=(),
        seen_by=by,
    )
    if not verdict.allowed:
        known = (one for one in ("recipient_excluded", *STOPS) if one in verdict.reasons)
        raise NotPossible(next(known, "no_agreement"))
    if not found.happened:
        raise NotPossible("not_filed")
    number = queries.sheets_made(found, seen_by=by) + 1
    event = events.OutsidePrinted(
        about=open_case.code, record=found.ref, unit=found.unit.code, number=number
    )
    record(event, by=by, at=at)
    return found, number


@transaction.atomic
def exported(*, lines: int, by: Actor, at: datetime) -> None:
    """Record that the list was downloaded."""
    record(events.OutsideExported(about=by.member.code, lines=lines), by=by, at=at)


def _ask(
    open_case: OpenCase,
    found: ExternalProcedure,
    fields: Sequence[str],
    paper_ref: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    consent.ask(
        open_case.folder,
        kind=Question.Kind.OUTSIDE,
        subject=found.ref,
        unit=found.unit,
        fields=fields,
        paper_ref=paper_ref,
        by=by,
        at=at,
    )
    settle(open_case.case, by=by, at=at)


def _waits(question: Question) -> bool:
    return not question.answer and question.withdrawn_at is None
