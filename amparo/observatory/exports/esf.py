"""Attacks as XML after the Events Standard Formats of HURIDOCS: events, in each its acts, in each
act its involvements, then information and interventions.

Each element bears the number of its field. A code of HURIDOCS bears the number of its list; a code
for which none is known is the register's own, with scheme="amparo".
"""

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from amparo.observatory.catalogues.terms import TermList, term
from amparo.observatory.exports.records import (
    ActRecord,
    AttackRecord,
    PerpetratorRecord,
    ResponseRecord,
    SourceRecord,
    When,
)
from amparo.observatory.exports.resources import Resource

FILE = "events.xml"
BEGINS = '<?xml version="1.0" encoding="UTF-8"?>\n<events xmlns="http://www.huridocs.org/">\n'
ENDS = "</events>\n"


class Esf:
    def __init__(self, room: Path, _today: object) -> None:
        self._page = (room / FILE).open("w", encoding="utf-8")
        self._page.write(BEGINS)
        self._rows = 0

    def add(self, record: AttackRecord) -> None:
        self._page.write(ET.tostring(_event(record), encoding="unicode") + "\n")
        self._rows += 1

    def close(self) -> list[Resource]:
        self._page.write(ENDS)
        self._page.close()
        means = "Events, in each its acts, involvements, information and interventions."
        return [Resource("events", FILE, "application/xml", "xml", self._rows, means)]


def _event(record: AttackRecord) -> ET.Element:
    event = ET.Element("event")
    _plain(event, "event_record_number", "0101", record.id)
    _own(event, "geographical_term", "0111", record.department or record.country, "ISO 3166")
    _dates(event, record.when, ("0113", "0114"))
    _coded(event, "violation_status", "0151", TermList.VERIFICATION, record.verification)
    for act in record.acts:
        _act(event, act, record.perpetrators)
    for source in record.sources:
        _information(event, source)
    for response in record.responses:
        _intervention(event, response)
    for link in record.links:
        chain = ET.SubElement(event, "chain_of_events")
        _plain(chain, "related_event", "", link.later)
        _own(chain, "type_of_chain_of_events", "2209", link.kind)
    return event


def _act(event: ET.Element, act: ActRecord, perpetrators: Iterable[PerpetratorRecord]) -> None:
    found = ET.SubElement(event, "act")
    _plain(found, "act_record_number", "2101", act.id)
    _plain(found, "victim", "", act.victim.same_as)
    _coded(found, "type_of_act", "2109", TermList.KIND, act.kind)
    _dates(found, act.when, ("", ""))
    _own(found, "victim_kind", "", act.victim.kind)
    _own(found, "victim_gender", "", act.victim.gender)
    for group in act.victim.groups:
        _own(found, "victim_characteristics", "2152", group)
    for form in act.gendered_forms:
        _coded(found, "gendered_form", "", TermList.GENDERED_FORM, form)
    for perpetrator in perpetrators:
        _involvement(found, perpetrator)


def _involvement(act: ET.Element, one: PerpetratorRecord) -> None:
    found = ET.SubElement(act, "involvement")
    _plain(found, "perpetrator", "", one.id)
    _coded(found, "degree_of_involvement", "2409", TermList.INVOLVEMENT, one.involvement)
    _coded(found, "type_of_perpetrator", "2412", TermList.PERPETRATOR, one.kind)
    _own(found, "legal_form", "", one.legal_form)


def _information(event: ET.Element, source: SourceRecord) -> None:
    found = ET.SubElement(event, "information")
    _plain(found, "source", "", source.id)
    _own(found, "type_of_source_material", "2512", source.kind)
    _own(found, "reliability_of_information", "2553", source.reliability)


def _intervention(event: ET.Element, response: ResponseRecord) -> None:
    found = ET.SubElement(event, "intervention")
    _plain(found, "intervention_record_number", "", response.id)
    _own(found, "type_of_intervention", "2609", response.kind)
    if response.outcome:
        _coded(found, "intervention_status", "2651", TermList.RESPONSE_OUTCOME, response.outcome)


def _dates(parent: ET.Element, when: When, fields: tuple[str, str]) -> None:
    days = (("initial_date", when.start), ("final_date", when.end))
    for (name, day), field in zip(days, fields, strict=True):
        if day is not None:
            made = _plain(parent, name, field, day.isoformat())
            made.set("type", when.precision)


def _coded(parent: ET.Element, name: str, field: str, wanted: TermList, code: str) -> None:
    """Write each code of HURIDOCS for this one; where none is known, the register's own."""
    known = term(wanted, code).huridocs
    if not known:
        _own(parent, name, field, code)
    for one in known:
        number, _, short = one.partition(".")
        _plain(parent, name, field, short).set("list", number)


def _own(parent: ET.Element, name: str, field: str, code: str, scheme: str = "amparo") -> None:
    if code:
        _plain(parent, name, field, code).set("scheme", scheme)


def _plain(parent: ET.Element, name: str, field: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, name)
    if field:
        made.set("field", field)
    made.text = text
    return made
