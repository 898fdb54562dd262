"""The database itself refuses to rewrite the record."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger_entry
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger_entry
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$""",
    """CREATE TRIGGER ledger_no_rewrite BEFORE UPDATE OR DELETE ON ledger_entry
       FOR EACH ROW EXECUTE FUNCTION ledger_refuses()""",
    """CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger_entry
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()""",
]


def guard(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER ledger_no_update")
        schema_editor.execute("DROP TRIGGER ledger_no_delete")
        return
    schema_editor.execute("DROP TRIGGER ledger_no_rewrite ON ledger_entry")
    schema_editor.execute("DROP TRIGGER ledger_no_truncate ON ledger_entry")
    schema_editor.execute("DROP FUNCTION ledger_refuses()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
