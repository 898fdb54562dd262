"""Admission of requests: channels, day of receipt, questions (10-admission.toml)."""

from enum import StrEnum

from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Cited, Sourced


class OnClosedDay(StrEnum):
    SAME_DAY = "same_day"
    NEXT_BUSINESS_DAY = "next_business_day"


class OfficeHours(StrEnum):
    IRRELEVANT = "irrelevant"
    """The hour of a filing has no effect."""
    UNKNOWN = "unknown"
    """The hour has an effect, but the office's hours are not sourced: same day, with a warning."""
    KNOWN = "known"
    """A filing after `open_until` counts on the next business day."""


@table
class Reception(Sourced):
    """When a filing through one channel counts as received, from one day on."""

    channel: str
    on_closed_day: OnClosedDay
    office_hours: OfficeHours = OfficeHours.IRRELEVANT
    open_until: str | None = None
    """The last minute of the office's hours, such as `16:30`."""
    source_when_moved: str | None = None
    warning: str | None = None


class Answer(StrEnum):
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    PLACE = "place"
    CONTACT = "contact"
    NAMES = "names"
    FILES = "files"
    YES_OR_NO = "yes_or_no"


_FREE = frozenset({Answer.TEXT, Answer.PLACE, Answer.CONTACT, Answer.NAMES})


class Known(StrEnum):
    """Questions and answers that have a place of their own on a page, where a protocol asks
    them."""

    CHOSEN_NAME = "chosen_name"
    FILED_FOR = "filed_for"
    SOMEBODY_ELSE = "somebody_else"
    FILER_NAME = "filer_name"
    FILER_RELATION = "filer_relation"
    FILER_CONTACT = "filer_contact"
    CONSENT = "consent_of_person"
    CANNOT_BE_ASKED = "cannot_be_asked"
    FACTS = "facts"
    PLACE = "coarse_place"
    CONTACT = "safe_contact"
    TIMES = "safe_times"
    EXCLUDED_UNITS = "excluded_institutions"
    EXCLUDED_NAMES = "excluded_persons"


@table
class Question(Cited):
    id: str
    answer: Answer
    required: bool = False
    spoken: bool = False
    """The person's account of themselves and the danger: shown beside the questions of the risk."""
    options: tuple[str, ...] = ()
    asked_for: tuple[str, ...] = ()
    """For whom it is asked: answers to `filed_for`; empty for everybody."""
    same_page: bool = False
    """A detail of the answer before it, asked on the same page."""

    @property
    def is_free(self) -> bool:
        """Whether it is answered in own words, for which a recording or a photo of handwriting will
        do."""
        return self.answer in _FREE and self.id != Known.EXCLUDED_UNITS


@table
class Step:
    """A section of the request; each question is a page. Without questions: the traits."""

    id: str
    question: tuple[Question, ...] = ()
    asked_for: tuple[str, ...] = ()
    """For whom it is asked: answers to `filed_for`; empty for everybody."""


@table
class Trait(Cited):
    """Something that only the person may say about themselves; always with “prefer not to say”."""

    id: str
    open: bool = False
    """May be answered in the person's own words."""
    options: tuple[str, ...] = ()


@table
class Impediment(Cited):
    id: str


@table
class Road(Cited):
    """Another law that may be used beside this procedure; neither replaces or delays the other."""

    id: str
    measure: str | None = None
    """The measure of this protocol's catalogue that leads there, with the person's consent."""


@table
class NeverAGround(Cited):
    """A reason for which a request may never be refused, and the other law that may be used beside,
    if one does."""

    id: str
    beside: str | None = None


@table
class CollectiveKind(Cited):
    """What a collective subject of a case may be."""

    id: str


@table
class Way(Cited):
    """How a request reached the desk, and the channel of the law as which it counts."""

    id: str
    counts_as: str | None = None
    """None if the law has no channels."""


@table
class Requirement(Sourced):
    """A requirement of a request. Nothing else may be asked for as missing."""

    id: str


@table
class AdmissionFile:
    """10-admission.toml."""

    reception: tuple[Reception, ...]
    sworn_statement: Cited | None = None
    """The norm under which a request counts as made under oath; None where the law has none."""
    step: tuple[Step, ...] = ()
    trait: tuple[Trait, ...] = ()
    requirement: tuple[Requirement, ...] = ()
    impediment: tuple[Impediment, ...] = ()
    never_a_ground: tuple[NeverAGround, ...] = ()
    road: tuple[Road, ...] = ()
    way: tuple[Way, ...] = ()
    collective: tuple[CollectiveKind, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order of the steps."""
        return tuple(question for step in self.step for question in step.question)

    @property
    def for_whom(self) -> tuple[str, ...]:
        """For whom a request may be; empty where this law does not ask it. The first is assumed
        until it is answered."""
        asked = (one.options for one in self.questions if one.id == Known.FILED_FOR)
        return next(asked, ())
