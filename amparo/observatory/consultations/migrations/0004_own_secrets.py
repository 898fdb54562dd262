"""Words of proposals are made to keys by secrets of their own; those that are there were not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("consultations", "0003_closing"),)

    operations = (
        migrations.AddField(
            "proposal", "own_secrets", models.BooleanField(default=True, db_default=False)
        ),
    )
