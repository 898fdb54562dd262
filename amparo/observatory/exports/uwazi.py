"""Attacks as an import file of Uwazi: one row for each attack, one column for each property."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from amparo.observatory.catalogues.terms import TermList
from amparo.observatory.exports.records import AttackRecord, When
from amparo.observatory.exports.resources import Column, OneTable, joined

FILE = "import.csv"
"""As Uwazi asks for it in a ZIP: the package itself can be imported."""
TEMPLATE = "Attack"
COLUMNS = (
    Column("Title", "Code of the attack."),
    Column("Date added", "Day of this export, YYYY/MM/DD."),
    Column("Template", "Name of the template."),
    Column("Date", "Range of full days, from:to, YYYY/MM/DD; empty where it is not known."),
    Column("Date as known", "2026-05, 2026, or 2026-05..2026-07."),
    Column("Date precision", "month, quarter, year, range or unknown."),
    Column("Country", "ISO 3166-1."),
    Column("Department", "ISO 3166-2.", codes=TermList.DEPARTMENT),
    Column("Kinds", "What was done.", codes=TermList.KIND, several=True),
    Column("Gendered forms", "Because of gender.", codes=TermList.GENDERED_FORM, several=True),
    Column("Defence link", "Because of the defence work?", codes=TermList.DEFENCE_LINK),
    Column("Verification", "How sure it is.", codes=TermList.VERIFICATION),
    Column("Victims", "How many.", "integer"),
    Column("Victim kinds", "Persons, collectives.", codes=TermList.VICTIM_KIND, several=True),
    Column("Genders", "Of the victims.", codes=TermList.GENDER, several=True),
    Column("Groups", "Of the victims.", codes=TermList.GROUP, several=True),
    Column("Work areas", "What they defend.", codes=TermList.WORK_AREA, several=True),
    Column("Perpetrators", "Who did it.", codes=TermList.PERPETRATOR, several=True),
    Column("Legal forms", "State or not.", codes=TermList.LEGAL_FORM, several=True),
    Column("Sources", "Who or what says so.", codes=TermList.SOURCE_KIND, several=True),
    Column("Responses", "What the state did.", codes=TermList.RESPONSE_KIND, several=True),
    Column("Geolocation", "Always empty: no place is exact."),
    Column("Documents", "Always empty."),
    Column("Attachments", "Always empty."),
    Column("Published", "Always Restricted: it is published in Uwazi by a person."),
)


class Uwazi(OneTable):
    def __init__(self, room: Path, today: date) -> None:
        super().__init__(
            room,
            name="import",
            file=FILE,
            means="One row for each attack.",
            columns=COLUMNS,
            rows=self._of,
        )
        self._today = f"{today:%Y/%m/%d}"

    def _of(self, record: AttackRecord) -> Iterator[dict[str, Any]]:
        victims = record.victims
        yield {
            "Title": record.id,
            "Date added": self._today,
            "Template": TEMPLATE,
            "Date": _range(record.when),
            "Date as known": record.when.text,
            "Date precision": record.when.precision,
            "Country": record.country,
            "Department": record.department,
            "Kinds": joined(one.kind for one in record.acts),
            "Gendered forms": joined(form for one in record.acts for form in one.gendered_forms),
            "Defence link": record.defence_link,
            "Verification": record.verification,
            "Victims": len(victims),
            "Victim kinds": joined(one.kind for one in victims),
            "Genders": joined(one.gender for one in victims),
            "Groups": joined(group for one in victims for group in one.groups),
            "Work areas": joined(area for one in victims for area in one.work_areas),
            "Perpetrators": joined(one.kind for one in record.perpetrators),
            "Legal forms": joined(one.legal_form for one in record.perpetrators),
            "Sources": joined(one.kind for one in record.sources),
            "Responses": joined(one.kind for one in record.responses),
            "Geolocation": "",
            "Documents": "",
            "Attachments": "",
            "Published": "Restricted",
        }


def _range(when: When) -> str:
    if when.start is None or when.end is None:
        return ""
    return f"{when.start:%Y/%m/%d}:{when.end:%Y/%m/%d}"
