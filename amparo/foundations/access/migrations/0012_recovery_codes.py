from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_open_invitations'),
    ]

    operations = [
        migrations.AddField(
            model_name='credentials',
            name='sealed_recovery',
            field=models.BinaryField(blank=True, default=b''),
        ),
    ]
