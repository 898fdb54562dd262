"""Each seat, and what is kept ready, bears a mark that only the case key makes. Every case from
before waits to be sealed anew: from then on nothing without a mark is carried along in it."""

from typing import Any

from django.db import migrations, models


def wait(apps: Any, _schema: Any) -> None:
    apps.get_model("cases", "Case").objects.update(seal_anew=True)


class Migration(migrations.Migration):
    dependencies = (("cases", "0006_who_is_missing_leads"),)

    operations = (
        migrations.AddField(
            model_name="seat",
            name="mark",
            field=models.BinaryField(default=b"", max_length=32),
        ),
        migrations.AddField(
            model_name="glass",
            name="mark",
            field=models.BinaryField(default=b"", max_length=32),
        ),
        migrations.RunPython(wait, migrations.RunPython.noop),
    )
