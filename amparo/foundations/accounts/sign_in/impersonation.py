"""Somebody else signed in with a member's name, as she says herself: her password is another one
from then on, and whoever manages the team hears of it. Services and queries, by noun: sign-ins
disowned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.credentials.recovery_codes import end_codes
from amparo.foundations.accounts.mail.outbox import put, tell_as_long_as
from amparo.foundations.accounts.member_signatures import for_this_place, record_in_own_hand
from amparo.foundations.accounts.membership.leak_suspension import supervises
from amparo.foundations.accounts.membership.own_account import account_of, change_password
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import members, names_of
from amparo.foundations.accounts.sign_in.unlocking import Unlocked
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent import of_the_house_since
from amparo.foundations.ledger.services import Signs

TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Disowned:
    """`name` of the member who says so; or in whose name it is said, where it is not `hers`: not
    signed by her."""

    name: str
    at: datetime
    hers: bool


@transaction.atomic
def disown(actor: Actor, opens: Unlocked, password: str, *, at: datetime) -> None:
    """Password and a code of this moment were shown: whoever came in by a code that she was tricked
    into giving has not the next. Every other sitting ends, and every recovery code: he may have
    come by one. Raises CannotEnrol, NotSignedIn."""
    change_password(actor, opens, password, at=at)
    end_codes(account_of(actor.member), actor, at=at)
    record_in_own_hand(events.SignInDisowned(about=actor.member.code), by=actor, at=at)


def disowned_lately(told: Iterable[Entry], *, seen_by: Signs) -> list[Disowned]:
    """By members and officers who are here, the newest first: of what was told of the house."""
    entries = [one for one in told if one.event == _DISOWNED]
    names, holds = names_of((one.by for one in entries), seen_by=seen_by), for_this_place(entries)
    return [Disowned(names.get(one.by, ""), one.at, hers=holds(one)) for one in reversed(entries)]


def others_hear(actor: Actor) -> bool:
    """Whether anybody else manages the team."""
    return any(supervises(one) for one in members(seen_by=actor) if one.pk != actor.member.pk)


def tell_who_disowned(*, at: datetime) -> int:
    """A neutral mail to whoever manages the team, once for each; and for each sign-in by a code on
    paper. Returns how many were told."""
    return sum(put(member, why, at=at) for member, why in _to_tell(at))


# --- inside ---


_DISOWNED = events.SignInDisowned.__name__
_MAILED = (_DISOWNED, events.RecoveryCodeUsed.__name__)


def _to_tell(at: datetime) -> Iterator[tuple[Member, str]]:
    entries = list(of_the_house_since(at - TOLD_FOR).filter(event__in=_MAILED))
    for one in members(seen_by=SYSTEM) if entries else ():
        if one.mail and supervises(one):
            others = (entry for entry in entries if entry.about != one.code)
            yield from ((one, f"not-me/{entry.sequence}") for entry in others)


tell_as_long_as("not-me", _to_tell)
