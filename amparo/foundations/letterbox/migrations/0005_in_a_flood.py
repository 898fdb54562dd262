from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letterbox', '0004_marks'),
    ]

    operations = [
        migrations.AddField(
            model_name='filing',
            name='in_flood',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RemoveIndex(
            model_name='filing',
            name='filings_not_yet_opened',
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('opened_at__isnull', True)), fields=['-urgent', 'in_flood', 'filed_at'], name='filings_that_wait'),
        ),
    ]
