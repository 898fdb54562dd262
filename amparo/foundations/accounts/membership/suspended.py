"""Whose account is suspended, as the record has it: what a row says that somebody may have written
over opens nothing. Queries, by noun: suspended accounts."""

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
    """It is said in the name of `by` that the account of `name` is suspended no more, and nobody
    signed it who may say so: it opens nothing."""

    name: str
    by: str
    at: datetime


def suspended_since(signatures: Iterable[str], *, seen_by: Signs) -> dict[str, datetime]:
    """Of these members those whose account is suspended, and since when: by what was signed by who
    held that rank then, or the operator said. Whoever may write to the rows suspends nobody so, and
    gives nothing back; nor does whoever has the key of a colleague without that rank."""
    del seen_by  # whoever asks knows them
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
    """Whether her account is suspended or has ended by the record, whatever its row says."""
    return not but_suspended([member])


def must_not_be_suspended(member: Member) -> None:
    """Nor ended: nothing is opened to it. Raises Refused."""
    if is_out(member):
        raise Refused("held_back")


def but_suspended(some: Iterable[Member]) -> list[Member]:
    """These without whose account is suspended, or has ended, by the record."""
    some = list(some)
    ranks = ranks_of(f"{MEMBER}{one.code}" for one in some)
    return [one for one in some if not ranks.is_out(f"{MEMBER}{one.code}")]


def open_all_the_same(*, seen_by: Signs) -> list[Member]:
    """Whose account stands open in the tables, and is suspended by the record."""
    here = members(seen_by=seen_by)
    out = suspended_since((f"{MEMBER}{one.code}" for one in here), seen_by=seen_by)
    return [one for one in here if f"{MEMBER}{one.code}" in out]


def not_given_back(told: Iterable[Entry], *, seen_by: Signs) -> list[NotGivenBack]:
    """Of what was told of the house: the newest first."""
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
