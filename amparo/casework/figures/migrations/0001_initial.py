
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(choices=[('totals', 'Totals'), ('splits', 'Splits'), ('traits', 'Traits')], max_length=10)),
                ('period', models.CharField(max_length=10)),
                ('until', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('content', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('series', 'period'), name='published_once')],
            },
        ),
    ]
