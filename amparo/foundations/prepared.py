"""Queries that every page asks: composed once, then only given their values.

Composing a query costs Django several times what the database needs to answer it. A prepared query
is an ordinary one; its statement is kept, and each call puts its values in and reads the rows as
usual."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

type Value = int | str | bytes | datetime

# Stand-ins that no real value equals, while the statement is composed.
_NUMBER = 7_300_000_000_000_001
_WORDS = "prepared value"
_MOMENT = datetime(1901, 7, 13, 4, 5, 6, 70_000, tzinfo=UTC)


class Prepared[M: Model]:
    """`compose` takes values by name (whole numbers, text, bytes or moments, each compared with a
    column) and gives a query; calling it with real values gives its rows.

    Raises TypeError for a value that the query does not hold as it is: that one cannot be kept.
    """

    def __init__(self, compose: Callable[..., QuerySet[M]]) -> None:
        self.compose = compose
        self._statement: tuple[SQLCompiler, str, list[Any]] | None = None

    def __call__(self, **values: Value) -> list[M]:
        compiler, sql, params = self._asked(values)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        if not rows:  # mostly: and then there is nothing to make of them
            return []
        query = _Kept(compiler, connections[DEFAULT_DB_ALIAS], rows)
        return list(QuerySet[M](compiler.klass_info["model"], query=cast("Query", query)))

    def count(self, **values: Value) -> int:
        """How many rows it gives, none of which is read."""
        _compiler, sql, params = self._asked(values)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS asked", params)  # noqa: S608 - Django's own
            return int(cursor.fetchone()[0])

    def _asked(self, values: dict[str, Value]) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        if self._statement is None:
            self._statement = self._composed(values)
        compiler, sql, places = self._statement
        connection = connections[DEFAULT_DB_ALIAS]
        params = tuple(
            _for_database(values[place.name], connection) if isinstance(place, _Place) else place
            for place in places
        )
        return compiler, sql, params

    def _composed(self, values: dict[str, Value]) -> tuple[SQLCompiler, str, list[Any]]:
        stand_ins = {
            name: _stand_in(value, number) for number, (name, value) in enumerate(values.items())
        }
        compiler = self.compose(**stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        here = connections[DEFAULT_DB_ALIAS]
        places = [_place_of(param, stand_ins, here) for param in params]
        if missing := set(values) - {one.name for one in places if isinstance(one, _Place)}:
            raise TypeError(f"not a value of this query as it is: {', '.join(sorted(missing))}")
        fields = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(fields)
        compiler.get_converters = lambda _expressions: converters
        return compiler, sql, places


class _Place:
    """Where a value goes in the statement."""

    def __init__(self, name: str) -> None:
        self.name = name


class _Kept:
    """Stands for a query that was asked already."""

    def __init__(self, compiler: SQLCompiler, connection: Any, rows: list[Any]) -> None:
        self.kept, self.connection, self.rows = compiler, connection, rows

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:
        """The composed one, on this thread's connection, with the rows that it would read."""
        compiler = copy(self.kept)
        compiler.connection = self.connection
        compiler.execute_sql = lambda *_, **__: [self.rows]  # type: ignore[method-assign, assignment]
        return compiler


def _stand_in(value: Value, number: int) -> Value:
    if isinstance(value, bytes):
        return f"{_WORDS} {number}".encode()
    if isinstance(value, datetime):
        return _MOMENT + timedelta(microseconds=number)
    return f"{_WORDS} {number}" if isinstance(value, str) else _NUMBER + number


def _place_of(param: Any, stand_ins: dict[str, Value], connection: Any) -> Any:
    for name, value in stand_ins.items():
        plain = _plain(param) if isinstance(value, bytes) else param
        meant = _for_database(value, connection) if isinstance(value, datetime) else value
        if type(plain) is type(meant) and plain == meant:
            return _Place(name)
    return param


def _plain(param: Any) -> Any:
    """What a database's own wrapping of bytes holds."""
    return bytes(getattr(param, "obj", param)) if not isinstance(param, (int, str)) else param


def _for_database(value: Value, connection: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.Database.Binary(value) if isinstance(value, bytes) else value
