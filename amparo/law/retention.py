"""Retention of data: how long, and what happens then, by a written schedule of the site."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

import amparo
from amparo.law.loading.reader import Where, read
from amparo.law.loading.toml_files import read_toml

FILE = "retention.toml"
PLACES, WHOLE_FILE = "places", "file"
LONGEST_PLACE = 60
COOLING, NOTICE, LEAST = 10, 60, 365
"""Minimum days: to take a request back, to read the notice of an erasure, and to keep a closed
file."""


class Begins(StrEnum):
    """The start of the days of a class."""

    WRITTEN = "written"
    ENDED = "ended"
    CLOSED = "closed"
    MADE = "made"
    NEVER = "never"


class Then(StrEnum):
    ERASED = "erased"
    STUB = "stub"
    KEPT = "kept"


class DoneBy(StrEnum):
    TICK = "tick"
    PROGRAM = "program"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class KeptClass:
    """A class of data. `days`: None where none are set, and it is kept. `ground`: the norm and
    article that sets them; without one they are the site's own setting."""

    id: str
    en: str
    es: str
    holds_en: str
    holds_es: str
    begins: Begins
    then: Then
    done_by: DoneBy
    days: int | None = None
    ground: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    id: str
    en: str
    es: str


@dataclass(frozen=True, slots=True)
class Remedy:
    en: str
    es: str
    source: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Days of a person's request to erase: by when the team contacts the person by the safe way,
    how long at least the person can take it back, by when it is decided; how long before an erasure
    by schedule the person is told; and the shortest time for which a closed file is kept."""

    hear_days: int
    cooling_days: int
    decide_days: int
    notice_days: int
    least_days: int


@dataclass(frozen=True, slots=True)
class Schedule:
    request: Request
    classes: tuple[KeptClass, ...] = field(metadata={"key": "class"})
    refusal: tuple[Refusal, ...]
    remedy: Remedy

    def called(self, name: str) -> KeptClass:
        return next(one for one in self.classes if one.id == name)

    @property
    def days_of_places(self) -> int:
        days = self.called(PLACES).days
        return LONGEST_PLACE if days is None else days

    @property
    def days_of_files(self) -> int | None:
        """Days after the closing of a case; None: a file is erased only at the person's request."""
        return self.called(WHOLE_FILE).days


@cache
def shipped_schedule() -> Path:
    package = Path(amparo.__file__).parent
    places = (package / "_protocols" / FILE, package.parent / "protocols" / FILE)
    return next(path for path in places if path.is_file())


def read_schedule(path: Path) -> Schedule:
    """Return the schedule in a file. Raises MistakenProtocol with file, key and reason."""
    found = read(Schedule, read_toml(path, file=path.name), Where(path.name))
    where = Where(path.name).inside("class")
    ids = [one.id for one in found.classes]
    if len(set(ids)) != len(ids):
        raise where.mistake("an id stands twice")
    for name in (PLACES, WHOLE_FILE):
        if name not in ids:
            raise where.mistake("the class “{}” is missing", name)
    for position, one in enumerate(found.classes):
        _consistent(one, where.number(position))
    _long_enough(found, where)
    return found


def digest_of_schedule(path: Path) -> str:
    """Return the hash by which the record identifies the adopted schedule."""
    return hashlib.blake2b(path.read_bytes(), digest_size=32).hexdigest()


def _consistent(one: KeptClass, where: Where) -> None:
    if one.checked and not one.ground:
        raise where.inside("ground").mistake("what was checked names its norm and article")
    if one.then is Then.KEPT and one.days is not None:
        raise where.inside("days").mistake("what is never erased has no days")
    if one.days is not None and one.days < 0:
        raise where.inside("days").mistake("not less than 0")


def _long_enough(found: Schedule, where: Where) -> None:
    """Check the limits: times long enough that no case is lost by a short setting, and exact places
    kept for a short time only."""
    request = found.request
    if request.cooling_days < request.hear_days or request.hear_days < 1:
        raise Where(where.file).inside("request").mistake("first heard, then the time to take back")
    least = (request.cooling_days, request.notice_days, request.least_days)
    if any(days < floor for days, floor in zip(least, (COOLING, NOTICE, LEAST), strict=True)):
        raise (
            Where(where.file)
            .inside("request")
            .mistake(
                "cooling_days not less than {}, notice_days than {}, least_days than {}",
                COOLING,
                NOTICE,
                LEAST,
            )
        )
    if found.days_of_files is not None and found.days_of_files < request.least_days:
        raise where.inside(WHOLE_FILE).mistake("days: not less than least_days")
    if not 1 <= found.days_of_places <= LONGEST_PLACE:
        raise where.inside(PLACES).mistake("days: between 1 and {}", LONGEST_PLACE)
