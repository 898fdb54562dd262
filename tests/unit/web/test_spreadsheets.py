"""What leaves for a spreadsheet holds numbers and texts, and nothing that it would run."""

import csv
import io
import re
import unicodedata
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from amparo.foundations.web.spreadsheets import as_csv, as_xlsx, safe

FORMULAS = [
    "=1+1", "+1", "-1+cmd|'/C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "  =1", '"=1', "'=1",
    "\n=HYPERLINK(1)", "＝1+1", "＋1", "－1", "＠x", "a;=1+1", 'a;"=1', "a|=1", "a\n=1", "a\t@x",
    "a\r\n-2", "\tx", "\rx",
    "\ufeff=1", "\u200b=1", "\u2060\u200e+1", " \xad@x", "\x00=1", "a;\ufeff=1", "﹦1", "\u3164-1",
]  # fmt: skip
PLAIN = ["Ñandú é", "a = b", "x-y", "2026-11-09", "mail@example.org", "1 + 1", "", "a, -b", "(-2)"]
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def read_in_every_way(text: str) -> list[str]:
    """Every cell that a program may make of it, whatever it takes for the mark between cells."""
    found = []
    for mark in (",", ";", "\t", "|"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            found += row
    return found


def would_run(cell: str) -> bool:
    seen = "".join(one for one in cell if unicodedata.category(one) not in {"Cc", "Cf"})
    begins = seen.lstrip(' \t\r\n"\u3164')[:1]
    return begins in set("=+-@＝＋－＠﹦") or cell[:1] in {"\t", "\r"}


@pytest.mark.parametrize("typed", FORMULAS, ids=repr)
def test_no_cell_is_a_formula_however_the_file_is_read(typed):
    table = as_csv(("name", "other"), [{"name": "x", "other": typed}, {"name": typed, "other": 1}])
    assert [cell for cell in read_in_every_way(table) if would_run(cell)] == []


@pytest.mark.parametrize("typed", PLAIN, ids=repr)
def test_what_is_no_formula_stays_as_it_was(typed):
    assert safe(typed) == typed


def test_numbers_stay_numbers():
    assert safe(-5) == -5
    rows = list(csv.DictReader(io.StringIO(as_csv(("n", "text"), [{"n": -5, "text": None}]))))
    assert rows == [{"n": "-5", "text": ""}]


def sheet_of(book: bytes) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        assert opened.testzip() is None
        for name in opened.namelist():
            ET.fromstring(opened.read(name))  # noqa: S314 - we wrote it
        return ET.fromstring(opened.read("xl/worksheets/sheet1.xml"))  # noqa: S314


@pytest.mark.parametrize("typed", FORMULAS, ids=repr)
def test_a_workbook_has_no_cell_that_could_be_a_formula(typed):
    sheet = sheet_of(as_xlsx(("name",), [{"name": typed}]))
    assert sheet.findall(".//m:f", NS) == []
    kinds = {cell.get("t") for cell in sheet.findall(".//m:c", NS)}
    assert kinds == {"inlineStr"}
    said = [one.text or "" for one in sheet.findall(".//m:t", NS)]
    assert [text for text in said if would_run(text)] == []


def test_a_workbook_says_what_the_table_says_and_is_the_same_twice():
    rows: list[dict[str, Any]] = [
        {"name": "<b> & Ñandú\x00\x1f", "value": 7},
        {"name": "", "value": None},
    ]
    book = as_xlsx(("name", "value"), rows)
    assert book == as_xlsx(("name", "value"), rows)
    sheet = sheet_of(book)
    assert [one.text for one in sheet.findall(".//m:t", NS)] == ["name", "value", "<b> & Ñandú"]
    assert [one.text for one in sheet.findall(".//m:v", NS)] == ["7"]
    assert not re.search(rb"\d{4}-\d{2}-\d{2}T", book), "no day on which it was made"
