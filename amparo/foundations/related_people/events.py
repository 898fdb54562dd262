from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherNamed(Event):
    """One more person of the case. Who it is lies in a sealed paper."""

    other: str
    relation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberToldApart(Event):
    """A member bears a name like that of whoever is said to be behind the danger, and is somebody
    else. How that is known lies in a sealed paper."""

    member: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardianNamed(Event):
    """Who answers for a child: another person of the case, or `person`."""

    child: str
    guardian: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherWayGiven(Event):
    """Somebody of the case got words of her or his own, with one right."""

    other: str
    right: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherCame(Event):
    """Somebody came in with such words."""

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
    """One of them is asked something about themselves, or about a child: nobody else answers."""

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
    """It is asked no more."""

    question: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareGivingUpAsked(Event):
    """One whom a measure protects too wants their own part of it to end."""

    other: str
    measure: str
    beneficiary: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareGivenUp(Event):
    """That part ended, or was taken back."""

    measure: str
    beneficiary: str
    given_up: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherDied(Event):
    """Nothing is asked of this one any more."""

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherLives(Event):
    """That this one had died was recorded wrongly."""

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherWayEnded(Event):
    """Such words open nothing any more. `why`: by_her | by_team | given_back | replaced |
    must_not_know | words_seen | left."""

    other: str
    why: str
