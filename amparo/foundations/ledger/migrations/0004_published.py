"""What is published of the record: hashes of whole blocks, and the signed head of each day."""

from django.db import migrations, models

TABLES = {"ledger_block": "number", "ledger_publishedhead": "size"}
REFUSES = "the ledger is append-only"


def guard(apps, schema_editor):
    for table, key in TABLES.items():
        if schema_editor.connection.vendor == "sqlite":
            for act in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"""CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}
                        BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END"""
                )
            schema_editor.execute(
                f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
                    WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
                    BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END"""
            )
            continue
        schema_editor.execute(
            f"""CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION ledger_refuses()"""
        )
        schema_editor.execute(
            f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()"""
        )


def unguard(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            for act in ("update", "delete", "replace"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{act}")
            continue
        for act in ("rewrite", "truncate"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act} ON {table}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_next_in_line")]
    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="PublishedHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("day", models.DateField(db_index=True)),
                ("root", models.BinaryField(max_length=32)),
                ("begins", models.BinaryField(max_length=32)),
                ("key", models.BinaryField(max_length=32)),
                ("signature", models.BinaryField(max_length=64)),
                ("after", models.BigIntegerField()),
                ("path", models.TextField()),
            ],
        ),
        migrations.RunPython(guard, unguard),
    ]
