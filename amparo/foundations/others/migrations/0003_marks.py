"""Words of somebody of the case bear a mark that only the file's key makes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("others", "0002_asked_alone"),)

    operations = (
        migrations.AddField(
            model_name="way",
            name="mark",
            field=models.BinaryField(default=b"", max_length=32),
        ),
    )
