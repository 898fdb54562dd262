"""What the person writes: the request, messages, and what must be respected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypedDict

from amparo.foundations.intake.documents.schemas.document_text import Answers, Text


class ConsentGiven(TypedDict):
    """The consent text that was agreed to, as it stood in the protocol."""

    id: str
    version: str
    language: str


class Conflict(TypedDict):
    """What a supervisor found on a declared conflict of interest."""

    what: str
    member: str
    said: list[str]


class ContactLimits(TypedDict):
    """When the person may not be contacted; hours as ISO 8601 without seconds."""

    nothing: bool
    never: list[str]
    begins: str
    ends: str


class Agreement(TypedDict):
    ways: list[str]
    how: str
    begins: str
    ends: str


class GivenFor(TypedDict):
    """What came for each requirement of the norm, by its id: the text, and how many files."""

    given: dict[str, str]
    files: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestText(Answers):
    KIND: ClassVar = "request"

    traits: Mapping[str, str] | None = None
    consent: ConsentGiven | None = None
    written_in: str | None = None
    urgent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentText(Answers):
    KIND: ClassVar = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerText(Answers):
    KIND: ClassVar = "answer"

    traits: Mapping[str, str] | None = None
    consent: ConsentGiven | None = None
    written_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText(Text):
    KIND: ClassVar = "message"

    text: str
    files: int | None = None
    about: str | None = None  # the question that it is about
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentText(Text):
    KIND: ClassVar = "incident"

    text: str
    when: str  # in the reporter's words
    files: int
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherwiseText(Text):
    """The person sees the danger otherwise than it was assessed."""

    KIND: ClassVar = "otherwise"

    text: str
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyText(Text):
    KIND: ClassVar = "journey"

    route: str | None = None
    leaves: str | None = None
    arrives: str | None = None
    call: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesText(Text):
    """Where the person wants to be notified."""

    KIND: ClassVar = "notices"

    notify: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionsText(Text):
    KIND: ClassVar = "exclusions"

    units: Sequence[Sequence[str]]  # [code, name]
    names: str  # one a line
    tied: Sequence[str] | None = None  # members who declared a conflict of interest
    said: Sequence[Sequence[str]] | None = None  # [member, declaration]
    finding: Conflict | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InheritedExclusionsText(Text):
    KIND: ClassVar = "kept_from"

    units: Sequence[Sequence[str]]  # [code, name]
    names: str  # one a line
    tied: Sequence[str] | None = None
    said: Sequence[Sequence[str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachLimitsText(Text):
    KIND: ClassVar = "reach_limits"

    data: ContactLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeWayText(Text):
    KIND: ClassVar = "safe_way"

    text: str
    data: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeWayOfAnotherText(Text):
    KIND: ClassVar = "safe_way_of"

    text: str
    data: Agreement
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionGivenText(Text):
    KIND: ClassVar = "correction_given"

    given: Mapping[str, str]  # by the title of the requirement
    data: GivenFor
    files: int
    way: str
