"""Sign-ins that a member reports as not the member's own: the password is changed with the report,
and those who manage the team hear of it. Services and queries, by noun: sign-ins disowned."""

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
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.own_account.account_changes import account_of, change_password
from amparo.foundations.accounts.queries import members, names_of
from amparo.foundations.accounts.sign_in.account_unlock import Unlocked
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent_entries import of_the_house_since
from amparo.foundations.ledger.services import Signs

TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Disowned:
    """A report in the name of the member `name`. The last field: whether the member signed it."""

    name: str
    at: datetime
    hers: bool


@transaction.atomic
def disown(actor: Actor, opens: Unlocked, password: str, *, at: datetime) -> None:
    """Report a foreign sign-in and change the password. It needs password and a code of this
    moment: an intruder who got one code by deceit does not have the next. Ends every other session,
    and every recovery code, by which the intruder may have come in. Raises CannotEnrol,
    NotSignedIn."""
    change_password(actor, opens, password, at=at)
    end_codes(account_of(actor.member), actor, at=at)
    record_in_own_hand(events.SignInDisowned(about=actor.member.code), by=actor, at=at)


def disowned_lately(told: Iterable[Entry], *, seen_by: Signs) -> list[Disowned]:
    """Return the reports by members and officers who are active, the newest first, from the entries
    about the house."""
    entries = [one for one in told if one.event == _DISOWNED]
    names, holds = names_of((one.by for one in entries), seen_by=seen_by), for_this_place(entries)
    return [Disowned(names.get(one.by, ""), one.at, hers=holds(one)) for one in reversed(entries)]


def others_hear(actor: Actor) -> bool:
    """Return whether any other member manages the team."""
    return any(supervises(one) for one in members(seen_by=actor) if one.pk != actor.member.pk)


def tell_who_disowned(*, at: datetime) -> int:
    """Queue a neutral mail to those who manage the team, once for each report and for each sign-in
    by a recovery code. Returns how many were queued."""
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
