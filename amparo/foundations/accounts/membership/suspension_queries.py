"""Suspended accounts according to the record: an overwritten row opens nothing. Queries, by noun:
suspended accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from amparo.foundations.accounts.actors import SYSTEM, Refused
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import members, names_of
from amparo.foundations.accounts.role_history import GIVEN_BACK, ranks_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs


@dataclass(frozen=True, slots=True)
class NotGivenBack:
    """An entry in the name of `by` that gives back the account of `name`, without a valid signature
    of a member who may do so: it opens nothing."""

    name: str
    by: str
    at: datetime


def suspended_since(signatures: Iterable[str], *, seen_by: Signs) -> dict[str, datetime]:
    """Return those of these members whose account is suspended, and since when: by entries signed
    by a member with the needed role at that time, or by the operator. Write access to the rows
    suspends no account and gives none back; nor does the key of a colleague without that role."""
    del seen_by  # the caller knows them already
    them = [one for one in signatures if one.startswith(MEMBER)]
    ranks = ranks_of(them)
    since = {one: ranks.suspended_at(one) for one in them}
    return {one: at for one, at in since.items() if at}


def is_suspended(member: Member) -> bool:
    signature = f"{MEMBER}{member.code}"
    return signature in suspended_since([signature], seen_by=SYSTEM)


def has_ended(member: Member) -> bool:
    signature = f"{MEMBER}{member.code}"
    return ranks_of([signature]).has_ended(signature)


def is_out(member: Member) -> bool:
    """Return whether the account is suspended or has ended by the record, whatever its row says."""
    return not but_suspended([member])


def must_not_be_suspended(member: Member) -> None:
    """Refuse to open anything to an account that is suspended or ended. Raises Refused."""
    if is_out(member):
        raise Refused("held_back")


def but_suspended(some: Iterable[Member]) -> list[Member]:
    """Return these members without those whose account is suspended, or has ended, by the
    record."""
    some = list(some)
    ranks = ranks_of(f"{MEMBER}{one.code}" for one in some)
    return [one for one in some if not ranks.is_out(f"{MEMBER}{one.code}")]


def open_all_the_same(*, seen_by: Signs) -> list[Member]:
    """Return members whose account is active in the tables, and suspended by the record."""
    here = members(seen_by=seen_by)
    out = suspended_since((f"{MEMBER}{one.code}" for one in here), seen_by=seen_by)
    return [one for one in here if f"{MEMBER}{one.code}" in out]


def not_given_back(told: Iterable[Entry], *, seen_by: Signs) -> list[NotGivenBack]:
    """Return these entries from the entries about the house: the newest first."""
    said = [one for one in told if one.event == GIVEN_BACK]
    ranks = ranks_of(who for one in said for who in (one.by, MEMBER + one.about))
    found = [one for one in said if not ranks.turned_by(one)]
    names = names_of(
        (who for one in found for who in (one.by, MEMBER + one.about)), seen_by=seen_by
    )
    return [
        NotGivenBack(names.get(MEMBER + one.about, ""), names.get(one.by, ""), one.at)
        for one in reversed(found)
    ]
