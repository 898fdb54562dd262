"""Services for what the team does about an obligation that is not met: insist, seek another way,
contest a report, ask, verify."""

from datetime import date, datetime

from django.db import transaction

from amparo.casework.measures.states import end_own
from amparo.casework.obligations import events
from amparo.casework.obligations.delivery.recall import (
    close_follow_up,
    close_follow_ups,
    end,
    open_follow_up,
    owe_again,
)
from amparo.casework.obligations.delivery.sealed_dispatch import refuse
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty, opened
from amparo.casework.obligations.models import FollowUpTask, Obligation, ObligationAnswer
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import stops_telling
from amparo.foundations.intake.documents.schemas.obligations import FollowUpText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.ledger.services import record


class NothingToDo(Exception):
    """The obligation is over, or the unit has nothing of it any more. Nothing was stored."""


@transaction.atomic
def insist(
    open_case: OpenCase,
    follow_up: FollowUpTask,
    open_duty: OpenDuty,
    *,
    text: str,
    due_on: date,
    by: Actor,
    at: datetime,
) -> None:
    """Insist after an objection: the unit still owes it, by a new day, and reads why. Raises
    NothingToDo, and MayNotLeave where nothing more may be sent there."""
    duty = _tell(open_case, open_duty, ObligationAnswer.Kind.INSISTED, text, by=by, at=at)
    _due_anew(open_case, duty, due_on, at, state=Obligation.State.OPEN)
    close_follow_up(follow_up, outcome=FollowUpTask.Outcome.INSISTED, by=by, at=at)


@transaction.atomic
def seek_alternative(
    open_case: OpenCase,
    follow_up: FollowUpTask,
    open_duty: OpenDuty,
    *,
    text: str,
    by: Actor,
    at: datetime,
) -> None:
    """End the obligation after an objection; another measure is sought with the person."""
    body = FollowUpText(about="objection", alias=open_duty.duty.alias, text=text)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    end(open_duty.duty, reason="alternative", by=by, at=at)
    done = FollowUpTask.Outcome.ALTERNATIVE
    close_follow_up(follow_up, outcome=done, paper_ref=paper.ref, by=by, at=at)


@transaction.atomic
def contest(
    open_case: OpenCase, open_duty: OpenDuty, *, text: str, by: Actor, at: datetime
) -> None:
    """Contest a report: it was not carried out. The unit reads what is missing, and owes it as
    before: its due day stays. Raises NothingToDo, and MayNotLeave where nothing more may be sent
    there."""
    hold_row(open_duty.duty.case.filing).values_list("pk").first()
    fresh = Obligation.objects.select_related("measure__case__filing").get(pk=open_duty.duty.pk)
    if not opened(fresh, open_duty.key).may_be_contested:
        raise NothingToDo
    duty = _tell(open_case, open_duty, ObligationAnswer.Kind.CONTESTED, text, by=by, at=at)
    owe_again(duty, Obligation.State.OPEN, events.DutyContested, by=by, at=at)
    done, kind = FollowUpTask.Outcome.INSISTED, FollowUpTask.Kind.ASK_REPORT
    close_follow_ups(duty, kind=kind, outcome=done, by=by, at=at)


@transaction.atomic
def ask_report(
    open_case: OpenCase,
    open_duty: OpenDuty,
    *,
    text: str,
    due_on: date,
    by: Actor,
    at: datetime,
) -> FollowUpTask:
    """Ask the unit how the measure stands, by a day. An answer closes the task. Raises
    MayNotLeave."""
    duty = _tell(open_case, open_duty, ObligationAnswer.Kind.ASKED, text, by=by, at=at)
    due_at = _due_anew(open_case, duty, due_on, at, state=duty.state)
    follow_up = open_follow_up(
        open_case.case, FollowUpTask.Kind.ASK_REPORT, duty=duty, due_on=due_at, by=by, at=at
    )
    record(events.ReportAsked(**open_duty.duty.named), by=by, at=at)
    return follow_up


@transaction.atomic
def note_done(
    open_case: OpenCase,
    follow_up: FollowUpTask,
    *,
    text: str,
    outcome: str,
    by: Actor,
    at: datetime,
) -> None:
    """Note that the person was reached by the safe way, or that paper was fetched back: what was
    said and done.

    Where the person wants it to end, what still ran ends now; otherwise it runs on, and the team
    helps the person to apply again.
    """
    body = FollowUpText(about=follow_up.kind, text=text, outcome=outcome)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    close_follow_up(follow_up, outcome=outcome, paper_ref=paper.ref, by=by, at=at)
    if outcome == FollowUpTask.Outcome.ENDS:
        ending = Obligation.objects.select_related("measure", "unit", "case__filing").filter(
            case=open_case.case, state=Obligation.State.ENDING
        )
        for duty in ending:
            end(duty, reason="she_was_reached", by=by, at=at)
        end_own(open_case.case, by=by, at=at)


def _tell(
    open_case: OpenCase, open_duty: OpenDuty, kind: str, text: str, *, by: Actor, at: datetime
) -> Obligation:
    """Store words of the team for the unit, under the obligation's own key."""
    hold_row(open_duty.duty.case.filing).values_list("pk").first()
    duty = Obligation.objects.select_for_update().get(pk=open_duty.duty.pk)
    if not duty.extract or not open_duty.shown:
        raise NothingToDo
    refuse(stops_telling(open_case.folder, duty.unit, seen_by=by))
    said = ObligationAnswer.sealed_under(
        duty, open_duty.key, {"text": text}, kind=kind, author="team", at=at
    )
    said.save(force_insert=True)
    return duty


def _due_anew(
    open_case: OpenCase, duty: Obligation, due_on: date, at: datetime, *, state: str
) -> datetime:
    due_at = end_of_day(open_case.folder.filing, due_on)
    Obligation.objects.filter(pk=duty.pk).update(due_on=due_at, state=state, changed_at=at)
    return due_at
