"""Recommendations of oversight seats: of one seat, to one institution, and how many."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair
from amparo.crypto.public_key_sealing import open_with
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.membership.suspension_queries import but_suspended
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.queries import members_with, unit_keys
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import units
from amparo.law import load_protocol
from amparo.obligations.recommendations.models import (
    Answer,
    Recommendation,
    RecommendationReader,
    State,
    state_on,
)


@dataclass(frozen=True, slots=True)
class Answered:
    kind: str
    name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recommended:
    """One recommendation as its reader sees it. `key`: none where no key of the reader opens it,
    and no words then; `answers`: newest first; `stale`: the institution has a newer key."""

    row: Recommendation
    key: bytes | None
    text: str
    ground: str
    answers: tuple[Answered, ...]
    today: date
    stale: bool = False

    @property
    def last(self) -> Answered | None:
        return self.answers[0] if self.answers else None

    @property
    def state(self) -> State:
        answered = self.row.answered_at is not None
        return state_on(self.today, answer_by=self.row.answer_by, answered=answered)

    @property
    def waits(self) -> bool:
        return self.row.answered_at is None

    @property
    def has_come(self) -> bool:
        """Whether the day that the seat asked for has come without an answer."""
        return self.waits and self.row.answer_by <= self.today

    @property
    def days(self) -> int:
        """Days until the day that was asked for, or since it."""
        return abs((self.row.answer_by - self.today).days)

    @property
    def days_taken(self) -> int:
        """Days from the recommendation to the first answer."""
        answered = self.row.answered_at or self.row.made_at
        return (_day(answered) - _day(self.row.made_at)).days


# --- the institution ---


def to_institution(*, seen_by: Actor, at: datetime) -> list[Recommended]:
    """Return what was recommended to the reader's institution: what waits for an answer first."""
    return list(_opened_by_unit(_of_unit(seen_by), seen_by, at))


def recommended_to(ref: str, *, seen_by: Actor, at: datetime) -> Recommended:
    """Return one recommendation to the reader's institution; raises Http404 for any other."""
    return _only(_opened_by_unit(_of_unit(seen_by).filter(ref=ref), seen_by, at))


def days_awaited(*, seen_by: Actor) -> list[date]:
    """Return by when the reader's institution is asked to answer: the soonest first."""
    found = _of_unit(seen_by).filter(answered_at=None).order_by("answer_by")
    return list(found.values_list("answer_by", flat=True))


# --- the seat ---


def of_seat(*, seen_by: Actor, at: datetime) -> list[Recommended]:
    """Return what the reader's seat recommended: what waits for an answer first."""
    return list(_opened_by_seat(_made_by(seen_by), seen_by, at))


def recommended_by(ref: str, *, seen_by: Actor, at: datetime) -> Recommended:
    """Return one recommendation of the reader's seat; raises Http404 for any other."""
    return _only(_opened_by_seat(_made_by(seen_by).filter(ref=ref), seen_by, at))


def unanswered_since(*, seen_by: Actor, at: datetime) -> int:
    """Return how many recommendations of the reader's seat have no answer though their day came."""
    return _made_by(seen_by).filter(answered_at=None, answer_by__lte=_day(at)).count()


def addressees(*, seen_by: Actor) -> list[Unit]:
    """Return institutions that can be addressed: those with an officer who opens what is sealed to
    them, but the reader's own."""
    found = units(seen_by=seen_by).filter(code__in=unit_keys(seen_by=seen_by).values("ref"))
    return list(found.exclude(pk=seen_by.member.unit_id).order_by("name"))


def readers_of(unit: Unit, *, seen_by: Actor) -> list[Member]:
    """Return the members of a seat."""
    found = members_with(Role.OVERSEER, seen_by=seen_by)
    return but_suspended(one for one in found if one.unit_id == unit.pk)


@dataclass(frozen=True, slots=True)
class NotRead:
    """Members of the seat who cannot read something that the reader can, and institutions that have
    another key since."""

    names: list[str]
    units: list[str]

    def __bool__(self) -> bool:
        return bool(self.names or self.units)


def not_read(found: Iterable[Recommended], *, seen_by: Actor) -> NotRead:
    mine = [one for one in found if one.key is not None]
    seats = RecommendationReader.objects.filter(recommendation__in=[one.row.pk for one in mine])
    many = Counter(seats.values_list("member_id", flat=True))
    people = readers_of(seen_by.member.unit, seen_by=seen_by)
    return NotRead(
        names=[one.name for one in people if many[one.pk] < len(mine)],
        units=sorted({one.row.unit.name for one in mine if one.stale}),
    )


# --- how many ---


@dataclass(frozen=True, slots=True)
class Counted:
    """How many recommendations one institution was given, by how they stand. `line`: its code
    after those above it."""

    name: str
    line: str
    requested: int
    answered: int
    unanswered: int


def counted_by_institution(*, seen_by: Actor, at: datetime) -> list[Counted]:
    """Return counts alone: no text, no seat, no day."""
    today = _day(at)
    found: dict[tuple[str, str], Counter[State]] = {}
    rows = Recommendation.objects.order_by("unit__name")
    told = rows.values_list("unit__name", "unit__line", "answer_by", "answered_at")
    for name, line, answer_by, answered_at in told:
        state = state_on(today, answer_by=answer_by, answered=answered_at is not None)
        found.setdefault((name, line), Counter())[state] += 1
    return [
        Counted(*unit, one[State.REQUESTED], one[State.ANSWERED], one[State.UNANSWERED])
        for unit, one in found.items()
    ]


# --- inside ---


def _day(at: datetime) -> date:
    return at.astimezone(load_protocol(settings.PROTOCOL).zone).date()


def _only(found: Iterator[Recommended]) -> Recommended:
    one = next(found, None)
    if one is None:
        raise Http404
    return one


def _all() -> QuerySet[Recommendation]:
    return Recommendation.objects.select_related("unit", "seat")


def _of_unit(reader: Actor) -> QuerySet[Recommendation]:
    return _all().filter(unit=reader.member.unit_id)


def _made_by(reader: Actor) -> QuerySet[Recommendation]:
    return _all().filter(seat=reader.member.unit_id)


def _in_order(rows: QuerySet[Recommendation]) -> list[Recommendation]:
    """Return what waits for an answer first, by its day; then what was answered, newest first."""
    waiting = list(rows.filter(answered_at=None).order_by("answer_by", "pk"))
    answered = rows.exclude(answered_at=None).order_by("-answered_at", "-pk")
    return [*waiting, *answered]


def _opened_by_unit(
    rows: QuerySet[Recommendation], reader: Actor, at: datetime
) -> Iterator[Recommended]:
    pairs = reader.group_pairs("unit", reader.member.unit.code)
    found = _in_order(rows)
    return _shown(found, {one.pk: _under(one, pairs) for one in found}, at)


def _under(row: Recommendation, pairs: Iterable[KeyPair]) -> bytes | None:
    for pair in pairs:
        with suppress(Unsealable):
            return row.key_of_unit(pair)
    return None


def _opened_by_seat(
    rows: QuerySet[Recommendation], reader: Actor, at: datetime
) -> Iterator[Recommended]:
    found = _in_order(rows)
    mine = RecommendationReader.objects.filter(member=reader.member, recommendation__in=found)
    sealed = dict(mine.values_list("recommendation_id", "sealed"))
    secret = reader.pair.secret
    keys: dict[int, bytes | None] = {
        one.pk: open_with(secret, bytes(sealed[one.pk]), context=one.context)
        for one in found
        if one.pk in sealed
    }
    return _shown(found, keys, at)


def _shown(
    found: list[Recommendation], keys: dict[int, bytes | None], at: datetime
) -> Iterator[Recommended]:
    answers: dict[int, list[Answer]] = {one.pk: [] for one in found}
    for said in Answer.objects.filter(recommendation__in=found).order_by("-number"):
        answers[said.recommendation_id].append(said)
    current = dict(unit_keys(seen_by=SYSTEM).values_list("ref", "number"))
    today = _day(at)
    for row in found:
        key = keys.get(row.pk)
        words = row.words(key) if key else {}
        for said in answers[row.pk]:
            said.recommendation = row
        yield Recommended(
            row=row,
            key=key,
            text=words.get("text", ""),
            ground=words.get("ground", ""),
            answers=tuple(
                Answered(said.kind, said.get_kind_display(), said.text(key) if key else "", said.at)
                for said in answers[row.pk]
            ),
            today=today,
            stale=current.get(row.unit.code, row.key_number) != row.key_number,
        )
