"""Requests that wait lie in the order in which they are shown, those of one moment too, and what
says that somebody must not know lies apart: PostgreSQL sorted all that waited, and read the papers
of every case, for each worklist."""

from django.db import migrations, models

_WAIT = models.Q(opened_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("letterbox", "0007_in_her_own_hand")]
    operations = [
        migrations.RemoveIndex(model_name="filing", name="filings_that_wait"),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(
                fields=["-urgent", "in_flood", "filed_at", "id"],
                condition=_WAIT,
                name="filings_that_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                fields=["filing"],
                condition=models.Q(kind="exclusions"),
                name="papers_that_exclude",
            ),
        ),
        migrations.AddIndex(
            model_name="drop",
            index=models.Index(
                fields=["filing"],
                condition=models.Q(kind="kept_from"),
                name="drops_that_exclude",
            ),
        ),
    ]
