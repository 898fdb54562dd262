"""What an overseer sees of a case with the person's consent: its stage and dates. Nothing sealed is
opened for it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.events import MemberEnrolled
from amparo.foundations.accounts.permissions import Permission, Role
from amparo.foundations.cases.events import FileOpened
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


@transaction.atomic
def cases_watched(*, by: Actor, at: datetime) -> list[Watched]:
    """Return the cases that the member may oversee now. Record the look once a session; the person
    is shown it."""
    joined = moment_of(by.member.code, MemberEnrolled.__name__, seen_by=by)
    if joined is None or not by.may(Permission.OVERSIGHT):
        return []
    asked = watched_by(by.member, since=joined)
    found = []
    for one in asked:
        filing = one.filing
        state = standing(filing, at=at)
        received = state.received.counts_as if state.received else None
        if by.since is None or not seen_in_sitting(filing.code, since=by.since, seen_by=by):
            event = FileOpened(about=filing.code, role=Role.OVERSEER.value, reason="oversees")
            record(event, by=by, at=at)
        law = load_protocol(filing.protocol)
        found.append(Watched(filing, law, one.answered_at or at, received, state))
    return found
