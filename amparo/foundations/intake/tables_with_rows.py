"""Tables with rows for a case: one query before a page, so that empty tables are not queried."""

from django.db import connection, models

_WATCHED: dict[str, tuple[str, str]] = {}
_ANYWHERE: dict[str, str] = {}


def watch(name: str, model: type[models.Model]) -> None:
    """Register a table whose rows are read as `once(name, ...)`, by case or by filing."""
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    _WATCHED[name] = (model._meta.db_table, columns.get("case", columns.get("filing", "")))


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
    parts = [
        # Only names of our own tables and columns; the values are bound.
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
