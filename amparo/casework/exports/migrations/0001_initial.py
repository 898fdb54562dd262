
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('institutions', '0001_initial'),
        ('referral', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('paper_ref', models.CharField(max_length=24)),
                ('file', models.CharField(blank=True, max_length=24)),
                ('state', models.CharField(choices=[('asked', 'Waits for a second person'), ('approved', 'Allowed, not taken yet'), ('taken', 'Taken'), ('turned_down', 'Not allowed'), ('called_off', 'Called off'), ('taken_back', 'Taken back'), ('expired', 'Its time is over')], default='asked', max_length=12)),
                ('how', models.CharField(blank=True, choices=[('file', 'As a file that opens with words alone'), ('paper', 'On paper, printed now')], max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField()),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='cases.case')),
                ('demand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referral.authoritydemand')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['asked', 'approved'])), fields=['ends_at'], name='exports_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', models.F('asked_by')), _negated=True), name='a_second_person_allows_it')],
            },
        ),
    ]
