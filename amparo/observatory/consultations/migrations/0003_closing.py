"""What a consultation ended in stands with it: the public pages no longer read it in the record."""

from typing import Any

from django.db import migrations, models

from amparo.observatory.consultations.record import closing_in


def keep(apps: Any, _schema: Any) -> None:
    entries = apps.get_model("ledger", "Entry").objects.filter(event="ConsultationClosed")
    consultations = apps.get_model("consultations", "Consultation").objects
    for one in consultations.filter(closed_at__isnull=False):
        end = entries.filter(about=f"consultation:{one.name}").order_by("sequence").last()
        one.closing, one.closed_in = closing_in(one, end), end.sequence if end else None
        one.save(update_fields=["closing", "closed_in"])


class Migration(migrations.Migration):
    dependencies = (("consultations", "0002_looks"), ("ledger", "0005_by_digest"))

    operations = (
        migrations.AddField("consultation", "closing", models.JSONField(null=True, blank=True)),
        migrations.AddField(
            "consultation", "closed_in", models.BigIntegerField(null=True, blank=True)
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    )
