"""End, suspend or restore the answers of adults and guardians who are kept away, and name guardians
who replace them. Services, by noun."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from amparo.foundations.consent import events
from amparo.foundations.consent.beneficiary_shares import (
    guardian_is,
    keep_away,
    share_of_the_dead,
    shares_of,
    without_guardians,
)
from amparo.foundations.consent.models import NOBODY, AffectedAdult, Question, standing
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record

Doubt = AffectedAdult.Doubt


@transaction.atomic
def unanswer(
    filing: Filing,
    guardians: Sequence[str],
    *,
    undecided: Sequence[str],
    by: Signs,
    at: datetime,
) -> None:
    """Stop these guardians from answering for children. Their answers no longer count where nothing
    was decided. Granted measures continue, and no answer of theirs ends them."""
    hold_row(filing).values_list("pk").first()
    for one in _asked(filing).exclude(child="").filter(other__in=list(guardians)):
        if one.question.subject in undecided:
            _open_again(one, NOBODY, by=by, at=at)
        AffectedAdult.objects.filter(pk=one.pk).update(other=NOBODY, doubt="", doubted_at=None)
    without_guardians(filing, guardians)


def answered_for(filing: Filing, guardians: Collection[str]) -> list[AffectedAdult]:
    """Return the rows in which these guardians are asked, or have answered, for children."""
    return list(_asked(filing).exclude(child="").filter(other__in=list(guardians)))


@transaction.atomic
def ask_guardian(
    filing: Filing, child: str, other: str, *, undecided: Sequence[str], by: Signs, at: datetime
) -> None:
    """Let another guardian answer for a child. Answers are reopened where nothing was decided."""
    for one in _asked(filing).filter(child=child).exclude(other=other):
        let_count(filing, [one], by=by, at=at)  # the doubt was about the former guardian
        if one.question.subject in undecided:
            _open_again(one, other, by=by, at=at)
        else:
            AffectedAdult.objects.filter(pk=one.pk).update(other=other)
    guardian_is(filing, child, other)


@transaction.atomic
def ask_no_more(
    filing: Filing,
    rows: Sequence[AffectedAdult],
    *,
    undecided: Sequence[str],
    by: Signs,
    at: datetime,
) -> None:
    """Stop waiting for these adults. Granted measures continue, whatever these adults say later."""
    hold_row(filing).values_list("pk").first()
    keep_away(filing, shares_of(rows))
    for one in rows:
        if one.answer == Question.Answer.AGREED and one.question.subject not in undecided:
            gone = {"other": NOBODY, "doubt": "", "doubted_at": None}
            AffectedAdult.objects.filter(pk=one.pk).update(**gone)
        else:
            _count_no_more(one, by=by, at=at)


@transaction.atomic
def hold_back(
    filing: Filing,
    rows: Sequence[AffectedAdult],
    *,
    undecided: Sequence[str],
    by: Signs,
    at: datetime,
) -> None:
    """Suspend the answers of these adults until the team says whether they are the excluded
    persons: a refusal counts, a consent does not. Granted measures continue."""
    hold_row(filing).values_list("pk").first()
    for one in rows:
        if not one.doubt:
            runs = one.question.subject not in undecided
            runs = runs and one.answer == Question.Answer.AGREED
            one.doubt, one.doubted_at = Doubt.GOES_ON if runs else Doubt.WAITS, at
            one.save(update_fields=["doubt", "doubted_at"])
            _doubted(one, one.doubt, by=by, at=at)
        if one.child:  # nothing is asked of this guardian meanwhile
            without_guardians(filing, [one.other])


@transaction.atomic
def let_count(filing: Filing, rows: Sequence[AffectedAdult], *, by: Signs, at: datetime) -> None:
    """Restore the answers of adults who turned out to be other persons; a consent counts again
    too."""
    hold_row(filing).values_list("pk").first()
    for one in rows:
        if one.doubt:
            one.doubt, one.doubted_at = "", None
            one.save(update_fields=["doubt", "doubted_at"])
            _doubted(one, "apart", by=by, at=at)
            if one.child:
                guardian_is(filing, one.child, one.other)


@transaction.atomic
def is_meant(
    filing: Filing,
    rows: Sequence[AffectedAdult],
    *,
    undecided: Sequence[str],
    by: Signs,
    at: datetime,
    guardians: Sequence[str] = (),
) -> None:
    """Treat these adults as the excluded persons: nothing waits for them any more, and none of
    `guardians` answers for a child."""
    for one in rows:
        _doubted(one, "same", by=by, at=at)
    if guardians:
        unanswer(filing, guardians, undecided=undecided, by=by, at=at)
    own = [one for one in rows if not one.child]
    ask_no_more(filing, own, undecided=undecided, by=by, at=at)


def _doubted(row: AffectedAdult, doubt: str, *, by: Signs, at: datetime) -> None:
    told = {"adult": row.ref, "doubt": doubt}
    event = events.AdultDoubted(about=row.filing.code, **told, **row.question.in_events())
    record(event, by=by, at=at)


@transaction.atomic
def has_died(
    filing: Filing, other: str, *, undecided: Sequence[str], by: Signs, at: datetime
) -> None:
    """Stop waiting for an adult or child who died, and for what they would answer as a guardian."""
    for one in _asked(filing).filter(Q(child=other) | Q(child="", other=other)):
        _count_no_more(one, by=by, at=at)
    share_of_the_dead(filing, other, died=True, at=at)
    unanswer(filing, [other], undecided=undecided, by=by, at=at)


@transaction.atomic
def open_again(filing: Filing, subject: str, *, by: Signs, at: datetime) -> None:
    """Reopen a decided subject. The answers of those kept away since then no longer count."""
    for one in _asked(filing).filter(question__subject=subject, other=NOBODY):
        if one.child:
            _open_again(one, NOBODY, by=by, at=at)
        else:
            _count_no_more(one, by=by, at=at)
    _asked(filing).filter(question__subject=subject, doubt=Doubt.GOES_ON).update(doubt=Doubt.WAITS)


def _count_no_more(row: AffectedAdult, *, by: Signs, at: datetime) -> None:
    question = Question.objects.select_related("unit").get(pk=row.question_id)
    AffectedAdult.objects.filter(pk=row.pk).delete()
    question.adults = (question.adults or 1) - 1
    question.save(update_fields=["adults"])
    about = row.filing.code
    event = events.AdultsNamed(about=about, adults=question.adults, **question.in_events())
    record(event, by=by, at=at)


def _asked(filing: Filing) -> QuerySet[AffectedAdult]:
    rows = AffectedAdult.objects.select_related("question__unit").order_by("pk")
    return rows.filter(standing("question__"), filing=filing)


def _open_again(row: AffectedAdult, other: str, *, by: Signs, at: datetime) -> None:
    row.answer, row.how, row.answered_at, row.other = "", "", None, other
    row.save(update_fields=["answer", "how", "answered_at", "other"])
    about = row.filing.code
    event = events.GuardianSetAside(about=about, adult=row.ref, **row.question.in_events())
    record(event, by=by, at=at)
