"""The result of an assessment for its pages: the reasons, then the level, in the law's
own words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.assessment.risk_matrix import Level
from amparo.law.assessment.risk_questionnaires import Reading


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """One item that was assessed: its answer, and the analyst's words on it."""

    what: str
    answer: str
    words: str


@dataclass(frozen=True, slots=True, repr=False)
class Group:
    """A group of questions. `icon`: shown before each item."""

    title: str
    icon: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table; `here`: the cell of this assessment."""

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
    """The level in words. `chip`: its style; `until`: the gravest level that is still possible,
    where a missing answer leaves it open."""

    level: str
    chip: str
    until: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Weighed:
    """The reasons, then the level. `grade` is None where the law's method is not known."""

    groups: tuple[Group, ...]
    unknown: tuple[Item, ...] = ()
    facts: tuple[Item, ...] = ()
    """Items beside the groups: probability and impact of a table, or the percentage."""
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
    """One answer that differs from another assessment, and why. `eased`: known to be less grave,
    never merely no longer known. `estimate`: not a fact."""

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
