"""Attacks in the columns of ACLED: one row for each attack and type of event.

ACLED knows no threat and no judicial harassment, and no date wider than a month.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from amparo.observatory.catalogues.terms import TermList, term
from amparo.observatory.exports.records import AttackRecord
from amparo.observatory.exports.resources import Column, OneTable, joined
from amparo.observatory.exports.tally import Tally

FILE = "acled.csv"
NO_TYPE = "no_acled_type"
TOO_COARSE = "date_too_coarse"
MIDDLE = 15
"""The day that ACLED gives to an event of which the month alone is known."""

ATTACK = ("Violence against civilians", "Attack")
ABDUCTION = ("Violence against civilians", "Abduction/forced disappearance")
TYPES = {
    "killing": ATTACK,
    "attempted_killing": ATTACK,
    "death_in_custody": ATTACK,
    "physical_assault": ATTACK,
    "torture_ill_treatment": ATTACK,
    "enforced_disappearance": ABDUCTION,
    "disappearance_non_state": ABDUCTION,
    "abduction": ABDUCTION,
    "sexual_violence": ("Violence against civilians", "Sexual violence"),
    "use_of_force_in_protest": ("Protests", "Excessive force against protesters"),
    "arbitrary_detention": ("Strategic developments", "Arrests"),
    "property_destruction": ("Strategic developments", "Looting/property destruction"),
}
"""Type and sub-type of event by the kind of an act."""
DISORDER = {
    "Violence against civilians": "Political violence",
    "Protests": "Political violence; Demonstrations",
    "Strategic developments": "Strategic developments",
}
DEADLY = {"killing", "death_in_custody"}
STATE, REBELS, MILITIA = "State forces", "Rebel group", "Political militia"
RIOTERS, CIVILIANS, OTHERS = "Rioters", "Civilians", "External/Other forces"
ACTORS = {
    "police": STATE,
    "armed_forces": STATE,
    "intelligence": STATE,
    "national_official": STATE,
    "local_regional_official": STATE,
    "legislator": STATE,
    "prosecutor": STATE,
    "judge": STATE,
    "prison_official": STATE,
    "other_state": STATE,
    "guerrilla_armed_group": REBELS,
    "crowd": RIOTERS,
    "private_security": OTHERS,
    "community_member": CIVILIANS,
    "family_partner": CIVILIANS,
    "own_organisation": CIVILIANS,
    "employer": CIVILIANS,
}
"""Kind of actor by the kind of perpetrator; any other is a political militia, as armed groups
without a known side are."""
NAMES = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
NUMBERS = {"year", "time_precision", "geo_precision", "fatalities"}
COLUMNS = tuple(
    Column(
        one,
        "As in the codebook of ACLED.",
        "date" if one == "event_date" else "integer" if one in NUMBERS else "string",
    )
    for one in NAMES
)
DEPARTMENT_ALONE, MONTH_ALONE = 3, 3


class Acled(OneTable):
    def __init__(self, room: Path, _today: date) -> None:
        super().__init__(
            room,
            name="acled",
            file=FILE,
            means="One row for each attack and type of event.",
            columns=COLUMNS,
            rows=_rows,
        )


def fitted(record: AttackRecord, tally: Tally) -> AttackRecord | None:
    """Return what ACLED can hold of an attack, and count what it cannot."""
    if not record.when.in_one_month:
        tally.leave_whole(record, TOO_COARSE)
        return None
    acts = tuple(one for one in record.acts if one.kind in TYPES)
    if not acts:
        tally.leave_whole(record, NO_TYPE)
        return None
    victims = tuple({one.victim.id: one.victim for one in acts}.values())
    tally.leave("acts", NO_TYPE, len(record.acts) - len(acts))
    tally.leave("victims", NO_TYPE, len(record.victims) - len(victims))
    return replace(record, acts=acts, victims=victims)


def _rows(record: AttackRecord) -> Iterator[dict[str, Any]]:
    types = list(dict.fromkeys(TYPES[one.kind] for one in record.acts))
    for number, (kind, sub_kind) in enumerate(types, 1):
        yield {
            **dict.fromkeys(NAMES, ""),
            "event_id_cnty": record.id if number == 1 else f"{record.id}-{number}",
            **_when(record),
            "time_precision": MONTH_ALONE,
            "disorder_type": DISORDER[kind],
            "event_type": kind,
            "sub_event_type": sub_kind,
            **_actors(record),
            "civilian_targeting": (
                "" if kind == "Strategic developments" else "Civilian targeting"
            ),
            "country": record.country,
            **_where(record),
            "source": "; ".join(_labels(TermList.SOURCE_KIND, [x.kind for x in record.sources])),
            "notes": f"verification={record.verification}; defence_link={record.defence_link}",
            "fatalities": _deaths(record, (kind, sub_kind)),
            "tags": joined(one.kind for one in record.acts if TYPES[one.kind] == (kind, sub_kind)),
        }


def _when(record: AttackRecord) -> dict[str, Any]:
    start = record.when.start
    assert start is not None  # noqa: S101 - `fitted` leaves out what has no month
    return {"event_date": start.replace(day=MIDDLE), "year": start.year}


def _where(record: AttackRecord) -> dict[str, Any]:
    if not record.department:
        return {"location": record.country, "geo_precision": DEPARTMENT_ALONE}
    name = term(TermList.DEPARTMENT, record.department).es
    return {"admin1": name, "location": name, "geo_precision": DEPARTMENT_ALONE}


def _actors(record: AttackRecord) -> dict[str, str]:
    kinds = [one.kind for one in record.perpetrators] or ["unknown"]
    first, *others = _labels(TermList.PERPETRATOR, kinds)
    side = ACTORS.get(kinds[0], MILITIA)
    return {
        "actor1": first,
        "assoc_actor_1": "; ".join(others),
        "inter1": side,
        "actor2": "Civilians",
        "inter2": CIVILIANS,
        "interaction": f"{side}-{CIVILIANS}",
    }


def _labels(wanted: TermList, kinds: list[str]) -> list[str]:
    return [term(wanted, one).en for one in dict.fromkeys(kinds)]


def _deaths(record: AttackRecord, wanted: tuple[str, str]) -> int:
    """Count the victims who died, in the row of the type that their deaths have."""
    if wanted != ATTACK:
        return 0
    return len({one.victim.id for one in record.acts if one.kind in DEADLY})
