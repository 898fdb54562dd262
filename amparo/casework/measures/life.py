"""A measure's life, step by step. Services, by noun: states. The hand-overs call them through
`services.py`."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from amparo.casework.measures import events, queries
from amparo.casework.measures.models import UNDECIDED, WAY, Measure, State
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.foundations.letterbox import deeds
from amparo.rules import Deed, Opening


class Hindered(Exception):
    """Something stands against an act; `reasons` are codes. Nothing was written."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("+".join(reasons))
        self.reasons = reasons


def must(by: Actor, permission: Permission) -> None:
    if not by.may(permission):
        raise Hindered("not_permitted")


class CannotMove(Exception):
    """A measure does not go from there to there. Carries the two states, or `only_her_word`."""


@transaction.atomic
def move(measure: Measure, state: str, *, by: Signs, at: datetime) -> None:
    """The only way a measure changes its state. Raises CannotMove."""
    fresh = Measure.objects.select_for_update().get(pk=measure.pk)
    new = State(state)
    if new not in WAY[State(fresh.state)]:
        raise CannotMove(f"{fresh.state}.{new}")
    if new is State.VERIFIED_BY_BENEFICIARY and not queries.she_says_it_holds(fresh, seen_by=by):
        raise CannotMove("only_her_word")
    measure.state, measure.changed_at = new, at
    Measure.objects.filter(pk=measure.pk).update(state=new, changed_at=at)
    event = events.MeasureMoved(about=measure.case.code, measure=measure.ref, state=new)
    record(event, by=by, at=at)


@transaction.atomic
def answered(*, measure: str, answer: str, by: Signs, at: datetime) -> None:
    """She answered (ConsentAnswered about a measure). What is granted keeps its grant."""
    told = {"agreed": State.CONSENTED, "refused": State.REFUSED_BY_BENEFICIARY}
    _shift_undecided(measure, told.get(answer, State.PROPOSED), by=by, at=at)


@transaction.atomic
def consent_ended(*, measure: str, by: Signs, at: datetime) -> None:
    """She took one consent back (ConsentWithdrawn): it is a proposal again, unless granted."""
    _shift_undecided(measure, State.PROPOSED, by=by, at=at)


@transaction.atomic
def sharing_ended(*, code: str, by: Signs, at: datetime) -> None:
    """She took back all sharing (AllSharingWithdrawn) of the case with this code."""
    agreed = Measure.objects.filter(case__filing__code=code, state=State.CONSENTED)
    for ref in list(agreed.values_list("ref", flat=True)):
        _shift_undecided(ref, State.PROPOSED, by=by, at=at)


@transaction.atomic
def confirmed(*, measure: str, word: str, by: Signs, at: datetime) -> None:
    """Her word (MeasureConfirmed): it holds, or it does not. Before forwarding it moves nothing."""
    found = _row(measure)
    holds = word in queries.HOLDS
    new = State.VERIFIED_BY_BENEFICIARY if holds else State.INEFFECTIVE
    if found and found.state != State.GRANTED and new in WAY[State(found.state)]:
        move(found, new, by=by, at=at)


@transaction.atomic
def open_gates(code: str, what: Opening, *, by: Signs, at: datetime) -> None:
    """Note that this came about in the case with this code, where its protocol waits for it."""
    case = case_of_filing(code)
    if case:
        deeds.open_gates(case.filing, what, by=by, at=at)


@transaction.atomic
def done(code: str, does: Deed, *, by: Signs, at: datetime) -> None:
    """Note in the law what this act brings about, the first time."""
    case = case_of_filing(code)
    if case and not deeds.is_noted(case.filing, does):
        deeds.note(case.filing, does, when=at, by=by, at=at)


@transaction.atomic
def shift(ref: str, state: str, *, only_from: Collection[str], by: Signs, at: datetime) -> None:
    """Move it if it stands at one of these; an event that comes late moves nothing."""
    found = _row(ref)
    if found and found.state in only_from:
        move(found, state, by=by, at=at)


def _row(ref: str) -> Measure | None:
    return Measure.objects.select_related("case__filing").filter(ref=ref).first()


def _shift_undecided(ref: str, state: State, *, by: Signs, at: datetime) -> None:
    found = _row(ref)
    if found and found.state in UNDECIDED and found.state != state:
        move(found, state, by=by, at=at)
