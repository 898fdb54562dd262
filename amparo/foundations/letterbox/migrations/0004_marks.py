"""Each holder of a file's key bears a mark that only the key makes. What stood before has none: it
counts until the file has its next key (letterbox/slots.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("letterbox", "0003_keyholders"),)

    operations = (
        migrations.AddField(
            model_name="key",
            name="mark",
            field=models.BinaryField(default=b"", max_length=32),
        ),
    )
