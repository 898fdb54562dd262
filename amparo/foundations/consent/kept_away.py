"""Who is kept away, and who takes the place: whose word on a measure counts no more. Services, by
noun."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from amparo.foundations.consent import events
from amparo.foundations.consent.models import NOBODY, Adult, Question
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox.folders import Folder, hold
from amparo.foundations.letterbox.models import Filing


@transaction.atomic
def unanswer(
    folder: Folder, subject: str, *, guardians: Sequence[str], by: Signs, at: datetime
) -> int:
    """What these guardians said for a child about this counts no more, and they are asked no more.
    Returns how many answers that were."""
    hold(folder)
    rows = _asked(folder.filing).exclude(child="").filter(question__subject=subject)
    found = list(rows.filter(other__in=list(guardians)))
    for one in found:
        _open_again(one, NOBODY, by=by, at=at)
    return len(found)


@transaction.atomic
def ask_guardian(
    filing: Filing, child: str, other: str, *, undecided: Sequence[str], by: Signs, at: datetime
) -> None:
    """Somebody else answers for a child; what was said is open again where nothing was decided."""
    for one in _asked(filing).filter(child=child).exclude(other=other):
        if one.question.subject in undecided:
            _open_again(one, other, by=by, at=at)
        else:
            Adult.objects.filter(pk=one.pk).update(other=other)


@transaction.atomic
def ask_no_more(
    folder: Folder, rows: Sequence[Adult], *, undecided: Sequence[str], by: Signs, at: datetime
) -> None:
    """Nothing waits for these adults any more; what was granted goes on whatever they say now."""
    hold(folder)
    for one in rows:
        if one.answer == Question.Answer.AGREED and one.question.subject not in undecided:
            Adult.objects.filter(pk=one.pk).update(other=NOBODY)
            continue
        question = Question.objects.select_related("unit").get(pk=one.question_id)
        Adult.objects.filter(pk=one.pk).delete()
        question.adults = (question.adults or 1) - 1
        question.save(update_fields=["adults"])
        event = events.AdultsNamed(
            about=folder.code, adults=question.adults, **question.in_events()
        )
        record(event, by=by, at=at)


def _asked(filing: Filing) -> QuerySet[Adult]:
    rows = Adult.objects.select_related("question__unit").order_by("pk")
    return rows.filter(filing=filing, question__withdrawn_at__isnull=True)


def _open_again(row: Adult, other: str, *, by: Signs, at: datetime) -> None:
    row.answer, row.how, row.answered_at, row.other = "", "", None, other
    row.save(update_fields=["answer", "how", "answered_at", "other"])
    about = row.filing.code
    event = events.GuardianSetAside(about=about, adult=row.ref, **row.question.in_events())
    record(event, by=by, at=at)
