"""An authority demands what no single case holds: the list of requests, every file, the machine.
Services, by noun: wide demands. While a court forbids to tell of one, no page of a person or of the
public shows it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from amparo.casework.measures.states import Hindered, must, must_be_one_of_two
from amparo.casework.referral import events
from amparo.casework.referral.blanket_demands.published_outcomes import came_of
from amparo.casework.referral.blanket_demands.queries import (
    MAY,
    is_told,
    secret_of,
    who_may_read,
    without,
)
from amparo.casework.referral.blanket_demands.silence_periods import (
    not_told_yet,
    noted_by,
    read_late,
    readings_of,
    silent_until,
    standing_now,
    what_hinders,
)
from amparo.casework.referral.blanket_demands.tasks_to_tell import call_about_them
from amparo.casework.referral.models import BlanketDemand, BlanketDemandReader, BlanketDemandStep
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import in_own_hand, record_in_own_hand
from amparo.foundations.accounts.models import Member
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.blanket_demands import LEFT, MISTAKE
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.models import PublishedBlanketDemand
from amparo.foundations.intake.procedure.court_silence_disclosure import NotTold
from amparo.foundations.intake.procedure.court_silence_orders import day_under
from amparo.foundations.ledger.services import Signs, record


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wanted:
    """A demand as a member notes it. `name`: who demands it, of which institution and in what
    capacity; `number` and `on`: of the order; `purpose`: of a closed list; `words`: what exactly,
    and on which ground. `forbidden_by`: the court that forbids to tell of it, until
    `order_until`."""

    kind: str
    what: str
    name: str
    number: str
    on: date
    purpose: str
    words: str
    answer_by: date | None
    forbidden_by: str
    order_until: date | None


@transaction.atomic
def note_wide(wanted: Wanted, *, by: Actor, at: datetime) -> BlanketDemand:
    must(by, MAY)
    pair, until = new_pair(), wanted.order_until
    row = BlanketDemand(
        ref=marks.new_code(groups=3),
        kind=wanted.kind,
        what=wanted.what,
        noted_at=at,
        answer_by=wanted.answer_by,
        public=pair.public,
    )
    body = {
        "name": wanted.name,
        "number": wanted.number,
        "on": wanted.on.isoformat(),
        "purpose": wanted.purpose,
        "words": wanted.words,
        "forbidden_by": wanted.forbidden_by,
    }
    row.sealed = _sealed(row, body)
    row.save(force_insert=True)
    for one in who_may_read(seen_by=by):
        _seat(row, one, pair.secret)
    event = events.WideDemandNoted(
        about=row.ref,
        kind=row.kind,
        what=row.what,
        silent_until=until.isoformat() if until else "",
    )
    record(in_own_hand(event, by=by), by=by, at=at)
    if until is None:
        _tell(row, by=by, at=at)
    return row


@transaction.atomic
def answer_wide(ref: str, *, outcome: str, words: str, by: Actor, at: datetime) -> None:
    """Record what was answered, or how it ended; earlier answers stay. The jobs find whom the team
    has to call because of it. Raises Hindered."""
    must(by, MAY)
    row = _held(ref)
    _step(row, outcome, words, by=by, at=at)
    late = read_late(row.ref)
    waits = late.until.isoformat() if late and late.holds(at) else ""
    said = events.WideDemandAnswered(about=row.ref, outcome=outcome, waits_until=waits)
    record_in_own_hand(said, by=by, at=at)
    # That something was handed out is news also for those who asked here after the demand.
    anew = {"told_at": at} if outcome in LEFT and not waits else {}
    told = PublishedBlanketDemand.objects.filter(ref=row.ref)
    told.update(outcome=came_of(row.ref).reads, **anew)


@transaction.atomic
def note_order_read(ref: str, *, forbids: bool, words: str, by: Actor, at: datetime) -> None:
    """Record that a member read the order itself. Either it forbids to tell of the demand until its
    day, which needs another member than the one who noted it; or it does not, and the demand is
    published once enough members have said so. It may also be read after publication, where no
    second member read it in time: further publication then waits. The member who noted it may take
    that back alone. Raises Hindered."""
    must(by, MAY)
    row = _held(ref)
    told, (noter, order) = is_told(row), noted_by(row.ref)
    reason = what_hinders(row, by.signature, forbids=forbids, told=told, at=at)
    if reason:
        raise Hindered(reason)
    if forbids or (readings_of(row.ref).by_two and noter != by.signature):
        must_be_one_of_two(by)
    _step(
        row,
        BlanketDemandStep.FORBIDS if forbids else BlanketDemandStep.FORBIDS_NOTHING,
        words,
        by=by,
        at=at,
    )
    read = SilenceRead(about=row.ref, of=row.ref, until=order if forbids else "")
    record_in_own_hand(read, by=by, at=at)
    if not told and readings_of(row.ref).lifted:
        _tell(row, by=by, at=at)


@transaction.atomic
def let_read(ref: str, *, by: Actor, at: datetime) -> None:
    """Give the secret to all members who may read the demand by now and do not have it. Raises
    Hindered."""
    must(by, MAY)
    row = _held(ref)
    secret = secret_of(row, seen_by=by)
    if secret is None:
        raise Hindered("nothing_open")
    for one in without(row, seen_by=by):
        _seat(row, one, secret)
        record(events.WideReaderAdded(about=row.ref, member=one.code), by=by, at=at)


def tell_everybody(*, by: Signs, at: datetime) -> int:
    """Publish the demands whose silence is over, and open tasks to tell persons who have no page.
    Return how many. Raises NotTold, after all others."""
    wrong: list[Exception] = []
    due = (partial(_tell_due, one.ref, by=by, at=at) for one in not_told_yet())
    done = each_by_itself(due, wrong)
    call_about_them(wrong, by=by, at=at)
    if wrong:
        raise NotTold from wrong[0]
    return done


@transaction.atomic
def _tell_due(ref: str, *, by: Signs, at: datetime) -> bool:
    row = _held(ref)
    if is_told(row) or silent_until(standing_now(row, at=at), at=at):
        return False
    return _tell(row, by=by, at=at)


def _tell(row: BlanketDemand, *, by: Signs, at: datetime) -> bool:
    """Publish the demand, and return whether it was published. A demand that means some cases is
    told in each of them, and a mistake is not published."""
    reads = came_of(row.ref).reads
    if not row.of_everybody or reads == MISTAKE:
        return False
    PublishedBlanketDemand.objects.create(
        ref=row.ref,
        kind=row.kind,
        what=row.what,
        noted_on=day_under(settings.PROTOCOL, row.noted_at),
        outcome=reads,
        told_at=at,
    )
    record(events.WideDemandTold(about=row.ref), by=by, at=at)
    return True


def _held(ref: str) -> BlanketDemand:
    """Return the row, locked. Raises Hindered."""
    held = BlanketDemand.objects.select_for_update().filter(ref=ref).first()
    if held is None:
        raise Hindered("nothing_open")
    return held


def _step(row: BlanketDemand, kind: str, words: str, *, by: Actor, at: datetime) -> None:
    sealed = _sealed(row, {"text": words})
    row.steps.create(kind=kind, said_at=at, said_by=by.signature, sealed=sealed)


def _seat(row: BlanketDemand, member: Member, secret: bytes) -> None:
    sealed = boxes.seal_to(bytes(member.public), secret, context=row.context_of_secret)
    BlanketDemandReader.objects.create(demand=row, member=member, sealed=sealed)


def _sealed(row: BlanketDemand, body: Mapping[str, Any]) -> bytes:
    return boxes.seal_to(bytes(row.public), json.dumps(body).encode(), context=row.context)
