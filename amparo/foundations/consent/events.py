from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentAsked(Event):
    history = History(pgettext_lazy("act", "The person was asked"))

    question: str
    kind: str
    subject: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentAnswered(Event):
    history = History(
        pgettext_lazy("act", "Answer of the person noted"), by_person=_("The person answered")
    )

    question: str
    kind: str
    subject: str
    unit: str
    answer: str
    how: str
    who: str = ""
    """Who spoke for the person in the conversation."""
    until: str = ""
    """The last day of a consent that ends by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PutToHer(Event):
    """A question answered in the person's name is put to the person. The answer stands until they
    reply."""

    history = History(pgettext_lazy("act", "The person was asked"))

    question: str
    kind: str
    subject: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EachIsAsked(Event):
    """A measure also protects others: each adult is asked from now on."""

    history = History(pgettext_lazy("act", "The person was asked"))

    question: str
    kind: str
    subject: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdultsNamed(Event):
    """Adults who are asked besides the person. `adults`: how many."""

    history = History(pgettext_lazy("act", "The person was asked"))

    question: str
    kind: str
    subject: str
    unit: str
    adults: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AdultAnswered(Event):
    """One adult whom the measure would move gave their own answer."""

    history = History(by_others=_("An adult answered for themselves"))

    question: str
    kind: str
    subject: str
    unit: str
    adult: str
    answer: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChildHeard(Event):
    """A child's own view of a measure was recorded, in addition to the guardian's answer."""

    history = History(pgettext_lazy("act", "A child was heard"))

    question: str
    kind: str
    subject: str
    unit: str
    adult: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdultDoubted(Event):
    """An adult shares a surname with a person who must not know or is feared. `doubt`: waits or
    goes_on until the team says whether it is the same person; then same or apart."""

    history = NO_WORDS

    question: str
    kind: str
    subject: str
    unit: str
    adult: str
    doubt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardianSetAside(Event):
    """A guardian no longer answers for a child, and the answer is open again."""

    history = History(pgettext_lazy("act", "A child's answer is open again"))

    question: str
    kind: str
    subject: str
    unit: str
    adult: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActaLaid(Event):
    """The acta of a board's own decision on this question is in its file. `took_part`: how many
    decided; `decided`: agreed, refused or discuss."""

    history = History(pgettext_lazy("act", "Collective"))

    question: str
    kind: str
    subject: str
    unit: str
    acta: str
    day: str
    took_part: int
    decided: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentWithdrawn(Event):
    history = History(
        pgettext_lazy("act", "A consent ended"), by_person=_("The person took back an agreement")
    )

    question: str
    kind: str
    subject: str
    unit: str
    until: str = ""
    """The last day of a consent that ended by itself; empty where it was taken back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionClosed(Event):
    """A question became moot and no longer waits for an answer."""

    history = History(pgettext_lazy("act", "A question to the person was closed"))

    kind: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AllSharingWithdrawn(Event):
    history = History(by_person=_("The person took back all sharing"))


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentReplaced(Event):
    """A supervisor decided instead of the person, for one measure and one recipient, or for one
    immediate action."""

    history = History(pgettext_lazy("act", "A reason stands for the person's answer"))

    question: str
    kind: str
    subject: str
    unit: str
    impediment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImpedimentBegan(Event):
    """The person cannot be asked from now on, temporarily or for good."""

    history = History(pgettext_lazy("act", "The person cannot be asked"))

    impediment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImpedimentEnded(Event):
    """The person can be asked again. `how`: team (a member was told so), oral (the person
    answered), words (the person returned with an own access phrase), mistake (there was no
    impediment). `questions`: how many reasoned decisions are now put to the person."""

    history = History(pgettext_lazy("act", "The person can be asked again"))

    impediment: str
    how: str
    questions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldBack(Event):
    """A request made on the person's page while others may control it, recorded and not carried
    out. `what`: kept_from (who must not know) or new_words."""

    history = NO_WORDS

    held: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldSettled(Event):
    """The team asked the person whether a held request was their wish."""

    history = History(pgettext_lazy("act", "The person was asked"))

    held: str
    what: str
    hers: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureConfirmed(Event):
    """A confirmation of a measure. `beneficiary`: which protected adult or child; empty for the
    person."""

    history = History(pgettext_lazy("act", "What was said of a measure noted"))

    measure: str
    word: str
    how: str
    beneficiary: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonProtected(Event):
    """Whether a measure for others also protects the person, as stated in the plan."""

    history = History(pgettext_lazy("act", "What was said of a measure noted"))

    measure: str
    protected: bool
