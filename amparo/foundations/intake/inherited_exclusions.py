"""Exclusions of one case, passed to a linked case: left there as a sealed message, in force at
once, and made its own when a member opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.conflicts_of_interest import End, Tie, stands, ties_of, told_of
from amparo.foundations.intake.documents.schemas.request import (
    ExclusionsText,
    InheritedExclusionsText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import (
    INHERITED,
    ends_in,
    feared_in,
    inherited_in,
    tied_in,
    units_called,
    who_is_excluded,
)
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.keys.sealed_messages import drop
from amparo.foundations.intake.models import Filing, SealedMessage
from amparo.foundations.intake.services import exclude, shut_out
from amparo.foundations.ledger.services import Signs

LINKED = "linked_case"
"""Kind of the document that names the linked case."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Excluded institutions, and names one a line; `tied`: members who declared a conflict of
    interest."""

    units: tuple[Unit, ...]
    names: str
    tied: tuple[Tie, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.names or self.tied)

    @property
    def body(self) -> dict[str, Any]:
        said = {"units": [[one.code, one.name] for one in self.units], "names": self.names}
        return {**said, **told_of(self.tied)} if self.tied else said


def kept_from(folder: Folder, *, seen_by: Signs) -> Kept:
    """Return those excluded from this case or said in it to be behind the danger, and declared
    ties."""
    codes, names = who_is_excluded(folder)
    feared = feared_from(folder, seen_by=seen_by)
    chosen = [one for one in units(seen_by=seen_by) if one.code in codes]
    said = "\n".join(filter(None, [names, feared.names]))
    return Kept(tuple(dict.fromkeys([*chosen, *feared.units])), said, feared.tied)


def feared_from(folder: Folder, *, seen_by: Signs) -> Kept:
    """Return those said to be behind the danger, and members who declared a tie: exclusions not
    stated by the person of this case."""
    names = feared_in(folder)
    told = _told_of_themselves(inherited_in(folder), ends_in(folder))
    tied = [*tied_in(folder), *told]
    return Kept(_called(names, by=seen_by), "\n".join(names), tuple(dict.fromkeys(tied)))


def tell_linked(filing: Filing, kept: Kept, *, at: datetime) -> None:
    """Leave the exclusions in a linked case, signed by the system, because no member of that case
    acted."""
    drop(filing, about="", body=InheritedExclusionsText(**kept.body), by=SYSTEM, at=at)


@transaction.atomic
def take_in(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Make the exclusions left here the case's own. The person of this case does not read them.

    Raises KeyChanged, and NobodyMayRead if no reader would be left.
    """
    hold(folder)
    told = inherited_in(folder)
    codes, names = who_is_excluded(folder)
    lines = _lines(body["names"] for body in told)
    newer = [one for one in lines if one not in names.splitlines()]
    left = {code for body in told for code, _name in body["units"]} - codes
    chosen = [one for one in units(seen_by=by) if one.code in left]
    meant = tuple(dict.fromkeys([*chosen, *_called(newer, by=by)]))
    known = tied_in(folder)
    hers = {code for code, _said in known}
    said = dict.fromkeys(_told_of_themselves(told, ends_in(folder)))
    newly = [one for one in said if one not in known and (one[1] or one[0] not in hers)]
    kept = Kept(meant, "\n".join(newer), tuple(newly))
    SealedMessage.objects.filter(filing=folder.filing, kind=INHERITED).delete()
    if kept:
        write_paper(folder, body=ExclusionsText(**kept.body), by=by, at=at)
        for unit in kept.units:
            exclude(folder, unit, by=by, at=at)
        shut_out(folder, by=by, at=at)


def _called(names: Sequence[str], *, by: Signs) -> tuple[Unit, ...]:
    return tuple(unit for name in names for unit in units_called(name, by=by))


def _told_of_themselves(told: Sequence[Mapping[str, Any]], ends: Sequence[End]) -> list[Tie]:
    return [tie for body in told for tie in ties_of(body) if stands(tie, ends)]


def _lines(texts: Any) -> list[str]:
    return list(dict.fromkeys(line for text in texts for line in str(text).splitlines() if line))
