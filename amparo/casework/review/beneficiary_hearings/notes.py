"""What the team notes of the protected persons who are heard before a measure is lessened.
Services, by noun: hearings noted. Only the team reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from amparo.casework.measures.states import Hindered, must
from amparo.casework.review.beneficiary_hearings.queries import HeardOne
from amparo.casework.review.beneficiary_hearings.services import answered, ask_one, keep
from amparo.casework.review.changes.queries import Changing
from amparo.casework.review.changes.services import the_change
from amparo.casework.review.models import BeneficiaryHearing, hearing_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.consent import ChildViewText
from amparo.foundations.intake.documents.schemas.review import WhatWasHeardText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.related_people.queries import is_barred
from amparo.foundations.related_people.questions_put_alone import note_alone, standing_about

Excuse = BeneficiaryHearing.Excuse
# Set by this service, not by a law, and shown as such.
TO_ANSWER = timedelta(days=14)
ASKED, VIEW = "asked", "view"
ANSWERS = frozenset({"agreed", "refused", "discuss"})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Noted:
    """What is noted of one of them: an answer, that they were asked by name, that no answer came in
    the term, that they are missing; and a child's own view."""

    outcome: str = ""
    way: str = ""
    words: str = ""
    view: str = ""


@transaction.atomic
def note_heard(
    open_case: OpenCase, ref: str, who: str, noted: Noted, *, by: Actor, at: datetime
) -> None:
    """Note what one of them said, or why nothing waits for them any more; only the team reads it.
    Raises Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_WORK)
    found = the_change(open_case, ref, by=by)
    one = next((one for one in found.hearings if one.ref == who), None)
    if one is None or not one.may_be_noted:
        raise Hindered("nobody_to_hear")
    _must_be_sound(open_case, one, noted, by=by, at=at)
    row = one.row or hearing_of(found.row, one.protected.row)
    if noted.view.strip():
        _note_view(open_case.folder, row, noted.view, by=by, at=at)
    if noted.outcome:
        body = WhatWasHeardText(
            about=row.ref, who=one.name, said=noted.outcome, way=noted.way, text=noted.words
        )
        write_paper(open_case.folder, body=body, by=by, at=at)
        _note(open_case.folder, found, one, row, noted.outcome, by=by, at=at)
    refresh(open_case.case, at=at)


# --- inside ---


def _must_be_sound(
    open_case: OpenCase, one: HeardOne, noted: Noted, *, by: Actor, at: datetime
) -> None:
    feared = is_barred(open_case.folder, one.name, seen_by=by, child=one.child)
    if feared and noted.outcome != Excuse.MISSING:  # a possible aggressor is not asked
        raise Hindered("adult_must_not_know")
    if noted.view.strip() and not one.child:
        raise Hindered("nobody_to_hear")
    if not noted.outcome:
        if not noted.view.strip():
            raise Hindered("reasons")
        return
    if noted.outcome not in {*ANSWERS, ASKED, *Excuse.values} or not noted.words.strip():
        raise Hindered("reasons")
    _must_be_said_by_somebody(one, noted, at=at)


def _must_be_said_by_somebody(one: HeardOne, noted: Noted, *, at: datetime) -> None:
    if one.protected.row.hers_to_say:
        raise Hindered("she_answers")  # the person answers for this child, on their own page
    if one.nobody_answers and noted.outcome != Excuse.MISSING:
        raise Hindered("guardian_must_not_know")
    asked = one.row.answer_by if one.row else None
    if noted.outcome == Excuse.SILENT and (asked is None or at <= asked):
        raise Hindered("their_term_runs")


def _note(
    folder: Folder, found: Changing, one: HeardOne, row: BeneficiaryHearing, outcome: str,
    *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    alone = standing_about(folder.filing, row.ref)
    if outcome in ANSWERS and alone:
        note_alone(folder, alone.ref, answer=outcome, by=by, at=at)  # heard_alone() goes on
    elif outcome in ANSWERS:
        answered(row, outcome, "oral", by=by, at=at)
    elif outcome == ASKED:
        words = {"label": found.shown.entry.label, "what": str(found.body.get("what", ""))}
        if alone is None:
            ask_one(folder, row, one.protected, words, by=by, at=at)
        row.asked_at, row.answer_by = at, at + TO_ANSWER
        keep(row, ASKED, "oral", by=by, at=at)
    else:
        row.excuse = Excuse(outcome).value
        keep(row, outcome, "oral", by=by, at=at)


def _note_view(
    folder: Folder, row: BeneficiaryHearing, text: str, *, by: Actor, at: datetime
) -> None:
    body = ChildViewText(text=text, about=row.ref)
    row.view_ref = write_paper(folder, body=body, by=by, at=at).ref
    keep(row, VIEW, "oral", by=by, at=at)
