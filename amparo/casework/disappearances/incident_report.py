"""The report of a disappearance or a death, before it is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from amparo.casework.disappearances.models import DisappearanceOrDeath


class AlreadyRecorded(Exception):
    """The same incident of the same person is on record: `earlier`. Nothing was written."""

    def __init__(self, earlier: DisappearanceOrDeath) -> None:
        super().__init__(earlier.ref)
        self.earlier = earlier


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Account:
    """What is known, before it is sealed. `other`: reference of the related person concerned, or
    `name` where they are not listed; `behind`: names of those said to be behind it; `values`: field
    of the closed list -> the exact words that the searchers would be told."""

    what: str
    whose: str
    kind: str
    on: date
    text: str
    source: str
    name: str = ""
    other: str = ""
    behind: Sequence[str] = ()
    values: Mapping[str, str] = field(default_factory=dict)
