"""Services for the neutral mail to officers of an institution: their unit was asked for something,
or its day has passed. It names neither the subject nor the case."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Max, Q

from amparo.casework.obligations.due_days import MOOT, UNANSWERED
from amparo.casework.obligations.models import OF_TEAM, OVER, Obligation, ObligationAnswer
from amparo.casework.obligations.stations.models import HandedOn
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail.outbox import KEPT, put, tell_as_long_as
from amparo.foundations.accounts.membership.suspension_queries import but_suspended
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.queries import members

_OF_UNIT = [
    kind
    for kind in ObligationAnswer.Kind.values
    if kind not in {*OF_TEAM, ObligationAnswer.Kind.INCIDENT}
]


def tell_officers(*, at: datetime) -> int:
    """Mail each officer once for each obligation and cause, however often this runs: it was sent,
    the team wrote since, the unit was reminded, its day has passed, it was handed on to the
    officer's station, or a station reports a limitation. Return how many are new."""
    return sum(put(member, why, at=at) for member, why in _to_tell(at))


# --- inside ---


def _to_tell(at: datetime) -> Iterator[tuple[Member, str]]:
    """Members to mail, with the reason. Causes older than `KEPT` are skipped, because sent mails
    are forgotten after that."""
    officers = _officers()
    if not officers:
        return
    for duty, since in _owed(at, to=officers):
        if since > at - KEPT:
            yield from ((one, _reason(duty, since)) for one in officers[duty.unit_id])
    moved = HandedOn.objects.select_related("duty").exclude(state=HandedOn.State.BACK)
    for row in moved.filter(changed_at__gt=at - KEPT).exclude(duty__state__in=OVER).order_by("pk"):
        unit = row.duty.unit_id if row.is_limited else row.unit_id
        yield from ((one, _reason(row.duty, row.changed_at)) for one in officers.get(unit, ()))


def _officers() -> dict[int, list[Member]]:
    """Officers with a mail address, by their unit."""
    here = [one for one in members(seen_by=SYSTEM) if one.mail]
    found: dict[int, list[Member]] = defaultdict(list)
    for one in but_suspended(one for one in here if Role.INSTITUTION_OFFICER in one.role_set):
        found[one.unit_id].append(one)
    return found


def _owed(at: datetime, *, to: Collection[int]) -> Iterator[tuple[Obligation, datetime]]:
    """What these units owe on their own page, each with the latest cause's moment, where one is not
    older than `KEPT`. Obligations on paper are answered on paper."""
    there = Obligation.objects.filter(by_paper=False, unit__in=to).exclude(MOOT)
    there = there.exclude(state__in=(Obligation.State.PREPARED, Obligation.State.ENDING, *OVER))
    asked = Max("answers__at", filter=Q(answers__kind__in=OF_TEAM))
    said = Max("answers__at", filter=Q(answers__kind__in=_OF_UNIT))
    rows = there.annotate(asked_at=asked, said_at=said, reminded_at=Max("notices__at"))
    since, late = at - KEPT, Q(due_on__gt=at - KEPT, due_on__lt=at)
    lately = Q(forwarded_at__gt=since) | Q(asked_at__gt=since) | Q(reminded_at__gt=since) | late
    for one in rows.filter(lately).select_related("unit", "case__filing").order_by("pk"):
        again = one.asked_at is not None and (one.said_at is None or one.asked_at > one.said_at)
        reminded = one.reminded_at and (one.said_at is None or one.reminded_at > one.said_at)
        limited = one.state == Obligation.State.OBJECTED and reminded
        if again or limited or one.state in UNANSWERED:
            expired = one.due_on if one.is_late(at) else None
            causes = (one.forwarded_at, one.asked_at, one.reminded_at, expired)
            yield one, max(filter(None, causes))


def _reason(duty: Obligation, since: datetime) -> str:
    return f"owed/{duty.pk}/{since.timestamp()}"


tell_as_long_as("owed", _to_tell)
