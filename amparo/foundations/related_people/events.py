from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherNamed(Event):
    """One more related person. The name is in a sealed document."""

    history = History(pgettext_lazy("act", "People of the case"))

    other: str
    relation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberToldApart(Event):
    """A member has a name like that of one said to be behind the danger, and is another person. How
    that is known is in a sealed document."""

    history = NO_WORDS

    member: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardianNamed(Event):
    """Who answers for a child: a related person, or `person`."""

    history = History(pgettext_lazy("act", "People of the case"))

    child: str
    guardian: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherWayGiven(Event):
    """A related person got an own access phrase with one right."""

    history = History(pgettext_lazy("act", "Access given to a related person"))

    other: str
    right: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherCame(Event):
    """A related person signed in with such a phrase."""

    history = History(by_others=_("A related person came in with their access phrase"))

    other: str
    right: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherRead(Event):
    history = NO_WORDS

    other: str
    kind: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherWrote(Event):
    history = History(by_others=_("A related person wrote"))

    other: str
    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AloneAsked(Event):
    """A related person is asked about themselves or a child; only they answer."""

    history = History(pgettext_lazy("act", "A related person was asked"))

    question: str
    other: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AloneAnswered(Event):
    """`how`: own_words, or oral where the team wrote it down."""

    history = History(by_others=_("A related person answered"))

    question: str
    other: str
    subject: str
    answer: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AloneClosed(Event):
    """The question is closed."""

    history = History(pgettext_lazy("act", "A question to a related person was closed"))

    question: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareGivingUpAsked(Event):
    """One whom a measure also protects wants their own share to end."""

    history = History(by_others=_("A related person wants their share of a measure to end"))

    other: str
    measure: str
    beneficiary: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareGivenUp(Event):
    """That share ended, or was restored."""

    history = History(pgettext_lazy("act", "Share of a related person in a measure"))

    measure: str
    beneficiary: str
    given_up: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherDied(Event):
    """A related person has died; they are asked nothing more."""

    history = History(pgettext_lazy("act", "People of the case"))

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherLives(Event):
    """A related person had been recorded as dead by mistake."""

    history = History(pgettext_lazy("act", "People of the case"))

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherWayEnded(Event):
    """Such a phrase opens nothing any more. `why`: by_her | by_team | given_back | replaced |
    must_not_know | words_seen | left."""

    history = History(pgettext_lazy("act", "Access of a related person ended"))

    other: str
    why: str
