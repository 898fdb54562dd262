"""The words of an export as a page shows them: unfolded on the pages of the approving and taking
acts, folded before and after."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from amparo.casework.exports.file_parts import FILE
from amparo.casework.exports.models import Export
from amparo.casework.exports.queries import Shown, against_allowing
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.fields import FILES, REACH, Folded, folded
from amparo.foundations.cases.queries import OpenCase

FOLDED_AS = {"contact_channel": REACH, FILE: FILES}
"""The part of the file to which the words of an export's part belong; all other parts are never
folded."""


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """One part by its name, with its words or what replaces them."""

    name: str
    words: str = field(repr=False)
    folded: Folded | None


def against_now(open_case: OpenCase, found: Shown, *, seen_by: Actor) -> list[str]:
    """Codes of what stands against the reader approving it; empty once it was decided."""
    asked = found.row.state == Export.State.ASKED
    return against_allowing(open_case, found, seen_by=seen_by) if asked else []


def may_allow(found: Shown, against: Collection[str], *, at: datetime) -> bool:
    """Whether the reader may approve it now as the second person. `against`: the result of
    `against_now` for this reader."""
    waits = found.row.state == Export.State.ASKED and not found.row.over_at(at)
    return waits and not against


def words_of(open_case: OpenCase, found: Shown, *, acting: bool, seen_by: Actor) -> list[Read]:
    """The parts for a page. `acting`: the page belongs to an act that the reader may do now."""
    told = []
    for part in found.parts:
        of = FOLDED_AS.get(part.id)
        hidden = folded(open_case, of, seen_by=seen_by) if of and not acting else None
        told.append(Read(part.name, "" if hidden else part.words, hidden))
    return told
