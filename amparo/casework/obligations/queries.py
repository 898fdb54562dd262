"""What is owed: as the team sees it with the case open, and as the unit sees its own duty."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404

from amparo import rules
from amparo.casework.measures.models import Measure
from amparo.casework.obligations.deliveries import (
    Delivery,
    consultable,
    measures_of,
    text_of,
    title_of,
    to_forward,
)
from amparo.casework.obligations.models import OVER, Answer, Duty, FollowUp
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.models import GroupSeat, Member
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import still_agreed
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.models import Entry
from amparo.sealing import marks

PAGE = 50
LATELY_OVER = 20


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in words."""

    ref: str
    kind: str
    of_unit: bool
    at: datetime
    text: str
    word: str
    proof: bool


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty with its own key unlocked: by its unit, or by the team under the case key. Without
    key and content where the gate is shut."""

    duty: Duty
    key: bytes = field(repr=False)
    extract: dict[str, Any] = field(repr=False)
    said: tuple[Said, ...] = field(repr=False)
    term: rules.Term | None = None

    @property
    def title(self) -> str:
        return title_of(self.duty.measure)

    @property
    def shown(self) -> bool:
        return bool(self.key)

    def has_said(self, kind: str) -> bool:
        return any(one.kind == kind for one in self.said)


@dataclass(frozen=True, slots=True)
class OnCase:
    """What the case page shows of this stage."""

    owed: list[OpenDuty]
    opinions: list[OpenDuty]
    follow_ups: list[FollowUp]
    waiting: list[Delivery]


# --- the team, with the case open ---


def on_case(open_case: OpenCase, *, seen_by: Actor, at: datetime) -> OnCase:
    duties = [
        _opened(duty, duty.key_of_case(open_case.folder), at)
        for duty in _duties().filter(case=open_case.case).order_by("due_on", "pk")
    ]
    return OnCase(
        owed=[one for one in duties if one.duty.kind == Duty.Kind.MEASURE],
        opinions=[one for one in duties if one.duty.kind == Duty.Kind.OPINION],
        follow_ups=open_follow_ups(open_case, seen_by=seen_by),
        waiting=to_forward(open_case, seen_by=seen_by),
    )


def measures_to_consult(open_case: OpenCase, *, seen_by: Actor) -> list[tuple[Measure, list[Unit]]]:
    """Measures not decided yet on which the norm wants an opinion first, and who could give it."""
    found = []
    for measure in measures_of(open_case).filter(granted_at__isnull=True):
        units = consultable(measure)
        if units and measure.state in {"proposed", "consented"}:
            found.append((measure, units))
    return found


def open_follow_ups(open_case: OpenCase, *, seen_by: Actor) -> list[FollowUp]:
    found = FollowUp.objects.select_related("duty__unit", "duty__measure__case__filing")
    return list(found.filter(case=open_case.case, done_at__isnull=True).order_by("due_on", "pk"))


def follow_up_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> FollowUp:
    """A follow-up of this very case that is still open; Http404 for another."""
    wanted = marks.code_normalised(ref)
    for one in open_follow_ups(open_case, seen_by=seen_by):
        if one.ref == wanted:
            return one
    raise Http404


def duty_on_case(open_case: OpenCase, alias: str, *, seen_by: Actor, at: datetime) -> OpenDuty:
    """A duty of this very case, unlocked under the case key; Http404 for another."""
    wanted = marks.code_normalised(alias)
    duty = _duties().filter(case=open_case.case, alias=wanted).first()
    if duty is None:
        raise Http404
    return _opened(duty, duty.key_of_case(open_case.folder), at)


# --- the unit ---


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what a unit owes; nothing of it is about a person."""

    duty: Duty
    title: str
    ground: str
    late: bool


def owed_by_unit(
    *, seen_by: Actor, at: datetime, after: tuple[datetime, int] | None = None
) -> list[Line]:
    """What the reader's unit owes, by date, so late first. One more than PAGE tells of a next
    page."""
    duties = _of_unit(seen_by).exclude(state__in=OVER)
    if after:
        duties = duties.filter(Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1]))
    return _lines(duties.order_by("due_on", "pk")[: PAGE + 1], at)


def lately_over(*, seen_by: Actor, at: datetime) -> list[Line]:
    """What the unit owes no more, newest first."""
    duties = _of_unit(seen_by).filter(state__in=OVER)
    return _lines(duties.order_by("-changed_at", "pk")[:LATELY_OVER], at)


def duty_called(alias: str, *, seen_by: Actor, at: datetime) -> OpenDuty:
    """The unit's own duty, unlocked. Another unit's alias and a missing one are the same answer:
    one and the same statement finds nothing. Raises Refused where she holds no unit key.

    What the gate no longer lets out comes back without key and content, whatever is still stored.
    """
    duty = _of_unit(seen_by).filter(alias=marks.code_normalised(alias)).first()
    if duty is None:
        raise Http404
    pair = seen_by.group_pair("unit", seen_by.member.unit.code)
    question = Question.objects.filter(ref=duty.question_ref).first()
    agreed = question is not None and still_agreed(question, duty.case.filing)
    if not agreed or not duty.extract or not duty.key_for_unit:
        return OpenDuty(duty, b"", {}, ())
    return _opened(duty, duty.key_of_unit(pair), at)


def colleagues(*, seen_by: Actor) -> tuple[list[Member], list[Member]]:
    """Who of the reader's unit holds its key now, and who has left and still knows it."""
    seats = GroupSeat.objects.select_related("member").filter(
        group__kind="unit", group__ref=seen_by.member.unit.code, group__current=True
    )
    holders = [seat.member for seat in seats.order_by("member__name")]
    return [one for one in holders if one.active], [one for one in holders if not one.active]


# --- both ---


def copies_printed(duty: Duty, *, seen_by: Actor) -> int:
    entries = Entry.objects.filter(about=duty.case.code, event="DutyPrinted")
    return entries.filter(facts__contains=f'"{duty.alias}"').count()


def proof_called(open_duty: OpenDuty, ref: str, *, seen_by: Actor) -> tuple[Answer, dict[str, Any]]:
    """An answer of this very duty that brought a file, and what the file is; Http404 otherwise."""
    found = Answer.objects.filter(duty=open_duty.duty, ref=marks.code_normalised(ref))
    answer = found.exclude(stored_as="").first()
    if answer is None or not open_duty.shown:
        raise Http404
    return answer, answer.says(open_duty.duty, open_duty.key)["file"]


def _duties() -> QuerySet[Duty]:
    return Duty.objects.select_related("measure__case__filing", "case__filing", "unit")


def _of_unit(reader: Actor) -> QuerySet[Duty]:
    """What stands on the unit's pages. What went on paper is answered on paper."""
    return _duties().filter(unit=reader.member.unit_id, by_paper=False)


def _lines(duties: Iterable[Duty], at: datetime) -> list[Line]:
    found = []
    for duty in duties:
        text = text_of(duty.measure)
        late = duty.due_on < at and duty.state in {Duty.State.OPEN, Duty.State.ACKNOWLEDGED}
        found.append(Line(duty, title_of(duty.measure), text.source if text else "", late))
    return found


def _opened(duty: Duty, key: bytes, at: datetime) -> OpenDuty:
    said = tuple(
        _said(answer, answer.says(duty, key))
        for answer in Answer.objects.filter(duty=duty).order_by("at", "pk")
    )
    given = next((one.at for one in said if one.kind == Answer.Kind.OPINION), None)
    return OpenDuty(duty, key, duty.says(key), said, _term(duty, given, at))


def _said(answer: Answer, body: dict[str, Any]) -> Said:
    return Said(
        ref=answer.ref,
        kind=answer.kind,
        of_unit=answer.of_unit,
        at=answer.at,
        text=str(body.get("text", "")),
        word=str(body.get("word", "")),
        proof=bool(answer.stored_as),
    )


def _term(duty: Duty, answered_at: datetime | None, at: datetime) -> rules.Term | None:
    """Only an opinion has a term of the law; a measure's dates are the decision's own."""
    if duty.kind != Duty.Kind.OPINION:
        return None
    return rules.asked_term(
        rules.load(duty.case.filing.protocol),
        "prior_opinion",
        duty.forwarded_at,
        at,
        answered_at=answered_at,
        calendar=settings.CALENDAR,
    )
