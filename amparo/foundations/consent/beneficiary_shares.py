"""Beneficiaries of a measure, each with an own share. Services, by noun: beneficiaries.

Only codes are stored, so that a share begins and ends, and a confirmation counts, without a key.
The naming of each beneficiary is on record with the measure and with the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.consent import events
from amparo.foundations.consent.models import (
    NOBODY,
    AffectedAdult,
    Beneficiary,
    Confirmation,
    Question,
)
from amparo.foundations.consent.queries import beneficiaries_in, confirmations_of
from amparo.foundations.consent.representative_answers import CannotConsent
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import Folder, hold_row, must_be_alive
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record

Ended = Beneficiary.Ended


@dataclass(frozen=True, slots=True, repr=False)
class Protected:
    """One whom a measure protects: chosen name (empty for the person) and last word on whether it
    arrived."""

    row: Beneficiary
    name: str
    last_word: str

    @property
    def ref(self) -> str:
        return self.row.ref


def protect_her(filing: Filing, measure: str, *, at: datetime) -> None:
    """Record the person at risk as beneficiary of a proposed measure, until others are named."""
    ref = marks.new_code(groups=3)
    Beneficiary.objects.create(ref=ref, filing=filing, measure=measure, since_at=at)


@transaction.atomic
def protect_these(
    question: Question,
    named: Sequence[AffectedAdult],
    *,
    anew: bool,
    hers: bool,
    by: Signs,
    at: datetime,
) -> None:
    """Record those named with a question as beneficiaries of its measure, with or without the
    person. `anew`: beneficiaries named with earlier questions no longer count."""
    rows = _of(question.subject).exclude(paper_ref="")
    if anew:
        meant = {_who(one) for one in named if one.other or one.child}
        gone = [one.pk for one in rows if _who(one) not in meant]
        _end(rows.filter(pk__in=gone), Ended.NOT_MEANT, at=at)
    there = {_who(one) for one in rows.all() if one.other or one.child}
    for one in named:
        if not (one.other or one.child) or _who(one) not in there:
            Beneficiary.objects.create(
                ref=marks.new_code(groups=3),
                filing=question.filing,
                measure=question.subject,
                paper_ref=one.paper_ref,
                other=one.other,
                child=one.child,
                since_at=at,
            )
    _set_hers(question, hers=hers, by=by, at=at)


@transaction.atomic
def give_share_up(measure: str, *, at: datetime) -> None:
    """End the person's share, and no other."""
    _end(_of(measure).filter(paper_ref=""), Ended.GIVEN_UP, at=at)


@transaction.atomic
def give_share_back(measure: str) -> None:
    """Restore the person's share after the act that ended it was set aside."""
    hers = Beneficiary.objects.filter(measure=measure, paper_ref="", ended_for=Ended.GIVEN_UP)
    hers.update(ended_at=None, ended_for="")


def protected_in(folder: Folder, *, seen_by: Signs) -> dict[str, list[Protected]]:
    """Return whom each measure of a case protects now, the person first."""
    rows = [one for one in beneficiaries_in(folder, seen_by=seen_by) if one.counts]
    papers = {}
    if any(not one.is_her for one in rows):
        papers = {one.ref: one for one in papers_in(folder, seen_by=seen_by, kinds=["adult"])}
    said = {
        (one.measure, one.beneficiary): one.word
        for one in confirmations_of(folder, seen_by=seen_by)
    }
    found: dict[str, list[Protected]] = {}
    for row in rows:
        paper = papers.get(row.paper_ref)
        name = str(folder.words(paper).get("name", "")) if paper else ""
        word = said.get((row.measure, "" if row.is_her else row.ref), "")
        found.setdefault(row.measure, []).append(Protected(row, name, word))
    return found


# --- whether it arrived ---


@transaction.atomic
def confirm(
    folder: Folder, *, measure: str, word: str, by: Signs, at: datetime, how: str = "page"
) -> Confirmation:
    """Record the person's word on a measure: it arrived, it works, it stopped, it did not
    arrive."""
    must_be_alive(folder.filing)
    return confirm_in(folder.filing, measure=measure, word=word, by=by, at=at, how=how)


@transaction.atomic
def confirm_in(
    filing: Filing,
    *,
    measure: str,
    word: str,
    by: Signs,
    at: datetime,
    how: str,
    beneficiary: str = "",
) -> Confirmation:
    """Record the word of any beneficiary, or of a guardian for a child; each for one beneficiary
    alone. Raises CannotConsent."""
    hold_row(filing).values_list("pk").first()
    rows = Beneficiary.objects.filter(filing=filing, measure=measure)
    theirs = rows.filter(ref=beneficiary).exclude(paper_ref="") if beneficiary else rows.none()
    gone = not beneficiary and any(one.is_her and not one.counts for one in rows)
    if gone or (beneficiary and not any(one.counts for one in theirs)):
        raise CannotConsent("unknown_question")
    confirmation = Confirmation.objects.create(
        filing=filing,
        measure=measure,
        beneficiary=beneficiary,
        word=Confirmation.Word(word).value,
        how=how,
        said_at=at,
    )
    event = events.MeasureConfirmed(
        about=filing.code, measure=measure, word=word, how=how, beneficiary=beneficiary
    )
    record(event, by=by, at=at)
    return confirmation


# --- a related person is kept away, takes care of a child, dies ---


def keep_away(filing: Filing, refs: Sequence[str]) -> None:
    """Mark these beneficiaries as kept away: they are asked nothing, and nothing waits for them."""
    Beneficiary.objects.filter(filing=filing, ref__in=list(refs)).update(other=NOBODY)


def shares_of(rows: Sequence[AffectedAdult]) -> list[str]:
    """Return the codes of the shares of these adults in the measures for which they were named."""
    found = Beneficiary.objects.filter(child="")
    refs = []
    for one in rows:
        same = Q(paper_ref=one.paper_ref)
        if one.other not in {"", NOBODY}:
            same |= Q(other=one.other)
        own = found.filter(same, filing=one.filing_id, measure=one.question.subject)
        refs += list(own.exclude(paper_ref="").values_list("ref", flat=True))
    return refs


def without_guardians(filing: Filing, guardians: Sequence[str]) -> None:
    """Leave these children without a guardian until another is named."""
    kept = Beneficiary.objects.filter(filing=filing, other__in=list(guardians)).exclude(child="")
    kept.update(other=NOBODY)


def guardian_is(filing: Filing, child: str, guardian: str) -> None:
    Beneficiary.objects.filter(filing=filing, child=child).update(other=guardian)


def share_of_the_dead(filing: Filing, other: str, *, died: bool, at: datetime) -> None:
    """End or restore the shares of a related person, by whether they `died` or are alive after
    all."""
    theirs = Beneficiary.objects.filter(Q(child=other) | Q(child="", other=other), filing=filing)
    if died:
        _end(theirs.filter(ended_at__isnull=True), Ended.DIED, at=at)
    else:
        theirs.filter(ended_for=Ended.DIED).update(ended_at=None, ended_for="")


# --- inside ---


def _of(measure: str) -> QuerySet[Beneficiary]:
    return Beneficiary.objects.filter(measure=measure, ended_at__isnull=True).order_by("pk")


def _who(row: AffectedAdult | Beneficiary) -> tuple[str, str]:
    return ("", row.child) if row.child else (row.other, "")


def _end(rows: QuerySet[Beneficiary], why: str, *, at: datetime) -> None:
    rows.update(ended_at=at, ended_for=why)


def _set_hers(question: Question, *, hers: bool, by: Signs, at: datetime) -> None:
    row = Beneficiary.objects.filter(measure=question.subject, paper_ref="").first()
    if row is None or (row.ended_at is None) == hers:
        return
    row.ended_at, row.ended_for = (None, "") if hers else (at, Ended.NOT_MEANT)
    row.save(update_fields=["ended_at", "ended_for"])
    event = events.PersonProtected(
        about=question.filing.code, measure=question.subject, protected=hers
    )
    record(event, by=by, at=at)
