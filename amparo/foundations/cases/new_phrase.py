"""Words to come back with, given by the team: read out in a call, or handed over."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from amparo.foundations.accounts.actors import Actor, must_be_free
from amparo.foundations.cases import events
from amparo.foundations.cases.emergency_access.kept_keys import must_hold_for_good
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.speaking import is_in_other_hands
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Key
from amparo.foundations.intake.services import end_other_ways, issue_way
from amparo.foundations.ledger.services import record

SEEN = "words_seen"
REASONS = ("words_first", "words_lost", SEEN)


class NotNow(Exception):
    """She cannot be asked, and was when she asked for protection: nobody knows in whose hands new
    words would come to be. Nothing was made."""


def may_be_given(open_case: OpenCase, *, seen_by: Actor) -> bool:
    """Not while somebody else may have what is hers: first the team hears from her. After a death
    those who are left come back with them."""
    filing = open_case.folder.row()
    return filing.asks_nobody or not is_in_other_hands(filing, seen_by=seen_by)


@transaction.atomic
def give_words(
    open_case: OpenCase, *, reason: str, language: Literal["es", "en"], by: Actor, at: datetime
) -> tuple[str, ...]:
    """New words, shown this once. Where somebody saw the others, those end in the same moment.

    Raises NotNow, KeyChanged, Refused.
    """
    folder = open_case.folder
    hold(folder)
    if not may_be_given(open_case, seen_by=by):
        raise NotNow
    must_hold_for_good(open_case.case, by)
    must_be_free(by)
    words = issue_way(folder, by=by, at=at, language=language)
    if reason == SEEN:
        # Words that were never confirmed have just ended: these are the only such ones.
        new = Key.objects.get(
            filing=folder.filing, holder=Key.Holder.PERSON, confirmed_at__isnull=True
        )
        end_other_ways(folder, keep=new, by=by, at=at)
    role = by.role
    record(events.WordsGiven(about=open_case.code, role=role, reason=reason), by=by, at=at)
    return words
