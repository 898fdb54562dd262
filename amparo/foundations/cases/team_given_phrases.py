"""Access passphrases that the team gives: read out in a call, or handed over."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from amparo.foundations.accounts.actors import Actor, must_be_free
from amparo.foundations.cases import events
from amparo.foundations.cases.emergency_access.prepared_keys import must_hold_for_good
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.representative_answers import is_in_other_hands
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import CaseKey
from amparo.foundations.intake.services import end_other_ways, issue_way
from amparo.foundations.ledger.services import record

SEEN = "words_seen"
REASONS = ("words_first", "words_lost", SEEN)


class NotNow(Exception):
    """The person cannot be asked although they once could, so that it is unknown who would get the
    passphrase. Nothing was made."""


def may_be_given(open_case: OpenCase, *, seen_by: Actor) -> bool:
    """Return whether the team may give a passphrase: not while others may control the person's
    access, until the team has heard from the person. After a death it is for the surviving
    relatives."""
    filing = open_case.folder.row()
    return filing.asks_nobody or not is_in_other_hands(filing, seen_by=seen_by)


@transaction.atomic
def give_words(
    open_case: OpenCase, *, reason: str, language: Literal["es", "en"], by: Actor, at: datetime
) -> tuple[str, ...]:
    """Return a new passphrase, shown only now. If another person saw the earlier ones, they are
    revoked at once.

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
        # Unconfirmed passphrases have just been revoked, so that the new one is the only such key.
        new = CaseKey.objects.get(
            filing=folder.filing, holder=CaseKey.Holder.PERSON, confirmed_at__isnull=True
        )
        end_other_ways(folder, keep=new, by=by, at=at)
    role = by.role
    record(events.WordsGiven(about=open_case.code, role=role, reason=reason), by=by, at=at)
    return words
