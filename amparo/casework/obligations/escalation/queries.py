"""Queries for the steps that follow where a unit does not do in time what it owes: taken, due now,
or later. They are computed from dates and from what was taken, so that a stopped scheduler hides
none."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.obligations.delivery.consent_gate import duties_in
from amparo.casework.obligations.due_days import awaited
from amparo.casework.obligations.escalation.what_was_answered import (
    IN_WORDS,
    Answered,
    answered_about,
)
from amparo.casework.obligations.models import OVER, EscalationNotice, Obligation
from amparo.casework.obligations.titles_and_grounds import ground_of_duty
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due, end_of_day
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.overdue_permission import COMMAND, OMBUDSMAN, who_may_be_told
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import binds
from amparo.foundations.intake.models import Filing
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol
from amparo.law.escalation import DatedStep, escalation_from
from amparo.law.measures import Told

LONGEST = 200
TASK = "obligations.escalation"
TELL = _("Letter about an institution that is overdue")
CONSENT = {Told.COMMAND: COMMAND, Told.OMBUDSMAN: OMBUDSMAN}


class Stands(StrEnum):
    TAKEN = "taken"
    DUE = "due"
    LATER = "later"
    BARRED = "barred"
    """The person did not agree that these are told."""
    UNKNOWN = "unknown"
    """The calendar ends before its day."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step for one obligation. `unit`: who is told; None for one outside the tree of
    institutions. `by_itself`: the jobs take it, and the unit reads it on its own page."""

    id: str
    label: str
    tells: Told
    unit: Unit | None
    on: date | None
    stands: Stands
    by_itself: bool
    notice: EscalationNotice | None = None

    @property
    def is_due(self) -> bool:
        return self.stands == Stands.DUE

    @property
    def consent(self) -> str:
        """Subject of the question to the person; empty for the institution that owes it."""
        return CONSENT.get(self.tells, "")

    @property
    def waits_for_team(self) -> bool:
        return self.is_due and not self.by_itself


def steps_of(
    duty: Obligation,
    notices: Iterable[EscalationNotice],
    *,
    agreed: Collection[str],
    at: datetime,
) -> list[Step]:
    """Return the steps of one obligation that is awaited, earliest first. `notices`: all of this
    obligation; `agreed`: what the person lets others be told."""
    law = load_protocol(duty.case.filing.protocol)
    due = duty.due_on.astimezone(law.zone).date()
    today = at.astimezone(law.zone).date()
    taken = {one.step: one for one in notices if one.due_on == duty.due_on}
    found: list[Step] = []
    told: dict[Told, Unit | None] = {}
    open_before = False
    for dated in escalation_from(law, due, calendar=settings.CALENDAR):
        if duty.by_paper and dated.step.business_days < 0:
            continue  # a reminder on the unit's own page
        if duty.is_requested and dated.step.business_days >= 0:
            break  # nothing follows where a unit that is not bound does not answer
        if duty.is_requested and duty.state == Obligation.State.OBJECTED:
            break  # it answered what it was only asked
        tells = dated.step.tells
        unit = told[tells] = told[tells] if tells in told else told_unit(duty.unit, tells)
        notice = taken.get(dated.step.id)
        stands = _standing(dated, duty.unit, unit, notice, agreed, today)
        if stands == Stands.DUE and open_before:
            stands = Stands.LATER
        by_itself = dated.step.tells == Told.OWING and not duty.by_paper
        open_before = open_before or (stands == Stands.DUE and not by_itself)
        found.append(
            Step(
                id=dated.step.id,
                label=say(law, f"escalation.{dated.step.id}"),
                tells=dated.step.tells,
                unit=unit,
                on=dated.on,
                stands=stands,
                by_itself=by_itself,
                notice=notice,
            )
        )
    return found


def told_unit(owing: Unit, tells: Told) -> Unit | None:
    """Return the unit that a step tells, if it is in the tree of institutions."""
    if tells == Told.OMBUDSMAN:
        return None
    if tells == Told.OWING or not owing.above:
        return owing
    return Unit.objects.get(code=owing.above[0])


def _standing(
    dated: DatedStep,
    owing: Unit,
    unit: Unit | None,
    notice: EscalationNotice | None,
    agreed: Collection[str],
    today: date,
) -> Stands:
    if notice:
        return Stands.TAKEN
    if unit != owing and CONSENT[dated.step.tells] not in agreed:
        return Stands.BARRED
    if dated.on is None:
        return Stands.UNKNOWN
    return Stands.DUE if dated.on <= today else Stands.LATER


@dataclass(frozen=True, slots=True)
class Escalation:
    """An obligation that is awaited, with its steps."""

    duty: Obligation
    steps: list[Step]
    answered: Answered

    @property
    def in_words(self) -> Promise:
        """Why it is still owed."""
        return IN_WORDS[self.answered]

    @property
    def due(self) -> date:
        zone = load_protocol(self.duty.case.filing.protocol).zone
        return self.duty.due_on.astimezone(zone).date()

    @property
    def waiting(self) -> Step | None:
        """The step that a member of the team has to take now."""
        return next((one for one in self.steps if one.waits_for_team), None)


def steps_on_case(
    open_case: OpenCase, duty: Obligation, *, at: datetime, seen_by: Actor
) -> Escalation | None:
    """Return the steps of one obligation of an open case; None where nothing is awaited of it."""
    fresh = awaited().filter(pk=duty.pk).first()
    if fresh is None:
        return None
    notices = EscalationNotice.objects.select_related("unit").filter(duty=fresh)
    agreed = who_may_be_told(open_case.folder.filing)
    steps = steps_of(fresh, notices, agreed=agreed, at=at)
    return Escalation(fresh, steps, answered_about([fresh])[fresh.pk])


def letters_on_case(open_case: OpenCase, *, at: datetime, seen_by: Actor) -> list[Escalation]:
    """Return the obligations of the case of which a letter waits to be signed and recorded."""
    late = [one for one in duties_in(open_case) if one.state not in OVER and one.is_late(at)]
    found = (steps_on_case(open_case, one, at=at, seen_by=seen_by) for one in late)
    return [one for one in found if one and one.waiting]


def steps_of_unit(duty: Obligation, *, at: datetime, seen_by: Actor) -> list[Step]:
    """Return what the unit itself is told of the steps: those taken, and those that the jobs take.
    What the person let others be told is not said."""
    notices = EscalationNotice.objects.select_related("unit").filter(duty=duty)
    steps = steps_of(duty, notices, agreed=(), at=at)
    return [one for one in steps if one.stands == Stands.TAKEN or one.unit == duty.unit]


@dataclass(frozen=True, slots=True)
class LateBelow:
    """What a unit below the reader's owes and did not do in time, as a letter told it."""

    alias: str
    unit: Unit
    ground: str
    due: date
    told_at: datetime
    in_words: Promise
    """Why it is still owed."""


def late_below(*, seen_by: Actor) -> list[LateBelow]:
    """Return what the reader's unit was told of units that it commands, latest first, as long as
    the person lets it be told and it is still owed."""
    unit = seen_by.member.unit
    # By what the unit was told, which is little, and not by all that is awaited.
    below = awaited().order_by().filter(notices__unit=unit).exclude(unit=unit)
    duties = list(below.values_list("pk", flat=True).distinct())
    told = EscalationNotice.objects.filter(
        unit=unit, duty__in=duties, due_on=F("duty__due_on")
    ).select_related("duty__case__filing", "duty__unit", "duty__measure__case__filing")
    newest: dict[int, EscalationNotice] = {}
    for one in told.order_by("-at")[:LONGEST]:
        newest.setdefault(one.duty_id, one)
    answered = answered_about(one.duty for one in newest.values())
    return [
        LateBelow(
            alias=one.duty.alias,
            unit=one.duty.unit,
            ground=ground_of_duty(one.duty),
            due=one.due_on.astimezone(load_protocol(one.duty.case.filing.protocol).zone).date(),
            told_at=one.at,
            in_words=IN_WORDS[answered[one.duty_id]],
        )
        for one in newest.values()
        if COMMAND in who_may_be_told(one.duty.case.filing)
    ]


def in_own_cases(reader: Actor) -> QuerySet[Obligation]:
    """Return what is awaited in the cases on the reader's worklist."""
    seats = CaseAccess.objects.filter(member=reader.member, open=True)
    return awaited().filter(case__in=seats.values("case"))


def late_in_own_cases(*, at: datetime, seen_by: Actor) -> list[Obligation]:
    """Return the answers that are late in the reader's cases, longest first."""
    found = in_own_cases(seen_by).filter(due_on__lt=at).order_by("due_on", "pk")[:LONGEST]
    return [one for one in found if one.is_late(at)]


@dataclass(frozen=True, slots=True)
class LateInCase:
    """What an institution owes in a case and did not do in time, without saying which institution
    or what. `silent`: it has reported nothing; `told`: the steps taken, each with its moment."""

    due: date
    silent: bool
    told: list[tuple[str, datetime]]


def late_in_cases(
    filings: Collection[Filing], *, at: datetime, seen_by: Actor
) -> dict[int, list[LateInCase]]:
    """Return what is overdue in cases whose persons let the reader watch, by the filing's key,
    longest first."""
    duties = awaited().filter(case__filing__in=filings, due_on__lt=at).order_by("due_on", "pk")
    found: dict[int, list[LateInCase]] = defaultdict(list)
    late = [one for one in duties.prefetch_related("notices") if one.is_late(at)]
    answered = answered_about(late)
    for one in late:
        found[one.case.filing_id].append(_late(one, answered[one.pk]))
    return found


def _late(duty: Obligation, answered: Answered) -> LateInCase:
    law = load_protocol(duty.case.filing.protocol)
    notices = sorted(duty.notices.all(), key=lambda one: one.pk)
    told = [
        (say(law, f"escalation.{one.step}"), one.at) for one in notices if one.due_on == duty.due_on
    ]
    silent = answered in {Answered.NOTHING, Answered.RECEIPT}
    return LateInCase(duty.due_on.astimezone(law.zone).date(), silent, told)


@dataclass(frozen=True, slots=True)
class OwedByInstitution:
    """What all units of one institution owe, over the cases of this desk. `oldest`: the earliest
    day that has passed; `told`: how many of the late ones were told to others than the unit;
    `requested`: how many the norm does not bind it to answer, and are never late."""

    unit: Unit
    awaited: int
    requested: int
    late: int
    oldest: datetime | None
    told: int

    @property
    def oldest_day(self) -> date | None:
        return timezone.localtime(self.oldest).date() if self.oldest else None


def owed_by_institution(
    *, at: datetime, seen_by: Actor, own: bool = False
) -> list[OwedByInstitution]:
    """Return each institution of which an answer is awaited, those that are late longest first.
    `own`: only in cases on the reader's worklist."""
    late = Q(due_on__lt=at)
    beyond = EscalationNotice.objects.filter(duty=OuterRef("pk"), due_on=OuterRef("due_on"))
    beyond = beyond.exclude(unit=OuterRef("unit"))
    rows = (
        (in_own_cases(seen_by) if own else awaited())
        .order_by()
        .annotate(beyond=Exists(beyond))
        .values("unit", "case__filing__protocol")
        .annotate(
            awaited=Count("pk"),
            limited=Count("pk", filter=Q(state=Obligation.State.OBJECTED)),
            late=Count("pk", filter=late),
            oldest=Min("due_on", filter=late),
            told=Count("pk", filter=late & Q(beyond=True)),
        )
    )
    owing = {one.pk: one for one in Unit.objects.filter(pk__in={row["unit"] for row in rows})}
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        unit = owing[row["unit"]]
        law = load_protocol(row["case__filing__protocol"])
        bound = binds(law, unit, on=at.astimezone(law.zone).date())
        if not bound and row["awaited"] == row["limited"]:
            continue  # it answered what it was only asked
        asked = {"requested": row["awaited"] - row["limited"], "late": 0, "oldest": None, "told": 0}
        found[unit.line.partition("/")[0]].append(row | ({"requested": 0} if bound else asked))
    units = {one.code: one for one in Unit.objects.filter(code__in=found)}
    institutions = [
        OwedByInstitution(
            unit=units[code],
            awaited=sum(one["awaited"] for one in some),
            requested=sum(one["requested"] for one in some),
            late=sum(one["late"] for one in some),
            oldest=min((one["oldest"] for one in some if one["oldest"]), default=None),
            told=sum(one["told"] for one in some),
        )
        for code, some in found.items()
    ]
    return sorted(institutions, key=lambda one: (one.oldest is None, one.oldest, one.unit.name))


def letters_due(case: Case) -> list[Waiting]:
    """The worklist entries: the first step of each obligation that a member has to take, once the
    institution was told on its own page that its day has passed. What went on paper is told on
    paper too."""
    silent = awaited().filter(Q(notices__isnull=False) | Q(by_paper=True), case=case).distinct()
    duties = list(silent.prefetch_related("notices"))
    if not duties:
        return []
    agreed = who_may_be_told(case.filing)
    days = (_first_letter(duty, agreed) for duty in duties)
    return [Waiting(end_of_day(case.filing, day), TASK) for day in days if day]


def _first_letter(duty: Obligation, agreed: Collection[str]) -> date | None:
    steps = steps_of(duty, duty.notices.all(), agreed=agreed, at=duty.due_on)
    open_still = (one for one in steps if one.stands in {Stands.DUE, Stands.LATER})
    return next((one.on for one in open_still if not one.by_itself), None)


also_due(letters_due, [(TASK, TELL)], rows=[Obligation])
