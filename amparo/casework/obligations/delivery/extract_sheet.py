"""An extract in words, as its unit reads it and as it is printed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.text import capfirst

from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol

TEXTS = ("resolution", "authority", "activity_plan", "liaison", "liaison_phone")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that one unit may know; nothing else of the case."""

    alias: str
    kind: str
    title: str
    unit: str
    what: str
    fields: tuple[tuple[str, str, str], ...]
    place: str
    days: int
    granted_on: date | None
    first_report_on: date | None
    next_review_on: date | None
    provisional: bool
    urgent: bool
    ground: str
    due_on: date
    resolution: str = ""
    authority: str = ""
    activity_plan: str = ""
    start_by: date | None = None
    travel_hours: int = 0
    liaison: str = ""
    liaison_phone: str = ""

    @property
    def until(self) -> date | None:
        """The last day of a granted measure."""
        return self.granted_on + timedelta(days=self.days) if self.granted_on else None


def sheet_of(found: OpenDuty) -> Sheet | None:
    """The sheet of an obligation; None once it was revoked."""
    told = found.extract
    if not told:
        return None
    duty = found.duty
    law = load_protocol(duty.case.filing.protocol)
    fields: dict[str, str] = told.get("fields", {})
    return Sheet(
        alias=duty.alias,
        kind=duty.kind,
        title=found.title,
        unit=duty.unit.name,
        what=str(told.get("what", "")),
        fields=tuple(
            (name, capfirst(say(law, f"fields.{name}", otherwise=name)), value)
            for name, value in fields.items()
            if name != "coarse_place"
        ),
        place=fields.get("coarse_place", ""),
        days=int(told.get("days", 0)),
        granted_on=_day(told.get("granted_on")),
        first_report_on=_day(told.get("first_report_on")),
        next_review_on=_day(told.get("next_review_on")),
        provisional=bool(told.get("provisional")),
        urgent=bool(told.get("urgent")),
        ground=f"{law.procedure.source}: {told['ground']}" if told.get("ground") else "",
        due_on=duty.due_on.astimezone(law.zone).date(),
        start_by=_day(told.get("start_by")),
        travel_hours=int(told.get("travel_hours", 0)),
        **{name: str(told.get(name, "")) for name in TEXTS},
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
