"""Tables as Parquet: compressed by zstd, text by dictionary, days as date32. Needs the extra
`parquet`."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from amparo.observatory.exports.resources import Column

AT_ONCE = 5_000
"""Rows that are held before they are written."""


def is_installed() -> bool:
    return find_spec("pyarrow") is not None


class ParquetFile:
    """A file of Parquet that is written some thousand rows at a time."""

    def __init__(self, place: Path, columns: Sequence[Column], *, about: Mapping[str, str]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and seldom used
        import pyarrow.parquet as pq  # noqa: PLC0415

        kinds = {"string": pa.string(), "date": pa.date32(), "integer": pa.int32()}
        fields = [pa.field(one.name, kinds[one.type]) for one in columns]
        self._schema = pa.schema(fields, metadata=dict(about))
        self._batch: list[Mapping[str, Any]] = []
        self._made = pq.ParquetWriter(place, self._schema, compression="zstd")
        self._table = pa.Table
        self.rows = 0

    def add(self, row: Mapping[str, Any]) -> None:
        self._batch.append(row)
        self.rows += 1
        if len(self._batch) >= AT_ONCE:
            self._write()

    def close(self) -> None:
        self._write()
        self._made.close()

    def _write(self) -> None:
        if self._batch:
            self._made.write_table(self._table.from_pylist(self._batch, schema=self._schema))
            self._batch = []


def length(content: IO[bytes]) -> int:
    """Return the number of rows of a file."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    return int(pq.read_metadata(content).num_rows)
