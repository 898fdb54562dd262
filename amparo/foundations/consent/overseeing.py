"""Whom she lets watch how her case goes: somebody who oversees, and no word of what she told.
Services, by noun."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.queries import members_with
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import is_excluded, may_leave, still_agreed
from amparo.foundations.consent.services import answer, ask, withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import is_of_the_mechanism
from amparo.foundations.intake.exclusions import kept_away_by_others
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.services import Signs

KIND = Question.Kind.OVERSIGHT
SUBJECT = "oversight"
FIELDS = ("stage",)
"""All that an overseer reads of a case. It lies open, so that nobody gets a key."""


class NotAnOverseer(Exception):
    """Nobody oversees from there, or somebody who must not know does."""


def who_may_watch(folder: Folder, *, seen_by: Signs) -> list[Unit]:
    """Where somebody oversees whom she may let in. Nobody who must not know is among them, nor
    whoever belongs to the institution that runs this mechanism."""
    by_unit: dict[int, list[Member]] = {}
    for one in members_with(Role.OVERSEER, seen_by=seen_by):
        by_unit.setdefault(one.unit_id, []).append(one)
    return [
        there[0].unit
        for there in by_unit.values()
        if not is_of_the_mechanism(there[0].unit)
        and not any(kept_away_by_others(folder, one, by=seen_by) for one in there)
    ]


@transaction.atomic
def let_watch(folder: Folder, unit: Unit, *, by: Signs, at: datetime) -> Question:
    """She lets those who oversee from there see where her case stands. Raises NotAnOverseer."""
    if unit not in who_may_watch(folder, seen_by=by):
        raise NotAnOverseer
    asked = ask(folder, kind=KIND, subject=SUBJECT, unit=unit, fields=FIELDS, by=by, at=at)
    said = answer(folder, asked.ref, answer=Question.Answer.AGREED, by=by, at=at)
    verdict = may_leave(folder, kind=KIND, subject=SUBJECT, unit=unit, fields=FIELDS, seen_by=by)
    if not verdict.allowed:
        raise NotAnOverseer
    return said


def watched_by(member: Member, *, since: datetime) -> list[Question]:
    """What stands for this overseer now. Who came later than an answer is not meant by it: she
    could not know that it would be this one."""
    found = Question.objects.select_related("filing", "unit").filter(
        kind=KIND, unit=member.unit, withdrawn_at__isnull=True, answered_at__gte=since
    )
    return [one for one in found.order_by("answered_at") if still_agreed(one, one.filing)]


@transaction.atomic
def shut_overseers_out(folder: Folder, *, by: Signs, at: datetime) -> None:
    """After somebody was named who must not know: who oversees from there sees nothing more."""
    standing = Question.objects.select_related("unit").filter(
        filing=folder.filing, kind=KIND, withdrawn_at__isnull=True
    )
    for one in list(standing):
        if is_excluded(folder, one.unit, seen_by=by) or _is_meant(folder, one.unit, by=by):
            withdraw(folder, one.ref, by=by, at=at)


def _is_meant(folder: Folder, unit: Unit | None, *, by: Signs) -> bool:
    there: Iterable[Member] = (
        one for one in members_with(Role.OVERSEER, seen_by=by) if one.unit == unit
    )
    return any(kept_away_by_others(folder, one, by=by) for one in there)
