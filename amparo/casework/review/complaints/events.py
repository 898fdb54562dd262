"""Events of a complaint about delay or another defect."""

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintPut(Event):
    """The complaint was put before this number of members who may rule on it. With none it goes on
    paper, unless it is withheld: the person said that those must not know."""

    history = History(pgettext_lazy("act", "Complaint about delay"))

    complaint: str
    members: int
    withheld: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintTakenFrom(Event):
    """The member must not know of the case, or declared a tie to it, and does not rule on the
    complaint any more."""

    history = NO_WORDS

    complaint: str
    member: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintRead(Event):
    """A member who may rule on the complaint has read its dates."""

    history = NO_WORDS

    complaint: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintAnswered(Event):
    """A member of the late role said why it is late, by a code of the list."""

    history = History(pgettext_lazy("act", "Complaint about delay"))

    complaint: str
    reason: str
    promised_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintRuled(Event):
    """The ruling, and how late the ruling itself was, in the unit of its term."""

    history = History(pgettext_lazy("act", "Complaint about delay"))

    complaint: str
    outcome: str
    do_by: str
    another_officer: bool
    late_by: int
    on_paper: bool = False
