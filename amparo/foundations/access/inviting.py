"""Invitations that nobody has used yet, and who joined by one: read, ended, told of. Services and
queries, by noun: open invitations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from amparo.foundations.access import events
from amparo.foundations.access.actors import SYSTEM, Actor, Refused, must_not_rule_alone
from amparo.foundations.access.holding_back import supervises
from amparo.foundations.access.models import Invitation, Member
from amparo.foundations.access.outbox import ask_again, put
from amparo.foundations.access.queries import members, names_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record

TOLD_FOR = timedelta(days=7)
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who may join by a word, or did. `by`: the name of who invited; nothing where that
    was the operator, or before it was noted. `announced`: by the operator, and all read of it."""

    number: int
    name: str
    roles: str
    unit: str
    at: datetime  # until when the word is good; or when somebody joined by it
    by: str
    announced: bool


def open_invitations(*, seen_by: Signs, at: datetime) -> list[Invited]:
    """Without their words, of which only a hash is kept."""
    found = list(_open(at).select_related("unit").order_by("expires_at", "pk"))
    by = _made_by(found, seen_by=seen_by)
    return [_told(one, one.expires_at, by) for one in found]


def joined_lately(*, seen_by: Signs, at: datetime) -> list[Invited]:
    """Who made an account in the last days and is here, the newest first."""
    here = Member.objects.filter(active=True).values("sign_in_name")
    used = _used(at).filter(sign_in_name__in=here)
    found = list(used.select_related("unit").order_by("-used_at", "-pk"))
    by = _made_by(found, seen_by=seen_by)
    return [_told(one, one.used_at, by) for one in found if one.used_at]


@transaction.atomic
def end_invitation(number: str, *, by: Actor, at: datetime) -> None:
    """Its word opens nothing any more, and nothing is kept of whom it named. One that was announced
    to everybody ends by itself. Whoever has left herself alone keeps nobody out. Raises Refused."""
    must_not_rule_alone(by)
    known = number.isdecimal() and len(number) <= LONGEST_NUMBER
    one = _open(at).filter(pk=int(number), good_from=None).first() if known else None
    if one is None:
        raise Refused("over")
    if not Invitation.objects.filter(pk=one.pk, used_at=None).delete()[0]:
        raise Refused("over")
    roles = "+".join(one.roles)
    ended = events.InvitationEnded(about=one.unit.code, invited=one.entry, roles=roles)
    record(ended, by=by, at=at)


def tell_who_joined(*, at: datetime) -> int:
    """A neutral mail to whoever manages the team, once for each who made an account: also to who
    invited her, and did not see when the word was used. Returns how many were told."""
    return sum(put(member, why, at=at) for member, why in _to_tell(at))


# --- inside ---


def _open(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, expires_at__gt=at)


def _used(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at__gt=at - TOLD_FOR)


def _told(one: Invitation, at: datetime, by: dict[int, str]) -> Invited:
    roles, announced = "+".join(one.roles), one.good_from is not None
    return Invited(one.pk, one.name, roles, one.unit.name, at, by.get(one.entry, ""), announced)


def _made_by(found: Iterable[Invitation], *, seen_by: Signs) -> dict[int, str]:
    """By the number of the entry, the name of the member who made it."""
    numbers = {one.entry for one in found if one.entry}
    if not numbers:
        return {}
    signed = dict(Entry.objects.filter(sequence__in=numbers).values_list("sequence", "by"))
    names = names_of(signed.values(), seen_by=seen_by)
    return {number: names[by] for number, by in signed.items() if by in names}


def _to_tell(at: datetime) -> Iterator[tuple[Member, str]]:
    """Whoever manages the team and was here before."""
    used = _used(at).values_list("sign_in_name", "used_at")
    joined = {name: moment for name, moment in used if moment}
    here = members(seen_by=SYSTEM) if joined else []
    new = [(one, joined[one.sign_in_name]) for one in here if one.sign_in_name in joined]
    for one in here:
        if not (one.mail and supervises(one)):
            continue
        since = joined.get(one.sign_in_name)
        for other, moment in new:
            if other.pk != one.pk and (since is None or since < moment):
                yield one, f"joined/{other.code}"


def _still_told(at: datetime) -> Iterator[tuple[int, str]]:
    yield from ((one.pk, why) for one, why in _to_tell(at))


ask_again("joined", _still_told)
