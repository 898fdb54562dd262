"""A year in which institutions stay silent, answer and are asked again, day by day: jobs break off
or stand still, mail is down, the clock jumps. No step is skipped or repeated."""

import random  # noqa: TID251 - a year that can be played again
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction

from amparo.casework.obligations.delivery.mails import tell_officers
from amparo.casework.obligations.delivery.sealed_dispatch import MayNotLeave
from amparo.casework.obligations.due_days import awaited
from amparo.casework.obligations.escalation import services
from amparo.casework.obligations.escalation.queries import (
    late_below,
    letters_on_case,
)
from amparo.casework.obligations.escalation.services import ask_who_may_know, note_letter
from amparo.casework.obligations.follow_up.services import NothingToDo, ask_report
from amparo.casework.obligations.models import EscalationNotice, Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.services import forward
from amparo.casework.obligations.unit_answers import NotOpen
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.models import OutgoingMail
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.beneficiary_shares import confirm
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.overdue_permission import COMMAND, KIND, OMBUDSMAN
from amparo.foundations.consent.services import CannotConsent, answer, withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import exclude
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.law import load_protocol
from amparo.law.escalation import DatedStep, escalation_from
from amparo.law.measures import Told
from tests.obligations import PLACE, WEDNESDAY, MakeMeasure, grant

LAW = load_protocol("pe-2021")
BEGINS = datetime.fromisoformat("2026-11-12T12:00:00-05:00")
DAYS = 365
ORDER = [one.id for one in LAW.obligations.escalation]
OWN = [one.id for one in LAW.obligations.escalation if one.tells == Told.OWING]
DAY = timedelta(days=1)
# How often on a day.
ACTS = {"answers": 0.01, "asks_again": 0.03, "decides": 0.05, "writes": 0.2, "confirms": 0.01}


class Broken(Exception):
    """The machine stops in the middle."""


@dataclass
class Year:
    """What happens, drawn by `chance`, and what holds after each day."""

    case: OpenCase
    ana: Actor
    flor: Visitor
    minister: Actor
    officers: dict[str, Actor]
    duties: list[Obligation]
    chance: random.Random
    excluded: Unit
    excluded_on: int
    ahead: timedelta = timedelta()
    down_until: int = 0
    still_until: int = 0
    ran_at: datetime = BEGINS
    shut: set[str] = field(default_factory=set)
    stopped: Counter[str] = field(default_factory=Counter)
    """Of each mail, how often the machine stopped once it went."""
    went_before: int = 0
    """Mails to the excluded unit until then."""

    # --- what happens ---

    def day(self, number: int) -> None:
        self.clock_may_jump()
        at = BEGINS + number * DAY + self.ahead
        if number == self.excluded_on:
            exclude(self.flor.folder, self.excluded, by=self.flor, at=at)
            self.shut.add(self.excluded.code)
            self.went_before = self.mails_to_excluded()
        for act, often in ACTS.items():
            if self.chance.random() < often:
                self.tried(getattr(self, act), at)
        self.still_until = self.may_begin(self.still_until, number, most=20)
        self.down_until = self.may_begin(self.down_until, number, most=10)
        if number >= self.still_until:
            self.jobs(at, breaks=self.chance.random() < 0.15, mail_is_down=number < self.down_until)
        self.must_hold(at)

    def may_begin(self, until: int, number: int, *, most: int) -> int:
        """The day until which something is out of order, which may begin today."""
        begins = number >= until and self.chance.random() < 0.03
        return number + self.chance.randint(1, most) if begins else until

    def clock_may_jump(self) -> None:
        drawn = self.chance.random()
        if drawn < 0.01:
            self.ahead = timedelta(days=self.chance.choice([-3, -1, 2, 9]))
        elif drawn < 0.05:
            self.ahead = timedelta()

    def tried(self, act: Callable[[datetime], None], at: datetime) -> None:
        """One act, which may be refused, or lost with the machine before it was stored."""
        self.case.folder.filing.refresh_from_db()
        refusals = (NothingToDo, MayNotLeave, NotOpen, Refused, CannotConsent, Broken)
        with suppress(*refusals), transaction.atomic():
            act(at)
            if self.chance.random() < 0.2:
                raise Broken

    def answers(self, at: datetime) -> None:
        duty = self.chance.choice(self.duties)
        officer = self.officers[duty.unit.code]
        found = duty_called(duty.alias, seen_by=officer)
        kind = self.chance.choice(["acknowledged", "reported"])
        say(found, kind=kind, text="hecho", by=officer, at=at)

    def asks_again(self, at: datetime) -> None:
        found = duty_on_case(self.case, self.chance.choice(self.duties).alias, seen_by=self.ana)
        due_on = (at + self.chance.randint(2, 30) * DAY).date()
        ask_report(self.case, found, text="cómo va", due_on=due_on, by=self.ana, at=at)

    def decides(self, at: datetime) -> None:
        """The person agrees, or takes it back; then the team asks once more."""
        subject = self.chance.choice([COMMAND, OMBUDSMAN])
        found = Question.objects.filter(kind=KIND, subject=subject).order_by("pk").last()
        if found is None:
            return
        if found.withdrawn_at:
            ask_who_may_know(self.case, subject, by=self.ana, at=at)
        elif not found.answer:
            answer(self.flor.folder, found.ref, answer="agreed", by=self.flor, at=at)
        elif self.chance.random() < 0.3:
            withdraw(self.flor.folder, found.ref, by=self.flor, at=at)

    def writes(self, at: datetime) -> None:
        """The team records each letter that is due; of what is not due none is taken."""
        for found in letters_on_case(self.case, at=at, seen_by=self.ana):
            step = found.waiting
            assert step is not None
            assert found.duty.unit.code not in self.shut
            told: dict[str, Any] = {
                "number": "Oficio 1",
                "signed_on": at.date(),
                "by": self.ana,
                "at": at,
            }
            with pytest.raises(NothingToDo), transaction.atomic():
                note_letter(self.case, found.duty, ORDER[ORDER.index(step.id) - 1], **told)
            note_letter(self.case, found.duty, step.id, **told)
            assert not (step.unit and step.unit.code in self.shut)

    def confirms(self, at: datetime) -> None:
        word = self.chance.choice(["works", "did_not_arrive"])
        ref = self.chance.choice(self.duties).measure.ref
        confirm(self.flor.folder, measure=ref, word=word, by=self.flor, at=at)

    def jobs(self, at: datetime, *, breaks: bool, mail_is_down: bool) -> None:
        with self.breaking(breaks=breaks), suppress(services.StepsFailed):
            services.take_due_steps(at=at)
            self.ran_at = at if not breaks else self.ran_at
        tell_officers(at=at)
        down = mock.patch.object(EmailMessage, "send", side_effect=OSError)
        with down if mail_is_down else self.mail_goes(stops=breaks), suppress(outbox.NotSent):
            outbox.send_out(at=at)

    @contextmanager
    def breaking(self, *, breaks: bool) -> Iterator[None]:
        """Between a step and its entry on record, sometimes."""
        if not breaks:
            yield
            return
        chance = self.chance

        def broken(*given: Any, **named: Any) -> Entry:
            if chance.random() < 0.7:
                raise Broken
            return record(*given, **named)

        with mock.patch.object(services, "record", broken):
            yield

    @contextmanager
    def mail_goes(self, *, stops: bool) -> Iterator[None]:
        """Each mail is kept; where the machine stops it went, and nothing says so."""
        real = outbox._send  # noqa: SLF001 - between the sending and the note of it

        def send(one: OutgoingMail) -> str:
            trouble = real(one)
            if stops and not trouble:
                self.stopped[_mark(mail.outbox[-1])] += 1
                raise Broken
            return trouble

        with mock.patch.object(outbox, "_send", send):
            yield

    # --- what must hold ---

    def must_hold(self, at: datetime) -> None:
        notices = list(EscalationNotice.objects.order_by("pk"))
        assert Entry.objects.filter(event="EscalationStepTaken").count() == len(notices)
        waits = set(awaited().values_list("pk", flat=True))
        for duty in Obligation.objects.select_related("unit"):
            own = [one for one in notices if one.duty_id == duty.pk]
            self.in_order_and_not_early(own)
            if duty.pk in waits:
                assert duty.unit.code not in self.shut
                self.none_is_skipped(duty, own)
            self.met_or_late(duty, late=duty.pk in waits and duty.due_on < at)
        if "mininter" in self.shut:
            assert late_below(seen_by=self.minister) == []

    def in_order_and_not_early(self, notices: list[EscalationNotice]) -> None:
        for due_on in {one.due_on for one in notices}:
            mine = [one for one in notices if one.due_on == due_on]
            # What the person allows later is told later: only the ombudsman may stand out of line.
            places = [ORDER.index(one.step) for one in mine if one.step != "ombudsman"]
            assert places == sorted(set(places)), [one.step for one in mine]
            days = {one.step.id: one.on for one in _days(due_on) if one.on}
            for one in mine:
                assert days[one.step] <= one.at.astimezone(LAW.zone).date(), one.step
                if one.step not in OWN:
                    assert {*OWN} <= {told.step for told in mine}, "told others before it"
            if "minister" in (taken := {one.step for one in mine}):
                assert {"coordinator", "vice_minister"} <= taken

    def none_is_skipped(self, duty: Obligation, notices: list[EscalationNotice]) -> None:
        """What the jobs take was taken, as of the last day on which they ran to their end."""
        if duty.changed_at >= self.ran_at:
            return
        today = self.ran_at.astimezone(LAW.zone).date()
        due = {one.step.id for one in _days(duty.due_on) if one.on and one.on <= today}
        taken = {one.step for one in notices if one.due_on == duty.due_on}
        assert due & {*OWN} <= taken, f"{duty.unit.code}: {due} {taken}"

    def met_or_late(self, duty: Obligation, *, late: bool) -> None:
        """What was answered is late only by a day that the team set after the answer."""
        if duty.state == Obligation.State.REPORTED:
            answers = duty.answers.filter(kind="reported")
            met_at = answers.order_by("at").values_list("at", flat=True).last()
            assert met_at is not None
            assert not late or duty.due_on > met_at, f"{duty.unit.code}: met {met_at}, and late"
        elif duty.state == Obligation.State.VERIFIED:  # by the person's word, also unreported
            assert not late

    def each_mail_went_once(self) -> None:
        """To officers alone, and again only as the same mail, where the machine stopped before it
        noted that it went. None to whom the person excluded."""
        whom = {address for one in mail.outbox for address in one.to}
        assert whom <= {one.member.mail for one in self.officers.values()}
        for mark, often in Counter(map(_mark, mail.outbox)).items():
            assert often <= 1 + self.stopped[mark]
        assert self.mails_to_excluded() == self.went_before

    def mails_to_excluded(self) -> int:
        officer = self.officers.get(self.excluded.code)
        return sum(officer.member.mail in one.to for one in mail.outbox) if officer else 0


def _mark(one: EmailMessage) -> str:
    return str(one.extra_headers["Message-ID"])


def _days(due_on: datetime) -> tuple[DatedStep, ...]:
    return escalation_from(LAW, due_on.astimezone(LAW.zone).date())


@pytest.fixture
def duties(
    forwarded: Obligation,
    agreed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    mario: Actor,
    site: dict[str, Unit],
) -> list[Obligation]:
    """Three measures of one case: two of carla's unit, one of mario's."""
    told = {"unit": site["minam"], "catalogue": "pe21_env_supervision", "values": PLACE}
    made = [grant(agreed(at=WEDNESDAY, **told)), grant(agreed(at=WEDNESDAY))]
    return [
        forwarded,
        *(
            forward(anas, one, one.unit, fields=["coarse_place"], by=ana, at=BEGINS)
            for one in made
            if one.unit
        ),
    ]


type PlayYear = Callable[[int, str], Year]


@pytest.fixture
def year(
    duties: list[Obligation],
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    carla: Actor,
    mario: Actor,
    enrolled: Callable[..., Actor],
    site: dict[str, Unit],
) -> PlayYear:
    def begins(seed: int, excluded: str) -> Year:
        for one in (carla, mario):
            one.member.mail = f"{one.member.sign_in_name}@example.org"
            one.member.save()
        return Year(
            case=anas,
            ana=ana,
            flor=flor,
            minister=enrolled("Inés Soto", "institution_officer", unit="mininter"),
            officers={"pnp-selva": carla, "minam": mario},
            duties=duties,
            chance=random.Random(seed),  # noqa: S311 - nothing is protected here
            excluded=site[excluded],
            excluded_on=200,
        )

    return begins


@pytest.mark.parametrize(("seed", "excluded"), [(1, "minam"), (2, "mininter"), (3, "pnp-selva")])
def test_a_year_of_silence_skips_and_repeats_no_step(
    seed: int, excluded: str, year: PlayYear
) -> None:
    played = year(seed, excluded)
    for number in range(DAYS):
        played.day(number)
    steps = Counter(EscalationNotice.objects.values_list("step", flat=True))
    assert steps.keys() >= {"reminder", "overdue", "coordinator"}, steps
    assert mail.outbox
    played.each_mail_went_once()
