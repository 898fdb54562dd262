"""Neutral mails to the members for whom a complaint waits."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from amparo.casework.review.complaints.superiors import (
    complained_of,
)
from amparo.casework.review.models import ComplaintAddressee
from amparo.foundations.accounts.mail.outbox import ask_again, put
from amparo.law import (
    UnknownProtocol,
)


def not_yet_mailed() -> Iterable[ComplaintAddressee]:
    found = ComplaintAddressee.objects.select_related("member")
    waiting = found.filter(mailed_at__isnull=True)
    return waiting.filter(complaint__ruling__isnull=True, member__active=True)


def mail_who_rules(*, at: datetime) -> int:
    """Send a neutral mail to each member for whom a complaint waits; return how many were
    handled."""
    sent = 0
    for row in not_yet_mailed():
        if row.member.mail:
            put(row.member, _reason(row), at=at)
        sent += ComplaintAddressee.objects.filter(pk=row.pk).update(mailed_at=at)
    return sent


def _still_told(_: datetime) -> Iterator[tuple[int, str]]:
    """Yield the mails that are still to be sent: not for a complaint that was ruled on, read by the
    member, or taken from the member since. Raises UnknownProtocol once the others are done."""
    waiting = ComplaintAddressee.objects.filter(complaint__ruling__isnull=True, seen_at=None)
    missing: list[UnknownProtocol] = []
    for row in waiting.select_related("complaint__filing"):
        try:
            against = complained_of(row.complaint)
        except UnknownProtocol as problem:  # its norm's folder is not here
            missing.append(problem)
            continue
        if row.member_id not in against:
            yield row.member_id, _reason(row)
    if missing:
        raise missing[0]


def _reason(row: ComplaintAddressee) -> str:
    return f"complaint/{row.pk}"


ask_again("complaint", _still_told)
