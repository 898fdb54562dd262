"""Statistics of looks into cases without a task, for supervisors, and the mail about unusual
numbers.

Case codes are not included, because a supervisor may be excluded from a case.
"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.mail.outbox import ask_again, put
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.queries import members, names_of
from amparo.foundations.cases.access.suspicious_looks import Near, noticed_since
from amparo.foundations.cases.events import (
    CodeRefused,
    FieldOpened,
    GlassTaken,
    NamesLookedUp,
    SeatTaken,
)
from amparo.foundations.intake.events import RecoveryRefused
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import WITHOUT_TASK, Look, looks_since
from amparo.foundations.ledger.services import Signs

MANY_IN_AN_HOUR = 15  # files
MANY_WITHOUT_TASK = 5  # in the period
MANY_NAMES = 30  # searches by name in an hour
MANY_PARTS = 8  # cases with a folded part opened, in an hour
MANY_NEAR = 3  # looks at the member's own surname
MANY_AFTER_REFUSAL = 3  # looks within a day after a refusal
TOLD_FROM = {"own": MANY_NEAR, "alike": 1, "refused": MANY_AFTER_REFUSAL}
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
KEPT_AWAY = frozenset({"excluded", "conflict"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A search for a case by name. `number`: of its entry in the record."""

    number: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """Numbers for one member. `most`: cases in one hour; `idle`: cases opened without acting within
    a day; `names`: searches by name; `most_names`: in one hour. `own`: looks at the member's own
    surname; `alike`: third or later case of one family or village; `refused`: searches, and cases
    opened without a task, within a day after a refusal. `parts`: folded parts opened; `most_parts`:
    in how many cases, in one hour.

    A single look counted in `own`, `alike` or `refused` could reveal to an excluded supervisor
    whose family is in a case: see `told`.
    """

    by: str
    name: str
    files: int
    without_task: int
    idle: int
    most: int
    names: int
    most_names: int
    own: int = 0
    alike: int = 0
    refused: int = 0
    parts: int = 0
    most_parts: int = 0

    @property
    def stands_out(self) -> bool:
        return bool(
            self.most >= MANY_IN_AN_HOUR
            or self.most_names >= MANY_NAMES
            or self.most_parts >= MANY_PARTS
            or self.without_task >= MANY_WITHOUT_TASK
            or any(getattr(self, name) >= many for name, many in TOLD_FROM.items())
        )

    def told(self, name: str) -> int | str:
        """Return the number for display; "" if it is below its threshold in TOLD_FROM and would
        reveal too much."""
        number: int = getattr(self, name)
        return number if number >= TOLD_FROM.get(name, 0) else ""


def looked_at(
    since: datetime, until: datetime, *, seen_by: Signs, settled: datetime | None = None
) -> list[Looked]:
    """Return the numbers by member, unusual ones first. Similarity counts only as sealed to
    `seen_by`; it and refusals count only up to `settled`."""
    by_member: dict[str, list[Look]] = {}
    for one in looks_since(since, until, seen_by=seen_by):
        by_member.setdefault(one.by, []).append(one)
    asked: dict[str, list[Asked]] = defaultdict(list)
    for name in _asked_since(since, until):
        asked[name.by].append(name)
    refused: dict[str, list[datetime]] = defaultdict(list)
    for by, at in _refusals(since, until):
        refused[by].append(at)
    parts = _unfolded(since, until)
    last = settled or until
    near = noticed_since(since, last, seen_by=seen_by) if isinstance(seen_by, Actor) else {}
    everybody = list(dict.fromkeys([*by_member, *asked, *parts]))
    names = names_of(everybody, seen_by=seen_by)
    found = [
        replace(
            _of(by, names.get(by, by), by_member.get(by, []), asked[by], refused[by], near, last),
            parts=len(parts.get(by, ())),
            most_parts=_most_in_an_hour(parts.get(by, ())),
        )
        for by in everybody
    ]
    return sorted(found, key=lambda one: (not one.stands_out, -one.without_task, one.name))


def _of(
    by: str,
    name: str,
    looks: Sequence[Look],
    asked: Sequence[Asked],
    refused: Sequence[datetime],
    near: Mapping[int, Near],
    last: datetime,
) -> Looked:
    moments = [one.at for one in asked]
    numbers = [*(one.number for one in looks), *(one.number for one in asked)]
    hers = [near.get(number, Near.NOTHING) for number in numbers]
    free = [one.at for one in looks if one.reason in WITHOUT_TASK]
    return Looked(
        by=by,
        name=name,
        files=len({one.about for one in looks}),
        without_task=len(free),
        idle=len({one.about for one in looks if not one.acted}),
        most=max((_files_in_the_hour(looks, one.at) for one in looks), default=0),
        names=len(asked),
        most_names=max(
            (bisect_left(moments, at + HOUR) - n for n, at in enumerate(moments)), default=0
        ),
        own=sum(bool(one & Near.OWN_SURNAME) for one in hers),
        alike=sum(bool(one & (Near.ONE_SURNAME | Near.ONE_PLACE)) for one in hers),
        refused=sum(_is_soon_after(at, refused) for at in [*free, *moments] if at < last),
    )


def _is_soon_after(at: datetime, refused: Sequence[datetime]) -> bool:
    return any(before <= at < before + DAY for before in refused)


def _unfolded(since: datetime, until: datetime) -> dict[str, list[tuple[str, datetime]]]:
    """Return, by member, the cases with folded parts opened, and when."""
    entries = Entry.objects.filter(event=FieldOpened.__name__, at__gte=since, at__lt=until)
    found: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for by, about, at in entries.order_by("sequence").values_list("by", "about", "at"):
        found[by].append((about, at))
    return found


def _most_in_an_hour(opened: Sequence[tuple[str, datetime]]) -> int:
    return max(
        (len({one for one, at in opened if first <= at < first + HOUR}) for _one, first in opened),
        default=0,
    )


def _files_in_the_hour(looks: Sequence[Look], begins: datetime) -> int:
    ends = begins + HOUR
    return len({one.about for one in looks if begins <= one.at < ends})


def _asked_since(since: datetime, until: datetime) -> Iterator[Asked]:
    entries = Entry.objects.filter(event=NamesLookedUp.__name__, at__gte=since, at__lt=until)
    for row in entries.order_by("sequence").values_list("sequence", "by", "at"):
        yield Asked(*row)


def _refusals(since: datetime, until: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield each refusal, as member and moment: a case without access, a seat or emergency access
    lost by exclusion, a recovered key refused."""
    events = [one.__name__ for one in (CodeRefused, SeatTaken, GlassTaken, RecoveryRefused)]
    entries = Entry.objects.filter(event__in=events, at__gte=since - DAY, at__lt=until)
    for event, by, at, facts in entries.order_by("sequence").values_list(
        "event", "by", "at", "facts"
    ):
        said = json.loads(facts)
        if event == CodeRefused.__name__:
            yield by, at
        elif event == RecoveryRefused.__name__ or said["reason"] in KEPT_AWAY:
            yield f"member:{said['member']}", at


def tell_of_looks(*, at: datetime) -> int:
    """Send a neutral mail to those who manage the team, once a day for each other member with
    unusual numbers that day. Similarity is sealed and does not count here. Return how many were
    sent."""
    return sum(put(member, _words(by, at), at=at) for member, by in _to_tell(at))


def _to_tell(at: datetime) -> Iterator[tuple[Member, str]]:
    found = [one for one in looked_at(at - DAY, at, seen_by=SYSTEM) if one.stands_out]
    for member in members(seen_by=SYSTEM) if found else ():
        if Permission.TEAM_MANAGE in permissions_of(member.role_set):
            hers = f"member:{member.code}"
            yield from ((member, one.by) for one in found if one.by != hers)


def _still_told(at: datetime) -> Iterator[tuple[int, str]]:
    """Yield the current recipients, for members whose numbers are still unusual."""
    for member, by in _to_tell(at):
        yield from ((member.pk, _words(by, day)) for day in (at, at - DAY))


def _words(by: str, at: datetime) -> str:
    return f"looks/{by}/{at:%Y-%m-%d}"


ask_again("looks", _still_told)
