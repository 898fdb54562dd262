"""Services for erasing by schedule and on request, from the team's side. What is asked and what is
erased: `foundations/erasing`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from amparo.casework.measures.states import Hindered, must, must_be_one_of_two
from amparo.casework.retention.erasure_obstacles import (
    Held,
    against,
    demanded_since,
    is_of_many,
    waits_for_acta,
)
from amparo.casework.retention.schedule_adoption import closed_before, is_over
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import BoardsActa
from amparo.foundations.erasure import services as erasure
from amparo.foundations.erasure.case_content_erasure import empty, finish
from amparo.foundations.erasure.exact_locations import erase_place, keep_place
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.erasure.queries import erasure_going_on
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.contact.may_contact import HOURS, rule_of
from amparo.foundations.intake.keys.case_keys import hold, hold_row
from amparo.foundations.ledger.services import Signs

REACHED_BY = {"call": "telephone", "in_person": "in_person", "trusted": "through_others"}
"""How the person was heard -> the way of contact that this is."""


def ask_orally(open_case: OpenCase, *, scope: str, by: Actor, at: datetime) -> None:
    """Note that the person asked for it in conversation. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    with _hindered():
        erasure.ask(open_case.folder.filing, scope=scope, how="oral", by=by, at=at)


@transaction.atomic
def note_heard(
    open_case: OpenCase,
    *,
    hers: bool,
    way: str,
    words: str,
    by: Actor,
    at: datetime,
    acta: BoardsActa | None = None,
) -> None:
    """Note whether the person confirms the request.

    A yes counts only by a way by which the person may be reached, since any other may be answered
    by another person; a no counts however it was heard. The moment of the call is not known, so
    agreed hours are not checked. A collective asks by its board's acta. A member whose account is
    held back cannot note a yes. Raises Hindered.
    """
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    if hers:
        must_be_one_of_two(by)
    rule = rule_of(open_case.folder, seen_by=by)
    against = [one for one in rule.against(REACHED_BY[way], at) if one not in HOURS]
    if not against and rule.lifted_by(by, at):
        against = ["another_goes"]
    if hers and against:
        raise Hindered(*against)
    of_many = hers and is_of_many(open_case.case)
    if of_many and acta is None:
        raise Hindered("speaks_for_many")
    told: dict[str, Any] = {"acta": acta if of_many else None, "way": way, "words": words}
    with _hindered():
        erasure.note_heard(open_case.folder, hers=hers, **told, by=by, at=at)


@transaction.atomic
def decide(
    open_case: OpenCase, *, answer: str, reason: str, words: str, by: Actor, at: datetime
) -> None:
    """Decide on an erasure. Once granted, it is carried out when nothing stands against it any
    more. Where the file was demanded since, it is decided again. Raises Hindered."""
    must(by, Permission.CASE_DECIDE)
    hold(open_case.folder)
    if answer == Erasure.Answer.GRANTED:
        must_be_one_of_two(by)
        if waits_for_acta(open_case.folder.filing):
            raise Hindered("speaks_for_many")
    found = erasure_going_on(open_case.folder, seen_by=by)
    anew = found is not None and demanded_since(found) is not None
    given: dict[str, Any] = {"answer": answer, "reason": reason, "words": words, "anew": anew}
    with _hindered():
        erasure.decide(open_case.folder, **given, by=by, at=at)


def put_hold(open_case: OpenCase, held: Held, *, by: Actor, at: datetime) -> None:
    must(by, Permission.CASE_WORK)
    told: dict[str, Any] = {name: getattr(held, name) for name in Held.__dataclass_fields__}
    erasure.put_hold(open_case.folder, **told, by=by, at=at)


@transaction.atomic
def lift_hold(open_case: OpenCase, ref: str, *, words: str, by: Actor, at: datetime) -> None:
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    must_be_one_of_two(by)
    with _hindered():
        erasure.lift_hold(open_case.folder, ref, words=words, by=by, at=at)


def write_place(
    open_case: OpenCase, *, kind: str, text: str, days: int, by: Actor, at: datetime
) -> None:
    must(by, Permission.CASE_WORK)
    keep_place(open_case.folder, kind=kind, text=text, days=days, by=by, at=at)


def end_place(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> bool:
    must(by, Permission.CASE_WORK)
    return erase_place(open_case.folder, ref, by=by, at=at)


# --- what falls due ---


class NotErased(Exception):
    """Some of what was due could not be erased; the rest was."""


def erase_what_is_due(*, by: Signs, at: datetime) -> int:
    """Erase what was granted and may be erased now, each in its own transaction; then finish what
    an interrupted run had begun. Return how many are finished."""
    due = Erasure.objects.filter(
        answer=Erasure.Answer.GRANTED, ended_at=None, erased_at=None, not_before__lt=at
    )
    wrong: list[Exception] = []
    numbers = list(due.order_by("pk").values_list("pk", flat=True))
    each_by_itself((partial(_erase, one, by=by, at=at) for one in numbers), wrong)
    done = finish(by=by, at=at)
    if wrong:
        raise NotErased from wrong[0]
    return done


@transaction.atomic
def _erase(number: int, *, by: Signs, at: datetime) -> None:
    found = Erasure.objects.select_related("filing").get(pk=number)
    hold_row(found.filing).values_list("pk").first()
    found = Erasure.objects.select_related("filing").get(pk=number)  # reread, now that it is locked
    taken_back = found.ended_at is not None or found.erased_at is not None
    if taken_back:
        return
    if found.how == Erasure.How.SCHEDULE and is_over(found.filing, seen_by=by, at=at):
        erasure.end_by_schedule(found, by=by, at=at)
    elif not against(found.filing, scope=found.scope, seen_by=by, at=at, found=found):
        empty(found, by=by, at=at)


def begin_what_the_schedule_says(*, by: Signs, at: datetime) -> int:
    """Begin to erase closed files whose days are over: their persons read on which day each is
    erased. Needs an adopted schedule on record. Return how many."""
    since = closed_before(seen_by=by, at=at)
    if since is None:
        return 0
    lately = Q(filing__erasures__ended_at__gt=since)  # the person said no, or it was refused
    there = Erasure.objects.filter(ended_at=None)  # only its recordings may be erased yet
    whole = Q(scope=Erasure.Scope.EVERYTHING)
    going_on = there.filter(Q(done_at=None) | whole).values("filing")
    closed = Case.objects.filter(closed_at__lte=since).exclude(lately)
    closed = closed.exclude(filing__in=going_on)
    begun = 0
    for case in closed.select_related("filing").order_by("pk"):
        begun += _begin(case, by=by, at=at)
    return begun


@transaction.atomic
def _begin(case: Case, *, by: Signs, at: datetime) -> bool:
    hold_row(case.filing).values_list("pk").first()
    scope = Erasure.Scope.EVERYTHING
    if against(case.filing, scope=scope, seen_by=by, at=at):
        return False
    erasure.begin_by_schedule(case.filing, by=by, at=at)
    return True


@contextmanager
def _hindered() -> Iterator[None]:
    """Raise erasing's CannotErase as Hindered, like other refusals of the team's acts."""
    try:
        yield
    except erasure.CannotErase as problem:
        raise Hindered(str(problem)) from problem
