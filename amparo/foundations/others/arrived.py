"""Whether help arrived, as somebody besides the person says with words of their own: for
themselves, or for a child whom they take care of, and for nobody else. Services, by noun:
arrivals."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.foundations.consent.adults import OWN_WORDS
from amparo.foundations.consent.models import Adult, Beneficiary, Confirmation, Question
from amparo.foundations.consent.protected import confirm_in
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs
from amparo.foundations.others.queries import Beside, opened_copies
from amparo.foundations.others.standing import must_stand


@dataclass(frozen=True, slots=True, repr=False)
class Mine:
    """One measure that protects whoever came, or a `child`, by its name; where it stands, and their
    last word on it. The title is the one with which they were asked."""

    row: Beneficiary
    title: str
    child: str
    state: str
    last_word: str

    @property
    def ref(self) -> str:
        return self.row.ref


def protected_by(by: Beside, *, seen_by: Signs) -> list[Mine]:
    """What protects them now, in the order in which it was proposed."""
    rows = Beneficiary.objects.filter(filing=by.filing, other=by.way.other.ref)
    mine = [one for one in rows.order_by("pk") if one.counts and not one.is_her]
    if not mine:
        return []
    moved = {
        facts["measure"]: facts["state"]
        for entry in entries_about(by.filing.code, seen_by=seen_by)
        if entry.event == "MeasureMoved"
        for facts in [json.loads(entry.facts)]
    }
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
        )
        for one in mine
    ]


@transaction.atomic
def say_arrived(ref: str, *, word: str, by: Beside, at: datetime) -> None:
    """For themselves, or for a child of theirs. Raises WordsEnded, CannotConsent."""
    must_stand(by)
    row = Beneficiary.objects.filter(filing=by.filing, other=by.way.other.ref, ref=ref).first()
    measure = row.measure if row else ""
    confirm_in(by.filing, measure=measure, word=word, beneficiary=ref, how=OWN_WORDS, by=by, at=at)


def _titles(by: Beside, *, seen_by: Signs) -> dict[str, str]:
    """What each measure was called when they were asked."""
    copies = opened_copies(by, Question.Kind.MEASURE, seen_by=seen_by)
    asked = Question.objects.filter(filing=by.filing, kind=Question.Kind.MEASURE).order_by("pk")
    return {
        one.subject: str(copies[one.paper_ref].get("label", ""))
        for one in asked
        if one.paper_ref in copies
    }


def _names(by: Beside, *, seen_by: Signs) -> dict[str, str]:
    """The children whom they answer for."""
    copies = opened_copies(by, "adult", seen_by=seen_by)
    rows = Adult.objects.filter(filing=by.filing, other=by.way.other.ref).exclude(child="")
    return {
        one.child: str(copies[one.paper_ref].get("name", ""))
        for one in rows
        if one.paper_ref in copies
    }
