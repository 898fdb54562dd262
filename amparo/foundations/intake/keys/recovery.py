"""The way in of last resort. The keyholders seal the key of a named file to one member, away from
the site; here it waits until she takes it. Services and queries, by noun: recovery."""

import json
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from amparo.crypto import boxes, marks
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.public_fields import her_own
from amparo.foundations.intake import events
from amparo.foundations.intake.models import Filing, Key, Recovered
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record


class Replaced(Exception):
    """The file has another key by now, or what came back was made for another member."""


class NotAsked(Exception):
    """Nobody asked the keyholders for it, or they have answered already."""


def recovery_key_of(code: str) -> Key | None:
    """The key of one named file, as it is sealed to the recovery key."""
    keys = Key.objects.select_related("filing").filter(holder=Key.Holder.RECOVERY)
    return keys.filter(filing__code=marks.code_normalised(code)).first()


def left_to(public: bytes) -> int:
    """How many files are sealed to another recovery key than this: also those that nobody opened
    yet, and those whose person left, which may be asked for as well."""
    return Key.objects.filter(holder=Key.Holder.RECOVERY).exclude(public=public).count()


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
    by: Signs,
    at: datetime,
) -> None:
    """Keep what the keyholders sealed, for the member to take, with the reason that was put on
    record when they were asked. Raises Replaced, NotAsked."""
    if filing.key_version != version:
        raise Replaced
    reason = _reason_asked(filing, member)
    Recovered.objects.update_or_create(
        filing=filing,
        member=member.code,
        defaults={"sealed": sealed, "key_version": version, "reason": reason, "at": at},
    )
    answered = events.RecoveryAnswered(about=filing.code, member=member.code, reason=reason)
    record(answered, by=by, at=at)


def _reason_asked(filing: Filing, member: Member) -> str:
    """Why the keyholders were asked, by the record: each time they are asked, they answer once."""
    acts = Entry.objects.filter(about=filing.code, event__in=["RecoveryAsked", "RecoveryAnswered"])
    for act in acts.order_by("-pk"):
        facts = json.loads(act.facts)
        if facts["member"] == member.code:
            if act.event == "RecoveryAsked":
                return str(facts["reason"])
            break
    raise NotAsked


def sealed_to(filing: Filing) -> list[Member]:
    """To whom the keyholders sealed a file that waits to be taken."""
    waiting = Recovered.objects.filter(filing=filing).values("member")
    found = Member.objects.select_related("unit").filter(code__in=waiting)
    return list(found.defer(*her_own()))


def forget_waiting(filing: Filing, members: Collection[Member]) -> None:
    """These must not know of the file any more: what was sealed to them is gone. The row stays, so
    that their page tells them nothing."""
    gone = Recovered.objects.filter(filing=filing, member__in=[one.code for one in members])
    gone.update(sealed=b"")


def forget_what_waits_for(member: Member) -> None:
    """She has left: nobody takes it in her name."""
    Recovered.objects.filter(member=member.code).delete()


def recovered_for(member: Member) -> list[Recovered]:
    """What waits for her, in the order in which it came."""
    waiting = Recovered.objects.select_related("filing").filter(member=member.code)
    return list(waiting.order_by("at", "pk"))


def key_in(one: Recovered, secret: bytes) -> bytes:
    """The key of the file. Raises Replaced where it opens nothing any more."""
    context = boxes.context_of_recovered(one.filing.code, one.member)
    if one.filing.key_version != one.key_version:
        raise Replaced
    try:
        return boxes.open_with(secret, bytes(one.sealed), context=context)
    except Unsealable as problem:
        raise Replaced from problem
