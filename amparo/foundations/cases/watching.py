"""Who opens files without a task: numbers for whoever supervises, a sample for somebody outside.

No code of a case is told: whoever supervises may be one who must not know of it. Queries."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amparo.foundations.access.queries import names_of
from amparo.foundations.cases.events import NamesLookedUp
from amparo.foundations.cases.looking import WITHOUT_TASK
from amparo.foundations.ledger.queries import Look, looks_since, moments_of
from amparo.foundations.ledger.services import Signs
from amparo.sealing import marks

MANY_IN_AN_HOUR = 15  # files
MANY_WITHOUT_TASK = 5  # in the time that is looked at
MANY_NAMES = 30  # looked for in an hour
HOUR = timedelta(hours=1)
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Looked:
    """What one member opened. `most`: files in one hour; `idle`: opened, and nothing done in them
    within a day; `names`: how often she looked for a case by a name; `most_names`: in one hour."""

    name: str
    files: int
    without_task: int
    idle: int
    most: int
    names: int
    most_names: int

    @property
    def stands_out(self) -> bool:
        many = self.most >= MANY_IN_AN_HOUR or self.most_names >= MANY_NAMES
        return many or self.without_task >= MANY_WITHOUT_TASK


def looked_at(since: datetime, until: datetime, *, seen_by: Signs) -> list[Looked]:
    """By member; who stands out comes first."""
    by_member: dict[str, list[Look]] = {}
    for one in looks_since(since, until, seen_by=seen_by):
        by_member.setdefault(one.by, []).append(one)
    asked: dict[str, list[datetime]] = defaultdict(list)
    for by, at in moments_of(NamesLookedUp.__name__, since, until, seen_by=seen_by):
        asked[by].append(at)
    everybody = list(dict.fromkeys([*by_member, *asked]))
    names = names_of(everybody, seen_by=seen_by)
    found = [_of(names.get(by, by), by_member.get(by, []), asked[by]) for by in everybody]
    return sorted(found, key=lambda one: (not one.stands_out, -one.without_task, one.name))


def _of(name: str, looks: Sequence[Look], asked: Sequence[datetime]) -> Looked:
    return Looked(
        name=name,
        files=len({one.about for one in looks}),
        without_task=sum(one.reason in WITHOUT_TASK for one in looks),
        idle=len({one.about for one in looks if not one.acted}),
        most=max((_files_in_the_hour(looks, one.at) for one in looks), default=0),
        names=len(asked),
        most_names=max(
            (bisect_left(asked, at + HOUR) - n for n, at in enumerate(asked)), default=0
        ),
    )


def _files_in_the_hour(looks: Sequence[Look], begins: datetime) -> int:
    ends = begins + HOUR
    return len({one.about for one in looks if begins <= one.at < ends})


def sample(since: datetime, until: datetime, seed: bytes, *, seen_by: Signs) -> list[Look]:
    """Looks for somebody outside to ask about, as many reasons as there are. Which ones, nobody
    here chooses: it follows from `seed`, which was published before."""
    looks = looks_since(since, until, seen_by=seen_by)
    drawn = sorted(looks, key=lambda one: marks.chain(seed, str(one.number).encode()))
    often = Counter(one.reason for one in drawn)
    return sorted(drawn, key=lambda one: often[one.reason])[:SAMPLE]
