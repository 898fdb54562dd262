"""The words of what is to leave, as a page shows them to a member: all of them in the act of the
two by whom it leaves; before and after it what is folded stays so."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from amparo.casework.exports.models import Export
from amparo.casework.exports.parts import FILE
from amparo.casework.exports.queries import Shown, against_allowing
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.fields import FILES, REACH, Folded, folded
from amparo.foundations.cases.queries import OpenCase

FOLDED_AS = {"contact_channel": REACH, FILE: FILES}
"""To which part of the file the words of a part belong; all others are shown with the case."""


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """One part by its name, and its words or what stands in their place."""

    name: str
    words: str = field(repr=False)
    folded: Folded | None


def against_now(open_case: OpenCase, found: Shown, *, seen_by: Actor) -> list[str]:
    """What stands against the reader allowing it; nothing once it was decided."""
    asked = found.row.state == Export.State.ASKED
    return against_allowing(open_case, found, seen_by=seen_by) if asked else []


def may_allow(found: Shown, against: Collection[str], *, at: datetime) -> bool:
    """Whether the reader is the second person, in this moment. `against`: as `against_now` says of
    the same reader."""
    waits = found.row.state == Export.State.ASKED and not found.row.over_at(at)
    return waits and not against


def words_of(open_case: OpenCase, found: Shown, *, acting: bool, seen_by: Actor) -> list[Read]:
    """`acting`: the page is of the act by which it leaves, and the act is the reader's now."""
    told = []
    for part in found.parts:
        of = FOLDED_AS.get(part.id)
        hidden = folded(open_case, of, seen_by=seen_by) if of and not acting else None
        told.append(Read(part.name, "" if hidden else part.words, hidden))
    return told
