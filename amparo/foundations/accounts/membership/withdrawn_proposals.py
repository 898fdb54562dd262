"""What one who supervises began and what came to nothing: a colleague ended it or did not agree,
nobody agreed in time, or it ended when another went. Queries, by noun: beginnings that ended."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.membership.agreements import (
    LATELY,
    all_made,
    asked_in,
    told_of_ends,
)
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.accounts.role_history import MANAGES, ranks_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent import of_the_house_since

TOLD_FOR = timedelta(days=7)
type Told = list[Entry]
"""What the record says of the house in these days, or of the ends of accounts."""
NOBODY = "nobody"
"""Nobody agreed in time that an account end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """`number` of an entry that stands for it; `first`: who began it. `roles`, where that was an
    invitation; else `account`, which goes on. `by`: the colleague; nobody where it ended by
    itself. `reason`: hers, or `NOBODY`. `hers`: she signed it, and supervised then; where
    not, the account's end is still asked for."""

    number: int
    first: str
    at: datetime
    by: str = ""
    reason: str = ""
    roles: str = ""
    account: str = ""
    hers: bool = True


def told_of_the_house(at: datetime) -> Told:
    """What the record says in the last days that whoever supervises is told of."""
    return list(of_the_house_since(at - TOLD_FOR))


def told_of_ends_lately(here: list[Member], at: datetime) -> Told:
    """What it says of the ends of accounts, back to what came to nothing in the last days."""
    return told_of_ends(here, since=at - TOLD_FOR)


def ended_of(
    told: Told, ends: Told, here: list[Member], *, seen_by: Actor, at: datetime
) -> list[Ended]:
    """Of what she began, in the last days; the newest first, and with names. `told`: of the house
    in these days, and `ends` of the ends of accounts."""
    found = [one for one in ended(told, ends, here, at) if one.first == seen_by.signature]
    names = names_of((who for one in found for who in (one.by, one.account)), seen_by=seen_by)
    named = [
        replace(one, by=names.get(one.by, ""), account=names.get(one.account, "")) for one in found
    ]
    return sorted(named, key=attrgetter("at"), reverse=True)


def ended(told: Told, ends: Told, here: list[Member], at: datetime) -> Iterator[Ended]:
    """In the last days, and not by who began it; also what is said to be so, and is not signed. Who
    is meant stands there by signature."""
    yield from _by_a_colleague(told, [one.code for one in here])
    yield from _invitations_over(at)
    yield from _nobody_ended(ends, at)


# --- inside ---

_DROPPED = events.EndingDropped.__name__
_INVITATION = events.InvitationEnded.__name__


def _by_a_colleague(told: Told, here: list[str]) -> Iterator[Ended]:
    over = [one for one in told if one.event in (_DROPPED, _INVITATION)]
    begun, ranks = _begun(over), ranks_of(one.by for one in over)
    for one in over:
        facts, kept = json.loads(one.facts), one.event == _DROPPED
        first = begun.get(one.sequence)
        if first is None or (kept and one.about not in here):
            continue
        hers = ranks.counts(one, by_whom=MANAGES)
        if hers and first.by == one.by:
            continue
        yield Ended(
            number=one.sequence,
            first=first.by,
            at=one.at,
            by=one.by,
            reason=str(facts.get("reason", "")),
            roles=str(facts.get("roles", "")),
            account=f"{MEMBER}{one.about}" if kept else "",
            hers=hers,
        )


def _begun(over: Told) -> dict[int, Entry]:
    """By the number of each of these, what came to nothing. Whoever may write to the record keeps
    nobody from the page by an entry that says less."""
    asked = {}
    for one in over:
        number = json.loads(one.facts).get("asked" if one.event == _DROPPED else "invited")
        if type(number) is int and 0 < number < one.sequence:
            asked[one.sequence] = number
    first = Entry.objects.in_bulk(set(asked.values())) if asked else {}
    return {own: first[number] for own, number in asked.items() if number in first}


def _invitations_over(at: datetime) -> Iterator[Ended]:
    """Those that nobody used: their time is over, or another who supervises went before that."""
    rows = Invitation.objects.filter(used_at=None, expires_at__gt=at - TOLD_FOR)
    over = rows.filter(expires_at__lte=at).exclude(entry=0)
    moments = dict(over.values_list("entry", "expires_at"))  # the jobs read no more of a row
    for number, made in all_made(moments).items():
        if made.by.startswith(MEMBER):
            roles = json.loads(made.facts)["roles"]
            yield Ended(number, made.by, moments[number], roles=roles)


def _nobody_ended(ends: Told, at: datetime) -> Iterator[Ended]:
    """Accounts that go on since nobody agreed in time that they end."""
    for code, one in asked_in(ends, at=at - TOLD_FOR).items():
        if one.at <= at - LATELY:
            over, account = one.at + LATELY, f"{MEMBER}{code}"
            yield Ended(one.sequence, one.by, over, reason=NOBODY, account=account)
