"""Queries for the steps that follow where a unit does not do in time what it owes: taken, due now,
or later. They are computed from dates and from what was taken, so that a stopped scheduler hides
none."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.obligations.delivery.consent_gate import duties_in
from amparo.casework.obligations.due_days import awaited, awaited_parts
from amparo.casework.obligations.escalation.what_was_answered import (
    IN_WORDS,
    SILENT,
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
from amparo.foundations.intake.queries import has_other_norms
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol
from amparo.law.escalation import DatedStep, escalation_from
from amparo.law.measures import Told
from amparo.law.state.who_is_bound import is_bound

LONGEST = 200
COUNTED, SEATS = 99, 2000
"""On the worklist: how many late answers are counted, and in how many cases at most."""
TASK = "obligations.escalation"
TELL = _("Letter about an institution that is overdue")
type UnitOf = Callable[[Unit, Told], Unit | None]
"""Which unit a step tells: `told_unit`, or what it said before."""
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
    unit_of: UnitOf | None = None,
) -> list[Step]:
    """Return the steps of one obligation that is awaited, earliest first. `notices`: all of this
    obligation; `agreed`: what the person lets others be told; `unit_of`: `told_unit`, where it
    keeps what it found for many obligations."""
    law = load_protocol(duty.case.filing.protocol)
    due = duty.due_on.astimezone(law.zone).date()
    today = at.astimezone(law.zone).date()
    taken = {one.step: one for one in notices if one.due_on == duty.due_on}
    found: list[Step] = []
    unit_of = unit_of or cache(told_unit)
    open_before = False
    for dated in escalation_from(law, due, calendar=settings.CALENDAR):
        if duty.by_paper and dated.step.business_days < 0:
            continue  # a reminder on the unit's own page
        if duty.is_requested and dated.step.business_days >= 0:
            break  # nothing follows where a unit that is not bound does not answer
        if duty.is_requested and duty.state == Obligation.State.OBJECTED:
            break  # it answered what it was only asked
        unit = unit_of(duty.unit, dated.step.tells)
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
    return Escalation(fresh, steps, answered_about({fresh.pk: fresh.state})[fresh.pk])


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
    letters = EscalationNotice.objects.exclude(paper_ref="").filter(unit=unit)
    of_others = letters.exclude(duty__unit=unit)
    if not of_others.exists():
        return []
    duties = awaited().filter(pk__in=of_others.values("duty")).values("pk")
    told = EscalationNotice.objects.filter(
        unit=unit, duty__in=duties, due_on=F("duty__due_on")
    ).select_related("duty__case__filing", "duty__unit", "duty__measure__case__filing")
    newest: dict[int, EscalationNotice] = {}
    for one in told.order_by("-at")[:LONGEST]:
        newest.setdefault(one.duty_id, one)
    answered = answered_about({pk: one.duty.state for pk, one in newest.items()})
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


@dataclass(frozen=True, slots=True)
class Number:
    """How many there are; `more`: so many were looked at, and there are others."""

    number: int
    more: bool = False


def number_late_in_own_cases(*, at: datetime, seen_by: Actor) -> Number:
    """Count the answers that are late in the reader's cases, among COUNTED at most that are past
    their day, in the first SEATS cases of the worklist."""
    seats = CaseAccess.objects.filter(member=seen_by.member, open=True)
    first = seats.order_by("-danger", "due_on", "case")  # an index: read no further than SEATS
    own = awaited().order_by().filter(due_on__lt=at, case__in=first.values("case")[:SEATS])
    found = list(own.values_list(*_BOUND_BY)[: COUNTED + 1])
    # Those come first in the worklist that are overdue: where none is late, none is further on.
    more = len(found) > COUNTED or bool(found and first[SEATS : SEATS + 1].exists())
    return Number(sum(_is_bound(*one) for one in found[:COUNTED]), more=more)


_BOUND_BY = (
    "case__filing__protocol",
    *("unit__line", "unit__branch", "unit__level"),
    "forwarded_at",
)


def _is_bound(protocol: str, line: str, branch: str, level: str, forwarded_at: datetime) -> bool:
    """Return the contrary of `Obligation.is_requested`, from these columns alone."""
    law = load_protocol(protocol)
    on = forwarded_at.astimezone(law.zone).date()
    return is_bound(law, line.split("/"), branch, level, on=on)


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

    duty: int
    protocol: str
    state: str
    due_on: datetime
    silent: bool = True
    told: tuple[tuple[str, datetime], ...] = ()

    @property
    def due(self) -> date:
        return self.due_on.astimezone(load_protocol(self.protocol).zone).date()


def late_in_cases(
    filings: Collection[Filing], *, at: datetime, seen_by: Actor
) -> dict[int, list[LateInCase]]:
    """Return what is overdue in cases whose persons let the reader watch, by the filing's key,
    longest first; cases in which nothing is are left out."""
    duties = awaited().filter(case__filing__in=filings, due_on__lt=at).order_by("due_on", "pk")
    found: dict[int, list[LateInCase]] = defaultdict(list)
    for filing, pk, state, due_on, *bound_by in duties.values_list(
        "case__filing", "pk", "state", "due_on", *_BOUND_BY
    ):
        if _is_bound(*bound_by):
            found[filing].append(LateInCase(pk, bound_by[0], state, due_on))
    return found


def with_steps_told(late: Collection[LateInCase], *, seen_by: Actor) -> list[LateInCase]:
    """Return the same with the steps taken for each, and whether the institution has reported
    nothing."""
    answered = answered_about({one.duty: one.state for one in late})
    notices = EscalationNotice.objects.filter(duty__in=[one.duty for one in late]).order_by("pk")
    told: dict[tuple[int, datetime], list[tuple[str, datetime]]] = defaultdict(list)
    for duty, due_on, step, moment in notices.values_list("duty", "due_on", "step", "at"):
        told[duty, due_on].append((step, moment))
    return [
        replace(
            one,
            silent=answered[one.duty] in SILENT,
            told=tuple(
                (say(load_protocol(one.protocol), f"escalation.{step}"), moment)
                for step, moment in told[one.duty, one.due_on]
            ),
        )
        for one in late
    ]


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


def owed_by_institution(*, at: datetime, seen_by: Actor) -> list[OwedByInstitution]:
    """Return each institution of which an answer is awaited, those that are late longest first."""
    late, by = Q(due_on__lt=at), _units_and_norms(seen_by)
    rows: dict[tuple[int, str], Counts] = defaultdict(Counts)
    for part in awaited_parts():
        # By state too: each is one stretch of an index, in the order of units.
        grouped = part.order_by().values(**by, of=F("state"))
        numbers = grouped.annotate(
            awaited=Count("pk"), late=Count("pk", filter=late), oldest=Min("due_on", filter=late)
        )
        for owing, norm, state, many, many_late, oldest in numbers.values_list(
            "owing", "norm", "of", "awaited", "late", "oldest"
        ):
            one = rows[owing, norm]
            one.awaited += many
            one.limited += many if state == Obligation.State.OBJECTED else 0
            one.late += many_late
            one.oldest = min(filter(None, (one.oldest, oldest)), default=None)
    letters = EscalationNotice.objects.exclude(paper_ref="")
    beyond = letters.filter(duty=OuterRef("pk"), due_on=OuterRef("due_on"))
    told = awaited().filter(late, pk__in=letters.values("duty")).order_by()
    told = told.filter(Exists(beyond.exclude(unit=OuterRef("unit"))))
    counted = told.values(**by).annotate(told=Count("pk"))
    for owing, norm, many in counted.values_list("owing", "norm", "told"):
        rows[owing, norm].told = many
    return _by_institution(rows, at)


@dataclass(slots=True)
class Counts:
    """What one unit owes under one norm, or all units of an institution under all. `limited`: of
    what is awaited, that of which a limitation was reported."""

    awaited: int = 0
    limited: int = 0
    requested: int = 0
    late: int = 0
    oldest: datetime | None = None
    told: int = 0

    def add(self, more: "Counts", *, bound: bool) -> None:
        """Add what a unit owes. What is only requested of it is never late, and with a limitation
        it has answered."""
        if not bound:
            self.awaited += more.awaited - more.limited
            self.requested += more.awaited - more.limited
            return
        self.awaited += more.awaited
        self.late += more.late
        self.told += more.told
        self.oldest = min(filter(None, (self.oldest, more.oldest)), default=None)


def _units_and_norms(reader: Actor) -> dict[str, Combinable]:
    """Return the columns by which is counted. Where all cases are under one norm, as on most sites,
    no obligation's case is read for it."""
    norm: Combinable = F("case__filing__protocol")
    if not has_other_norms(settings.PROTOCOL, seen_by=reader):
        norm = Value(settings.PROTOCOL)
    return {"owing": F("unit"), "norm": norm}


def _by_institution(
    rows: Mapping[tuple[int, str], Counts], at: datetime
) -> list[OwedByInstitution]:
    owing = Unit.objects.in_bulk({unit for unit, _norm in rows})
    found: dict[str, Counts] = defaultdict(Counts)
    for (key, norm), counts in rows.items():
        unit, law = owing[key], load_protocol(norm)
        bound = binds(law, unit, on=at.astimezone(law.zone).date())
        found[unit.line.partition("/")[0]].add(counts, bound=bound)
    units = {one.code: one for one in owing.values() if one.code in found}
    units |= Unit.objects.in_bulk(found.keys() - units, field_name="code")
    every = [
        OwedByInstitution(units[code], one.awaited, one.requested, one.late, one.oldest, one.told)
        for code, one in found.items()
        if one.awaited
    ]
    return sorted(every, key=lambda one: (one.oldest is None, one.oldest, one.unit.name))


def letters_due(case: Case) -> list[Waiting]:
    """The worklist entries: the first step of each obligation that a member has to take, once the
    institution was told on its own page that its day has passed. What went on paper is told on
    paper too."""
    told = Exists(EscalationNotice.objects.filter(duty=OuterRef("pk")))
    silent = awaited().filter(told | Q(by_paper=True), case=case)
    # The case is at hand, and the measure is not read.
    duties = list(silent.select_related(None).select_related("unit").prefetch_related("notices"))
    if not duties:
        return []
    agreed, unit_of = who_may_be_told(case.filing), cache(told_unit)
    for duty in duties:
        duty.case = case
    days = (_first_letter(duty, agreed, unit_of) for duty in duties)
    return [Waiting(end_of_day(case.filing, day), TASK) for day in days if day]


def _first_letter(duty: Obligation, agreed: Collection[str], unit_of: UnitOf) -> date | None:
    notices = duty.notices.all()
    steps = steps_of(duty, notices, agreed=agreed, at=duty.due_on, unit_of=unit_of)
    open_still = (one for one in steps if one.stands in {Stands.DUE, Stands.LATER})
    return next((one.on for one in open_still if not one.by_itself), None)


also_due(letters_due, [(TASK, TELL)], rows=[Obligation])
