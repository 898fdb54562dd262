"""Whoever must not know of a case, or is said to be behind the danger, is kept from its linked
cases, whenever that is said. Services, by noun: linked cases."""

from collections.abc import Iterator
from datetime import datetime

from amparo.foundations.cases.unseating import unseat_told
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.folders import Folder
from amparo.foundations.letterbox.inheriting import (
    LINKED,
    Kept,
    feared_from,
    kept_from,
    tell_linked,
)
from amparo.foundations.letterbox.models import Filing, Paper


def to_tell(folder: Folder, *, by: Signs) -> Iterator[tuple[Filing, Kept]]:
    """To the case of those who are left, all that the person said; from theirs to the first one
    only who is behind the danger: whoever asks for themselves shuts nobody out there. A member who
    has a tie to one has it to the other: both ways."""
    for paper in Paper.objects.filter(filing=folder.filing, kind=LINKED, current=True):
        said = folder.words(paper)
        theirs = "party" in said
        kept = kept_from(folder, seen_by=by) if theirs else feared_from(folder, seen_by=by)
        filing = Filing.objects.filter(code=str(said["code"])).first()
        if kept and filing:
            yield filing, kept


def of_those_left(folder: Folder) -> Iterator[tuple[Filing, str]]:
    """Each case of those who are left, with the reference by which it knows that it is linked."""
    for paper in Paper.objects.filter(filing=folder.filing, kind=LINKED, current=True):
        said = folder.words(paper)
        theirs = Paper.objects.filter(kind=LINKED, filing__code=str(said["code"]), current=True)
        link = theirs.select_related("filing").order_by("pk").first()
        if "party" in said and link:
            yield link.filing, link.ref


def carry_over(folder: Folder, *, by: Signs, at: datetime) -> None:
    """It holds there from this moment, and whoever of that team it is loses sight."""
    for filing, kept in to_tell(folder, by=by):
        tell_linked(filing, kept, at=at)
        unseat_told(filing, kept.body, at=at)
