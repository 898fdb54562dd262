"""Acts of a supervisor that had no effect: a colleague ended them or did not agree, no second
agreed in time, or they ended when another member left. Queries, by noun: beginnings that ended."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.membership.two_supervisor_acts import (
    LATELY,
    all_made,
    asked_in,
    told_of_ends,
)
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.accounts.role_history import MANAGES, ranks_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent_entries import of_the_house_since

TOLD_FOR = timedelta(days=7)
type Told = list[Entry]
"""Entries about the house in these days, or about the ends of accounts."""
NOBODY = "nobody"
"""Reason: no second agreed in time that an account end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """`number` of the entry that stands for it; `first`: who began it. `roles`, if it was an
    invitation; else `account`, which goes on. `by`: the colleague; empty if it ended by itself.
    `reason`: the colleague's, or that no second agreed in time. The last field: whether the
    colleague validly signed it while supervising; if not, the end of the account is still asked
    for."""

    number: int
    first: str
    at: datetime
    by: str = ""
    reason: str = ""
    roles: str = ""
    account: str = ""
    hers: bool = True


def told_of_the_house(at: datetime) -> Told:
    """Return the entries of the last days that supervisors are told of."""
    return list(of_the_house_since(at - TOLD_FOR))


def told_of_ends_lately(here: list[Member], at: datetime) -> Told:
    """Return the entries about ends of accounts, back to requests that lapsed in the last days."""
    return told_of_ends(here, since=at - TOLD_FOR)


def ended_of(
    told: Told, ends: Told, here: list[Member], *, seen_by: Actor, at: datetime
) -> list[Ended]:
    """Return what the reader began and what ended in the last days; the newest first, with names.
    `told`: entries about the house in these days; `ends`: entries about the ends of accounts."""
    found = [one for one in ended(told, ends, here, at) if one.first == seen_by.signature]
    names = names_of((who for one in found for who in (one.by, one.account)), seen_by=seen_by)
    named = [
        replace(one, by=names.get(one.by, ""), account=names.get(one.account, "")) for one in found
    ]
    return sorted(named, key=attrgetter("at"), reverse=True)


def ended(told: Told, ends: Told, here: list[Member], at: datetime) -> Iterator[Ended]:
    """Yield what ended in the last days and not by who began it, including entries that are not
    validly signed. Members are given by signature."""
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
    """Return the begun entry by the number of each entry that ends it. Malformed facts are skipped,
    so that a bad entry in the record does not break the page."""
    asked = {}
    for one in over:
        number = json.loads(one.facts).get("asked" if one.event == _DROPPED else "invited")
        if type(number) is int and 0 < number < one.sequence:
            asked[one.sequence] = number
    first = Entry.objects.in_bulk(set(asked.values())) if asked else {}
    return {own: first[number] for own, number in asked.items() if number in first}


def _invitations_over(at: datetime) -> Iterator[Ended]:
    """Yield unused invitations: they expired, or the other supervisor left before."""
    rows = Invitation.objects.filter(used_at=None, expires_at__gt=at - TOLD_FOR)
    over = rows.filter(expires_at__lte=at).exclude(entry=0)
    moments = dict(over.values_list("entry", "expires_at"))  # the jobs read no more of a row
    for number, made in all_made(moments).items():
        if made.by.startswith(MEMBER):
            roles = json.loads(made.facts)["roles"]
            yield Ended(number, made.by, moments[number], roles=roles)


def _nobody_ended(ends: Told, at: datetime) -> Iterator[Ended]:
    """Yield accounts that go on because no second agreed in time that they end."""
    for code, one in asked_in(ends, at=at - TOLD_FOR).items():
        if one.at <= at - LATELY:
            over, account = one.at + LATELY, f"{MEMBER}{code}"
            yield Ended(one.sequence, one.by, over, reason=NOBODY, account=account)
