"""Whether help arrived, as a related person says with an own access phrase: for themselves or for a
child in their care, and for no other. Services, by noun: arrivals."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.foundations.consent.accompanying_adults import OWN_WORDS
from amparo.foundations.consent.beneficiary_shares import confirm_in
from amparo.foundations.consent.models import AffectedAdult, Beneficiary, Confirmation, Question
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.phrase_validity import must_stand
from amparo.foundations.related_people.queries import Beside, opened_copies


@dataclass(frozen=True, slots=True, repr=False)
class Mine:
    """One measure that protects the related person who signed in, or a `child` (name); its state
    and their last word on it. The title is the one with which they were asked."""

    row: Beneficiary
    title: str
    child: str
    state: str
    last_word: str
    taken_back_at: datetime | None = None
    """When what institutions had been told for it was revoked, and none was told since."""
    given_up: bool = False

    @property
    def ref(self) -> str:
        return self.row.ref


def protected_by(by: Beside, *, seen_by: Signs) -> list[Mine]:
    """Return the measures that protect them, in the order of proposal."""
    rows = Beneficiary.objects.filter(filing=by.filing, other=by.way.other.ref)
    mine = [one for one in rows.order_by("pk") if _is_mine(one)]
    if not mine:
        return []
    entries = entries_about(by.filing.code, seen_by=seen_by)
    moved = {
        facts["measure"]: facts["state"]
        for entry in entries
        if entry.event == "MeasureMoved"
        for facts in [json.loads(entry.facts)]
    }
    taken_back = taken_back_in(entries)
    said = Confirmation.objects.filter(filing=by.filing).order_by("said_at", "pk")
    words = dict(said.exclude(beneficiary="").values_list("beneficiary", "word"))
    titles, names = _titles(by, seen_by=seen_by), _names(by, seen_by=seen_by)
    return [
        Mine(
            one,
            titles.get(one.measure, ""),
            names.get(one.child, "") if one.child else "",
            moved.get(one.measure, ""),
            words.get(one.ref, ""),
            taken_back.get(one.measure) if one.counts else None,
            given_up=not one.counts,
        )
        for one in mine
    ]


RUNS, TOLD, GOES_ON, GONE = "runs", "told", "goes_on", "gone"
_STANDS = {
    "DutyForwarded": TOLD,
    "DutyChanged": TOLD,
    "DutyObjected": TOLD,
    "DutyContested": TOLD,
    "DutyAcknowledged": RUNS,
    "DutyReported": RUNS,
    "DutyVerified": RUNS,
}
LEFT = "procedure_withdrawn"
"""Reason of a revocation when the person leaves the procedure; measures being carried out then
continue."""


def taken_back_in(entries: Iterable[Entry]) -> dict[str, datetime]:
    """Return, by measure, when all obligations of institutions were revoked and none carries it out
    any more. Measures with a running or renewed obligation are left out. The reason and who decided
    are not included."""
    return {
        measure: max(at for _stands, at in duties.values())
        for measure, duties in _duties_in(entries).items()
        if all(stands == GONE for stands, _at in duties.values())
    }


def stands_in(entries: Iterable[Entry]) -> dict[str, str]:
    """Return, by measure, whether it continues after the person left, is carried out, was only told
    to an institution, or is GONE. Measures of which no institution was told are left out."""
    found = {
        measure: {stands for stands, _at in duties.values()}
        for measure, duties in _duties_in(entries).items()
    }
    order = (GOES_ON, RUNS, TOLD, GONE)
    return {one: next(it for it in order if it in stands) for one, stands in found.items()}


def _duties_in(entries: Iterable[Entry]) -> dict[str, dict[str, tuple[str, datetime]]]:
    """Return, by measure, the state of each obligation and since when. As in `Obligation.running`:
    what an institution does goes on when the person leaves, and stops at once when consent ends."""
    found: dict[str, dict[str, tuple[str, datetime]]] = {}
    for entry in entries:
        if entry.event not in {*_STANDS, "DutyRevoked"}:
            continue
        facts = json.loads(entry.facts)
        duties = found.setdefault(facts["measure"], {})
        before = duties.get(facts["duty"], ("", entry.at))[0]
        if entry.event == "DutyForwarded" or before:
            on = facts.get("reason") == LEFT and before in {RUNS, GOES_ON}
            stands = _STANDS.get(entry.event, GOES_ON if on else GONE)
            duties[facts["duty"]] = (stands, entry.at)
    return {measure: duties for measure, duties in found.items() if duties}


def _is_mine(row: Beneficiary) -> bool:
    given_up = row.ended_for == Beneficiary.Ended.GIVEN_UP and not row.child
    return not row.is_her and (row.counts or given_up)


@transaction.atomic
def say_arrived(ref: str, *, word: str, by: Beside, at: datetime) -> None:
    """Record the word for themselves or a child of theirs. Raises WordsEnded, CannotConsent."""
    must_stand(by)
    row = Beneficiary.objects.filter(filing=by.filing, other=by.way.other.ref, ref=ref).first()
    measure = row.measure if row else ""
    confirm_in(by.filing, measure=measure, word=word, beneficiary=ref, how=OWN_WORDS, by=by, at=at)


def _titles(by: Beside, *, seen_by: Signs) -> dict[str, str]:
    """Return the title that each measure had when they were asked."""
    copies = opened_copies(by, Question.Kind.MEASURE, seen_by=seen_by)
    asked = Question.objects.filter(filing=by.filing, kind=Question.Kind.MEASURE).order_by("pk")
    return {
        one.subject: str(copies[one.paper_ref].get("label", ""))
        for one in asked
        if one.paper_ref in copies
    }


def _names(by: Beside, *, seen_by: Signs) -> dict[str, str]:
    """Return the names of the children for whom they answer, by reference."""
    copies = opened_copies(by, "adult", seen_by=seen_by)
    rows = AffectedAdult.objects.filter(filing=by.filing, other=by.way.other.ref).exclude(child="")
    return {
        one.child: str(copies[one.paper_ref].get("name", ""))
        for one in rows
        if one.paper_ref in copies
    }
