"""Where the record stood when it began to be asked that what a member read in an order, and that she
asks for the end of an account, say their own number: signed without one, they could be said again
in her name."""

from django.db import migrations
from django.db.models import Max

RULES = ("numbered",)


def keep_place(apps, schema_editor):
    """The last entry, or nothing on a new site."""
    entries = apps.get_model("ledger", "Entry").objects
    last = entries.aggregate(last=Max("sequence"))["last"] or 0
    for rule in RULES:
        apps.get_model("ledger", "Since").objects.create(rule=rule, after=last)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_next_in_line_everywhere")]
    operations = [migrations.RunPython(keep_place, migrations.RunPython.noop)]
