"""Services for the one extension of the term of a question to an institution. It is asked for and
given while the term runs; an ended term is not extended."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from amparo.casework.obligations import events
from amparo.casework.obligations.delivery.sealed_dispatch import refuse
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.opinion_requests.extension_queries import ANSWERED, may_give_time
from amparo.casework.obligations.titles_and_grounds import ASKED_FOR, extension_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import end_of
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import stops_telling
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.ledger.services import record
from amparo.law import asked_term, load_protocol

Said = ObligationAnswer.Kind


class NoMoreTime(Exception):
    """Why nothing was stored: `over` (the term had ended), `answered`, `twice`, `not_asked`,
    `not_theirs` or `no_extension`."""


def may_be_asked(open_duty: OpenDuty, *, at: datetime) -> bool:
    """Whether its unit may ask for more time now."""
    return open_duty.shown and not _why_not(open_duty.duty, open_duty, at=at)


def may_decide(open_duty: OpenDuty, reader: Actor) -> bool:
    """Whether the norm lets one of the reader's roles give more time."""
    return may_give_time(open_duty.duty, seen_by=reader)


@transaction.atomic
def ask_more_time(
    open_duty: OpenDuty, *, ground: str, text: str, by: Actor, at: datetime
) -> ObligationAnswer:
    """Ask for more time in the unit's name, on a ground of the norm. Raises NoMoreTime."""
    duty = _held(open_duty)
    _refuse(_why_not(duty, open_duty, at=at))
    body = {"text": text, "word": ground, "file": None}
    about = {"kind": Said.MORE_TIME, "author": f"unit:{duty.unit.code}", "at": at}
    said = ObligationAnswer.sealed_under(duty, open_duty.key, body, **about)
    said.save(force_insert=True)
    record(events.MoreTimeAsked(ground=ground, **duty.named), by=by, at=at)
    return said


@transaction.atomic
def answer_more_time(
    open_case: OpenCase, open_duty: OpenDuty, *, give: bool, text: str, by: Actor, at: datetime
) -> None:
    """Record the express, reasoned decision by a role that the norm names. The unit reads it; the
    person reads the due day before and after. Raises NoMoreTime, MayNotLeave."""
    duty = _held(open_duty)
    asks = open_duty.asks_time
    if asks is None or ObligationAnswer.objects.filter(duty=duty, kind__in=ANSWERED).exists():
        raise NoMoreTime("not_asked")
    _refuse("" if may_decide(open_duty, by) else "not_theirs")
    _refuse(_stands(duty, open_duty, at=at) if give else "")
    refuse(stops_telling(open_case.folder, duty.unit, seen_by=by))
    kind = Said.TIME_GIVEN if give else Said.TIME_REFUSED
    about = {"kind": kind, "author": "team", "at": at}
    said = ObligationAnswer.sealed_under(duty, open_duty.key, {"text": text}, **about)
    said.save(force_insert=True)
    if not give:
        record(events.MoreTimeRefused(ground=asks.word, **duty.named), by=by, at=at)
        return
    zone = load_protocol(duty.case.filing.protocol).zone
    until = _extended(duty, asks.at, at)
    days = [timezone.localtime(one, zone).date().isoformat() for one in (duty.due_on, until)]
    Obligation.objects.filter(pk=duty.pk).update(due_on=until, changed_at=at)
    given = events.MoreTimeGiven(ground=asks.word, before=days[0], until=days[1], **duty.named)
    record(given, by=by, at=at)


def _extended(duty: Obligation, asked: datetime, given: datetime) -> datetime:
    law = load_protocol(duty.case.filing.protocol)
    term = asked_term(
        law,
        law.term_to_answer(ASKED_FOR[Obligation.Kind(duty.kind)]),
        duty.forwarded_at,
        given,
        extended=(asked, given),
        calendar=settings.CALENDAR,
    )
    until = end_of(term, law.zone) if term else None
    if until is None:
        raise NoMoreTime("no_extension")
    return until


def _held(open_duty: OpenDuty) -> Obligation:
    hold_row(open_duty.duty.case.filing).values_list("pk").first()
    found = Obligation.objects.select_related("unit", "measure", "case__filing")
    return found.select_for_update(of=("self",)).get(pk=open_duty.duty.pk)


def _why_not(duty: Obligation, open_duty: OpenDuty, *, at: datetime) -> str:
    if ObligationAnswer.objects.filter(duty=duty, kind=Said.MORE_TIME).exists():
        return "twice"
    return _stands(duty, open_duty, at=at)


def _stands(duty: Obligation, open_duty: OpenDuty, *, at: datetime) -> str:
    """Why its term cannot be extended now; empty where it can."""
    if extension_of(duty) is None or not open_duty.shown:
        return "no_extension"
    if duty.state != Obligation.State.OPEN:
        return "answered"
    return "over" if at > duty.due_on else ""


def _refuse(reason: str) -> None:
    if reason:
        raise NoMoreTime(reason)
