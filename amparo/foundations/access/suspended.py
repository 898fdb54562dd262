"""Whose account is suspended, as the record has it: what a row says that somebody may have written
over opens nothing. Queries, by noun: suspended accounts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from amparo.foundations.access.actors import SYSTEM, Refused
from amparo.foundations.access.events import MemberReinstated, MemberSuspended
from amparo.foundations.access.hands import MEMBER, that_hold
from amparo.foundations.access.models import Member
from amparo.foundations.access.queries import members, names_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs


@dataclass(frozen=True, slots=True)
class NotGivenBack:
    """It is said in the name of `by` that the account of `name` is suspended no more, and nobody
    signed it: it opens nothing."""

    name: str
    by: str
    at: datetime


def suspended_since(signatures: Iterable[str], *, seen_by: Signs) -> dict[str, datetime]:
    """Of these members those whose account is suspended, and since when: by what was signed, or the
    operator said. Whoever may write to the rows suspends nobody so, and gives nothing back."""
    del seen_by  # whoever asks knows them
    codes = [one.removeprefix(MEMBER) for one in signatures if one.startswith(MEMBER)]
    found = Entry.objects.filter(about__in=codes, event__in=(_SUSPENDED, _GIVEN_BACK))
    told = list(found.order_by("sequence"))
    last = {one.about: one for one in filter(_that_count(told), told)}
    return {f"{MEMBER}{code}": one.at for code, one in last.items() if one.event == _SUSPENDED}


def is_suspended(member: Member) -> bool:
    signature = f"{MEMBER}{member.code}"
    return signature in suspended_since([signature], seen_by=SYSTEM)


def must_not_be_suspended(member: Member) -> None:
    """Whatever its row says: nothing is opened to it. Raises Refused."""
    if is_suspended(member):
        raise Refused("held_back")


def but_suspended(some: Iterable[Member]) -> list[Member]:
    """These without whose account is suspended."""
    some = list(some)
    out = suspended_since((f"{MEMBER}{one.code}" for one in some), seen_by=SYSTEM)
    return [one for one in some if f"{MEMBER}{one.code}" not in out]


def open_all_the_same(*, seen_by: Signs) -> list[Member]:
    """Whose account stands open in the tables, and is suspended by the record."""
    here = members(seen_by=seen_by)
    out = suspended_since((f"{MEMBER}{one.code}" for one in here), seen_by=seen_by)
    return [one for one in here if f"{MEMBER}{one.code}" in out]


def giving_back(told: Iterable[Entry]) -> Callable[[Entry], bool]:
    """Of each of these whether it says so of an account that was suspended, and counts."""
    counts = _that_count(one for one in told if one.event == _GIVEN_BACK)
    return lambda one: one.event == _GIVEN_BACK and counts(one)


def not_given_back(told: Iterable[Entry], *, seen_by: Signs) -> list[NotGivenBack]:
    """Of what was told of the house: the newest first."""
    back = [one for one in told if one.event == _GIVEN_BACK]
    counts = _that_count(back)
    found = [one for one in back if not counts(one)]
    names = names_of(
        (who for one in found for who in (one.by, MEMBER + one.about)), seen_by=seen_by
    )
    return [
        NotGivenBack(names.get(MEMBER + one.about, ""), names.get(one.by, ""), one.at)
        for one in reversed(found)
    ]


# --- inside ---

_SUSPENDED, _GIVEN_BACK = MemberSuspended.__name__, MemberReinstated.__name__


def _that_count(told: Iterable[Entry]) -> Callable[[Entry], bool]:
    """The operator says it too, and signs nothing: no surface writes it so (`rights.toml`). Nobody
    says it of herself: whoever has the key of a suspended account gives nothing back."""
    holds = that_hold(one for one in told if _of_another(one))
    return lambda one: one.by == SYSTEM.signature or (_of_another(one) and holds(one))


def _of_another(entry: Entry) -> bool:
    return entry.by not in {SYSTEM.signature, f"{MEMBER}{entry.about}"}
