"""Attacks as entities of FollowTheMoney, one JSON object on a line: an Event for each attack, an
UnknownLink for each attack that followed."""

import json
from collections.abc import Iterator
from pathlib import Path

from amparo.observatory.catalogues.terms import TermList, term
from amparo.observatory.exports.records import AttackRecord, When
from amparo.observatory.exports.resources import Resource

FILE = "entities.ftm.json"

type Entity = dict[str, str | dict[str, list[str]]]


class FollowTheMoney:
    def __init__(self, room: Path, _today: object) -> None:
        self._page = (room / FILE).open("w", encoding="utf-8")
        self._rows = 0

    def add(self, record: AttackRecord) -> None:
        for entity in _entities(record):
            self._page.write(json.dumps(entity, ensure_ascii=False) + "\n")
            self._rows += 1

    def close(self) -> list[Resource]:
        self._page.close()
        means = "One entity on each line: events, and which followed which."
        return [Resource("entities", FILE, "application/x-ndjson", "lines", self._rows, means)]


def _entities(record: AttackRecord) -> Iterator[Entity]:
    yield _entity(_id(record.id), "Event", _event(record))
    for link in record.links:
        properties = {
            "subject": [_id(record.id)],
            "object": [_id(link.later)],
            "role": [link.kind],
        }
        yield _entity(f"{_id(record.id)}-{link.later.lower()}", "UnknownLink", properties)


def _event(record: AttackRecord) -> dict[str, list[str]]:
    kinds = list(dict.fromkeys(one.kind for one in record.acts))
    place = [term(TermList.DEPARTMENT, record.department).es] if record.department else []
    return {
        "name": ["; ".join(term(TermList.KIND, one).en for one in kinds) or record.id],
        **_dates(record.when),
        "country": [record.country.lower()],
        "location": place,
        "recordId": [record.id],
        "keywords": list(dict.fromkeys(_keywords(record))),
    }


def _keywords(record: AttackRecord) -> Iterator[str]:
    """What has no property of its own, as list:code."""
    yield f"verification:{record.verification}"
    yield f"defence_link:{record.defence_link}"
    yield f"victims:{len(record.victims)}"
    for act in record.acts:
        yield f"kind:{act.kind}"
        yield from (f"gendered_form:{one}" for one in act.gendered_forms)
    for victim in record.victims:
        yield from (f"work_area:{one}" for one in victim.work_areas)
    for one in record.perpetrators:
        yield f"perpetrator:{one.kind}"
    for response in record.responses:
        yield f"response:{response.kind}"


def _dates(when: When) -> dict[str, list[str]]:
    """Return the month or year as `date`; of a longer time, its first and last month."""
    if when.start is None or when.end is None:
        return {}
    if when.in_one_month or when.precision == "year":
        return {"date": [when.text]}
    return {"startDate": [f"{when.start:%Y-%m}"], "endDate": [f"{when.end:%Y-%m}"]}


def _entity(ref: str, schema: str, properties: dict[str, list[str]]) -> Entity:
    told = {name: values for name, values in properties.items() if values}
    return {"id": ref, "schema": schema, "properties": told}


def _id(code: str) -> str:
    return f"amparo-{code.lower()}"
