"""A member's recent sign-ins, other open sessions, and wrong tries not yet read. Services and
queries, by noun: sign-ins.

Sign-ins and tries come from the record, so that an intruder who guessed right cannot remove them.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import MEMBER, for_this_place, record_in_own_hand
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry

NOTICED = 3
"""From so many wrong tries before one sign-in on, the member is told of them."""
SHOWN = 10
TOLD_FIRST = 3
LOOKED_AT = 20
"""How many of the latest confirmations in the member's name are read: an older one is ignored, so
that the member is told again rather than not at all."""
ADDED_UP = 50
"""How many of the latest sign-ins after unread wrong tries are added up: more add no
information."""
CODE, PASSKEY, RECOVERY = "code", "passkey", "recovery"


@dataclass(frozen=True, slots=True)
class SignIn:
    """`by_passkey`, or `on_paper`: not with a code of the phone; `tries`: wrong ones before it."""

    at: datetime
    by_passkey: bool
    on_paper: bool
    tries: int


def last_sign_ins(*, seen_by: Actor) -> list[SignIn]:
    """Return the member's own sign-ins, the newest first. No address is stored."""
    rows = _entries(events.SignedIn, seen_by.member).order_by("-sequence")[:SHOWN]
    told = [(one.at, json.loads(one.facts)) for one in rows]
    return [_sign_in(at, facts) for at, facts in told]


@dataclass(frozen=True, slots=True)
class Lately:
    """Sign-ins shown on the member's first page. `before`: sign-ins before this session; `besides`:
    later ones, or those whose session still runs. The newest first."""

    before: list[datetime]
    besides: list[datetime]


def lately(*, seen_by: Actor, at: datetime) -> Lately:
    """Return these from the record and from the running sessions, so that an intruder cannot remove
    them."""
    here, member = seen_by.since or at, seen_by.member
    signed_in = _entries(events.SignedIn, member).order_by("-sequence")
    moments = list(signed_in.values_list("at", flat=True)[:SHOWN])
    running = sittings.running_of(member, at=at)
    elsewhere = {one.began_at for one in running if one.pk != seen_by.sitting_id}
    besides = elsewhere.union(one for one in moments if one > here)
    before = [one for one in moments if one < here and one not in besides]
    return Lately(before[:TOLD_FIRST], sorted(besides, reverse=True)[:SHOWN])


@dataclass(frozen=True, slots=True)
class Unread:
    """`tries`: wrong ones with the member's name that the member has not confirmed having read; the
    second field: how often a confirmation without the member's valid signature was recorded since,
    which does not count; `on_paper`: the times of sign-ins by recovery code, the newest first."""

    tries: int
    not_hers: int
    on_paper: tuple[datetime, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tries or self.not_hers or self.on_paper)

    def but_now(self) -> "Unread":
        """Return the same without the present sign-in."""
        return replace(self, on_paper=self.on_paper[1:])


def unread(member: Member) -> Unread:
    """Return what the member has not read. A confirmation counts if it is signed by the member for
    its place in the record: write access to the record hides nothing."""
    said = list(_entries(events.TriesRead, member).order_by("-sequence")[:LOOKED_AT])
    by_her = [one for one in said if one.by == f"{MEMBER}{member.code}"]
    since = next((one.sequence for one in filter(for_this_place(by_her), by_her)), 0)
    others = [one for one in said if one.sequence > since]
    found = _worth_telling(member, since)
    tries = sum(one.tries for one in found if one.tries >= NOTICED)
    return Unread(tries, len(others), tuple(one.at for one in found if one.on_paper))


def read_tries(*, by: Actor, at: datetime) -> None:
    """Record that the member read of them. Needs password and a code of this moment: an intruder
    with one guessed or leaked code does not have the next."""
    with transaction.atomic():
        record_in_own_hand(events.TriesRead(about=by.member.code), by=by, at=at)


def _worth_telling(member: Member, since: int) -> list[SignIn]:
    """Return the sign-ins after wrong tries, and those by a recovery code; the newest first."""
    noticed = Q(facts__contains='"tries":')
    for slips in range(NOTICED):
        noticed &= ~Q(facts__endswith=f'"tries":{slips}}}')
    told = noticed | Q(facts__contains=f'"factor":"{RECOVERY}"')
    rows = _entries(events.SignedIn, member).filter(told, sequence__gt=since)
    newest = rows.order_by("-sequence")[:ADDED_UP]
    return [_sign_in(one.at, json.loads(one.facts)) for one in newest]


def _sign_in(at: datetime, facts: dict[str, Any]) -> SignIn:
    factor = facts.get("factor")
    return SignIn(at, factor == PASSKEY, factor == RECOVERY, int(facts.get("tries", 0)))


def _entries(event: type[Event], member: Member) -> QuerySet[Entry]:
    return Entry.objects.filter(event=event.__name__, about=member.code)
