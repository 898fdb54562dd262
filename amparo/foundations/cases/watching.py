"""Who opens files without a task: numbers for whoever supervises, a sample for somebody outside.

No code of a case is told: whoever supervises may be one who must not know of it. Queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amparo.foundations.access.queries import names_of
from amparo.foundations.cases.looking import WITHOUT_TASK
from amparo.foundations.ledger.queries import Look, looks_since
from amparo.foundations.ledger.services import Signs
from amparo.sealing import marks

MANY_IN_AN_HOUR = 15  # files
MANY_WITHOUT_TASK = 5  # in the time that is looked at
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Looked:
    """What one member opened. `most`: files in one hour; `idle`: opened, and nothing done in them
    within a day."""

    name: str
    files: int
    without_task: int
    idle: int
    most: int

    @property
    def stands_out(self) -> bool:
        return self.most >= MANY_IN_AN_HOUR or self.without_task >= MANY_WITHOUT_TASK


def looked_at(since: datetime, until: datetime, *, seen_by: Signs) -> list[Looked]:
    """By member; who stands out comes first."""
    by_member: dict[str, list[Look]] = {}
    for one in looks_since(since, until, seen_by=seen_by):
        by_member.setdefault(one.by, []).append(one)
    names = names_of(by_member, seen_by=seen_by)
    found = [_of(names.get(by, by), looks) for by, looks in by_member.items()]
    return sorted(found, key=lambda one: (not one.stands_out, -one.without_task, one.name))


def _of(name: str, looks: Sequence[Look]) -> Looked:
    return Looked(
        name=name,
        files=len({one.about for one in looks}),
        without_task=sum(one.reason in WITHOUT_TASK for one in looks),
        idle=len({one.about for one in looks if not one.acted}),
        most=max(_files_in_the_hour(looks, one.at) for one in looks),
    )


def _files_in_the_hour(looks: Sequence[Look], begins: datetime) -> int:
    ends = begins + timedelta(hours=1)
    return len({one.about for one in looks if begins <= one.at < ends})


def sample(since: datetime, until: datetime, seed: bytes, *, seen_by: Signs) -> list[Look]:
    """Looks for somebody outside to ask about, as many reasons as there are. Which ones, nobody
    here chooses: it follows from `seed`, which was published before."""
    looks = looks_since(since, until, seen_by=seen_by)
    drawn = sorted(looks, key=lambda one: marks.chain(seed, str(one.number).encode()))
    often = Counter(one.reason for one in drawn)
    return sorted(drawn, key=lambda one: often[one.reason])[:SAMPLE]
