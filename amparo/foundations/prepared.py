"""Queries that every page asks: composed once, then only given their values.

Composing a query costs Django several times what the database needs to answer it. A prepared query
is an ordinary one; its statement is kept, and each call puts its values in and reads the rows as
usual."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CharField, Expression, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler

type Value = int | str | bytes | datetime

# Stand-ins that no real value equals, while the statement is composed.
_NUMBER = 7_300_000_000_000_001
_WORDS = "prepared value"
_MOMENT = datetime(1901, 7, 13, 4, 5, 6, 70_000, tzinfo=UTC)


class Fixed(Expression):
    """A word of the program's own that is the same in every call, written into the statement: only
    so PostgreSQL finds the index that was made for that word, once it has planned the statement
    for all values. Raises ValueError for anything but small letters and `_`."""

    output_field = CharField()

    def __init__(self, word: str) -> None:
        if not word.replace("_", "").isalpha() or word != word.lower() or not word.isascii():
            raise ValueError("Only a word of the program's own is written into a statement.")
        super().__init__()
        self.word = word

    def as_sql(self, *_compiler_and_connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"'{self.word}'", ()


class Prepared[M: Model]:
    """`compose` takes values by name (whole numbers, text, bytes or moments, each compared with a
    column) and gives a query; calling it with real values gives its rows.

    Raises TypeError for a value that the query does not hold as it is: that one cannot be kept.
    """

    def __init__(self, compose: Callable[..., QuerySet[M]]) -> None:
        self.compose = compose
        self._statement: tuple[_Rows, str, list[Any]] | None = None

    def __call__(self, **values: Value) -> list[M]:
        made, sql, params = self._asked(values)
        here = connections[DEFAULT_DB_ALIAS]
        with here.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        return [made(row, here) for row in rows]

    def count(self, **values: Value) -> int:
        """How many rows it gives, none of which is read."""
        _rows, sql, params = self._asked(values)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS asked", params)  # noqa: S608 - Django's own
            return int(cursor.fetchone()[0])

    def _asked(self, values: dict[str, Value]) -> tuple["_Rows", str, tuple[Any, ...]]:
        if self._statement is None:
            self._statement = self._composed(values)
        made, sql, places = self._statement
        connection = connections[DEFAULT_DB_ALIAS]
        params = tuple(
            _for_database(values[place.name], connection) if isinstance(place, _Place) else place
            for place in places
        )
        return made, sql, params

    def _composed(self, values: dict[str, Value]) -> tuple["_Rows", str, list[Any]]:
        stand_ins = {
            name: _stand_in(value, number) for number, (name, value) in enumerate(values.items())
        }
        compiler = self.compose(**stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        here = connections[DEFAULT_DB_ALIAS]
        places = [_place_of(param, stand_ins, here) for param in params]
        if missing := set(values) - {one.name for one in places if isinstance(one, _Place)}:
            raise TypeError(f"not a value of this query as it is: {', '.join(sorted(missing))}")
        return _Rows(compiler), sql, places


class _Place:
    """Where a value goes in the statement."""

    def __init__(self, name: str) -> None:
        self.name = name


class _Rows:
    """What a row is made into: its values as the fields hold them, what is added to it, its object.
    Nothing hears of an object that is made: no signal is used here. Raises TypeError for a class
    that is made in a way of its own."""

    def __init__(self, compiler: SQLCompiler) -> None:
        fields = [column[0] for column in compiler.select[: compiler.col_count]]
        self.converters = [
            (place, *converter) for place, converter in compiler.get_converters(fields).items()
        ]
        self.added = [*(compiler.annotation_col_map or {}).items()]
        self.object = _Object(compiler.klass_info, compiler.select)

    def __call__(self, read: tuple[Any, ...], here: Any) -> Any:
        row = [*read]
        for place, converters, expression in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, here)
        made = self.object(row)
        for name, place in self.added:
            made.__dict__[name] = row[place]
        return made


class _Object:
    """One object of a row, with those that are joined to it: what Django makes of the row, without
    what it asks anew for each."""

    def __init__(self, info: Any, select: Any) -> None:
        self.model, places = info["model"], info["select_fields"]
        own = self.model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
        if not own or info.get("from_parent"):
            raise TypeError(f"{self.model.__name__} is not made of its columns alone")
        self.names = [select[place][0].target.attname for place in places]
        self.values = itemgetter(*places) if places[1:] else lambda row: (row[places[0]],)
        self.key = places[self.names.index(self.model._meta.pk.attname)]
        self.joined = [
            (_Object(one, select), one["local_setter"], one["remote_setter"])
            for one in info.get("related_klass_infos", [])
        ]

    def __call__(self, row: list[Any]) -> Any:
        made = self.model.__new__(self.model)
        made._state = state = ModelState()  # noqa: SLF001
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        made.__dict__.update(zip(self.names, self.values(row), strict=True))
        for joined, keep, keep_there in self.joined:
            there = None if row[joined.key] is None else joined(row)
            keep(made, there)
            if there is not None:
                keep_there(there, made)
        return made


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
