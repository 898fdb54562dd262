"""PostgreSQL takes only the next number too: an entry before all others would be the first that
counts, and one with the largest number there is the last that anybody can record."""

from django.db import migrations

# With the rights of whoever owns the tables: a part that reads some rows only asks for all of them.
GUARD = (
    """CREATE FUNCTION ledger_next_in_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
       SET search_path = pg_catalog, pg_temp AS
       $$ BEGIN
         IF NEW.sequence IS DISTINCT FROM
            (SELECT COALESCE(MAX(sequence), 0) + 1 FROM public.ledger_entry) THEN
           RAISE EXCEPTION 'the ledger is append-only';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER ledger_no_gap BEFORE INSERT ON ledger_entry
       FOR EACH ROW EXECUTE FUNCTION ledger_next_in_line()""",
)


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in GUARD:
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER ledger_no_gap ON ledger_entry")
        schema_editor.execute("DROP FUNCTION ledger_next_in_line()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_since")]
    operations = [migrations.RunPython(guard, unguard)]
