"""A referral as it is put to the person, before it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from amparo.foundations.institutions.models import Unit
from amparo.law.measures import PersonField

FIELDS = frozenset(str(one) for one in PersonField)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proposal:
    """`values`: field of the closed list -> the exact text that the recipient would be told;
    `what`: what it is asked to do."""

    kind: str
    name: str
    unit: Unit | None
    wished: bool
    what: str
    purpose: str
    values: Mapping[str, str]
