"""State of one procedure at an outside authority: what the authority owes and what the organisation
owes, by when. Terms of roles that the law calls an authority are waited for; all others are the
organisation's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from amparo.casework.external_cases.models import ExternalProcedure
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due, end_of
from amparo.foundations.cases.models import Case
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.procedure.law_of_filing import state_of
from amparo.law import Asked, CaseState, Deed, Protocol, Term, TermState, asked_term, load_protocol

COMPLAINT = "complaint"
PREFIX = "outside_"
# Names of the next step on the worklist.
TASKS: dict[str, Promise] = {
    "ask": pgettext_lazy("outside", "Hear whether the person agrees to asking the authority"),
    "file": pgettext_lazy("outside", "File it with the authority, and note it"),
    "owed": pgettext_lazy("outside", "The authority owes an answer"),
    "ruling": pgettext_lazy("outside", "The authority owes a ruling on the complaint"),
    "ours": pgettext_lazy("outside", "Our last day to act before the authority"),
    "stop": pgettext_lazy("outside", "The person took it back: stop, and say so there"),
}
RUNS = (TermState.OPEN, TermState.LATE, TermState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Owed:
    """A term that the authority owes, or that the organisation must keep. `ruling`: until when the
    complaint about its delay must be ruled on."""

    term: Term
    ours: bool
    authority: str  # institution's id in its law; empty if none
    complained_at: datetime | None
    ruling: Term | None

    @property
    def late(self) -> bool:
        return self.term.state is TermState.LATE

    @property
    def runs(self) -> bool:
        return self.term.met_at is None and self.term.state in RUNS


@dataclass(frozen=True, slots=True)
class Clock:
    """One record with what its law says about it now."""

    record: ExternalProcedure
    law: Protocol
    state: CaseState
    terms: tuple[Owed, ...]

    @property
    def awaited(self) -> list[Owed]:
        return [one for one in self._begun if not one.ours]

    @property
    def ours(self) -> list[Owed]:
        return [one for one in self._begun if one.ours]

    @property
    def _begun(self) -> list[Owed]:
        return [one for one in self.terms if one.term.starts_from in self.record.happened]

    @property
    def late(self) -> list[Owed]:
        return [one for one in self.awaited if one.late]

    @property
    def may_complain(self) -> list[Owed]:
        """Late terms that no one has complained about yet, where the law has such a complaint."""
        if self.law.act_that(Deed.COMPLAIN) is None:
            return []
        return [one for one in self.late if one.complained_at is None]


def clock_of(record: ExternalProcedure, *, at: datetime) -> Clock:
    law = load_protocol(record.protocol)
    state = state_of(record.protocol, record.happened, record.facts, at=at)
    terms = tuple(_owed(record, law, term, at=at) for term in state.terms)
    return Clock(record, law, state, terms)


def _owed(record: ExternalProcedure, law: Protocol, term: Term, *, at: datetime) -> Owed:
    role = law.roles[term.owed_by]
    moment, _at, channel = record.complained.get(term.term, "").partition("@")
    complained = datetime.fromisoformat(moment).astimezone(law.zone) if moment else None
    return Owed(
        term=term,
        ours=not role.authority,
        authority=role.institution or "",
        complained_at=complained,
        ruling=_ruling(law, complained, channel, at=at) if complained else None,
    )


def _ruling(law: Protocol, complained: datetime, channel: str, *, at: datetime) -> Term | None:
    term = law.term_to_answer(Asked.COMPLAINT_RULING)
    return asked_term(law, term, complained, at, calendar=settings.CALENDAR, channel=channel)


def agreements(records: Iterable[ExternalProcedure]) -> dict[str, Question]:
    """The newest question about each record, by the record's reference."""
    refs = [record.ref for record in records]
    found = Question.objects.select_related("filing").filter(
        kind=Question.Kind.OUTSIDE, subject__in=refs
    )
    return {one.subject: one for one in found.order_by("asked_at", "pk")}


def agrees(question: Question | None) -> bool:
    """Whether the person wants it filed and followed; reads rows without any key."""
    if question is None or question.withdrawn_at or question.answer != Question.Answer.AGREED:
        return False
    filing = question.filing
    ended, said = filing.sharing_ended_at, question.answered_at
    return filing.withdrawn_at is None and not (ended and said and said <= ended)


def agreed_on(question: Question | None, moment: datetime) -> bool:
    """Whether the person's yes was in force on the day of that moment."""
    if question is None or question.answer != Question.Answer.AGREED or not question.answered_at:
        return False
    zone = moment.tzinfo
    ends = [question.withdrawn_at, question.filing.withdrawn_at, question.filing.sharing_ended_at]
    ended = min((one for one in ends if one and one > question.answered_at), default=None)
    day = moment.date()
    if ended and ended.astimezone(zone).date() < day:
        return False
    return question.answered_at.astimezone(zone).date() <= day


def next_in(
    record: ExternalProcedure, question: Question | None, *, at: datetime
) -> Waiting | None:
    """What comes next in one record; None where no term runs."""
    if record.ended_at or question is None:
        return None
    refused = question.answer not in {"", Question.Answer.AGREED}
    if refused or (question.answer and not agrees(question)):
        told = question.withdrawn_at or question.answered_at or question.asked_at
        return Waiting(told, "stop")
    if not record.happened:
        return Waiting(
            question.answered_at or question.asked_at, "file" if question.answer else "ask"
        )
    clock = clock_of(record, at=at)
    found = [one for owed in clock.terms if owed.runs if (one := _waits(owed, clock.law))]
    return min(found, key=lambda one: one.due_on, default=None)


def _waits(owed: Owed, law: Protocol) -> Waiting | None:
    if owed.ours and owed.late:
        return None  # it is over: the page shows it
    term, task = (owed.ruling, "ruling") if owed.ruling else (owed.term, "owed")
    due_on = end_of(term, law.zone)
    return Waiting(due_on, "ours" if owed.ours else task) if due_on else None


def outside_due(case: Case) -> list[Waiting]:
    """The worklist entries: the next step at each authority."""
    if not settings.ORGANISATION:
        return []
    found = ExternalProcedure.objects.filter(case=case, ended_at=None, due_on__isnull=False)
    steps = found.order_by("due_on", "pk").values_list("due_on", "task")
    return [Waiting(due_on, PREFIX + task) for due_on, task in steps if due_on]


also_due(outside_due, [(PREFIX + task, word) for task, word in TASKS.items()])
