"""Ask all whom a measure protects before it is lessened. Services, by noun: hearings. Noting what
they say to the team: `notes.py`.

Each is asked alone, under the name that each chose; the person cannot read what others say. Those
who must not know, or are said to be behind the danger, are never asked, and nothing waits for
them."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from amparo.casework.review import events
from amparo.casework.review.beneficiary_hearings.queries import HEARS_ALL
from amparo.casework.review.models import LIVE, BeneficiaryHearing, MeasureChange, hearing_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.consent.beneficiary_shares import Protected
from amparo.foundations.consent.models import NOBODY
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.events import AloneAnswered
from amparo.foundations.related_people.queries import other_called
from amparo.foundations.related_people.questions_put_alone import ask_alone, close_alone
from amparo.foundations.related_people.services import NotGiven

OPEN = "open"
"""Recorded of a child's hearing: another answers for the child now."""


def ask_everybody(
    folder: Folder, change: MeasureChange, protected: Iterable[Protected], label: str, what: str,
    *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Open a hearing for each protected person besides the person, and ask those who have their own
    access phrase. The team hears the others."""
    if change.kind not in HEARS_ALL:
        return
    for one in protected:
        if not one.row.is_her:
            row = hearing_of(change, one.row)
            ask_one(folder, row, one, {"label": label, "what": what}, by=by, at=at)


@transaction.atomic
def heard_alone(event: AloneAnswered, *, by: Signs, at: datetime) -> None:
    """Store the answer of one of them, given with their own access phrase or to the team."""
    rows = BeneficiaryHearing.objects.select_related("change__case__filing", "beneficiary")
    row = rows.filter(ref=event.subject, change__state__in=LIVE).first()
    if row:
        answered(row, event.answer, event.how, by=by, at=at)


@transaction.atomic
def guardian_changed(filing: Filing, child: str, *, by: Signs, at: datetime) -> None:
    """Cancel what was said for a child on changes that are not carried out, because another answers
    for the child now."""
    rows = BeneficiaryHearing.objects.select_related("change__case__filing", "beneficiary")
    said = rows.filter(beneficiary__filing=filing, beneficiary__child=child, change__state__in=LIVE)
    for row in said:
        close_alone(filing, row.ref, by=by, at=at)
        row.answer, row.how, row.answered_at, row.excuse = "", "", None, ""
        row.asked_at = row.answer_by = None
        keep(row, OPEN, "", by=by, at=at)


@transaction.atomic
def ask_nobody_more(filing: Filing, change: str, *, by: Signs, at: datetime) -> None:
    """Close the questions about a change that was decided, given up or carried out."""
    for ref in BeneficiaryHearing.objects.filter(change__ref=change).values_list("ref", flat=True):
        close_alone(filing, ref, by=by, at=at)


# --- what noting shares with it ---


def answered(row: BeneficiaryHearing, answer: str, how: str, *, by: Signs, at: datetime) -> None:
    row.answer, row.how, row.answered_at, row.excuse = answer, how, at, ""
    keep(row, answer, how, by=by, at=at)


def keep(row: BeneficiaryHearing, said: str, how: str, *, by: Signs, at: datetime) -> None:
    row.save()
    event = events.BeneficiaryHeard(
        about=row.change.case.code,
        change=row.change.ref,
        beneficiary=row.beneficiary.ref,
        said=said,
        how=how,
    )
    record(event, by=by, at=at)


def ask_one(
    folder: Folder,
    row: BeneficiaryHearing,
    one: Protected,
    words: dict[str, str],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Ask on their own page where the one who answers is a related person. Those who cannot be
    asked so are heard by the team."""
    who = one.row.other
    listed = other_called(folder, who, seen_by=by) if who and who != NOBODY else None
    if listed:
        body = {**words, "kind": row.change.kind, "child": one.name if one.row.child else ""}
        with suppress(NotGiven), transaction.atomic():
            ask_alone(folder, listed.other, subject=row.ref, body=body, by=by, at=at)
