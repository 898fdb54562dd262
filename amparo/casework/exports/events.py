from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportAsked(Event):
    """A member asks that parts of a file leave for one recipient. The words are in `paper`;
    `demand`: the court's order on which it is asked, or empty."""

    history = History(pgettext_lazy("act", "Copy of the file"))

    export: str
    paper: str
    unit: str
    role: str
    demand: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportApproved(Event):
    """A second person approved it, for some hours. `namesake`: this member has the unit and name of
    the one who asked, so both may be one person with two accounts."""

    history = History(pgettext_lazy("act", "Copy of the file"))

    export: str
    role: str
    namesake: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportTurnedDown(Event):
    """A second person refused it."""

    history = History(pgettext_lazy("act", "Copy of the file"))

    export: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportTaken(Event):
    """A member took the one copy. `how`: file (sealed with a passphrase) or paper. `ref`: the
    photo, recording or document of the case that left, in which `form`; empty for an export of
    text."""

    history = History(pgettext_lazy("act", "Copy of the file"))

    export: str
    role: str
    how: str
    ref: str = ""
    form: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportEnded(Event):
    """The export may not leave any more, or was taken and is to be destroyed. `reason`: the
    person's answer, withdrawal or leaving, recipient_excluded, left_out, file_erased, erased,
    called_off by the team, or expired."""

    history = History(pgettext_lazy("act", "Copy of the file"))

    export: str
    reason: str
    taken: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportToBeDestroyed(Event):
    """The recipient was told to destroy the copy. `said`: destroyed, will, not_destroyed,
    no_answer."""

    history = History(pgettext_lazy("act", "Copy of the file"))

    export: str
    day: str
    said: str
