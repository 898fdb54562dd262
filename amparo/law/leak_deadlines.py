"""Hours within which something is owed after a leak of a file: by the site's own targets, and by
the norm of a country that orders notices."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import amparo
from amparo.law.loading.frozen_dataclass import table
from amparo.law.loading.reader import Where, read
from amparo.law.loading.toml_files import read_toml
from amparo.law.sourced_values import Cited, Sourced

FILE = "leaks.toml"
LONGEST = 24 * 30


class Task(StrEnum):
    """Tasks in each case with a leak."""

    CONFIRM = "confirm"
    SAFE_CONTACT = "safe_contact"
    ACCESS = "access"
    PLACE = "place"
    RISK = "risk"
    RECIPIENTS = "recipients"
    TELL = "tell"
    TELL_OTHER = "tell_other"
    ASK_ABOUT = "ask_about"


class Whom(StrEnum):
    AFFECTED = "affected"
    BODY = "body"


@table
class Target(Cited):
    id: Task
    hours: int


@table
class Notice(Sourced):
    """Whom a norm orders to be told, counted from the moment in which it was known here."""

    id: str
    country: str
    whom: Whom
    hours: int
    en: str
    es: str


@dataclass(frozen=True, slots=True)
class LeaksFile:
    target: tuple[Target, ...]
    notice: tuple[Notice, ...] = ()

    def within(self, task: Task) -> Target:
        return next(one for one in self.target if one.id == task)

    def notices(self, country: str, whom: Whom, *, on: date) -> tuple[Notice, ...]:
        """Return the notices in force on that day."""
        return tuple(
            one
            for one in self.notice
            if (one.country, one.whom) == (country, whom) and one.since <= on
        )

    def notice_called(self, name: str) -> Notice | None:
        return next((one for one in self.notice if one.id == name), None)


@cache
def known_leaks() -> LeaksFile:
    """Return the file that is shipped beside the protocols, read once per process."""
    package = Path(amparo.__file__).parent
    places = (package / "_protocols" / FILE, package.parent / "protocols" / FILE)
    return read_leaks(next(path for path in places if path.is_file()))


def read_leaks(path: Path) -> LeaksFile:
    """Return the content of a file. Raises MistakenProtocol with file, key and reason."""
    found = read(LeaksFile, read_toml(path, file=path.name), Where(path.name))
    here = Where(path.name)
    missing = set(Task) - {one.id for one in found.target}
    if missing or len(found.target) != len(Task):
        raise here.inside("target").mistake("each task stands once")
    ids = [one.id for one in found.notice]
    if len(set(ids)) != len(ids):
        raise here.inside("notice").mistake("an id stands twice")
    hours = [one.hours for one in found.target] + [one.hours for one in found.notice]
    if any(not 0 < one <= LONGEST for one in hours):
        raise here.mistake("hours lie between 1 and {}", LONGEST)
    return found
