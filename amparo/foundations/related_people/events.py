from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherNamed(Event):
    """One more related person. The name is in a sealed document."""

    other: str
    relation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberToldApart(Event):
    """A member has a name like that of one said to be behind the danger, and is another person. How
    that is known is in a sealed document."""

    member: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardianNamed(Event):
    """Who answers for a child: a related person, or `person`."""

    child: str
    guardian: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherWayGiven(Event):
    """A related person got an own access phrase with one right."""

    other: str
    right: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherCame(Event):
    """A related person signed in with such a phrase."""

    other: str
    right: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherRead(Event):
    other: str
    kind: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherWrote(Event):
    other: str
    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AloneAsked(Event):
    """A related person is asked about themselves or a child; only they answer."""

    question: str
    other: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AloneAnswered(Event):
    """`how`: own_words, or oral where the team wrote it down."""

    question: str
    other: str
    subject: str
    answer: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AloneClosed(Event):
    """The question is closed."""

    question: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareGivingUpAsked(Event):
    """One whom a measure also protects wants their own share to end."""

    other: str
    measure: str
    beneficiary: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareGivenUp(Event):
    """That share ended, or was restored."""

    measure: str
    beneficiary: str
    given_up: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherDied(Event):
    """A related person has died; they are asked nothing more."""

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherLives(Event):
    """A related person had been recorded as dead by mistake."""

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherWayEnded(Event):
    """Such a phrase opens nothing any more. `why`: by_her | by_team | given_back | replaced |
    must_not_know | words_seen | left."""

    other: str
    why: str
