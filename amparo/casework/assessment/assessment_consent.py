"""Services for the person's consent to be assessed.

A no is on record and shown beside the assessment, and stops nothing: the person refuses to be
visited, interviewed or asked about. The report that the law requires is then made from the file
alone.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.casework.admission.oral_answers import Heard, note_heard
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import on_being_assessed
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.services import Signs


class NotNow(Exception):
    """Carries a reason code: asked_already | not_asked | withdrew."""


@transaction.atomic
def ask(open_case: OpenCase, *, by: Actor, at: datetime) -> None:
    """Ask the person whether they agree. A question that was answered is not asked again: the
    person can change the answer on their page. Raises NotNow."""
    _may(by)
    hold(open_case.folder)
    if open_case.folder.filing.withdrawn_at:
        raise NotNow("withdrew")
    if standing(open_case, by=by):
        raise NotNow("asked_already")
    consent.ask_to_be_assessed(open_case.folder.filing, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def note_answer(open_case: OpenCase, heard: Heard, *, by: Actor, at: datetime) -> None:
    """Write down what was said, by whom, how, and in which words; the person reads it on their
    page.

    Raises NotNow, consent's CannotConsent.
    """
    _may(by)
    hold(open_case.folder)
    question = standing(open_case, by=by)
    if question is None:
        raise NotNow("not_asked")
    label = _("Assessing the danger you are in")
    note_heard(open_case, question, heard, label=label, by=by, at=at)
    refresh(open_case.case, at=at)


def standing(open_case: OpenCase, *, by: Actor) -> Question | None:
    """The open question; None where the person was never asked, or withdrew the answer."""
    found = on_being_assessed(open_case.folder, seen_by=by)
    return found if found and found.withdrawn_at is None else None


def said_of_it(open_case: OpenCase, *, seen_by: Signs) -> str:
    """The person's answer about being assessed, as a code; empty where they were never asked."""
    asked = on_being_assessed(open_case.folder, seen_by=seen_by)
    return ("withdrawn" if asked.withdrawn_at else asked.answer or "asked") if asked else ""


def _may(by: Actor) -> None:
    if not by.may(Permission.CASE_ASSESS):
        raise Refused("not_an_analyst")
