"""How a member came in lately, where else she is signed in, and which wrong tries with her name she
has not read yet. Services and queries, by noun: sign-ins.

Both stand in the record: whoever came in by guessing takes neither away."""

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
"""So many wrong tries before one sign-in are no slip: she is told of them."""
SHOWN = 10
TOLD_FIRST = 3
LOOKED_AT = 20
"""Of so many times that it is said in her name that she read of them, the last: further back it is
said to her again, rather than not."""
ADDED_UP = 50
"""Of so many sign-ins after wrong tries that she has not read of, the last: more say no more."""
CODE, PASSKEY, RECOVERY = "code", "passkey", "recovery"


@dataclass(frozen=True, slots=True)
class SignIn:
    """`by_passkey`, or `on_paper`: and not with a code of her phone; `tries`: wrong ones before
    it."""

    at: datetime
    by_passkey: bool
    on_paper: bool
    tries: int


def last_sign_ins(*, seen_by: Actor) -> list[SignIn]:
    """Her own, the newest first. No address is kept of any."""
    rows = _entries(events.SignedIn, seen_by.member).order_by("-sequence")[:SHOWN]
    told = [(one.at, json.loads(one.facts)) for one in rows]
    return [_sign_in(at, facts) for at, facts in told]


@dataclass(frozen=True, slots=True)
class Lately:
    """What stands on her first page. `before`: when somebody signed in with her name before she did
    so here; `besides`: since then, or where that sitting runs still. The newest first."""

    before: list[datetime]
    besides: list[datetime]


def lately(*, seen_by: Actor, at: datetime) -> Lately:
    """From the record and from what runs: whoever signed in with her name takes none of it away."""
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
    """`tries`: wrong ones with her name of which she has not yet said that she read of them;
    `not_hers`: how often somebody else said so in her name since, which counts for nothing;
    `on_paper`: when somebody signed in by a recovery code of hers, the newest first."""

    tries: int
    not_hers: int
    on_paper: tuple[datetime, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tries or self.not_hers or self.on_paper)

    def but_now(self) -> "Unread":
        """Without the sign-in by which whoever reads this came."""
        return replace(self, on_paper=self.on_paper[1:])


def unread(member: Member) -> Unread:
    """What she said counts where it is in her own hand, for the place in the record where it
    stands: whoever may write there silences nothing."""
    said = list(_entries(events.TriesRead, member).order_by("-sequence")[:LOOKED_AT])
    by_her = [one for one in said if one.by == f"{MEMBER}{member.code}"]
    since = next((one.sequence for one in filter(for_this_place(by_her), by_her)), 0)
    others = [one for one in said if one.sequence > since]
    found = _worth_telling(member, since)
    tries = sum(one.tries for one in found if one.tries >= NOTICED)
    return Unread(tries, len(others), tuple(one.at for one in found if one.on_paper))


def read_tries(*, by: Actor, at: datetime) -> None:
    """She read of them. Asked for with password and a code of this moment: who guessed one code, or
    was told one, has not the next."""
    with transaction.atomic():
        record_in_own_hand(events.TriesRead(about=by.member.code), by=by, at=at)


def _worth_telling(member: Member, since: int) -> list[SignIn]:
    """Those after wrong tries, and those by a code on paper; the newest first."""
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
