from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentAsked(Event):
    question: str
    kind: str
    subject: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentAnswered(Event):
    question: str
    kind: str
    subject: str
    unit: str
    answer: str
    how: str
    who: str = ""
    """Who spoke for her in conversation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PutToHer(Event):
    """What was answered in her name is put to herself. It stands until she answers."""

    question: str
    kind: str
    subject: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EachIsAsked(Event):
    """A measure protects others too: each adult among them is asked from now on."""

    question: str
    kind: str
    subject: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdultsNamed(Event):
    """Who is asked besides the person; `adults`: how many."""

    question: str
    kind: str
    subject: str
    unit: str
    adults: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AdultAnswered(Event):
    """One adult whom the measure would move answered for herself or himself."""

    question: str
    kind: str
    subject: str
    unit: str
    adult: str
    answer: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChildHeard(Event):
    """A child's own view of a measure was noted, beside the guardian's answer."""

    question: str
    kind: str
    subject: str
    unit: str
    adult: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdultDoubted(Event):
    """Somebody of an adult's surname must not know or is feared. `doubt`: waits or goes_on, until
    the team has said whether it is this one; then same or apart."""

    question: str
    kind: str
    subject: str
    unit: str
    adult: str
    doubt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardianSetAside(Event):
    """Whoever answered for a child answers no more: the answer is open again."""

    question: str
    kind: str
    subject: str
    unit: str
    adult: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActaLaid(Event):
    """The acta of a board's own decision on this question is in its file. `took_part`: how many
    decided; `decided`: agreed, refused or discuss."""

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
    question: str
    kind: str
    subject: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionClosed(Event):
    """What was asked is moot: nobody waits for an answer to it any more."""

    kind: str
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AllSharingWithdrawn(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentReplaced(Event):
    """A supervisor decided instead of the person, for one measure and one recipient, or for one
    immediate action."""

    question: str
    kind: str
    subject: str
    unit: str
    impediment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImpedimentBegan(Event):
    """She cannot be asked from now on, or never again."""

    impediment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImpedimentEnded(Event):
    """She can be asked again. `how`: team (somebody said so), oral (she answered), words (she came
    with words of her own), mistake (it never was). `questions`: how many reasoned decisions are
    put to her now."""

    impediment: str
    how: str
    questions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldBack(Event):
    """Asked on her page while it may be in other hands, and not done. `what`: kept_from (who must
    not know) or new_words."""

    held: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldSettled(Event):
    """The team heard from her whether it was her wish."""

    held: str
    what: str
    hers: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureConfirmed(Event):
    """`beneficiary`: who of those whom it protects; nothing where the person spoke for herself."""

    measure: str
    word: str
    how: str
    beneficiary: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonProtected(Event):
    """Whether a measure for others protects the person herself too, as was said in the plan."""

    measure: str
    protected: bool
