"""Services for the states of a measure. Other packages call them through `services.py`."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from amparo.casework.measures import events, queries
from amparo.casework.measures.models import (
    OWN,
    OWN_UNDER_WAY,
    OWN_WAY,
    UNDECIDED,
    WAY,
    Measure,
    State,
)
from amparo.foundations.accounts.actors import Actor, Refused, must_be_free
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.procedure import legal_effects_of_acts as deeds
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.law import Deed, Opening


class Hindered(Exception):
    """An act is not possible; `reasons` are codes. Nothing was written."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("+".join(reasons))
        self.reasons = reasons


def must(by: Actor, permission: Permission) -> None:
    if not by.may(permission):
        raise Hindered("not_permitted")


def must_be_one_of_two(by: Actor) -> None:
    """Raise Hindered if something may have leaked through the member's account: that member is
    neither of the two on whom an act rests."""
    try:
        must_be_free(by)
    except Refused as problem:
        raise Hindered(str(problem)) from problem


class CannotMove(Exception):
    """A measure cannot move between two states. Carries the two states, or `only_her_word`."""


@transaction.atomic
def move(measure: Measure, state: str, *, by: Signs, at: datetime) -> None:
    """Change the state of a measure; the only function that does. Raises CannotMove."""
    locked = Measure.objects.select_for_update(of=("self",)).select_related("case__filing")
    fresh = locked.get(pk=measure.pk)
    new = State(state)
    if new not in way_from(fresh):
        raise CannotMove(f"{fresh.state}.{new}")
    if new is State.VERIFIED_BY_BENEFICIARY and not queries.all_say_it_holds(fresh, seen_by=by):
        raise CannotMove("only_her_word")
    measure.state, measure.changed_at = new, at
    Measure.objects.filter(pk=measure.pk).update(state=new, changed_at=at)
    event = events.MeasureMoved(about=measure.case.code, measure=measure.ref, state=new)
    record(event, by=by, at=at)


def way_from(measure: Measure) -> Collection[State]:
    """Return the states to which the measure may move now."""
    return (OWN_WAY if measure.is_own else WAY).get(State(measure.state), frozenset())


@transaction.atomic
def answered(*, measure: str, answer: str, by: Signs, at: datetime) -> None:
    """Apply the person's answer (ConsentAnswered about a measure). A granted measure keeps its
    grant. What an organisation does itself begins with the yes, ends with a no, and goes on while
    the person wants to talk about it."""
    told = {"agreed": State.CONSENTED, "refused": State.REFUSED_BY_BENEFICIARY}
    found = _row(measure)
    if found and found.is_own:
        told["agreed"] = State.ACCEPTED_BY_ENTITY
        if found.state in OWN_UNDER_WAY and answer != "refused":
            return
    _shift_undecided(measure, told.get(answer, State.PROPOSED), by=by, at=at)


@transaction.atomic
def consent_ended(*, measure: str, by: Signs, at: datetime) -> None:
    """Apply the withdrawal of one consent (ConsentWithdrawn): the measure is a proposal again,
    unless it was granted."""
    _shift_undecided(measure, State.PROPOSED, by=by, at=at)


@transaction.atomic
def sharing_ended(*, code: str, by: Signs, at: datetime) -> None:
    """Apply the withdrawal of all sharing (AllSharingWithdrawn) of the case with this code."""
    agreed = Measure.objects.filter(case__filing__code=code, state=State.CONSENTED)
    for ref in list(agreed.values_list("ref", flat=True)):
        _shift_undecided(ref, State.PROPOSED, by=by, at=at)


@transaction.atomic
def confirmed(*, measure: str, word: str, by: Signs, at: datetime) -> bool | None:
    """Apply the word of one beneficiary (MeasureConfirmed).

    The measure holds once all beneficiaries say so, and does not hold as soon as one says that.
    Before forwarding the state does not move. Return whether it holds; None while a word is
    missing.
    """
    found = _row(measure)
    if found is None:
        return None
    state, holds = _as_said(found, word, seen_by=by)
    out = found.state not in {State.GRANTED, state}
    if state and out and state in way_from(found):
        move(found, state, by=by, at=at)
    return holds


def _as_said(measure: Measure, word: str, *, seen_by: Signs) -> tuple[State | None, bool | None]:
    words = queries.last_words(measure, seen_by=seen_by)
    if word not in queries.HOLDS:
        return State.INEFFECTIVE, False
    if queries.all_say_it_holds(measure, seen_by=seen_by):
        return State.VERIFIED_BY_BENEFICIARY, True
    denied = any(said and said not in queries.HOLDS for said in words.values())
    if measure.state == State.INEFFECTIVE and not denied:
        return State.IN_PLACE, None  # # no one says any longer that it does not hold
    return None, None


@transaction.atomic
def open_gates(code: str, what: Opening, *, by: Signs, at: datetime) -> None:
    """Open the gates of the protocol that wait for this, in the case with this code. On an
    organisation's site no procedure of a law runs."""
    case = case_of_filing(code)
    if case and not settings.ORGANISATION:
        deeds.open_gates(case.filing, what, by=by, at=at)


@transaction.atomic
def done(code: str, does: Deed, *, by: Signs, at: datetime) -> None:
    """Note in the law's record what this act brings about, the first time. On an organisation's
    site no procedure of a law runs."""
    case = case_of_filing(code)
    if case and not settings.ORGANISATION and not deeds.is_noted(case.filing, does):
        deeds.note(case.filing, does, when=at, by=by, at=at)


@transaction.atomic
def shift(ref: str, state: str, *, only_from: Collection[str], by: Signs, at: datetime) -> None:
    """Move the measure if its state is one of `only_from`; a late event moves nothing."""
    found = _row(ref)
    if found and found.state in only_from:
        move(found, state, by=by, at=at)


@transaction.atomic
def end_own(case: Case, *, by: Signs, at: datetime) -> None:
    """End what the organisation does itself: the person left, was reached, and wants it to end."""
    running = Measure.objects.select_related("case__filing").filter(
        case=case, catalogue__startswith=OWN, state__in=OWN_UNDER_WAY
    )
    for measure in running:
        move(measure, State.LAPSED, by=by, at=at)


def _row(ref: str) -> Measure | None:
    return Measure.objects.select_related("case__filing").filter(ref=ref).first()


def _shift_undecided(ref: str, state: State, *, by: Signs, at: datetime) -> None:
    found = _row(ref)
    may = found and found.state in (UNDECIDED | OWN_UNDER_WAY if found.is_own else UNDECIDED)
    if found and may and found.state != state:
        move(found, state, by=by, at=at)
