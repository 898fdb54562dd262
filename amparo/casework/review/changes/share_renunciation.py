"""A protected person besides the person gives up their own share: the team explains in writing what
that may mean, and asks them alone. Services, by noun: shares given up."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from amparo.casework.measures.queries import Shown, plan
from amparo.casework.measures.states import Hindered, must
from amparo.casework.review.dated_tasks import close_tasks, open_task, tasks_in
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.beneficiary_shares import Protected
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.events import ShareGivenUp, ShareGivingUpAsked
from amparo.foundations.related_people.measure_share_waiver import SHARE
from amparo.foundations.related_people.queries import other_called
from amparo.foundations.related_people.questions_put_alone import ask_alone
from amparo.foundations.related_people.services import NotGiven
from amparo.foundations.web.law.wording import norm_calls
from amparo.law import load_protocol

KIND = ReviewTask.Kind.EXPLAIN_SHARE


@transaction.atomic
def asked(event: ShareGivingUpAsked, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(event.about)
    if case:
        open_task(case, KIND, about=event.beneficiary, by=by, at=at)
        refresh(case, at=at)


@transaction.atomic
def explain(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """Explain it in writing to that person alone, who can answer only then. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    folder = open_case.folder
    hold(folder)
    if not text.strip():
        raise Hindered("reasons")
    found = share_called(open_case, ref, seen_by=by)
    listed = other_called(folder, found[1].row.other, seen_by=by) if found else None
    if found is None or listed is None:
        raise Hindered("nobody_to_hear")
    if not any(one.kind == KIND and one.about == ref for one in tasks_in(open_case)):
        raise Hindered("no_task")  # only a person who asked is written to
    law = load_protocol(folder.filing.protocol)
    with override(law.languages[0]):  # not in the writer's own
        label = norm_calls(law, found[0].measure.catalogue)
    body = {"label": label, "kind": SHARE, "what": text}
    try:
        ask_alone(folder, listed.other, subject=ref, body=body, by=by, at=at)
    except NotGiven:
        raise Hindered("nobody_to_hear") from None
    close_tasks(open_case.case, KIND, about=ref, outcome="explained", by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def ended(event: ShareGivenUp, *, by: Signs, at: datetime) -> None:
    """Close the task to explain, once the share is given up."""
    case = case_of_filing(event.about)
    if case:
        close_tasks(case, KIND, about=event.beneficiary, outcome="answered", by=by, at=at)
        refresh(case, at=at)


def share_called(
    open_case: OpenCase, ref: str, *, seen_by: Signs
) -> tuple[Shown, Protected] | None:
    """Return the protected person and the measure, or None; also None for a child."""
    for shown in plan(open_case, seen_by=seen_by):
        for one in shown.protects_besides:
            if one.ref == ref and not one.row.child:
                return shown, one
    return None
