"""A complaint may be about another defect than a late term, and may have come through a channel."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0006_a_wish_waits_for_nothing"),)
    operations = (
        migrations.AddField(
            model_name="complaint",
            name="defect",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="complaint",
            name="duty",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="complaint",
            name="channel",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="complaint",
            name="came_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="term",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="due",
            field=models.CharField(blank=True, max_length=32),
        ),
    )
