"""The history of one obligation from the record: its states, its due days, and the team's tasks.
Read only; the words are in its answers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.obligations.delivery.recall import where_to
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.models import FollowUpTask, Obligation, ObligationAnswer
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs

State = Obligation.State
STANDS: Mapping[str, State] = {
    "DutyPrepared": State.PREPARED,
    "DutyForwarded": State.OPEN,
    "OpinionAsked": State.OPEN,
    "ContextAsked": State.OPEN,
    "DutyAcknowledged": State.ACKNOWLEDGED,
    "DutyObjected": State.OBJECTED,
    "DutyReported": State.REPORTED,
    "OpinionGiven": State.REPORTED,
    "ContextGiven": State.REPORTED,
    "DutyVerified": State.VERIFIED,
    "DutyContested": State.OPEN,
    "DutyOwedAgain": State.ACKNOWLEDGED,
    "DutyChanged": State.OPEN,
    "DutyRevoked": State.REVOKED,  # or its measure runs until the person was reached
    "DutyEnded": State.ENDED,
}
# A unit's own answer does not undo what the person said.
ANSWERED = {"DutyAcknowledged", "DutyObjected", "DutyReported"}
# Events that did not change its state.
HAPPENED: Mapping[str, Promise] = {
    "IncidentReported": _("The unit tells of something that happened"),
    "MoreTimeAsked": _("It asks for more time"),
    "MoreTimeRefused": _("No more time was given"),
    "DutyToldLess": _("It no longer reads the data that a member of the collective had left out"),
    "DutySealedAnew": _("It was sealed for the unit's key of now"),
    "DutyPrinted": _("A numbered copy was printed"),
    "ReportAsked": _("A report was asked for"),
    "EscalationStepTaken": _("A reminder, a notice of expiry or a letter was sent"),
}
# The kind of answer that holds the event's words.
IN_WORDS: Mapping[str, ObligationAnswer.Kind] = {
    "DutyAcknowledged": ObligationAnswer.Kind.ACKNOWLEDGED,
    "DutyObjected": ObligationAnswer.Kind.OBJECTED,
    "DutyReported": ObligationAnswer.Kind.REPORTED,
    "OpinionGiven": ObligationAnswer.Kind.OPINION,
    "ContextGiven": ObligationAnswer.Kind.CONTEXT,
    "IncidentReported": ObligationAnswer.Kind.INCIDENT,
    "MoreTimeAsked": ObligationAnswer.Kind.MORE_TIME,
    "MoreTimeGiven": ObligationAnswer.Kind.TIME_GIVEN,
    "MoreTimeRefused": ObligationAnswer.Kind.TIME_REFUSED,
    "ReportAsked": ObligationAnswer.Kind.ASKED,
    "DutyChanged": ObligationAnswer.Kind.CHANGED,
    "DutyContested": ObligationAnswer.Kind.CONTESTED,
}
_TIME, _TASK, _DONE = "MoreTimeGiven", "FollowUpOpened", "FollowUpDone"


@dataclass(frozen=True, slots=True)
class Earlier:
    """One entry: the new state, what happened, or what became due."""

    at: datetime
    by: str
    state: Promise | str = ""
    happened: Promise | str = ""
    days: tuple[str, str] = ("", "")
    """The due days before and after."""
    task: tuple[str, str] = ("", "")
    """The team's task before and after."""
    said: str = ""
    of_unit: bool = False
    """Whether it was said in the unit's name; the officer is not named."""


def earlier_of(found: OpenDuty, *, seen_by: Signs) -> Iterator[Earlier]:
    """The history of an obligation, oldest first."""
    words = {(one.at, one.kind): one for one in found.said}
    stands = ""
    for entry in entries_about(found.duty.case.code, seen_by=seen_by):
        facts = json.loads(entry.facts)
        if facts.get("duty") != found.duty.alias:
            continue
        told = Earlier(entry.at, entry.by)
        if said := words.get((entry.at, str(IN_WORDS.get(entry.event, "")))):
            told = replace(told, said=said.text, of_unit=said.of_unit)
        if entry.event not in STANDS:
            yield _happened(told, entry.event, facts)
            continue
        if entry.event not in ANSWERED or stands != State.VERIFIED:
            before = Obligation(kind=found.duty.kind, state=stands)
            revoked = entry.event == "DutyRevoked"
            stands = where_to(before, facts["reason"]) if revoked else STANDS[entry.event]
        yield replace(told, state=State(stands).label)


def _happened(told: Earlier, event: str, facts: Mapping[str, Any]) -> Earlier:
    if event == _TIME:
        return replace(told, days=(facts["before"], facts["until"]))
    if event in {_TASK, _DONE}:
        task = str(FollowUpTask.Kind(facts["kind"]).label)
        return replace(told, task=(task, "") if event == _DONE else ("", task))
    return replace(told, happened=HAPPENED.get(event, ""))
