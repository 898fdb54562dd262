"""What can be said to have happened with a complaint about delay."""

from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintPut(Event):
    """Before how many members it was put who may rule on it. Nobody: it has to go on paper, unless
    it is withheld: she said that those must not know."""

    complaint: str
    members: int
    withheld: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintTakenFrom(Event):
    """They must not know, or said it of themselves: they rule on it no more."""

    complaint: str
    member: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintRead(Event):
    """Whoever may rule on it has read its dates."""

    complaint: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintAnswered(Event):
    """Why it is late, in the words of the list, from who acts for the late role."""

    complaint: str
    reason: str
    promised_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintRuled(Event):
    """What was ruled, and how late the ruling itself was (in the unit of its term)."""

    complaint: str
    outcome: str
    do_by: str
    another_officer: bool
    late_by: int
    on_paper: bool = False
