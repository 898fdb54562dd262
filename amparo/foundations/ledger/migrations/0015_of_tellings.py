"""Where the record stood when it began to be asked that whoever says that the person was told what a
court kept from her signs it, and that this alone ends no silence."""

from django.db import migrations
from django.db.models import Max

RULE = "signed_of_tellings"


def keep_place(apps, schema_editor):
    """The last entry, or nothing on a new site: what stands there now is older."""
    last = apps.get_model("ledger", "Entry").objects.aggregate(last=Max("sequence"))["last"]
    apps.get_model("ledger", "Since").objects.create(rule=RULE, after=last or 0)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0014_of_leaks")]
    operations = [migrations.RunPython(keep_place, migrations.RunPython.noop)]
