"""What gives a rank here, takes it and gives it back is found without walking through all that is
said of an account; and from here on the end of an account is signed."""

from django.db import migrations, models
from django.db.models import Max

RULE = "signed_of_ends"
OF_ACCOUNTS = ("HandKept", "MemberEnrolled", "MemberLeft", "MemberReinstated", "MemberSuspended")


def keep_place(apps, schema_editor):
    """The last entry, or nothing on a new site: what stands there now is older."""
    last = apps.get_model("ledger", "Entry").objects.aggregate(last=Max("sequence"))["last"]
    apps.get_model("ledger", "Since").objects.create(rule=RULE, after=last or 0)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_keys_whole")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("event__in", OF_ACCOUNTS)),
                fields=["about", "sequence"],
                name="ledger_of_accounts",
            ),
        ),
        migrations.RunPython(keep_place, migrations.RunPython.noop),
    ]
