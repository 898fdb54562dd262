"""Services for the person's answers to measures, and for the reasons that replace an answer while
the person cannot be asked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from amparo.casework.admission.oral_answers import Heard, note_heard
from amparo.casework.measures import queries
from amparo.casework.measures.catalogue import entries_of
from amparo.casework.measures.models import Measure
from amparo.casework.measures.states import Hindered, consent_ended, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.documents.schemas.consent import ImpedimentEndedText, ReasonText
from amparo.foundations.intake.documents.services import ChangedMeanwhile, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Document
from amparo.law.measures import Consent


@transaction.atomic
def ask_again(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Ask the same question again after the person withdrew a consent or all sharing."""
    must(by, Permission.CASE_PLAN)
    shown = found_on(open_case, ref, by=by)
    if shown.answer != "withdrawn":
        raise Hindered("still_asked")
    if not shown.entry.own:
        must_not_be_excluded(open_case, shown.measure.unit, by=by)
    fields = shown.body.get("fields")
    put_to_her(open_case, shown.measure, fields if isinstance(fields, list) else [], by=by, at=at)
    consent_ended(measure=shown.measure.ref, by=by, at=at)  # also a yes given after the person left
    refresh(open_case.case, at=at)


@transaction.atomic
def note_answer(
    open_case: OpenCase,
    ref: str,
    heard: Heard,
    *,
    seen: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down what was said, by whom, how and in which words; the person reads it on their page.

    Raises Hindered, ChangedMeanwhile, oral's AnsweredMeanwhile, consent's CannotConsent.
    """
    must(by, Permission.CASE_PLAN)
    shown = as_seen(open_case, ref, seen=seen, by=by)
    question = shown.question
    if question is None:
        raise Hindered("not_asked")
    note_heard(open_case, question, heard, label=shown.entry.label, about=ref, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def replace_consent(
    open_case: OpenCase, ref: str, *, reasons: Mapping[str, str], by: Actor, at: datetime
) -> None:
    """Record a supervisor's reasoned decision while the person cannot be asked, for this measure
    and this recipient. Raises Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_SUPERVISE)
    shown = found_on(open_case, ref, by=by)
    if shown.question is None:
        raise Hindered("not_asked")
    if not all(words.strip() for words in reasons.values()):
        raise Hindered("reasons")
    body = ReasonText(measure=ref, label=shown.entry.label, given=reasons)
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    consent.replace_by_reason(
        open_case.folder,
        shown.question.ref,
        reason_paper_digest=bytes(paper.digest),
        by=by,
        at=at,
    )
    refresh(open_case.case, at=at)


@transaction.atomic
def end_impediment(open_case: OpenCase, *, words: str, since: date, by: Actor, at: datetime) -> int:
    """Record that the person can be asked again, who says so and since when, and ask what was
    decided in the person's place. Return the number of questions. Raises Hindered, consent's
    CannotConsent."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    if not words.strip():
        raise Hindered("reasons")
    body = ImpedimentEndedText(text=words, since=since.isoformat())
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    digest = bytes(paper.digest)
    filing = open_case.folder.filing
    waiting = consent.end_impediment(filing, how="team", by=by, at=at, digest=digest)
    refresh(open_case.case, at=at)
    return waiting


# # --- shared with proposing ---


def must_not_be_excluded(open_case: OpenCase, unit: Unit | None, *, by: Actor) -> None:
    """Raise Hindered if the person excluded the unit or one that commands it."""
    if unit is None or open_case.folder.excludes_any(command_of(unit, seen_by=by)):
        raise Hindered("recipient_excluded")


def put_to_her(
    open_case: OpenCase, measure: Measure, fields: Sequence[str], *, by: Actor, at: datetime
) -> None:
    consent.ask(
        open_case.folder,
        kind=Question.Kind.MEASURE,
        subject=measure.ref,
        unit=measure.unit,
        fields=fields,
        paper_ref=measure.paper_ref,
        each_adult=moves_a_household(open_case, measure),
        by=by,
        at=at,
    )


def moves_a_household(open_case: OpenCase, measure: Measure) -> bool:
    """Whether every adult is asked, not the person alone: because of the kind of the measure, or
    because it was said before that it protects others too."""
    if entries_of(open_case)[measure.catalogue].rule.consent is Consent.EACH_ADULT:
        return True
    return Question.objects.filter(
        filing=open_case.folder.filing, subject=measure.ref, each_adult=True
    ).exists()


def found_on(open_case: OpenCase, ref: str, *, by: Actor) -> queries.Shown:
    hold(open_case.folder)
    shown = queries.measure_called(open_case, ref, seen_by=by)
    if shown is None:
        raise Hindered("unknown_measure")
    return shown


def as_seen(open_case: OpenCase, ref: str, *, seen: str, by: Actor) -> queries.Shown:
    shown = found_on(open_case, ref, by=by)
    if shown.seen != seen:
        raise ChangedMeanwhile(paper_of(open_case, shown.measure))
    return shown


def paper_of(open_case: OpenCase, measure: Measure) -> Document:
    return Document.objects.get(filing=open_case.folder.filing, ref=measure.paper_ref, current=True)
