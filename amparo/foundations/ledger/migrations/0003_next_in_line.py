"""SQLite replaces a row without asking the triggers of update and delete: ask at insertion."""

from django.db import migrations

GUARD = """CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger_entry
   WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM ledger_entry)
   BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(GUARD)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER ledger_no_replace")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [migrations.RunPython(guard, unguard)]
