"""Services for another institution to carry out a granted measure, where the first one cannot."""

from datetime import datetime

from django.db import transaction

from amparo.casework.measures import queries
from amparo.casework.measures.models import UNDECIDED, State
from amparo.casework.measures.person_answers import moves_a_household
from amparo.casework.measures.relocated_adults.services import must_all_be_asked
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.accompanying_adults import MustNotKnow, Whom, take_over
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import ask
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.documents.schemas.measures import ProposedMeasureText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold


@transaction.atomic
def ask_recipient(
    open_case: OpenCase, ref: str, unit: Unit, *, by: Actor, at: datetime
) -> Question:
    """Ask the person whether one more unit may get the same words, to carry the measure out.
    Nothing is sent to that unit before the person agrees to it. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    shown = queries.measure_called(open_case, ref, seen_by=by)
    if shown is None or shown.measure.state in UNDECIDED | {State.DENIED, State.LAPSED}:
        raise Hindered("not_granted")
    if open_case.folder.excludes_any(command_of(unit, seen_by=by)):
        raise Hindered("recipient_excluded")
    if unit == shown.measure.unit or unit.name in dict(shown.others):
        raise Hindered("still_asked")
    standing = [one for one in shown.adults if not one.set_aside]
    listed = [Whom(one.name, one.row.other, one.row.child) for one in standing]
    must_all_be_asked(open_case, listed, by=by)
    body = ProposedMeasureText.from_json({**shown.body, "who": unit.name})
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    question = ask(
        open_case.folder,
        kind=Question.Kind.MEASURE,
        subject=ref,
        unit=unit,
        fields=sorted(shown.body["values"]),
        paper_ref=paper.ref,
        each_adult=moves_a_household(open_case, shown.measure),
        by=by,
        at=at,
    )
    if question.each_adult:
        try:
            take_over(open_case.folder, question, by=by, at=at)
        except MustNotKnow:
            raise Hindered("adult_must_not_know") from None
    refresh(open_case.case, at=at)
    return question
