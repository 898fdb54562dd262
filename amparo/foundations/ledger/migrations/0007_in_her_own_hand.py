"""That an account is suspended no more whoever supervises is told too, where nobody signed it; and
from here on what ends an account, an invitation or that is signed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_of_the_house")]
    operations = [
        migrations.RemoveIndex(model_name="entry", name="ledger_of_the_house"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(
                    (
                        "event__in",
                        ("EndingDropped", "InvitationEnded", "MemberReinstated", "SignInDisowned"),
                    )
                ),
                fields=["at", "sequence"],
                name="ledger_of_the_house",
            ),
        ),
    ]
