"""Queries for obligations: as the team sees them on an open case, and as the unit sees its own."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404

from amparo.casework.admission.queries import on_case as first_days
from amparo.casework.measures.catalogue import PLACE
from amparo.casework.measures.models import Measure
from amparo.casework.measures.possible_acts import measures_in
from amparo.casework.obligations.delivery.consent_gate import (
    Delivery,
    consultable,
    duties_in,
    key_for,
    to_forward,
)
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty, opened
from amparo.casework.obligations.models import (
    OF_TEAM,
    OVER,
    FollowUpTask,
    Obligation,
    ObligationAnswer,
)
from amparo.casework.obligations.possible_acts import acts_on_case, follow_ups_in
from amparo.casework.obligations.titles_and_grounds import (
    ground_of_duty,
    in_money,
    title_of,
    title_of_duty,
)
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import GroupKeyHolder, Member
from amparo.foundations.accounts.queries import waiting_for_group_key
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import goes_on, waits_for_her
from amparo.foundations.institutions.models import Unit
from amparo.foundations.web.law.wording import norm_calls
from amparo.law import load_protocol

__all__ = ["PAGE", "OnCase", "OpenDuty", "acts_on_case", "on_case"]

PAGE = 20
LATELY_OVER = 20
AWAITED = (Obligation.State.OPEN, Obligation.State.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class OnCase:
    """What the case page shows of this package."""

    owed: list[OpenDuty]
    opinions: list[OpenDuty]
    of_danger: list[OpenDuty]
    follow_ups: list[FollowUpTask]
    waiting: list[Delivery]

    def __bool__(self) -> bool:
        return bool(self.owed or self.opinions or self.of_danger or self.follow_ups or self.waiting)


# --- the team, with the case open ---


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    duties = [opened(duty, duty.key_of_case(open_case.folder)) for duty in duties_in(open_case)]
    return OnCase(
        owed=[one for one in duties if one.duty.kind == Obligation.Kind.MEASURE],
        opinions=[one for one in duties if one.duty.kind == Obligation.Kind.OPINION],
        of_danger=[one for one in duties if one.duty.kind == Obligation.Kind.CONTEXT],
        follow_ups=open_follow_ups(open_case, seen_by=seen_by),
        waiting=to_forward(open_case, seen_by=seen_by),
    )


def measures_to_consult(open_case: OpenCase, *, seen_by: Actor) -> list[tuple[Measure, list[Unit]]]:
    """Undecided measures for which the norm requires an opinion first, and the units that could
    give it."""
    found = []
    for measure in measures_in(open_case):
        units = consultable(measure) if measure.granted_at is None else []
        if units and measure.state in {"proposed", "consented"}:
            found.append((measure, units))
    return found


def open_follow_ups(open_case: OpenCase, *, seen_by: Actor) -> list[FollowUpTask]:
    return follow_ups_in(open_case)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What was decided while the person could not be asked. `standing`: goes_on, not_left, or that
    of an immediate action: done, open, dropped. `page`: where the person's answer is noted; empty
    where the person answers only on their own page."""

    question: Question
    title: str
    standing: str
    page: str


def waits_for_her_on(open_case: OpenCase, *, seen_by: Actor) -> list[Meanwhile]:
    """What is put to the person now: measures by unit, and immediate help of the team."""
    waiting = waits_for_her(open_case.folder.filing, seen_by=seen_by)
    actions = {one.row.ref: one for one in first_days(open_case, seen_by=seen_by).actions}
    titles = {one.ref: title_of(one) for one in measures_in(open_case)}
    gone = {one.question_ref for one in duties_in(open_case) if one.state not in OVER}
    found = []
    for one in waiting:
        if one.kind == Question.Kind.ACTION:
            action = actions[one.subject]
            found.append(Meanwhile(one, action.name, action.row.state, "admission:action_said"))
        else:
            standing = "goes_on" if one.ref in gone else "not_left"
            page = "measures:answer" if one.kind == Question.Kind.MEASURE else ""
            found.append(Meanwhile(one, titles.get(one.subject, ""), standing, page))
    return found


def follow_up_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> FollowUpTask:
    """An open follow-up of this case; raises Http404 for any other."""
    wanted = marks.code_normalised(ref)
    for one in open_follow_ups(open_case, seen_by=seen_by):
        if one.ref == wanted:
            return one
    raise Http404


def follow_ups_of(open_case: OpenCase, duty: Obligation, *, seen_by: Actor) -> list[FollowUpTask]:
    """Open tasks about one obligation that have a page of their own."""
    found = open_follow_ups(open_case, seen_by=seen_by)
    on_its_page = {FollowUpTask.Kind.ASK_REPORT, FollowUpTask.Kind.SEAL_ANEW}
    return [one for one in found if one.duty == duty and one.kind not in on_its_page]


def is_locked_out(open_case: OpenCase, duty: Obligation, *, seen_by: Actor) -> bool:
    """Whether an officer of the unit could not open the obligation."""
    found = open_follow_ups(open_case, seen_by=seen_by)
    return any(one.duty == duty and one.kind == FollowUpTask.Kind.SEAL_ANEW for one in found)


def running_on(open_case: OpenCase, *, seen_by: Actor) -> list[tuple[str, Unit]]:
    """Measures that go on although the person has left, and the units that carry them out."""
    ending = [one for one in duties_in(open_case) if one.state == Obligation.State.ENDING]
    return [(title_of(one.measure), one.unit) for one in ending]


def duty_on_case(open_case: OpenCase, alias: str, *, seen_by: Actor) -> OpenDuty:
    """An obligation of this case, unlocked under the case key; raises Http404 for any other."""
    wanted = marks.code_normalised(alias)
    duty = _duties().filter(case=open_case.case, alias=wanted).first()
    if duty is None:
        raise Http404
    return opened(duty, duty.key_of_case(open_case.folder))


# --- the unit ---


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a unit's list. `asked`: the last message is the team's and waits for an answer.
    `place`: the coarse place, where consent still lets the unit know it; the list shows no other
    fact about a person."""

    duty: Obligation
    title: str
    ground: str
    asked: bool
    place: str = ""
    start_by: date | None = None

    @property
    def waits(self) -> bool:
        """Whether the unit still has to answer."""
        return self.duty.state in AWAITED or self.asked


type Mark = tuple[int, datetime, int]
"""The place of a line in the list: 0 where an answer is awaited, otherwise 1; its day; its row."""


def owed_by_unit(*, seen_by: Actor, after: Mark | None = None) -> list[Line]:
    """What the reader's unit owes: what awaits its answer first, each by its day, so that what is
    overdue leads. One more than PAGE means that there is a next page."""
    there = _of_unit(seen_by).exclude(state__in=OVER)
    awaited = Q(state__in=AWAITED) | Q(pk__in=_asked_of(seen_by))
    duties = there.annotate(answered=Case(When(awaited, then=0), default=1))
    if after:
        answered, due_on, pk = after
        later = Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=pk)
        duties = duties.filter(Q(answered__gt=answered) | Q(later, answered=answered))
    # The order is that of keys: no row is read, and nothing unlocked, that the page does not show.
    in_order = duties.order_by("answered", "due_on", "pk").values_list("pk", flat=True)
    wanted = list(in_order[: PAGE + 1])
    rows = Obligation.objects.select_related("measure", "case__filing").only(*_ON_LIST)
    read = rows.in_bulk(wanted)
    found = [read[pk] for pk in wanted]
    for one in found:
        one.unit, one.measure.case = seen_by.member.unit, one.case
    return _lines(found, _told(found[:PAGE], seen_by))


_ON_LIST = (
    *("alias", "kind", "question_ref", "due_on", "state", "forwarded_at"),
    *("by_paper", "extract", "key_for_unit"),
    *("measure__catalogue", "measure__urgent", "case__filing__code", "case__filing__protocol"),
    *(f"case__filing__{name}" for name in ("norms", "filed_at", "withdrawn_at")),
    "case__filing__sharing_ended_at",
)


def lately_over(*, seen_by: Actor) -> list[Obligation]:
    """Obligations of the unit that are over, newest first: their numbers, states and days."""
    over = Obligation.objects.filter(unit=seen_by.member.unit_id, by_paper=False, state__in=OVER)
    found = over.order_by("-changed_at", "pk").only("alias", "state", "changed_at")
    return list(found[:LATELY_OVER])


def duty_called(alias: str, *, seen_by: Actor) -> OpenDuty:
    """The unit's own obligation, unlocked. Raises Http404 for another unit's alias as for a missing
    one, by the same query.

    Raises Refused where the officer holds no unit key, and OlderKey where none of the officer's
    keys opens it. What consent no longer allows comes back without key and content, whatever is
    still stored.
    """
    duty = _of_unit(seen_by).filter(alias=marks.code_normalised(alias)).first()
    if duty is None:
        raise Http404
    seen_by.group_pair("unit", seen_by.member.unit.code)
    question = Question.objects.filter(ref=duty.question_ref).first()
    agreed = question is not None and goes_on(question, duty.case.filing)
    if not agreed or not duty.extract or not duty.key_for_unit:
        return OpenDuty(duty, b"", {}, ())
    for pair in seen_by.group_pairs("unit", seen_by.member.unit.code):
        with suppress(Unsealable):
            return opened(duty, duty.key_of_unit(pair))
    raise OlderKey(duty)


class OlderKey(Refused):
    """An obligation sealed to a key of the unit that no present officer was given, because all
    officers had left before the next came. Only the team can open it and seal it again."""

    def __init__(self, duty: Obligation) -> None:
        super().__init__("older_key")
        self.duty = duty


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Officers who hold the unit's key, who wait for it, and who have left and still know it."""

    holders: list[Member]
    waiting: list[Member]
    left: list[Member]


def colleagues(*, seen_by: Actor) -> Colleagues:
    unit = seen_by.member.unit
    seats = GroupKeyHolder.objects.select_related("member").filter(
        group__kind="unit", group__ref=unit.code, group__current=True
    )
    seated = [seat.member for seat in seats.order_by("member__name")]
    waiting = waiting_for_group_key(seen_by=seen_by)
    return Colleagues(
        holders=[one for one in seated if one.active],
        waiting=[one for one, kind, ref in waiting if (kind, ref) == ("unit", unit.code)],
        left=[one for one in seated if not one.active],
    )


def holds_seat(*, seen_by: Actor) -> bool:
    """Whether the reader holds their unit's key."""
    seats = GroupKeyHolder.objects.filter(member=seen_by.member, member__active=True)
    of_unit = {"group__kind": "unit", "group__ref": seen_by.member.unit.code}
    return seats.filter(group__current=True, **of_unit).exists()


# --- the supervisor ---


@dataclass(frozen=True, slots=True)
class UnfundedOfInstitution:
    """What all units of one institution have no budget for, over the cases of this desk, under one
    protocol. `measures`: each kind of measure with how many; `without_amount`: of how many nothing
    is known of the money."""

    unit: Unit
    measures: list[tuple[str, int]]
    count: int
    amount: str
    without_amount: int


def unfunded_by_institution(*, seen_by: Actor) -> list[UnfundedOfInstitution]:
    """Return each institution that said so, by its name; nothing of a case."""
    rows = _unfunded().values_list(
        "duty__unit__line", "duty__case__filing__protocol", "duty__measure__catalogue", "amount"
    )
    found: dict[tuple[str, str], list[tuple[str, Decimal | None]]] = defaultdict(list)
    for line, protocol, catalogue, amount in rows:
        found[line.partition("/")[0], protocol].append((catalogue, amount))
    units = Unit.objects.in_bulk({code for code, _protocol in found}, field_name="code")
    of_each = [
        _unfunded_of(units[code], protocol, some) for (code, protocol), some in found.items()
    ]
    return sorted(of_each, key=lambda one: one.unit.name)


# --- both ---


def holds_key(unit: Unit, *, seen_by: Actor) -> bool:
    """Whether an officer of the unit can open what is sealed to it."""
    return key_for(unit) is not None


def _duties() -> QuerySet[Obligation]:
    return Obligation.objects.select_related("measure__case__filing", "case__filing", "unit")


def _of_unit(reader: Actor) -> QuerySet[Obligation]:
    """Obligations on the unit's pages; those on paper are answered on paper."""
    return _duties().filter(unit=reader.member.unit_id, by_paper=False)


def _messages() -> QuerySet[ObligationAnswer]:
    return ObligationAnswer.objects.exclude(kind=ObligationAnswer.Kind.INCIDENT)


def _asked_of(reader: Actor) -> QuerySet[ObligationAnswer, Any]:
    """The keys of the obligations of the unit whose last message is the team's."""
    same = Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    later = _messages().filter(Q(at__gt=OuterRef("at")) | same, duty=OuterRef("duty"))
    of_team = ObligationAnswer.objects.filter(duty__unit=reader.member.unit_id, kind__in=OF_TEAM)
    return of_team.filter(~Exists(later)).values("duty")


def _lines(duties: Sequence[Obligation], told: dict[int, dict[str, Any]]) -> list[Line]:
    """`told`: the extract of each that may be opened."""
    messages = _messages().filter(duty__in=duties).order_by("at", "pk")
    last = dict(messages.values_list("duty", "kind"))
    found = []
    for one in duties:
        said = told.get(one.pk, {})
        place, start_by = said.get("fields", {}).get(PLACE, ""), said.get("start_by")
        found.append(
            Line(
                duty=one,
                title=title_of_duty(one),
                ground=ground_of_duty(one),
                asked=last.get(one.pk) in OF_TEAM,
                place=place,
                start_by=date.fromisoformat(start_by) if start_by else None,
            )
        )
    return found


def _told(duties: Sequence[Obligation], reader: Actor) -> dict[int, dict[str, Any]]:
    """The extracts of these obligations of the reader's unit that consent lets it read now and that
    one of the reader's keys opens."""
    pairs = reader.group_pairs("unit", reader.member.unit.code)
    asked = Question.objects.filter(ref__in=[one.question_ref for one in duties])
    questions = {one.ref: one for one in asked}
    found = {}
    for duty in duties:
        question = questions.get(duty.question_ref)
        if question and duty.key_for_unit and goes_on(question, duty.case.filing):
            found[duty.pk] = _extract_under(duty, pairs)
    return found


def _extract_under(duty: Obligation, pairs: Iterable[KeyPair]) -> dict[str, Any]:
    for pair in pairs:
        with suppress(Unsealable):
            return duty.says(duty.key_of_unit(pair))
    return {}


def _unfunded_of(
    unit: Unit, protocol: str, said: list[tuple[str, Decimal | None]]
) -> UnfundedOfInstitution:
    law = load_protocol(protocol)
    known = [amount for _catalogue, amount in said if amount is not None]
    kinds = Counter(norm_calls(law, catalogue) for catalogue, _amount in said)
    return UnfundedOfInstitution(
        unit=unit,
        measures=sorted(kinds.items()),
        count=len(said),
        amount=in_money(law, sum(known, Decimal())) if known else "",
        without_amount=len(said) - len(known),
    )


def _unfunded() -> QuerySet[ObligationAnswer]:
    """The limitations of money after which the unit has neither taken it on nor reported."""
    later = ObligationAnswer.objects.filter(
        duty=OuterRef("duty"),
        pk__gt=OuterRef("pk"),
        kind__in=(
            ObligationAnswer.Kind.ACKNOWLEDGED,
            ObligationAnswer.Kind.OBJECTED,
            ObligationAnswer.Kind.REPORTED,
        ),
    )
    standing = ObligationAnswer.objects.filter(cause=ObligationAnswer.Cause.NO_BUDGET)
    over = (*OVER, Obligation.State.VERIFIED)
    return standing.exclude(duty__state__in=over).filter(~Exists(later)).order_by("pk")
