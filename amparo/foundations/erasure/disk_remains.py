"""Overwrite what a database leaves of erased rows on disk.

SQLite overwrites what it frees (`secure_delete`), but its write-ahead log still holds older pages
while there are readers. PostgreSQL leaves dead rows until a table is rewritten, and only warns
about tables that the current role does not own. So each function checks afterwards whether it was
done.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, models

# Tables whose rows open something, or hold names or places under a key that remains: rewritten at
# once.
OF_PLACES = ("erasure.ExactLocation",)
OF_KEYS = (
    "intake.CaseKey",
    "intake.RecoveredCaseKey",
    "cases.CaseAccess",
    "cases.NameIndexBucket",
    "obligations.Obligation",
    "related_people.CredentialCopy",
    *OF_PLACES,
)
WAITS = "5s"


def write_over(names: Iterable[str] = OF_KEYS) -> bool:
    """Overwrite the freed pages of tables that hold keys (with SQLite, of all tables). Returns
    whether nothing erased can be read from them now. Inside a transaction nothing has been freed
    yet, so this does nothing and returns True: call it outside of one."""
    if connection.in_atomic_block:
        return True
    if connection.vendor == "sqlite":
        return _log_is_empty()
    return _anew([apps.get_model(name)._meta.db_table for name in names])


def write_all_over() -> tuple[list[str], bool]:
    """Overwrite every table that holds sealed content; other connections wait meanwhile. Returns
    the tables, and whether all were rewritten."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if _holds_sealed(model))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        return tables, _log_is_empty()
    return tables, _anew(tables)


def _log_is_empty() -> bool:
    """Empty the write-ahead log; return False while there are readers, so that the next run tries
    again."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return not busy


def _anew(tables: list[str]) -> bool:
    """Rewrite these tables. Returns whether each has moved and kept no dead row that an older
    transaction may still read. Gives up on a table that stays locked."""
    before = _where(tables)
    with connection.cursor() as cursor, _kept_dead() as kept:
        cursor.execute(f"SET lock_timeout = '{WAITS}'")
        try:
            for table in tables:
                cursor.execute(f"VACUUM (FULL, VERBOSE) {connection.ops.quote_name(table)}")
        except OperationalError:
            return False
        finally:
            cursor.execute("SET lock_timeout = DEFAULT")
    after = _where(tables)
    moved = all(before[table] != after[table] for table in tables)
    return moved and len(kept) >= len(tables) and not any(kept)


@contextmanager
def _kept_dead() -> Iterator[list[bool]]:
    """Collect, for each rewritten table, whether dead rows were kept. The server reports their
    number first, in any language; a missing number counts as some."""
    kept: list[bool] = []

    def heard(told: Any) -> None:
        if told.message_detail:
            number = re.match(r"\D*(\d+)", told.message_detail)
            kept.append(number is None or int(number[1]) > 0)

    server: Any = connection.connection
    server.add_notice_handler(heard)
    try:
        yield kept
    finally:
        server.remove_notice_handler(heard)


def _where(tables: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, pg_relation_filenode(name::regclass) FROM unnest(%s::text[]) AS name",
            [tables],
        )
        return dict(cursor.fetchall())


def _holds_sealed(model: type[models.Model]) -> bool:
    return any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)
