import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0003_overseers'),
        ('letterbox', '0002_norms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Beneficiary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('measure', models.CharField(db_index=True, max_length=24)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('other', models.CharField(blank=True, max_length=24)),
                ('child', models.CharField(blank=True, max_length=24)),
                ('since_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_for', models.CharField(blank=True, choices=[('not_meant', 'Not Meant'), ('given_up', 'Given Up'), ('died', 'Died')], max_length=10)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beneficiaries', to='letterbox.filing')),
            ],
            options={
                'verbose_name_plural': 'beneficiaries',
                'constraints': [models.UniqueConstraint(condition=models.Q(('paper_ref', '')), fields=('measure',), name='she_is_protected_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_for', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_for', ''), _negated=True)), _connector='OR'), name='a_share_ends_for_a_reason')],
            },
        ),
        migrations.AddField(
            model_name='confirmation',
            name='beneficiary',
            field=models.CharField(blank=True, default='', max_length=24),
            preserve_default=False,
        ),
    ]
