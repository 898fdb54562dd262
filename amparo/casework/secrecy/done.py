"""What was done in a case that leaked, and whether whoever is said to have done it signed that: a
row that somebody may have written over says so of nobody. Queries, by noun: steps done."""

from dataclasses import dataclass, field
from typing import Any

from amparo.casework.secrecy.events import LeakStepDone
from amparo.casework.secrecy.models import Step
from amparo.foundations.access.hands import MEMBER
from amparo.foundations.access.ranks import OF_TEAM, ranks_of
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs


@dataclass(frozen=True, slots=True)
class Done:
    """`signed`: whether a member said so in her own hand, or it follows from what somebody else
    did: the person, or a job."""

    row: Step
    label: str
    signed: bool
    words: dict[str, Any] = field(repr=False)


def signed_steps(code: str, *, seen_by: Signs) -> frozenset[str]:
    """Of this case the steps, by reference, that the record says were done."""
    del seen_by  # whoever opened the case asks
    entries = Entry.objects.filter(about=code, event=LeakStepDone.__name__)
    told = list(entries.order_by("sequence"))
    ranks = ranks_of(one.by for one in told)
    return frozenset(
        str(facts_of(one).get("step"))
        for one in told
        if not one.by.startswith(MEMBER) or ranks.counts(one, by_whom=OF_TEAM)
    )
