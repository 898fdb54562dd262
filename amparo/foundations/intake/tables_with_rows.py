"""Tables with rows for a case: one query before a page, or before stating what is due, so that
empty tables are not queried."""

from collections.abc import Iterable

from django.db import connection, models

type Place = tuple[str, str]
"""A table, and its column that names the case or the filing."""

_WATCHED: dict[str, Place] = {}
_ANYWHERE: dict[str, str] = {}


def place_of(model: type[models.Model]) -> Place:
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    return model._meta.db_table, columns.get("case", columns.get("filing", ""))


def watch(name: str, model: type[models.Model]) -> None:
    """Register a table whose rows are read as `once(name, ...)`, by case or by filing."""
    _WATCHED[name] = place_of(model)


def watch_anywhere(name: str, model: type[models.Model], column: str) -> None:
    """Register a table whose rows with a value in this column, of any case, are read on the team's
    pages as `once(name, ...)`."""
    [attname] = [one.attname for one in model._meta.concrete_fields if one.name == column]
    # Only names of our own table and column.
    _ANYWHERE[name] = f"SELECT 1 FROM {model._meta.db_table} WHERE {attname} IS NOT NULL"  # noqa: S608


def absent(*, filing: int, case: int | None) -> list[str]:
    """Return the registered names without rows for this case, or, on the team's pages, without rows
    anywhere."""
    watched = {name: place for name, place in _WATCHED.items() if case or place[1] == "filing_id"}
    if not watched:
        return []
    anywhere = _ANYWHERE if case else {}
    found = _exist(watched.values(), anywhere.values(), filing=filing, case=case)
    return [name for name, there in zip([*watched, *anywhere], found, strict=True) if not there]


def with_rows(places: Iterable[Place], *, filing: int, case: int) -> set[Place]:
    """Return those of these tables that have rows for this case."""
    asked = list(dict.fromkeys(places))
    found = _exist(asked, (), filing=filing, case=case)
    return {place for place, there in zip(asked, found, strict=True) if there}


def _exist(
    places: Iterable[Place], anywhere: Iterable[str], *, filing: int, case: int | None
) -> tuple[bool, ...]:
    parts, values = [], []
    for table, column in places:
        # Only names of our own tables and columns; the values are bound.
        parts.append(f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)")  # noqa: S608
        values.append(filing if column == "filing_id" else case)
    parts += [f"EXISTS ({rows})" for rows in anywhere]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return tuple(map(bool, cursor.fetchone()))
