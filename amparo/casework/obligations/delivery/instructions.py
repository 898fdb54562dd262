"""What a unit needs to carry out one measure, besides the facts that the person agreed to: the
resolution, and what the team says on forwarding it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from amparo.casework.measures.models import Measure
from amparo.casework.measures.queries import decisions
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol

RESOLUTION, PLAN = "resolution", "activity_plan"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Instructions:
    """What the team enters on forwarding. Empty values are not sent. `of_resolution`: which parts
    of the resolution go with it."""

    start_by: date | None = None
    travel_hours: int | None = None
    liaison: str = ""
    liaison_phone: str = ""
    of_resolution: Collection[str] = ()

    def told(self) -> dict[str, Any]:
        found = {
            "start_by": self.start_by.isoformat() if self.start_by else "",
            "travel_hours": self.travel_hours or 0,
            "liaison": self.liaison,
            "liaison_phone": self.liaison_phone,
        }
        return {name: value for name, value in found.items() if value}


def resolution_parts(
    open_case: OpenCase, measure: Measure, unit: Unit, *, seen_by: Actor
) -> dict[str, dict[str, str]]:
    """Return what the latest resolution that granted the measure says for this unit: number with
    authority, and the activity plan for the police unit that carries it out. What was not entered
    is absent."""
    found: dict[str, dict[str, str]] = {}
    for issued in decisions(open_case, seen_by=seen_by):
        said = next((one for one in issued.measures if one["ref"] == measure.ref), None)
        if said is None or not said["granted"]:
            continue
        found = {}
        if number := issued.body["data"]["number"]:
            found[RESOLUTION] = {"resolution": number, "authority": _authority(open_case)}
        if said["activity_plan"] and unit.police and unit.pk == measure.unit_id:
            found[PLAN] = {"activity_plan": said["activity_plan"]}
    return found


def _authority(open_case: OpenCase) -> str:
    law = load_protocol(open_case.folder.filing.protocol)
    owner = next((role for role in law.roles.values() if "decision_maker" in role.desks), None)
    return say(law, f"roles.{owner.id}") if owner else ""
