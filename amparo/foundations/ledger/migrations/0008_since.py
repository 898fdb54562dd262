"""Where the record stood when it began to be asked that certain kinds be signed. What is older is
told by its place: a moment says whoever writes it, and a clock may have been wrong that day."""

from datetime import timedelta

from django.db import migrations, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone

SIGNED, OF_ACCOUNTS = "signed", "signed_of_accounts"
STEP = {"app": "letterbox", "name": "0007_in_her_own_hand"}  # with which it came


def keep_place(apps, schema_editor):
    """The last entry, or nothing on a new site. In tables that were put back from a copy of before:
    the last one of that copy, and all of it is older."""
    entries = apps.get_model("ledger", "Entry").objects
    after = last = entries.aggregate(last=Max("sequence"))["last"] or 0
    steps = MigrationRecorder(schema_editor.connection).migration_qs.filter(**STEP)
    came = steps.aggregate(last=Max("applied"))["last"]
    if came:  # that was taken before this one: the place stays that by which the site went since
        heads = apps.get_model("ledger", "PublishedHead").objects
        before = heads.filter(day__lt=timezone.localdate(came - timedelta(days=1)))
        covered = before.aggregate(size=Max("size"))["size"] or 0
        since = entries.filter(sequence__gt=covered, at__gte=came).order_by("sequence")
        first = since.values_list("sequence", flat=True).first()
        after = first - 1 if first else after
    for rule, place in ((SIGNED, after), (OF_ACCOUNTS, last)):
        apps.get_model("ledger", "Since").objects.create(rule=rule, after=place)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_in_her_own_hand")]
    operations = [
        migrations.CreateModel(
            name="Since",
            fields=[
                (
                    "rule",
                    models.CharField(max_length=20, primary_key=True, serialize=False),
                ),
                ("after", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(keep_place, migrations.RunPython.noop),
    ]
