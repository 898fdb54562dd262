"""Services for the neutral mail about a recommendation: to the officers of the institution when it
comes and on the day that was asked for, to the seat on that day and when an answer comes."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Q

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail.outbox import KEPT, put, tell_as_long_as
from amparo.foundations.accounts.membership.suspension_queries import but_suspended
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.queries import members
from amparo.law import load_protocol
from amparo.obligations.recommendations.models import Recommendation

type Cause = tuple[str, datetime]


def tell_of_recommendations(*, at: datetime) -> int:
    """Mail each officer and each member of the seat once for each cause. Return how many are
    new."""
    return sum(put(member, why, at=at) for member, why in _to_tell(at))


def _to_tell(at: datetime) -> Iterator[tuple[Member, str]]:
    since = at - KEPT
    day = (since - timedelta(days=1)).date()
    fresh = Q(answer_by__gte=day) | Q(made_at__gt=since) | Q(answered_at__gt=since)
    rows = Recommendation.objects.filter(fresh)
    found = list(rows.only("unit_id", "seat_id", "answer_by", "made_at", "answered_at"))
    if not found:
        return
    here = but_suspended(one for one in members(seen_by=SYSTEM) if one.mail)
    for row in found:
        begins, answered = _begins(row), row.answered_at
        asks: list[Cause] = [] if answered else [("made", row.made_at), ("day", begins)]
        follows: list[Cause] = [("answered", answered)] if answered else [("day", begins)]
        for role, unit, causes in (
            (Role.INSTITUTION_OFFICER, row.unit_id, asks),
            (Role.OVERSEER, row.seat_id, follows),
        ):
            meant = [one for one in here if one.unit_id == unit and role in one.role_set]
            for cause, moment in causes:
                if since < moment <= at:
                    yield from ((one, f"recommendation/{row.pk}/{cause}") for one in meant)


def _begins(row: Recommendation) -> datetime:
    """Return when the day that was asked for begins."""
    return datetime.combine(row.answer_by, time(), load_protocol(settings.PROTOCOL).zone)


tell_as_long_as("recommendation", _to_tell)
