"""An entry is found by the digest of its words: by whoever may not read whom it is about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_published")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["digest"], name="ledger_by_digest"),
        ),
    ]
