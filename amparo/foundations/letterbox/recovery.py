"""The way in of last resort. The keyholders seal the key of a named file to one member, away from
the site; here it waits until she takes it. Services and queries, by noun: recovery."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.access.models import Member
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox import events
from amparo.foundations.letterbox.models import Filing, Key, Recovered
from amparo.sealing import boxes, marks
from amparo.sealing.errors import Unsealable


class Replaced(Exception):
    """The file has another key by now, or what came back was made for another member."""


def recovery_key_of(code: str) -> Key | None:
    """The key of one named file, as it is sealed to the recovery key."""
    keys = Key.objects.select_related("filing").filter(holder=Key.Holder.RECOVERY)
    return keys.filter(filing__code=marks.code_normalised(code)).first()


def left_to(public: bytes) -> int:
    """How many files that still go on are sealed to another recovery key than this."""
    keys = Key.objects.filter(holder=Key.Holder.RECOVERY, filing__withdrawn_at=None)
    return keys.exclude(public=public).count()


@transaction.atomic
def ask_for(filing: Filing, member: Member, *, reason: str, by: Signs, at: datetime) -> None:
    """Put on record that the keyholders are asked: the person reads it on her page."""
    asked = events.RecoveryAsked(about=filing.code, member=member.code, reason=reason)
    record(asked, by=by, at=at)


@transaction.atomic
def answer(
    filing: Filing,
    member: Member,
    sealed: bytes,
    *,
    version: int,
    reason: str,
    by: Signs,
    at: datetime,
) -> None:
    """Keep what the keyholders sealed, for the member to take. Raises Replaced."""
    if filing.key_version != version:
        raise Replaced
    Recovered.objects.update_or_create(
        filing=filing,
        member=member.code,
        defaults={"sealed": sealed, "key_version": version, "reason": reason, "at": at},
    )
    answered = events.RecoveryAnswered(about=filing.code, member=member.code, reason=reason)
    record(answered, by=by, at=at)


def recovered_for(member: Member) -> list[Recovered]:
    """What waits for her, in the order in which it came."""
    waiting = Recovered.objects.select_related("filing").filter(member=member.code)
    return list(waiting.order_by("at", "pk"))


def key_in(one: Recovered, secret: bytes) -> bytes:
    """The key of the file. Raises Replaced where it opens nothing any more."""
    context = context_for(one.filing.code, one.member)
    if one.filing.key_version != one.key_version:
        raise Replaced
    try:
        return boxes.open_with(secret, bytes(one.sealed), context=context)
    except Unsealable as problem:
        raise Replaced from problem


def context_for(code: str, member: str) -> str:
    """What such a key is bound to; `amparo shares open` seals with the same."""
    return f"recovered/{code}/{member}"
