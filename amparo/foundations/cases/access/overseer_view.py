"""What an overseer sees of a case with the person's consent: its stage and dates. Nothing sealed is
opened for it."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.events import MemberEnrolled
from amparo.foundations.accounts.permissions import Permission, Role
from amparo.foundations.cases.events import FileOpened
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.overseer_permission import watched_by
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.queries import moment_of, seen_in_sitting
from amparo.foundations.ledger.services import record
from amparo.law import CaseState, Protocol, load_protocol


@dataclass(frozen=True, slots=True)
class Watched:
    """A case as an overseer reads it."""

    filing: Filing
    law: Protocol
    since: datetime
    received: date | None
    state: CaseState

    @property
    def code(self) -> str:
        return self.filing.code


def cases_watched(
    *, by: Actor, at: datetime, shown: Callable[[list[Filing]], list[Filing]] = list
) -> list[Watched]:
    """Return the cases that the member may oversee now; `shown`: which of them, in its order.
    Record the look at each of these once a session; the person is shown it."""
    joined = moment_of(by.member.code, MemberEnrolled.__name__, seen_by=by)
    if joined is None or not by.may(Permission.OVERSIGHT):
        return []
    asked = {one.filing: one for one in watched_by(by.member, since=joined)}
    chosen = shown(list(asked))
    whole = Filing.objects.in_bulk([one.pk for one in chosen])
    found = [_watched(whole[one.pk], asked[one], at) for one in chosen]
    seen = (
        seen_in_sitting([one.code for one in found], since=by.since, seen_by=by)
        if by.since
        else set()
    )
    with transaction.atomic() if any(one.code not in seen for one in found) else nullcontext():
        for one in found:
            if one.code not in seen:
                event = FileOpened(about=one.code, role=Role.OVERSEER.value, reason="oversees")
                record(event, by=by, at=at)
    return found


def _watched(filing: Filing, asked: Question, at: datetime) -> Watched:
    state = standing(filing, at=at)
    received = state.received.counts_as if state.received else None
    law = load_protocol(filing.protocol)
    return Watched(filing, law, asked.answered_at or at, received, state)
