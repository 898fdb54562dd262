"""What was told to everybody before each demand was signed stays told; what is told from now on
everybody reads only where a member signed it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letterbox", "0006_every_file_demanded")]
    operations = [
        migrations.AddField(
            model_name="everyfiledemanded",
            name="older",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="everyfiledemanded",
            name="older",
            field=models.BooleanField(default=False),
        ),
    ]
