"""The permanent end of an account, where the same supervisor ended another lately: one asks for it,
a second agrees or not. Services and queries, by noun: ends of accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor, Refused, must_not_rule_alone
from amparo.foundations.accounts.member_signatures import record_in_own_hand
from amparo.foundations.accounts.membership.leak_suspension import supervises
from amparo.foundations.accounts.membership.two_supervisor_acts import (
    CALLED_BACK,
    REASONS,
    asked_in,
    ended_one_lately,
    endings_asked,
    told_of_ends,
    who_agrees,
    who_may_end,
)
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import members, names_of
from amparo.foundations.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Ending:
    """An account whose end was asked for. `by`: the name of who asked; `own`: the reader asked;
    `agrees`: whether the reader may be the second."""

    member: Member
    at: datetime
    by: str
    own: bool
    agrees: bool


def endings(*, seen_by: Actor, at: datetime) -> list[Ending]:
    """Return the requested ends for a supervisor; never of the supervisor's own account."""
    if not supervises(seen_by.member):
        return []
    here = members(seen_by=seen_by)
    return endings_in(told_of_ends(here, since=at), here, seen_by=seen_by, at=at)


def endings_in(
    told: Iterable[Entry], some: Iterable[Member], *, seen_by: Actor, at: datetime
) -> list[Ending]:
    """Return the same from the given entries about the ends of these accounts."""
    here = {one.code: one for one in some if one.pk != seen_by.member.pk}
    asked = {code: one for code, one in asked_in(told, at=at).items() if code in here}
    names = names_of((one.by for one in asked.values()), seen_by=seen_by)
    found = []
    for code, one in asked.items():
        seconds = {other.pk for other in who_may_end(one, here[code], at=at)}
        own, agrees = one.by == seen_by.signature, seen_by.member.pk in seconds
        found.append(Ending(here[code], one.at, names.get(one.by, ""), own, agrees))
    return found


def needs_a_second(member: Member, *, by: Actor, at: datetime) -> bool:
    """Return whether this supervisor can only ask for the end: the supervisor ended another account
    lately, and a second is free. False if this supervisor is the second who agrees."""
    alone = not ended_one_lately(by, at=at) or not who_agrees(by.member, but=member, at=at)
    return not alone and not _she_agrees_to(member, by=by, at=at)


def agreed_to_end(member: Member, *, by: Actor, at: datetime) -> int:
    """Return the number of the entry to which this supervisor agrees by ending the account; 0 if
    the supervisor does so alone. Raises Refused."""
    if needs_a_second(member, by=by, at=at):
        raise Refused("second_ends")
    return _she_agrees_to(member, by=by, at=at)


@transaction.atomic
def ask_to_end(member: Member, *, by: Actor, at: datetime) -> None:
    """Ask for the end of an account, which goes on until a second agrees. A repeated request adds
    nothing. Raises Refused."""
    must_not_rule_alone(by)
    if member.pk == by.member.pk:
        raise Refused("oneself")
    asked = endings_asked([member], at=at).get(member.code)
    if asked is None or asked.by != by.signature:
        record_in_own_hand(events.EndingAsked(about=member.code), by=by, at=at)


@transaction.atomic
def drop_ending(member: Member, *, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw the request, as who asked for it, or refuse it as another supervisor; never as the
    member whose account it is. Raises Refused."""
    must_not_rule_alone(by)
    asked = endings_asked([member], at=at).get(member.code)
    if asked is None or member.pk == by.member.pk:
        raise Refused("ended_or_kept")
    own = asked.by == by.signature
    if not own and reason not in REASONS:
        raise Refused("no_reason")
    told = CALLED_BACK if own else reason
    dropped = events.EndingDropped(about=member.code, asked=asked.sequence, reason=told)
    record_in_own_hand(dropped, by=by, at=at)


# --- inside ---


def _she_agrees_to(member: Member, *, by: Actor, at: datetime) -> int:
    asked = endings_asked([member], at=at).get(member.code)
    if asked and by.member.pk in {one.pk for one in who_may_end(asked, member, at=at)}:
        return asked.sequence
    return 0
