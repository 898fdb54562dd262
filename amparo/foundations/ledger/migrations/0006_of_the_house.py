"""What whoever supervises is told for some days is found without walking through those days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_by_digest")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(
                    ("event__in", ("EndingDropped", "InvitationEnded", "SignInDisowned"))
                ),
                fields=["at", "sequence"],
                name="ledger_of_the_house",
            ),
        ),
    ]
