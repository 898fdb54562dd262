
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('line', models.CharField(db_index=True, max_length=400)),
                ('name', models.CharField(max_length=200)),
                ('branch', models.CharField(max_length=30)),
                ('level', models.CharField(max_length=30)),
                ('territory', models.CharField(blank=True, max_length=80)),
                ('police', models.BooleanField(default=False)),
                ('active', models.BooleanField(default=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='institutions.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line',), name='one_place_in_the_tree')],
            },
        ),
    ]
