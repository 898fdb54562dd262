"""Hold requests from the person's page while others may control it. Services, by noun: what is
held.

These requests would exclude recipients or replace the access phrase. They are stored as they were
made, shown to the team, and carried out only after the person was heard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.foundations.consent import events
from amparo.foundations.consent.representative_answers import CannotConsent, is_in_other_hands
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import units as all_units
from amparo.foundations.intake.documents.schemas.consent import HeldSettledText, HeldText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder, Visitor, hold
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.services import Signs, record

HELD, SETTLED = "held", "held_settled"
KEPT_FROM, NEW_WORDS = "kept_from", "new_words"


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """One held request. The last field tells whether the team confirmed it as the person's wish;
    None until then."""

    ref: str
    what: str
    body: Mapping[str, Any]
    at: datetime
    hers: bool | None

    @property
    def names(self) -> list[str]:
        """Return the names of those who must not know, as they were written."""
        said = [str(one[-1]) for one in self.body.get("units", [])]
        return [*said, *str(self.body.get("names", "")).splitlines()]


@transaction.atomic
def keep_from_or_hold(
    folder: Folder, units: Sequence[Unit], *, names: str, by: Visitor, at: datetime
) -> bool:
    """Exclude more recipients at once, or hold the request where others may control the person's
    page. Returns whether it was carried out. Raises what `keep_from` raises."""
    if not units and not names:
        return True
    hold(folder)
    if not must_be_held(by):
        keep_from(folder, units, names=names, by=by, at=at)
        return True
    listed = [[unit.code, unit.name] for unit in units]
    _hold_back(folder, HeldText(about=KEPT_FROM, units=listed, names=names), by=by, at=at)
    return False


@transaction.atomic
def hold_new_words(by: Visitor, *, at: datetime) -> bool:
    """Return whether a request for a new access phrase is held; if so, record that it was made."""
    hold(by.folder)
    if not must_be_held(by):
        return False
    _hold_back(by.folder, HeldText(about=NEW_WORDS), by=by, at=at)
    return True


def must_be_held(by: Visitor) -> bool:
    """Whether others may hold the person's access phrase now. The impediment is read anew."""
    by.folder.filing.refresh_from_db(fields=["impediment"])
    return is_in_other_hands(by.folder.filing, seen_by=by)


@transaction.atomic
def settle(folder: Folder, ref: str, *, hers: bool, text: str, by: Signs, at: datetime) -> Held:
    """Settle a held request after the team heard the person in a way that it trusts.

    If it was the person's wish, it is carried out; otherwise it is left. The person can read the
    outcome. A new access phrase is given separately, in the usual way, by the member who heard the
    person. Raises CannotConsent (unknown_question, not_herself), NobodyMayRead, KeyChanged.
    """
    hold(folder)
    folder.filing.refresh_from_db(fields=["impediment"])
    if folder.filing.impediment:
        raise CannotConsent("not_herself")
    found = next((one for one in held_in(folder, seen_by=by) if one.ref == ref), None)
    if found is None or found.hers is not None:
        raise CannotConsent("unknown_question")
    body = HeldSettledText(about=ref, hers=hers, text=text)
    write_paper(folder, body=body, by=by, at=at, for_person=True)
    event = events.HeldSettled(about=folder.code, held=ref, what=found.what, hers=hers)
    record(event, by=by, at=at)
    if hers and found.what == KEPT_FROM:
        codes = {str(one[0]) for one in found.body.get("units", [])}
        units = [one for one in all_units(seen_by=by) if one.code in codes]
        names = str(found.body.get("names", ""))
        keep_from(folder, units, names=names, by=by, at=at)
    return found


def held_in(folder: Folder, *, seen_by: Signs) -> list[Held]:
    """Return all held requests, oldest first."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[HELD, SETTLED])
    bodies = [(paper, folder.words(paper)) for paper in papers]
    settled = {
        str(said["about"]): bool(said["hers"]) for one, said in bodies if one.kind == SETTLED
    }
    return [
        Held(one.ref, str(said["about"]), said, one.written_at, settled.get(one.ref))
        for one, said in bodies
        if one.kind == HELD
    ]


def _hold_back(folder: Folder, body: HeldText, *, by: Signs, at: datetime) -> None:
    paper = write_paper(folder, body=body, by=by, at=at)
    record(events.HeldBack(about=folder.code, held=paper.ref, what=body.about), by=by, at=at)
