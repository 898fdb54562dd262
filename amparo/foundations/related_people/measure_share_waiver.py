"""Give up a share in a measure with an own access phrase: requested, explained by the team in
writing, answered, and restored on any day. Services, by noun: shares given up.

It ends for no other beneficiary; one who is the only beneficiary asks the team to end the measure.
"""

import json
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from amparo.foundations.consent.models import Beneficiary
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people import events
from amparo.foundations.related_people.phrase_validity import must_stand
from amparo.foundations.related_people.queries import Beside
from amparo.foundations.related_people.questions_put_alone import close_alone, standing_about

SHARE = "share"
"""Subject of a question whose answer ends a share."""


_WAITS = {
    events.ShareGivingUpAsked.__name__: True,
    events.AloneAsked.__name__: False,
    events.AloneClosed.__name__: False,
    events.ShareGivenUp.__name__: False,
}


@transaction.atomic
def ask_to_give_up(ref: str, *, by: Beside, at: datetime) -> None:
    """Ask for the own share to end; nothing ends yet. While the team has to explain it, or an
    answer is pending, asking again adds nothing. Raises WordsEnded, CannotConsent."""
    must_stand(by)
    row = _own(by).filter(ref=ref, ended_at__isnull=True).first()
    if row is None or not row.counts:
        raise CannotConsent("unknown_question")
    if not protects_more(row):
        raise CannotConsent("protects_nobody")
    if standing_about(by.filing, ref) or _is_to_be_explained(by, ref):
        return
    event = events.ShareGivingUpAsked(
        about=by.filing.code, other=by.way.other.ref, measure=row.measure, beneficiary=ref
    )
    record(event, by=by, at=at)


@transaction.atomic
def take_share_back(ref: str, *, by: Beside, at: datetime) -> None:
    """Restore the own share. Raises WordsEnded, CannotConsent."""
    must_stand(by)
    row = _own(by).filter(ref=ref, ended_for=Beneficiary.Ended.GIVEN_UP).first()
    if row is None:
        raise CannotConsent("unknown_question")
    row.ended_at, row.ended_for = None, ""
    row.save(update_fields=["ended_at", "ended_for"])
    _recorded(row, given_up=False, by=by, at=at)


@transaction.atomic
def answered(event: events.AloneAnswered, *, by: Signs, at: datetime) -> None:
    """Apply the answer. Only a consent ends the share, and only while the measure protects another
    beneficiary."""
    filing = Filing.objects.get(code=event.about)
    rows = Beneficiary.objects.select_for_update().filter(filing=filing, ref=event.subject)
    row = rows.filter(ended_at__isnull=True, child="").first()
    if row is None or event.answer == "discuss":
        return
    if event.answer == "agreed" and protects_more(row):
        row.ended_at, row.ended_for = at, Beneficiary.Ended.GIVEN_UP
        row.save(update_fields=["ended_at", "ended_for"])
        _recorded(row, given_up=True, by=by, at=at)
    close_alone(filing, row.ref, by=by, at=at)


def protects_more(row: Beneficiary) -> bool:
    """Whether the measure protects another beneficiary. A measure for one alone ends by a
    decision."""
    beside = Beneficiary.objects.filter(measure=row.measure).exclude(pk=row.pk)
    return any(one.counts for one in beside)


def _is_to_be_explained(by: Beside, ref: str) -> bool:
    """Whether they asked and the team has not written to them since, by the record."""
    waits = False
    for one in entries_about(by.filing.code, seen_by=by):
        facts = json.loads(one.facts) if one.event in _WAITS else {}
        if ref in (facts.get("beneficiary"), facts.get("subject")):
            waits = _WAITS[one.event]
    return waits


def _own(by: Beside) -> QuerySet[Beneficiary]:
    """Return their own beneficiary rows, without those of children: the team hears the child."""
    return Beneficiary.objects.filter(filing=by.filing, other=by.way.other.ref, child="")


def _recorded(row: Beneficiary, *, given_up: bool, by: Signs, at: datetime) -> None:
    event = events.ShareGivenUp(
        about=row.filing.code, measure=row.measure, beneficiary=row.ref, given_up=given_up
    )
    record(event, by=by, at=at)
