"""Requests that the person or a related person makes in conversation, written down: that a decision
be decided again, that a delay end. Services, by noun. Who it was and how it was said is on
record."""

from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure import complaints
from amparo.foundations.intake.procedure import contestable as recourses
from amparo.foundations.intake.procedure.defects import Came, Named
from amparo.foundations.related_people.messages_and_complaints import must_be_heard
from amparo.foundations.related_people.services import NotGiven


@transaction.atomic
def contest(
    open_case: OpenCase, ref: str, plea: recourses.Plea, *, by: Actor, at: datetime
) -> Document:
    """Write down a recourse; it counts as a written one. Raises Hindered, intake's
    NothingToContest, KeyChanged."""
    _heard(open_case, plea.who, by=by)
    return recourses.contest(open_case.folder, ref, plea, by=by, at=at)


@transaction.atomic
def complain(
    open_case: OpenCase,
    about: str | Named,
    *,
    who: str,
    way: str,
    words: str,
    by: Actor,
    at: datetime,
    came: Came | None = None,
) -> Document:
    """File a complaint about a term or another defect. The person reads on their page who asked for
    it and in which words. Raises Hindered, intake's NotLate, ComplainedAlready, KeyChanged."""
    _heard(open_case, who, by=by)
    said: dict[str, Any] = {"way": way, "words": words, "who": who, "came": came}
    if isinstance(about, Named):
        return complaints.complain_of_defect(open_case.folder, about, **said, by=by, at=at)
    return complaints.complain(open_case.folder, about, **said, by=by, at=at)


def _heard(open_case: OpenCase, who: str, *, by: Actor) -> None:
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    try:
        must_be_heard(open_case.folder, who, by=by)
    except NotGiven as refusal:
        raise Hindered(f"said_by_{refusal}") from refusal
