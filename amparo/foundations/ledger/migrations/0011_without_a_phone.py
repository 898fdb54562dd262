"""Whoever supervises is told too that somebody signed in by a code on paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_numbered")]
    operations = [
        migrations.RemoveIndex(model_name="entry", name="ledger_of_the_house"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(
                    (
                        "event__in",
                        (
                            "EndingDropped",
                            "InvitationEnded",
                            "MemberReinstated",
                            "RecoveryCodeUsed",
                            "SignInDisowned",
                        ),
                    )
                ),
                fields=["at", "sequence"],
                name="ledger_of_the_house",
            ),
        ),
    ]
