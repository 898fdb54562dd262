"""Units with overseers whom the person lets follow the stage of the case, and nothing else.
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
"""The fields that an overseer reads of a case. They are stored in clear, so no key is shared."""


class NotAnOverseer(Exception):
    """No overseer works in this unit, or one of them must not know of the case."""


def who_may_watch(folder: Folder, *, seen_by: Signs) -> list[Unit]:
    """Return the units whose overseers the person may let in. Units with an overseer who must not
    know and units of the institution that runs the mechanism are left out."""
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
    """Let the overseers of a unit see the stage of the person's case. Raises NotAnOverseer."""
    if unit not in who_may_watch(folder, seen_by=by):
        raise NotAnOverseer
    asked = ask(folder, kind=KIND, subject=SUBJECT, unit=unit, fields=FIELDS, by=by, at=at)
    said = answer(folder, asked.ref, answer=Question.Answer.AGREED, by=by, at=at)
    verdict = may_leave(folder, kind=KIND, subject=SUBJECT, unit=unit, fields=FIELDS, seen_by=by)
    if not verdict.allowed:
        raise NotAnOverseer
    return said


def watched_by(member: Member, *, since: datetime) -> list[Question]:
    """Return the consents that stand for this overseer now. Consents answered before `since` do not
    include an overseer who came later, because the person could not know of that member. What the
    clock of the law reads of the filings is left to be read."""
    rows = Question.objects.standing().select_related("filing")
    rows = rows.defer("filing__happened", "filing__facts")
    found = rows.filter(kind=KIND, unit=member.unit, answered_at__gte=since)
    return [one for one in found.order_by("answered_at") if still_agreed(one, one.filing)]


@transaction.atomic
def shut_overseers_out(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Withdraw consents for units that were named among those who must not know."""
    standing = Question.objects.standing().select_related("unit")
    for one in list(standing.filter(filing=folder.filing, kind=KIND)):
        if is_excluded(folder, one.unit, seen_by=by) or _is_meant(folder, one.unit, by=by):
            withdraw(folder, one.ref, by=by, at=at)


def _is_meant(folder: Folder, unit: Unit | None, *, by: Signs) -> bool:
    there: Iterable[Member] = (
        one for one in members_with(Role.OVERSEER, seen_by=by) if one.unit == unit
    )
    return any(kept_away_by_others(folder, one, by=by) for one in there)
