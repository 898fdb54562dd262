"""A complaint may be about another defect than a late term, and may have come through a channel."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0006_a_wish_waits_for_nothing"),)
    operations = (
        migrations.AddField(
            model_name="complaint",
            name="came",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="term",
            field=models.CharField(max_length=120),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="due",
            field=models.CharField(blank=True, max_length=32),
        ),
    )
