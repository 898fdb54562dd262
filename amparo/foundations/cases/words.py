"""Words to come back with, given by the team: read out in a call, or handed over."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from amparo.foundations.access.actors import Actor
from amparo.foundations.cases import events
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.services import record
from amparo.foundations.letterbox.models import Key
from amparo.foundations.letterbox.services import end_other_ways, issue_way

SEEN = "words_seen"
REASONS = ("words_first", "words_lost", SEEN)


@transaction.atomic
def give_words(
    open_case: OpenCase, *, reason: str, language: Literal["es", "en"], by: Actor, at: datetime
) -> tuple[str, ...]:
    """New words, shown this once. Where somebody saw the others, those end in the same moment.

    Raises KeyChanged.
    """
    folder = open_case.folder
    words = issue_way(folder, by=by, at=at, language=language)
    if reason == SEEN:
        # Words that were never confirmed have just ended: these are the only such ones.
        new = Key.objects.get(
            filing=folder.filing, holder=Key.Holder.PERSON, confirmed_at__isnull=True
        )
        end_other_ways(folder, keep=new, by=by, at=at)
    role = "+".join(sorted(by.roles))
    record(events.WordsGiven(about=open_case.code, role=role, reason=reason), by=by, at=at)
    return words
