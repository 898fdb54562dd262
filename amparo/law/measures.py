"""Measures that may be ordered, who must carry them out, and who is bound (30-measures.toml,
40-obligations.toml)."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from amparo.law.counting.units import Unit
from amparo.law.loading.frozen_dataclass import table
from amparo.law.procedure import TermRule
from amparo.law.program_acts import Asked
from amparo.law.sourced_values import Cited, Sourced, in_force


class PersonField(StrEnum):
    """The only facts about a person that may go out with a measure."""

    CHOSEN_NAME = "chosen_name"
    CONTACT_CHANNEL = "contact_channel"
    COARSE_PLACE = "coarse_place"
    EXACT_PLACE = "exact_place"
    SCHEDULE = "schedule"
    HOUSEHOLD_SIZE = "household_size"
    LANGUAGE = "language"
    RISK_SUMMARY = "risk_summary"


class Consent(StrEnum):
    PERSON = "person"
    EACH_ADULT = "each_adult"
    TEXT_SEEN = "text_seen"
    """The person agrees to the very words before they are made public."""


class Branch(StrEnum):
    EXECUTIVE = "executive"
    LEGISLATIVE = "legislative"
    JUDICIAL = "judicial"
    AUTONOMOUS = "autonomous"


class Level(StrEnum):
    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"


class Binding(StrEnum):
    BOUND = "bound"
    SUPPORTS = "supports"
    COORDINATION = "coordination"


@table
class MeasureText(Sourced):
    """The wording of a measure in one text of the norm."""

    implemented_by: tuple[str, ...]
    through: tuple[str, ...] = ()
    supported_by: tuple[str, ...] = ()
    may_support: tuple[str, ...] = ()
    """The norm says that these may, not that they must."""
    prior_opinion_of: tuple[str, ...] = ()
    coordinated_with: tuple[str, ...] = ()
    only_if: dict[str, str] = field(default_factory=dict)
    """Of these bodies, those named only where a finding or gate holds, and which one."""

    def binds(self, body: str, facts: Mapping[str, bool | str]) -> bool:
        """Return whether the facts of a case let the norm name that body; an unknown fact does
        not."""
        return body not in self.only_if or facts.get(self.only_if[body]) is True


@table
class Measure:
    """A measure of the catalogue. `needs` is our choice, not the law's: see `[needs]`."""

    id: str
    urgent: bool = False
    consent: Consent = Consent.PERSON
    limits_must_be_justified: bool = False
    activity_plan: bool = False
    needs: tuple[PersonField, ...]
    text: tuple[MeasureText, ...]

    def worded(self, on: date) -> MeasureText | None:
        """Return the text in force on that day; None when the measure did not exist yet."""
        return in_force(self.text, on)


@table
class ImmediateAction(Cited):
    """Help that no norm orders or forbids. The hours are a service target, not a legal term."""

    id: str
    target_hours: int
    needs: tuple[PersonField, ...]


class Judged(StrEnum):
    """The object of a criterion: all that is done, a measure, or a resolution."""

    EVERYTHING = "everything"
    MEASURES = "measures"
    SUITABILITY = "suitability"
    EFFECTIVENESS = "effectiveness"
    GRANTING = "granting"
    DENYING = "denying"


@table
class Criterion(Cited):
    """What the norm asks of all that is done, of a measure before and after it runs, or of what a
    resolution says."""

    id: str
    of: Judged


@table
class Provisional(Cited):
    """When a measure that was ordered before the decision ends by itself, whatever its own days."""

    until: str
    """A term of the procedure: it ends when what meets it happens, and when it passes."""


@table
class MeasuresFile:
    """30-measures.toml."""

    needs: Sourced
    measure: tuple[Measure, ...]
    provisional: Provisional | None = None
    """Absent: this law sets no end of its own, or none is known."""
    immediate_action: tuple[ImmediateAction, ...] = ()
    criterion: tuple[Criterion, ...] = ()


@table
class Institution(Sourced):
    """A body of the state as the norm names it, under the one it belongs to."""

    id: str
    branch: Branch
    level: Level
    part_of: str | None = None
    police: bool = False


@table
class Bound(Sourced):
    """How far a text of the norm binds an institution, or a whole level of government."""

    binding: Binding
    institutions: tuple[str, ...] = ()
    branch: Branch
    level: Level
    through: str | None = None
    """They act for this institution, which is bound, and by no right of their own."""
    until: date | None = None


@table
class AskedRule(TermRule):
    """How long an institution has for what it is asked. Its end decides nothing."""

    asked_for: Asked = field(metadata={"key": "for"})
    channel: str | None = None
    """For what the person files: the fact with the channels through which it may come."""


@table
class StandingDuty(Sourced):
    """A duty of institutions independent of any case. With an `amount` its first day is so long
    after `counted_from`; without `every_months` it was to be done once."""

    id: str
    owed_by: tuple[str, ...]
    only_if: dict[str, str] = field(default_factory=dict)
    """Of these, those that owe it only on a condition, and which, with its words under
    `conditions`."""
    optional: bool = False
    """The norm says that they may, not that they must."""
    until: date | None = None
    amount: int | None = None
    unit: Unit | None = None
    counted_from: date | None = None
    every_months: int | None = None
    """After its first day it is owed again, each time so many months later."""
    binds: bool = False
    """Of another norm, which binds those that owe it whatever `bound` says of them."""


class Told(StrEnum):
    """Who is told that something is overdue, in the order in which they may be told."""

    OWING = "owing"
    """The institution that owes it."""
    COMMAND = "command"
    """The institution at the top of its line of command."""
    OMBUDSMAN = "ombudsman"


@table
class EscalationStep(Cited):
    """What follows where an institution does not answer, so many business days after its due day:
    before it where negative, on the day after it where zero."""

    id: str
    tells: Told
    business_days: int


@table
class RegistryField(Cited):
    """One kind of fact that the norm's registry of attacks holds."""

    id: str


@table
class ObligationsFile:
    """40-obligations.toml; `run_by` is the institution whose desk this is."""

    run_by: str
    institution: tuple[Institution, ...]
    bound: tuple[Bound, ...]
    bound_is_whole: bool = False
    """The whole norm was read for this list: what is not in `bound` is not bound. Otherwise nothing
    is known of the rest."""
    asked: tuple[AskedRule, ...] = ()
    standing: tuple[StandingDuty, ...] = ()
    registry: tuple[RegistryField, ...] = ()
    escalation: tuple[EscalationStep, ...] = ()
    """Earliest first; empty where the protocol sets no step."""
