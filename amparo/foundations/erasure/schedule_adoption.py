"""Adopt the schedule by which closed files are erased: the operator proposes it, two members of the
team agree. Services, by noun: schedules."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts.actors import Actor, Refused, must_be_free
from amparo.foundations.accounts.member_signatures import in_own_hand
from amparo.foundations.erasure import events
from amparo.foundations.erasure.queries import AGREES, SITE, Adoption, adoption
from amparo.foundations.erasure.retention_schedule import digest, schedule
from amparo.foundations.erasure.services import CannotErase
from amparo.foundations.ledger.services import Signs, keep_order, record


@transaction.atomic
def adopt_schedule(*, by: Signs, at: datetime) -> None:
    """Propose the schedule by which closed files are erased. It takes effect once two members
    agree."""
    now = schedule()
    event = events.ScheduleAdopted(
        about=SITE, digest=digest(), file_days=now.days_of_files, place_days=now.days_of_places
    )
    record(event, by=by, at=at)


@transaction.atomic
def agree_to_schedule(of: str, *, by: Actor, at: datetime) -> None:
    """Record one of the two agreements, signed by the member. `of`: the digest of the schedule that
    was read.

    Raises CannotErase: another schedule was proposed since, or none; the member agreed before, or
    is held back.
    """
    _of_those_who_agree(by)
    try:
        must_be_free(by)
    except Refused as problem:
        raise CannotErase(str(problem)) from problem
    keep_order()
    found = _put_forward(of, by=by)
    if found.holds or by.signature in found.agreed:
        raise CannotErase("asked_already")
    agreed = events.ScheduleAgreed(about=SITE, digest=of, put=found.put)
    record(in_own_hand(agreed, by=by), by=by, at=at)


@transaction.atomic
def stop_schedule(of: str, *, by: Actor, at: datetime) -> None:
    """Stop the schedule, so that nothing more is erased by it. Raises CannotErase if there is none
    with this digest."""
    _of_those_who_agree(by)
    keep_order()
    _put_forward(of, by=by)
    record(events.ScheduleStopped(about=SITE, digest=of), by=by, at=at)


def may_agree(actor: Actor) -> bool:
    return any(actor.may(one) for one in AGREES)


def _of_those_who_agree(by: Actor) -> None:
    if not may_agree(by):
        raise CannotErase("not_permitted")


def _put_forward(of: str, *, by: Signs) -> Adoption:
    found = adoption(seen_by=by)
    if found is None or found.digest != of or of != digest():
        raise CannotErase("nothing_open")
    return found
