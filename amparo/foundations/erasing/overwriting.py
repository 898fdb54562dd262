"""After rows were erased: what a database leaves of them on the disk.

SQLite writes over what it frees (`secure_delete`), but its log of writes still holds the older
pages; PostgreSQL leaves dead rows until a table is written anew."""

from django.apps import apps
from django.db import connection, models

# Tables whose rows open something, or hold names under a key that lives on: written anew at once.
OF_KEYS = ("letterbox.Key", "letterbox.Recovered", "cases.Seat", "cases.NameBucket")
WAITS = "5s"


def write_over() -> None:
    """Nothing erased can be read from the freed pages of the tables that hold keys; with SQLite, of
    any table. Inside a transaction nothing has been freed yet, and nothing is done."""
    if connection.in_atomic_block:
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    _anew([apps.get_model(name)._meta.db_table for name in OF_KEYS])


def write_all_over() -> list[str]:
    """The same of every table that holds something sealed: it keeps others waiting meanwhile.
    Returns the tables."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if _holds_sealed(model))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        _anew(tables)
    return tables


def _anew(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{WAITS}'")
        try:
            for table in tables:
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
        finally:
            cursor.execute("SET lock_timeout = DEFAULT")


def _holds_sealed(model: type[models.Model]) -> bool:
    return any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)
