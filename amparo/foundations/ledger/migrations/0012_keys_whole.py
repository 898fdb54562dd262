"""Where the record stood when a hash of all of each public key began to be recorded, and no more its
first 80 bits alone: what is older is told by its place."""

from django.db import migrations
from django.db.models import Max

RULE = "whole_keys"


def keep_place(apps, schema_editor):
    """The last entry, or nothing on a new site. In tables that were put back from a copy of before:
    the last one of that copy."""
    last = apps.get_model("ledger", "Entry").objects.aggregate(last=Max("sequence"))["last"]
    apps.get_model("ledger", "Since").objects.create(rule=RULE, after=last or 0)


def forget(apps, schema_editor):
    apps.get_model("ledger", "Since").objects.filter(rule=RULE).delete()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_without_a_phone")]
    operations = [migrations.RunPython(keep_place, forget)]
