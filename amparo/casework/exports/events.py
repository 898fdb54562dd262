from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportAsked(Event):
    """Somebody of the team asks that parts of a file leave for one recipient. The words are those
    of `paper`; `demand`: the court's order on which it is asked, or nothing."""

    export: str
    paper: str
    unit: str
    role: str
    demand: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportApproved(Event):
    """A second person allows it, for some hours. `namesake`: of one unit and name with whoever
    asked, so that it may be one person with two accounts."""

    export: str
    role: str
    namesake: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportTurnedDown(Event):
    """A second person does not allow it."""

    export: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportTaken(Event):
    """The one copy is in a member's hands. `how`: file (sealed with words) or paper. `ref`: of the
    photo, recording or paper of the case that left, in which `form`; nothing of what is written."""

    export: str
    role: str
    how: str
    ref: str = ""
    form: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportEnded(Event):
    """It leaves no more, or was taken and is to be destroyed. `reason`: her answer, what she took
    back or left, recipient_excluded, left_out, file_erased, erased, called_off by the team, or
    expired."""

    export: str
    reason: str
    taken: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportToBeDestroyed(Event):
    """Whoever has the copy was told to destroy it. `said`: destroyed, will, not_destroyed,
    no_answer."""

    export: str
    day: str
    said: str
