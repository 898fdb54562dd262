"""What an assessment says, as its pages show it: why, then how grave, in the law's own words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.assessment.instruments import Reading
from amparo.law.assessment.risk import Level


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """One thing that was looked at: what was answered, and the analyst's words on it."""

    what: str
    answer: str
    words: str


@dataclass(frozen=True, slots=True, repr=False)
class Group:
    """A part of the questions. `icon`: what stands before each item."""

    title: str
    icon: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the table; `here`: where this assessment stands."""

    word: str
    here: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What would change the level: in which case, what, and the level then."""

    before: str
    what: str
    level: str


@dataclass(frozen=True, slots=True)
class Grade:
    """The level in words. `chip`: how it is marked; `until`: the gravest that is still possible,
    where an answer that is missing leaves it open."""

    level: str
    chip: str
    until: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Weighed:
    """Why, then how grave. `grade` is None where this law's way of weighing is not known."""

    groups: tuple[Group, ...]
    unknown: tuple[Item, ...] = ()
    facts: tuple[Item, ...] = ()
    """What stands beside the groups: of a table how likely and how far, of a percentage itself."""
    grade: Grade | None = None
    counted: str = ""
    steps: tuple[Step, ...] = ()
    name: str = ""
    follows: tuple[str, ...] = ()
    """How the level follows, line by line; a table has its columns and rows instead."""
    impacts: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    source: str = ""
    checked: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Compared:
    """One thing that is answered otherwise than in another assessment, and why. `eased`: it is
    known to be less grave; never what is only not known any more. `estimate`: it is no fact."""

    id: str
    what: str
    then: str
    now: str
    words: str
    eased: bool
    estimate: bool = False


def level_in_words(law: Protocol, level: Level) -> str:
    return say(law, f"levels.{level.id}")


def grade_of(law: Protocol, level: Level) -> Grade:
    chip = "danger" if level.highest else "open" if level.rank == 0 else "late"
    return Grade(level_in_words(law, level), chip)


def grade_read(law: Protocol, reading: Reading) -> Grade:
    if reading.level:
        return grade_of(law, reading.level)
    return Grade(reading_in_words(law, reading), "waiting", level_in_words(law, reading.gravest))


def reading_in_words(law: Protocol, reading: Reading) -> str:
    if reading.level:
        return level_in_words(law, reading.level)
    ends = {
        "least": level_in_words(law, reading.least),
        "gravest": level_in_words(law, reading.gravest),
    }
    return _("between “%(least)s” and “%(gravest)s”") % ends
