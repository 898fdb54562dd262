"""Which tables say anything of a file: one short question before a page asks each of them."""

from django.db import connection, models

_WATCHED: dict[str, tuple[str, str]] = {}
_ANYWHERE: dict[str, str] = {}


def watch(name: str, model: type[models.Model]) -> None:
    """Rows of this table are read as `once(name, ...)`, by their case or by their filing."""
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    _WATCHED[name] = (model._meta.db_table, columns.get("case", columns.get("filing", "")))


def watch_anywhere(name: str, model: type[models.Model], column: str) -> None:
    """Rows of this table that have something there, of whichever case: pages of the desk read them
    as `once(name, ...)`."""
    [attname] = [one.attname for one in model._meta.concrete_fields if one.name == column]
    # A name of our own table, and of its column.
    _ANYWHERE[name] = f"SELECT 1 FROM {model._meta.db_table} WHERE {attname} IS NOT NULL"  # noqa: S608


def absent(*, filing: int, case: int | None) -> list[str]:
    """The watched names that have no row for this file, or, at the desk, anywhere."""
    watched = {name: place for name, place in _WATCHED.items() if case or place[1] == "filing_id"}
    if not watched:
        return []
    parts = [
        # Names of our own tables and columns; the values are bound.
        f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)"  # noqa: S608
        for table, column in watched.values()
    ]
    anywhere = _ANYWHERE if case else {}
    parts += [f"EXISTS ({rows})" for rows in anywhere.values()]
    values = [filing if column == "filing_id" else case for _, column in watched.values()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    return [name for name, there in zip([*watched, *anywhere], found, strict=True) if not there]
