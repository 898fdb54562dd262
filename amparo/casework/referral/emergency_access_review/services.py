"""Review of an emergency access by a member who neither had the case opened nor agreed to it. The
person reads the result. Services, by noun: hours of danger."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from amparo.casework.measures.states import Hindered
from amparo.casework.referral.dated_tasks import close_dated_tasks, may_judge, open_dated_task
from amparo.casework.referral.models import ReferralTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import in_own_hand
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.emergency_access.history import (
    Hour,
    hour_of,
    hours_numbered,
    last_hour_of,
)
from amparo.foundations.cases.events import GlassAnswered, GlassSeen
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.request import MessageText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.services import Signs, record

Kind = ReferralTask.Kind
MESSAGE = "message"
_SEATS = CaseAccess.objects.filter(case=OuterRef("case"))
NEEDED, NOT_NEEDED = "glass_needed", "glass_not_needed"


def to_be_seen(case: Case, *, by: Signs, at: datetime) -> None:
    """Open a task for another member to say, by a day, whether the emergency access was right."""
    number = last_hour_of(case.code, seen_by=by)
    open_dated_task(case, Kind.SEE_GLASS, about=str(number), by=by, at=at)
    refresh(case, at=at)


@transaction.atomic
def answer_hour(open_case: OpenCase, number: str, *, answer: str, by: Actor, at: datetime) -> None:
    """Record once whether the member really agreed to the emergency access, signed by the member.
    Raises Hindered, KeyChanged."""
    hold(open_case.folder)
    hour = hour_of(open_case.code, number, seen_by=by)
    if hour is None or not hour.asks(by.member.code):
        raise Hindered("nothing_open")
    said = GlassAnswered(about=open_case.code, hour=hour.number, reason=answer)
    record(in_own_hand(said, by=by), by=by, at=at)


@transaction.atomic
def see_hour(
    open_case: OpenCase, number: str, *, found: str, text: str, by: Actor, at: datetime
) -> None:
    """Record once whether the emergency access was right. The person reads `text`. Raises Hindered,
    KeyChanged."""
    hold(open_case.folder)
    waiting = ReferralTask.objects.filter(
        case=open_case.case, kind=Kind.SEE_GLASS, about=number, done_at__isnull=True
    )
    task, hour = waiting.first(), hour_of(open_case.code, number, seen_by=by)
    if task is None or hour is None:
        raise Hindered("nothing_open")
    if hour.asks(by.member.code):
        raise Hindered("say_first")
    if open_case.seat.ends_at or not may_judge(hour, by=by):
        raise Hindered("another_looks")
    outcome = NEEDED if found == NEEDED else NOT_NEEDED
    write_paper(open_case.folder, body=MessageText(text=text), by=by, at=at, for_person=True)
    close_dated_tasks(open_case.case, Kind.SEE_GLASS, about=number, outcome=outcome, by=by, at=at)
    role = "+".join(by.member.roles)
    seen = GlassSeen(about=open_case.code, role=role, hour=hour.number, reason=outcome)
    record(in_own_hand(seen, by=by), by=by, at=at)
    refresh(open_case.case, at=at)


def hours_asking(*, seen_by: Actor) -> list[tuple[str, Hour]]:
    """Return each emergency access, with the code of its case, to which the reader is said to have
    agreed and has not answered, in the cases that the reader can open. Also those that were
    reviewed already."""
    # Filter on the few tasks, not on the many seats.
    hers = ReferralTask.objects.filter(Exists(_SEATS.filter(member=seen_by.member)))
    asked = hers.filter(kind=Kind.SEE_GLASS).values_list("about", flat=True)
    numbers = [int(number) for number in asked]
    found = hours_numbered(numbers, seen_by=seen_by) if numbers else []
    return [(code, hour) for code, hour in found if hour.asks(seen_by.member.code)]


def said_then(open_case: OpenCase, hour: Hour, *, seen_by: Actor) -> str:
    """Return what the member who had the case opened wrote to the person; empty where the
    keyholders opened it."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[MESSAGE])
    told = [one for one in papers if one.written_at == hour.at and one.author == hour.by]
    return str(open_case.folder.words(told[-1])["text"]) if told else ""
