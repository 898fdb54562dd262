"""The tables as CSV and, where the extra is installed, as Parquet."""

from pathlib import Path

from amparo.foundations.web.spreadsheets import CsvFile
from amparo.observatory.catalogues.terms import version
from amparo.observatory.exports import parquet
from amparo.observatory.exports.records import AttackRecord
from amparo.observatory.exports.resources import TABLE, Resource
from amparo.observatory.exports.tables import CODES, TABLES, Table, codes

MEDIA_OF_PARQUET = "application/vnd.apache.parquet"


class Tables:
    """Writes each table in both forms."""

    def __init__(self, room: Path) -> None:
        self._tables = {table.name: _TwoFiles(room, table) for table in (*TABLES, CODES)}

    def add(self, record: AttackRecord) -> None:
        for table in TABLES:
            both = self._tables[table.name]
            for row in table.rows(record):
                both.add(row)

    def close(self) -> list[Resource]:
        for row in codes():
            self._tables[CODES.name].add(row)
        return [made for both in self._tables.values() for made in both.close()]


class _TwoFiles:
    def __init__(self, room: Path, table: Table) -> None:
        self._table = table
        names = [one.name for one in table.columns]
        self._csv = CsvFile(room / f"{table.name}.csv", names)
        self._parquet = (
            parquet.ParquetFile(
                room / f"{table.name}.parquet",
                table.columns,
                about={"amparo.table": table.name, "amparo.catalogue": version()},
            )
            if parquet.is_installed()
            else None
        )

    def add(self, row: dict[str, object]) -> None:
        self._csv.add(row)
        if self._parquet:
            # CSV tells no empty text from none: what is empty is absent in both.
            self._parquet.add({name: None if value == "" else value for name, value in row.items()})

    def close(self) -> list[Resource]:
        table = self._table
        self._csv.close()
        made = [
            Resource(
                name=table.name,
                file=f"{table.name}.csv",
                media_type=TABLE,
                counted="csv",
                rows=self._csv.rows,
                means=table.means,
                columns=table.columns,
                key=table.key,
                refers=table.refers,
            )
        ]
        if self._parquet:
            self._parquet.close()
            made.append(
                Resource(
                    name=f"{table.name}-parquet",
                    file=f"{table.name}.parquet",
                    media_type=MEDIA_OF_PARQUET,
                    counted="parquet",
                    rows=self._parquet.rows,
                    means=f"{table.means} The same rows as {table.name}.csv.",
                )
            )
        return made
