"""Put to the person what was answered in their name. Services, by noun: questions put anew."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.consent import events
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.representative_answers import CannotConsent, impediment_of
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record


@transaction.atomic
def put_to_her(filing: Filing, ref: str, *, by: Signs, at: datetime) -> Question:
    """Ask the person for their own answer. From now on others cannot answer for them; the existing
    answer stands until they reply. Raises CannotConsent: unknown_question, not_herself, died."""
    hold_row(filing).values_list("pk").first()
    impediment_of(filing, agrees=True, seen_by=by)
    rows = Question.objects.select_for_update(of=("self",)).select_related("unit")
    question = rows.filter(filing=filing, ref=ref).standing().first()
    if question is None or not question.answer or question.put_at:
        raise CannotConsent("unknown_question")
    question.put_at = at
    question.save(update_fields=["put_at"])
    record(events.PutToHer(about=filing.code, **question.in_events()), by=by, at=at)
    return question
