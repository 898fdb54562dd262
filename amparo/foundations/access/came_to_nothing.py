"""What one who supervises began and what came to nothing: a colleague ended it or did not agree,
nobody agreed in time, or it ended when another went. Queries, by noun: beginnings that ended."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from amparo.foundations.access import events
from amparo.foundations.access.actors import SYSTEM, Actor
from amparo.foundations.access.agreeing import LATELY, endings_asked, made_by
from amparo.foundations.access.hands import MEMBER, holds
from amparo.foundations.access.models import Invitation
from amparo.foundations.access.queries import members, names_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent import of_the_house_since

TOLD_FOR = timedelta(days=7)
type Told = list[Entry]
"""What the record says of the house in these days."""
NOBODY = "nobody"
"""Nobody agreed in time that an account end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """`number` of an entry that stands for it; `first`: who began it. `roles`, where that was an
    invitation; else `account`, which goes on. `by`: the colleague; nobody where it ended by
    itself. `reason`: hers, or `NOBODY`. `hers`: she signed it; where she did not, the account's
    end is still asked for."""

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


def ended_of(told: Told, *, seen_by: Actor, at: datetime) -> list[Ended]:
    """Of what she began, in the last days; the newest first, and with names. `told`: of the house
    in these days."""
    found = [one for one in ended(told, at) if one.first == seen_by.signature]
    names = names_of((who for one in found for who in (one.by, one.account)), seen_by=seen_by)
    named = [
        replace(one, by=names.get(one.by, ""), account=names.get(one.account, "")) for one in found
    ]
    return sorted(named, key=attrgetter("at"), reverse=True)


def ended(told: Told, at: datetime) -> Iterator[Ended]:
    """In the last days, and not by who began it; also what is said to be so, and is not signed. Who
    is meant stands there by signature."""
    here = [one.code for one in members(seen_by=SYSTEM)]
    yield from _by_a_colleague(told, here)
    yield from _invitations_over(at)
    yield from _nobody_ended(at)


# --- inside ---

_DROPPED = events.EndingDropped.__name__
_INVITATION = events.InvitationEnded.__name__


def _by_a_colleague(told: Told, here: list[str]) -> Iterator[Ended]:
    for one in (one for one in told if one.event in (_DROPPED, _INVITATION)):
        facts, kept = json.loads(one.facts), one.event == _DROPPED
        number = facts.get("asked" if kept else "invited")
        # Whoever may write to the record keeps nobody from the page by an entry that says less.
        first = Entry.objects.filter(sequence=number).first() if type(number) is int else None
        if first is None or (kept and one.about not in here):
            continue
        hers = holds(one)
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


def _invitations_over(at: datetime) -> Iterator[Ended]:
    """Those that nobody used: their time is over, or another who supervises went before that."""
    rows = Invitation.objects.filter(used_at=None, expires_at__gt=at - TOLD_FOR)
    over = rows.filter(expires_at__lte=at).exclude(entry=0).values_list("entry", "expires_at")
    for number, moment in over:
        made = made_by(number)
        if made is not None and made.by.startswith(MEMBER):
            yield Ended(number, made.by, moment, roles=json.loads(made.facts)["roles"])


def _nobody_ended(at: datetime) -> Iterator[Ended]:
    """Accounts that go on since nobody agreed in time that they end."""
    asked = endings_asked(members(seen_by=SYSTEM), at=at - TOLD_FOR)
    for code, one in asked.items():
        if one.at <= at - LATELY:
            over, account = one.at + LATELY, f"{MEMBER}{code}"
            yield Ended(one.sequence, one.by, over, reason=NOBODY, account=account)
