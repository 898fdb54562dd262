"""What a format writes: files with their number of rows and, of tables, their columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from amparo.foundations.web.spreadsheets import CSV, CsvFile
from amparo.observatory.catalogues.terms import TermList
from amparo.observatory.exports.records import AttackRecord

TABLE = CSV.partition(";")[0]
"""Media type of a file of CSV."""
SEVERAL = "|"
"""Between several codes in one cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `codes`: the list that its codes stand in; `several`: of them."""

    name: str
    means: str
    type: str = "string"
    codes: TermList | None = None
    several: bool = False

    @property
    def described(self) -> dict[str, Any]:
        """The column as a field of a Frictionless schema."""
        more = f" Several stand between {SEVERAL}." if self.several else ""
        found: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "description": self.means + more,
        }
        if self.codes:
            found["amparo:list"] = self.codes.value
        return found


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of a package. `counted`: how its rows are counted: csv, parquet, lines or xml."""

    name: str
    file: str
    media_type: str
    counted: str
    rows: int
    means: str
    columns: Sequence[Column] = ()
    key: str = ""
    refers: Sequence[tuple[str, str, str]] = field(default=())


class Writer(Protocol):
    """Writes a format into a folder, one attack after the other."""

    def add(self, record: AttackRecord) -> None: ...

    def close(self) -> list[Resource]: ...


type Rows = Callable[[AttackRecord], Iterable[dict[str, Any]]]


class OneTable:
    """A format that is one file of CSV."""

    def __init__(
        self, room: Path, *, name: str, file: str, means: str, columns: Sequence[Column], rows: Rows
    ) -> None:
        self._made = Resource(name, file, TABLE, "csv", 0, means, columns)
        self._rows = rows
        self._file = CsvFile(room / file, [one.name for one in columns])

    def add(self, record: AttackRecord) -> None:
        for row in self._rows(record):
            self._file.add(row)

    def close(self) -> list[Resource]:
        self._file.close()
        return [replace(self._made, rows=self._file.rows)]


def joined(codes: Iterable[str]) -> str:
    """Return several codes as one cell, each once."""
    return SEVERAL.join(dict.fromkeys(one for one in codes if one))
