"""What every act of a life goes through: it is done, or refused without a trace."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, ClassVar
from unittest import mock
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import currently_in_test_context, event
from hypothesis.stateful import RuleBasedStateMachine

from amparo.casework.admission.corrections import services as correcting
from amparo.casework.admission.services import AlreadyEnded, NotAgreed
from amparo.casework.assessment.services import NotComplete
from amparo.casework.disappearances.incident_report import AlreadyRecorded
from amparo.casework.interpreting import interpreters
from amparo.casework.measures.models import Measure
from amparo.casework.measures.states import CannotMove, Hindered
from amparo.casework.obligations.case_closing import NotYet
from amparo.casework.obligations.follow_up.services import NothingToDo
from amparo.casework.obligations.opinion_requests.extensions import NoMoreTime
from amparo.casework.obligations.services import MayNotLeave, NotPrepared
from amparo.casework.obligations.unit_answers import NotOpen
from amparo.casework.review.complaints.services import NotYours, RuledAlready
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.error_pages import AsksNobody
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.team_given_phrases import NotNow
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.procedure.complaints import ComplainedAlready, NotLate
from amparo.foundations.intake.procedure.contestable import NothingToContest
from amparo.foundations.intake.procedure.legal_effects_of_acts import NotInOrder
from amparo.foundations.intake.queries import visit_again
from amparo.foundations.intake.requests.corrections import NothingGiven
from amparo.foundations.intake.requests.services import NobodyMayRead
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.verification import breaks
from amparo.foundations.related_people.services import NotGiven
from amparo.law import Refused as LawRefused
from tests.people import MONDAY
from tests.property.lives.cast import ROLE, Place, standing_of
from tests.property.lives.elsewhere import Elsewhere
from tests.property.lives.memory import Asked

LIMA = ZoneInfo("America/Lima")
BEGINS = MONDAY + timedelta(days=3)
# What the product says no with. Anything else that is raised is a fault.
NO = (
    AlreadyEnded, AlreadyRecorded, AsksNobody, ChangedMeanwhile, CannotConsent, CannotMove,
    ComplainedAlready, Hindered, Http404, MayNotLeave,
    NobodyMayRead, NotComplete, NothingGiven, NothingToContest, NotInOrder, NotLate, NotOpen,
    NoMoreTime, NotAgreed, NotGiven, NothingToDo, NotNow, NotPrepared, NotYet, NotYours, Refused,
    RuledAlready, correcting.Hindered, interpreters.Hindered, LawRefused,
)  # fmt: skip
# What follows from an act by itself, wherever it follows.
FOLLOWS = frozenset(
    {
        "MeasureMoved", "TaskOpened", "TaskDone", "FollowUpOpened", "FollowUpDone", "FactsFound",
        "DutyRevoked", "CaseReopened", "LegalEvent", "PaperWritten", "SeatTaken", "DutyEnded",
        "DatedTaskOpened", "DatedTaskDone", "InterpretationWanted", "InterpretationDone",
        "InterpreterAnswered", "InterpreterEnded", "OtherWayEnded", "QuestionClosed",
        "AloneClosed", "OtherNeedsNoInterpreter",
        "BetweenEnded", "ReferralRevoked", "ToldErased", "VigilOpened", "VigilDone",
        "AloneAsked", "BeneficiaryHeard", "DutyOwedAgain",
        "ChangeGathered", "AdultDoubted", "ExportEnded",
    }
)  # fmt: skip
FIRED: Counter[str] = Counter()
"""How often each thing came about in all lives of this run."""


class Life(RuleBasedStateMachine):
    """One case, from the first call to whatever comes of it."""

    place: ClassVar[Place]

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGINS
        self.memory = Elsewhere()
        self.her_pair: KeyPair | None = None
        self.her_way = 0
        self.keeps_words = False  # whether she has shown that she has those she was given last
        self.given_by_team = False
        self.heads_for = "cease"
        self.hers_too = True  # whether what protects others protects her as well
        self.looked_at: dict[str, tuple[int, date]] = {}
        self.as_before: dict[str, tuple[str, int, frozenset[str]]] = {}
        self.tables = Tables()
        self.beside: set[str] = set()  # other files that may be written in, by their codes
        self.others = standing_of(self.place.neighbour)
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.watch = connection.execute_wrapper(self.tables)
        self.watch.__enter__()
        self.clock = mock.patch.object(timezone, "now", side_effect=self.moment)
        self.clock.start()

    def teardown(self) -> None:
        FIRED["teardown"] += 1
        try:
            assert list(breaks()) == []
        finally:
            self.clock.stop()
            self.watch.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- who, where, when ---

    def who(self, name: str) -> Actor:
        return self.place.members[name]

    def case_of(self, name: str) -> OpenCase:
        return opened(self.memory.code, seen_by=self.who(name))

    def her(self) -> Visitor:
        assert self.her_pair is not None
        found = visit_again(self.her_way, self.her_pair, seen_by=STRANGER)
        assert found is not None
        return found

    @property
    def today(self) -> date:
        return self.now.astimezone(LIMA).date()

    def moment(self) -> datetime:
        return self.now

    def tick(self) -> datetime:
        """Nothing happens twice in one moment."""
        self.now += timedelta(minutes=1)
        return self.now

    def measures_now(self) -> dict[str, str]:
        rows = Measure.objects.filter(case__filing__code=self.memory.code)
        return dict(rows.values_list("ref", "state"))

    # --- done, or refused without a trace ---

    def last_entry(self) -> int:
        with connection.cursor() as cursor:  # asked more often than anything else
            cursor.execute(f"SELECT MAX(sequence) FROM {Entry._meta.db_table}")  # noqa: S608
            return int(cursor.fetchone()[0] or 0)

    def nothing_new_for(self, what: str) -> bool:
        """Whether the record and the day are those of the last look at it."""
        now = (self.last_entry(), self.today)
        before, self.looked_at[what] = self.looked_at.get(what), now
        return before == now

    def since(self, sequence: int) -> list[tuple[str, dict[str, Any]]]:
        rows = Entry.objects.filter(sequence__gt=sequence).order_by("sequence")
        files = {self.memory.code, "", *self.beside}
        assert {row.about for row in rows} <= files, "another file was written to"
        return [(row.event, json.loads(row.facts)) for row in rows]

    def act(
        self,
        name: str,
        do: Callable[[], Any],
        *,
        by: str = "",
        role: str = "",
        wrote: tuple[str, ...] = (),
        perhaps: tuple[str, ...] = (),
    ) -> Any:
        """Do it. None where the product said no: then nothing was written. `wrote`: the entries
        that the record must have of it, each once; what follows by itself, and `perhaps`, besides.
        """
        before = self.last_entry()
        try:
            # Tests run in one transaction: each act has its own, as on the site.
            done = do()
        except NO as no:
            kinds = Counter(kind for kind, _facts in self.since(before))
            assert set(kinds) <= {"ForwardingRefused"}, f"{name} was refused and left {kinds}"
            self.came(f"{name}: no ({type(no).__name__})")
            return None
        kinds = Counter(kind for kind, _facts in self.since(before))
        for one in wrote:
            assert kinds[one] == wrote.count(one), f"{name} left {kinds}"
        extra = set(kinds) - set(wrote) - set(perhaps) - FOLLOWS
        if kinds["ImpedimentEnded"]:
            extra -= {"ChangeOpened", "ChangeDropped"}
            self.what_was_given_up_is_asked_anew()
        assert not extra, f"{name} left {extra} besides"
        if by:
            assert self.memory.may_see(by), f"{by} did {name} without a seat"
            assert not role or ROLE[by] == role, f"{by} did {name}"
        self.came(name)
        return True if done is None else done

    def what_was_given_up_is_asked_anew(self) -> None:
        """She can be asked again: what was given up, or let go, meanwhile is put to her anew."""
        raise NotImplementedError

    def came(self, what: str) -> None:
        FIRED[what] += 1
        if currently_in_test_context():
            event(what)

    # --- choosing ---

    def one_of(self, things: list[Any], number: int) -> Any:
        return things[number % len(things)] if things else None

    def open_questions(self, *kinds: str) -> list[Asked]:
        return [one for one in self.memory.asked.values() if not kinds or one.kind in kinds]

    def live(self) -> list[str]:
        return [alias for alias, one in self.memory.sent.items() if one.state == "open"]


TABLE = re.compile(r'\b(FROM|JOIN|INTO|UPDATE) "?(\w+)"?')


class Tables:
    """Which tables statements read and wrote: what was written in none of those that a check read
    could tell it nothing else than before."""

    def __init__(self) -> None:
        self.parts: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self.number = 0
        self.written: dict[str, int] = {}
        self.reads: set[str] | None = None

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's own shape
        if sql not in self.parts:
            found = TABLE.findall(sql)
            wrote = frozenset(name for how, name in found if how in {"INTO", "UPDATE"})
            deletes = {found[0][1]} if sql.startswith("DELETE") else set()
            self.parts[sql] = frozenset(name for _how, name in found), wrote | deletes
        read, wrote = self.parts[sql]
        if self.reads is not None:
            self.reads |= read
        if wrote:
            self.number += 1
            self.written.update(dict.fromkeys(wrote, self.number))
        return execute(sql, params, many, context)


type Check = Callable[[Any], None]


def unless_it_is_as_before(expects: Callable[[Any], object]) -> Callable[[Check], Check]:
    """Only where a table that it read last was written since, or something else is expected."""

    def of(check: Check) -> Check:
        @wraps(check)
        def look(self: Life) -> None:
            self.memory.settle()
            tables, name, now = self.tables, check.__name__, repr(expects(self))
            before, number, read = self.as_before.get(name, ("", 0, frozenset()))
            if before == now and all(tables.written.get(one, 0) <= number for one in read):
                return
            tables.reads = set()
            try:
                check(self)
                self.as_before[name] = (now, tables.number, frozenset(tables.reads))
            finally:
                tables.reads = None

        return look

    return of


def where_something_happened(check: Check) -> Check:
    """What was refused left nothing: only after an entry or a day is it worth looking anew."""

    @wraps(check)
    def look(self: Life) -> None:
        if not self.nothing_new_for(check.__name__):
            self.memory.settle()
            check(self)

    return look
