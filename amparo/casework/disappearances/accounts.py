"""What somebody knows of a disappearance or a death, before it is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from amparo.casework.disappearances.models import Happening


class AlreadyRecorded(Exception):
    """The same is on record of the same person: `earlier`. Nothing was written."""

    def __init__(self, earlier: Happening) -> None:
        super().__init__(earlier.ref)
        self.earlier = earlier


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Account:
    """What is known, before it is sealed. `other`: who of the case it befell, by reference, or
    `name`, of somebody who is not listed there; `behind`: names of who is said to be behind it;
    `values`: field of the closed list -> the very words that whoever searches would be told."""

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
