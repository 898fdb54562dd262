"""Which tables say anything of a file: one short question before a page asks each of them."""

from django.db import connection, models

_WATCHED: dict[str, tuple[str, str]] = {}


def watch(name: str, model: type[models.Model]) -> None:
    """Rows of this table are read as `once(name, ...)`, by their case or by their filing."""
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    _WATCHED[name] = (model._meta.db_table, columns.get("case", columns.get("filing", "")))


def absent(*, filing: int, case: int | None) -> list[str]:
    """The watched names that have no row for this file."""
    watched = {name: place for name, place in _WATCHED.items() if case or place[1] == "filing_id"}
    if not watched:
        return []
    parts = [
        # Names of our own tables and columns; the values are bound.
        f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)"  # noqa: S608
        for table, column in watched.values()
    ]
    values = [filing if column == "filing_id" else case for _, column in watched.values()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    return [name for name, there in zip(watched, found, strict=True) if not there]
