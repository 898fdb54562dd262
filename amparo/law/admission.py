"""How a request comes in: by which ways, when received, what is asked (10-admission.toml)."""

from enum import StrEnum

from amparo.law.loading.tables import table
from amparo.law.versions import Cited, Sourced


class OnClosedDay(StrEnum):
    SAME_DAY = "same_day"
    NEXT_BUSINESS_DAY = "next_business_day"


class OfficeHours(StrEnum):
    IRRELEVANT = "irrelevant"
    """The hour of a filing moves nothing."""
    UNKNOWN = "unknown"
    """The hour would matter, but the office's hours are not sourced: same day, with a warning."""
    KNOWN = "known"
    """What comes after `open_until` counts on the next business day."""


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
    """Questions and answers that a page has a place of its own for, where a protocol asks them."""

    CHOSEN_NAME = "chosen_name"
    FILED_FOR = "filed_for"
    SOMEBODY_ELSE = "somebody_else"
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
    """What the person tells of herself and the danger: read beside the questions of the risk."""
    options: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """Answered in own words: a recording or a photo of handwriting does as well."""
        return self.answer in _FREE and self.id != Known.EXCLUDED_UNITS


@table
class Step:
    id: str
    question: tuple[Question, ...] = ()


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
    """What of this protocol's catalogue leads there, with her consent."""


@table
class NeverAGround(Cited):
    """What may never be a reason to refuse, and the road that opens beside, if one does."""

    id: str
    beside: str | None = None


@table
class CollectiveKind(Cited):
    """What a collective subject of a case may be."""

    id: str


@table
class Way(Cited):
    """How a request reached the desk, and as which channel of the law it counts."""

    id: str
    counts_as: str | None = None
    """None where the law knows no channels."""


@table
class Requirement(Sourced):
    """What a request must have. Nothing else may be asked for as missing."""

    id: str


@table
class AdmissionFile:
    """10-admission.toml."""

    reception: tuple[Reception, ...]
    sworn_statement: Cited | None = None
    """On what authority a request is taken as said under oath; None where the law does not."""
    step: tuple[Step, ...] = ()
    trait: tuple[Trait, ...] = ()
    requirement: tuple[Requirement, ...] = ()
    impediment: tuple[Impediment, ...] = ()
    never_a_ground: tuple[NeverAGround, ...] = ()
    road: tuple[Road, ...] = ()
    way: tuple[Way, ...] = ()
    collective: tuple[CollectiveKind, ...] = ()
