"""Export of tables for spreadsheets: the only module that writes them.

A spreadsheet runs what looks like a formula, no matter who wrote it: a name in a request could send
a row elsewhere, or start a program. Nothing that is written here is a formula.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

type Rows = Iterable[Mapping[str, Any]]

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BEGINS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
"""Characters that begin a formula, including full-width and small forms."""
# Invisible characters that a spreadsheet may drop: marks of order and direction, joiners, fillers.
_NOTHING = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff"
)
# At the beginning, after blanks too; and after separators at which another program begins a cell.
_FORMULA = re.compile(rf"(\A|[;|\t\r\n])([\s{_NOTHING}\"']*)(?=[{BEGINS}])")
# Characters that XML forbids.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PIECE = 1 << 16
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OF = "http://schemas.openxmlformats.org"
_BOOK = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_OF}/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_OF}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{_OF}/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_OF}/spreadsheetml/2006/main"'
        f' xmlns:r="{_OF}/officeDocument/2006/relationships"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_OF}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{_OF}/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def safe(value: Any) -> Any:
    """Return the value with formulas turned into plain text; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    plain = _FORMULA.sub(r"\1\2'", value)
    return f"'{plain}" if plain.startswith(("\t", "\r")) else plain


def as_csv(columns: Sequence[str], rows: Rows) -> str:
    """Return the rows as CSV, with each text in quotes."""
    page = io.StringIO()
    written = csv.DictWriter(page, columns, quoting=csv.QUOTE_NONNUMERIC)
    written.writeheader()
    written.writerows({name: safe(value) for name, value in row.items()} for row in rows)
    return page.getvalue()


class CsvFile:
    """A file of CSV that is written row by row, so that any number of rows needs little memory."""

    def __init__(self, place: Path, columns: Sequence[str]) -> None:
        self.rows = 0
        self._page = place.open("w", encoding="utf-8", newline="")
        self._written = csv.DictWriter(self._page, columns, quoting=csv.QUOTE_NONNUMERIC)
        self._written.writeheader()

    def add(self, row: Mapping[str, Any]) -> None:
        self._written.writerow({name: safe(value) for name, value in row.items()})
        self.rows += 1

    def close(self) -> None:
        self._page.close()


def csv_length(content: IO[bytes]) -> int:
    """Return the number of rows below the header of a file that this module wrote."""
    lines = io.TextIOWrapper(content, encoding="utf-8", newline="")
    return sum(1 for _row in csv.reader(lines)) - 1


def zip_files(target: Path, files: Mapping[str, Path]) -> None:
    """Write a ZIP of these files under these names. The same files give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, place in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, place.stat().st_size
            with place.open("rb") as content, archive.open(entry, "w") as inside:
                while piece := content.read(_PIECE):
                    inside.write(piece)


@contextmanager
def opened_in(archive: Path, name: str) -> Iterator[IO[bytes]]:
    """Open one file of a ZIP that this module wrote. Raises KeyError where there is none."""
    with zipfile.ZipFile(archive) as found, found.open(name) as content:
        yield content


def as_xlsx(columns: Sequence[str], rows: Rows) -> bytes:
    """Return the rows as a workbook of one sheet: numbers and texts only. The same rows give the
    same bytes."""
    lines: list[list[Any]] = [list(columns), *([row.get(name) for name in columns] for row in rows)]
    cells = "".join(f"<row>{''.join(map(_cell, line))}</row>" for line in lines)
    sheet = f'<worksheet xmlns="{_OF}/spreadsheetml/2006/main"><sheetData>{cells}</sheetData>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in {**_BOOK, "xl/worksheets/sheet1.xml": f"{sheet}</worksheet>"}.items():
            book.writestr(zipfile.ZipInfo(name, _EPOCH), _HEAD + text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    text = escape(_UNSEEN.sub("", str(safe(str(value)))))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
