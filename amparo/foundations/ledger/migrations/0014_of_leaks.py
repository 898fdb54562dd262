"""Where the record stood when it began to be asked that each sign what she asks and says of who may
have let something out, and that a step after it is done."""

from django.db import migrations
from django.db.models import Max

RULE = "signed_of_leaks"


def keep_place(apps, schema_editor):
    """The last entry, or nothing on a new site: what stands there now is older."""
    last = apps.get_model("ledger", "Entry").objects.aggregate(last=Max("sequence"))["last"]
    apps.get_model("ledger", "Since").objects.create(rule=RULE, after=last or 0)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0013_who_held_what")]
    operations = [migrations.RunPython(keep_place, migrations.RunPython.noop)]
