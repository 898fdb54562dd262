"""What a member enters: a plan to ask an authority, and a step that happened there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.files.uploads import SealedUpload


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """What would be asked of whom, in the words of the question to the person."""

    protocol: str
    unit: Unit
    text: str
    why: str
    fields: Sequence[str] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """One step there. `what`: an event of its law, or `complaint:` and the term."""

    what: str
    when: datetime
    by_whom: str
    channel: str = ""
    result: str = ""
    number: str = ""
    text: str = ""
    found: Sequence[str] = ()
    files: Sequence[SealedUpload] = field(default=())
