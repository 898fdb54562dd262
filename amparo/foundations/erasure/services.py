"""Request, withdraw, hear and decide an erasure, and put content on hold. For the erasure itself
see `case_content_erasure.py`."""

from datetime import date, datetime, time, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.member_signatures import in_own_hand, record_in_own_hand
from amparo.foundations.consent.actas import BoardsActa
from amparo.foundations.erasure import events
from amparo.foundations.erasure.models import Erasure, LegalHold
from amparo.foundations.erasure.queries import is_held
from amparo.foundations.erasure.retention_schedule import schedule
from amparo.foundations.intake.documents.schemas.erasure import (
    BoardDecided,
    ErasureDecidedText,
    ErasureHeardText,
    ErasureRefusedText,
    LegalHoldLiftedText,
    LegalHoldText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure import court_silence_orders as silence
from amparo.foundations.intake.procedure.court_silence_disclosure import held_to_be_told, tell_each
from amparo.foundations.ledger.services import Signs, record
from amparo.law import load_protocol

HEARD, DECIDED, REFUSED = "erasure_heard", "erasure_decided", "erasure_refused"
HELD, LIFTED = "legal_hold", "legal_hold_lifted"


class CannotErase(Exception):
    """The request cannot be carried out; carries a code. Nothing was written."""


@transaction.atomic
def ask(filing: Filing, *, scope: str, how: str, by: Signs, at: datetime) -> Erasure:
    """Record a request for erasure. Raises CannotErase: another is in progress, or the person
    cannot be asked now."""
    _held(filing)
    if filing.impediment:
        raise CannotErase("impeded")
    if Erasure.objects.filter(filing=filing, ended_at=None, done_at=None).exists():
        raise CannotErase("asked_already")
    return _begin(filing, scope=scope, how=how, days=schedule().request.cooling_days, by=by, at=at)


@transaction.atomic
def begin_by_schedule(filing: Filing, *, by: Signs, at: datetime) -> Erasure:
    """Begin the erasure of a closed case by schedule. The person reads it on their page during the
    notice period and can object."""
    days = schedule().request.notice_days
    return _begin(filing, scope=Erasure.Scope.EVERYTHING, how="schedule", days=days, by=by, at=at)


@transaction.atomic
def take_back(filing: Filing, *, by: Signs, at: datetime) -> bool:
    """Withdraw the erasure, possible until it is done. Returns whether there was one."""
    _held(filing)
    found = _going_on(filing)
    if found is None or found.erased_at is not None:
        return False
    _end(found, by=by, at=at)
    return True


@transaction.atomic
def note_heard(
    folder: Folder,
    *,
    hers: bool,
    way: str,
    words: str,
    by: Signs,
    at: datetime,
    acta: BoardsActa | None = None,
) -> None:
    """Record, after a member asked by the safe channel, whether the request is the person's own or,
    for a collective, its board's decision.

    The member who wrote the request down cannot confirm it. If the request is not, or no longer,
    the person's, any member ends it, whatever was decided meanwhile, until it is done. Raises
    CannotErase, KeyChanged.
    """
    hold(folder)
    found = _asked_in(folder.filing)
    if hers and found.asked_by == by.signature:
        raise CannotErase("another_hears")
    if hers and found.answer:
        raise CannotErase("decided")
    if hers and found.heard_at:  # otherwise the first to hear could decide what another heard again
        raise CannotErase("asked_already")
    decided: BoardDecided = {"on": acta.on.isoformat(), "took_part": acta.took_part} if acta else {}
    body = ErasureHeardText(
        text=words, way=way, outcome="hers" if hers else "not_hers", data=decided
    )
    write_paper(folder, body=body, by=by, at=at)
    if found.heard_at is None:
        on = acta.on if acta else None
        Erasure.objects.filter(pk=found.pk).update(heard_by=by.signature, heard_at=at, acta_on=on)
    record(events.ErasureHeard(about=folder.code, erasure=found.ref), by=by, at=at)
    if not hers:
        _write_that_it_is_over(folder, by=by, at=at)
        _end(found, by=by, at=at)


@transaction.atomic
def decide(
    folder: Folder, *, answer: str, reason: str, words: str, anew: bool, by: Signs, at: datetime
) -> None:
    """Grant or refuse the erasure.

    Granted only by a member who neither wrote it down nor heard the person, after the hearing and
    the days for withdrawal; the person then reads the reasons. If refused, the page shows the same
    text as where the request was not the person's, and the team gives the reasons. `anew`:
    something came since it was granted, and the member decides knowing that. Raises CannotErase,
    KeyChanged.
    """
    hold(folder)
    found = _asked_in(folder.filing)
    granted = answer == Erasure.Answer.GRANTED
    if found.answer and not (anew and found.granted):
        raise CannotErase("decided")
    if granted:
        _may_be_granted(found, by=by, at=at)
    schema = ErasureDecidedText if granted else ErasureRefusedText
    body = schema(text=words, data={"answer": answer, "reason": reason})
    paper = write_paper(folder, body=body, by=by, at=at, for_person=granted)
    if not granted:
        _write_that_it_is_over(folder, by=by, at=at)
    Erasure.objects.filter(pk=found.pk).update(
        answer=answer, decided_by=by.signature, decided_at=at, ended_at=None if granted else at
    )
    event = events.ErasureDecided(
        about=folder.code, erasure=found.ref, answer=answer, reason=reason, paper=paper.ref
    )
    record(event, by=by, at=at)


@transaction.atomic
def put_hold(
    folder: Folder,
    *,
    ground: str,
    words: str,
    look_again_on: date,
    forbidden_by: str,
    silent_until: date | None,
    by: Signs,
    at: datetime,
) -> LegalHold:
    """Put a hold, so that nothing of this case is erased until another member lifts it.
    `silent_until`: the last day of an order not to tell the person, which a second member has yet
    to read. Raises KeyChanged."""
    hold(folder)
    body = LegalHoldText(text=words, forbidden_by=forbidden_by, data={"ground": ground})
    told = silent_until is None
    paper = write_paper(folder, body=body, by=by, at=at, for_person=told)
    row = LegalHold.objects.create(
        ref=marks.new_code(groups=3),
        filing=folder.filing,
        ground=ground,
        paper_ref=paper.ref,
        put_by=by.signature,
        put_at=at,
        look_again_on=look_again_on,
        **silence.said(silent_until, folder.filing, by=by, at=at),
    )
    event = events.HoldPut(
        about=folder.code,
        hold=row.ref,
        ground=ground,
        silent_until=silent_until.isoformat() if silent_until else "",
    )
    if silent_until:
        event = in_own_hand(event, by=by)
    record(event, by=by, at=at)
    return row


@transaction.atomic
def lift_hold(folder: Folder, ref: str, *, words: str, by: Signs, at: datetime) -> None:
    """Lift a hold. Raises CannotErase if the member who put it tries to lift it, and KeyChanged."""
    hold(folder)
    found = LegalHold.objects.filter(filing=folder.filing, ref=ref, lifted_at=None).first()
    if found is None:
        raise CannotErase("nothing_open")
    if found.put_by == by.signature:
        raise CannotErase("another_lifts")
    body = LegalHoldLiftedText(text=words, data={"hold": ref})
    told = found.told_at is not None
    write_paper(folder, body=body, by=by, at=at, for_person=told)
    LegalHold.objects.filter(pk=found.pk).update(lifted_by=by.signature, lifted_at=at)
    record(events.HoldLifted(about=folder.code, hold=ref), by=by, at=at)


def tell_holds(*, by: Signs, at: datetime) -> int:
    """Show the person the holds whose court-ordered secrecy is over. Returns how many."""
    waiting = LegalHold.objects.filter(told_at=None).select_related("filing")
    return tell_each(waiting, partial(tell_hold, by=by, at=at))


@transaction.atomic
def tell_hold(one: LegalHold, *, by: Signs, at: datetime, now: bool = False) -> bool:
    """Show the person this hold if its secrecy is over, or at once where a member decides so
    (`now`)."""
    filing = one.filing
    if not held_to_be_told(one, filing, at=at, now=now):
        return False
    Document.objects.filter(_of_hold(one), filing=filing).update(for_person=True)
    LegalHold.objects.filter(pk=one.pk).update(told_at=at)
    record_in_own_hand(events.HoldTold(about=filing.code, hold=one.ref), by=by, at=at)
    return True


@transaction.atomic
def end_by_schedule(found: Erasure, *, by: Signs, at: datetime) -> None:
    """End the erasure because the schedule no longer asks for it, or was stopped."""
    _end(found, by=by, at=at)


# --- inside ---


def _write_that_it_is_over(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Write the same text whether it was refused or the request was not the person's: one who
    forced the request and reads the page must not learn that the team was told."""
    remedy = schedule().remedy
    with override(settings.LANGUAGE_CODE):
        said = gettext(
            "Nothing was erased for that request. Somebody of the team tells you why, by the"
            " safe way that you gave."
        )
    can = remedy.es if settings.LANGUAGE_CODE == "es" else remedy.en
    body = ErasureDecidedText(text=said, remedy=can)
    write_paper(folder, body=body, by=by, at=at, for_person=True)


def _of_hold(one: LegalHold) -> Q:
    """Match the documents of a hold: the one that put it and, where it was lifted in secret, that
    one."""
    found = Q(ref=one.paper_ref)
    return found | Q(kind=LIFTED, written_at=one.lifted_at) if one.lifted_at else found


def _begin(filing: Filing, *, scope: str, how: str, days: int, by: Signs, at: datetime) -> Erasure:
    from_moment = _end_of_day(filing, at + timedelta(days=days))
    by_itself = how == Erasure.How.SCHEDULE
    made = Erasure.objects.create(
        ref=marks.new_code(groups=3),
        filing=filing,
        scope=scope,
        how=how,
        asked_by=by.signature,
        asked_at=at,
        not_before=from_moment,
        answer=Erasure.Answer.GRANTED if by_itself else "",
        decided_at=at if by_itself else None,
    )
    event = events.ErasureAsked(
        about=filing.code,
        erasure=made.ref,
        scope=scope,
        how=how,
        from_day=from_moment.date().isoformat(),
    )
    record(event, by=by, at=at)
    return made


def _may_be_granted(found: Erasure, *, by: Signs, at: datetime) -> None:
    if found.heard_at is None:
        raise CannotErase("not_heard")
    if at < found.not_before:
        raise CannotErase("too_early")
    if by.signature in {found.asked_by, found.heard_by}:
        raise CannotErase("another_decides")
    if is_held(found.filing, seen_by=by):
        raise CannotErase("held")
    if silence.keeps_something(found.filing):  # otherwise the reasons shown would reveal it
        raise CannotErase("kept_silent")


def _asked_in(filing: Filing) -> Erasure:
    found = _going_on(filing)
    if found is None or found.erased_at is not None:
        raise CannotErase("nothing_open")
    return found


def _going_on(filing: Filing) -> Erasure | None:
    return Erasure.objects.filter(filing=filing, ended_at=None, done_at=None).first()


def _end(found: Erasure, *, by: Signs, at: datetime) -> None:
    Erasure.objects.filter(pk=found.pk).update(ended_at=at)
    record(events.ErasureEnded(about=found.filing.code, erasure=found.ref), by=by, at=at)


def _held(filing: Filing) -> None:
    hold_row(filing).values_list("pk").first()
    filing.refresh_from_db(fields=["impediment"])


def _end_of_day(filing: Filing, moment: datetime) -> datetime:
    zone = load_protocol(filing.protocol).zone
    return datetime.combine(moment.astimezone(zone).date(), time.max, zone)
