"""That an account ends for good, where one who supervises ended another lately: asked for by her,
agreed to or not by a second. Services and queries, by noun: ends of accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor, Refused, must_not_rule_alone
from amparo.foundations.accounts.member_signatures import record_in_own_hand
from amparo.foundations.accounts.membership.agreements import (
    CALLED_BACK,
    REASONS,
    asked_in,
    ended_one_lately,
    endings_asked,
    told_of_ends,
    who_agrees,
    who_may_end,
)
from amparo.foundations.accounts.membership.leak_suspension import supervises
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import members, names_of
from amparo.foundations.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Ending:
    """An account whose end was asked for. `by`: the name of who asked; `own`: whoever reads this;
    `agrees`: whether she may be the second."""

    member: Member
    at: datetime
    by: str
    own: bool
    agrees: bool


def endings(*, seen_by: Actor, at: datetime) -> list[Ending]:
    """For whoever supervises; never of her own account."""
    if not supervises(seen_by.member):
        return []
    here = members(seen_by=seen_by)
    return endings_in(told_of_ends(here, since=at), here, seen_by=seen_by, at=at)


def endings_in(
    told: Iterable[Entry], some: Iterable[Member], *, seen_by: Actor, at: datetime
) -> list[Ending]:
    """The same, by what is told of the ends of these accounts."""
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
    """Whether she only asks for it: she ended another lately, and somebody is free who may agree;
    unless she is the one who agrees."""
    alone = not ended_one_lately(by, at=at) or not who_agrees(by.member, but=member, at=at)
    return not alone and not _she_agrees_to(member, by=by, at=at)


def agreed_to_end(member: Member, *, by: Actor, at: datetime) -> int:
    """The number of the entry to which she agrees by ending it; 0 where she does so alone. Raises
    Refused."""
    if needs_a_second(member, by=by, at=at):
        raise Refused("second_ends")
    return _she_agrees_to(member, by=by, at=at)


@transaction.atomic
def ask_to_end(member: Member, *, by: Actor, at: datetime) -> None:
    """It goes on until a second agrees. Asked for again, nothing is added. Raises Refused."""
    must_not_rule_alone(by)
    if member.pk == by.member.pk:
        raise Refused("oneself")
    asked = endings_asked([member], at=at).get(member.code)
    if asked is None or asked.by != by.signature:
        record_in_own_hand(events.EndingAsked(about=member.code), by=by, at=at)


@transaction.atomic
def drop_ending(member: Member, *, reason: str, by: Actor, at: datetime) -> None:
    """Called back by who asked, or not agreed to by another: never by whose account it is. Raises
    Refused."""
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
