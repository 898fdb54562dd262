"""How a member came in lately, where else she is signed in, and which wrong tries with her name she
has not read yet. Services and queries, by noun: sign-ins.

Both stand in the record: whoever came in by guessing takes neither away."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from amparo.foundations.access import events, sittings
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.models import Member
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.foundations.prepared import Prepared

NOTICED = 3
"""So many wrong tries before one sign-in are no slip: she is told of them."""
SHOWN = 10
TOLD_FIRST = 3
ADDED_UP = 50
"""Of so many sign-ins after wrong tries that she has not read of, the last: more say no more."""
CODE, PASSKEY = "code", "passkey"
# Asked with each first page.
_LAST = Prepared(
    lambda member: Entry.objects.filter(event=events.SignedIn.__name__, about=member).order_by(
        "-sequence"
    )[:SHOWN]
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """`by_passkey`: and not with a code; `tries`: wrong ones before it."""

    at: datetime
    by_passkey: bool
    tries: int


def last_sign_ins(*, seen_by: Actor) -> list[SignIn]:
    """Her own, the newest first. No address is kept of any."""
    rows = _entries(events.SignedIn, seen_by.member).order_by("-sequence")[:SHOWN]
    told = [(one.at, json.loads(one.facts)) for one in rows]
    return [
        SignIn(at, facts.get("factor") == PASSKEY, int(facts.get("tries", 0))) for at, facts in told
    ]


@dataclass(frozen=True, slots=True)
class Lately:
    """What stands on her first page. `before`: when somebody signed in with her name before she did
    so here; `besides`: since then, or where that sitting runs still. The newest first."""

    before: list[datetime]
    besides: list[datetime]


def lately(*, seen_by: Actor, at: datetime) -> Lately:
    """From the record and from what runs: whoever signed in with her name takes none of it away."""
    here, member = seen_by.since or at, seen_by.member
    moments = [one.at for one in _LAST(member=member.code)]
    running = sittings.running_of(member, at=at)
    elsewhere = {one.began_at for one in running if one.pk != seen_by.sitting_id}
    besides = elsewhere.union(one for one in moments if one > here)
    before = [one for one in moments if one < here and one not in besides]
    return Lately(before[:TOLD_FIRST], sorted(besides, reverse=True)[:SHOWN])


def unread_tries(member: Member) -> int:
    """Wrong tries with her name of which she has not yet said that she read of them."""
    read = _entries(events.TriesRead, member).order_by("-sequence")
    since = read.values_list("sequence", flat=True).first() or 0
    rows = _entries(events.SignedIn, member).filter(sequence__gt=since, facts__contains='"tries":')
    for slips in range(NOTICED):
        rows = rows.exclude(facts__endswith=f'"tries":{slips}}}')
    newest = rows.order_by("-sequence").values_list("facts", flat=True)[:ADDED_UP]
    return sum(int(json.loads(facts)["tries"]) for facts in newest)


def read_tries(*, by: Actor, at: datetime) -> None:
    """She read of them. Asked for with password and a code of this moment: who guessed one code, or
    was told one, has not the next."""
    record(events.TriesRead(about=by.member.code), by=by, at=at)


def _entries(event: type[Event], member: Member) -> QuerySet[Entry]:
    return Entry.objects.filter(event=event.__name__, about=member.code)
