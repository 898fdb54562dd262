"""Make the database itself refuse to rewrite the record and what is published of it.

SQLite replaces a row without running the triggers of update and delete, so insertion is guarded
there too. On PostgreSQL `ledger_next_in_line` runs with the rights of the tables' owner: an account
that reads only some rows would compute another next number.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations

REFUSES = "the ledger is append-only"
PREFIXES = {
    "ledger_entry": "ledger",
    "ledger_block": "ledger_block",
    "ledger_publishedhead": "ledger_publishedhead",
}
"""With what the names of each table's triggers begin."""
TAKEN = {
    "ledger_entry": "NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM ledger_entry)",
    "ledger_block": "EXISTS (SELECT 1 FROM ledger_block WHERE number = NEW.number)",
    "ledger_publishedhead": "EXISTS (SELECT 1 FROM ledger_publishedhead WHERE size = NEW.size)",
}
"""When SQLite refuses an insertion."""
FUNCTIONS = (
    f"""CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION '{REFUSES}'; END $$""",
    f"""CREATE FUNCTION ledger_next_in_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
       SET search_path = pg_catalog, pg_temp AS
       $$ BEGIN
         IF NEW.sequence IS DISTINCT FROM
            (SELECT COALESCE(MAX(sequence), 0) + 1 FROM public.ledger_entry) THEN
           RAISE EXCEPTION '{REFUSES}';
         END IF;
         RETURN NEW;
       END $$""",
)


def on_sqlite() -> Iterator[str]:
    """Yield the statements that guard each table on SQLite."""
    for table, prefix in PREFIXES.items():
        refuses = f"BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END"
        yield f"CREATE TRIGGER {prefix}_no_update BEFORE UPDATE ON {table} {refuses}"
        yield f"CREATE TRIGGER {prefix}_no_delete BEFORE DELETE ON {table} {refuses}"
        yield (
            f"CREATE TRIGGER {prefix}_no_replace BEFORE INSERT ON {table}"
            f" WHEN {TAKEN[table]} {refuses}"
        )


def on_postgresql() -> Iterator[str]:
    """Yield the functions and the statements that guard each table on PostgreSQL."""
    yield from FUNCTIONS
    for table, prefix in PREFIXES.items():
        yield (
            f"CREATE TRIGGER {prefix}_no_rewrite BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION ledger_refuses()"
        )
        yield (
            f"CREATE TRIGGER {prefix}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()"
        )
    yield (
        "CREATE TRIGGER ledger_no_gap BEFORE INSERT ON ledger_entry"
        " FOR EACH ROW EXECUTE FUNCTION ledger_next_in_line()"
    )


def guard(_apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in on_sqlite() if sqlite else on_postgresql():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"),)
    operations = (migrations.RunPython(guard, migrations.RunPython.noop),)
