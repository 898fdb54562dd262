
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('granted', 'Granted'), ('partly', 'Partly'), ('denied', 'Denied'), ('not_admitted', 'Not Admitted'), ('provisional', 'Provisional'), ('upheld', 'Upheld'), ('upheld_partly', 'Upheld Partly'), ('not_upheld', 'Not Upheld'), ('waits', 'Waits'), ('waits_not', 'Waits Not'), ('strengthened', 'Strengthened'), ('reduced', 'Reduced'), ('suspended', 'Suspended'), ('ceased', 'Ceased'), ('misuse', 'Misuse'), ('renounced', 'Renounced'), ('unchanged', 'Unchanged')], max_length=20)),
                ('paper_ref', models.CharField(max_length=24)),
                ('signed_elsewhere', models.BooleanField(default=False)),
                ('document_digest', models.BinaryField(blank=True, default=b'', max_length=32)),
                ('issued_at', models.DateTimeField()),
                ('notified_at', models.DateTimeField(blank=True, null=True)),
                ('set_aside_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cases.case')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ['granted', 'partly', 'denied', 'not_admitted']), ('set_aside_at__isnull', True)), fields=('case',), name='decided_once')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('catalogue', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('consented', 'Consented'), ('refused_by_beneficiary', 'Refused By Beneficiary'), ('granted', 'Granted'), ('denied', 'Denied'), ('forwarded', 'Forwarded'), ('accepted_by_entity', 'Accepted By Entity'), ('objected_by_entity', 'Objected By Entity'), ('in_place', 'In Place'), ('verified_by_beneficiary', 'Verified By Beneficiary'), ('ineffective', 'Ineffective'), ('lapsed', 'Lapsed'), ('modified', 'Modified'), ('suspended', 'Suspended'), ('ceased', 'Ceased'), ('withdrawn_misuse', 'Withdrawn Misuse'), ('renounced', 'Renounced')], default='proposed', max_length=30)),
                ('urgent', models.BooleanField(default=False)),
                ('requested', models.BooleanField(default=False)),
                ('provisional', models.BooleanField(default=False)),
                ('paper_ref', models.CharField(max_length=24)),
                ('duration_days', models.PositiveIntegerField(blank=True, null=True)),
                ('first_report_on', models.DateField(blank=True, null=True)),
                ('next_review_on', models.DateField(blank=True, null=True)),
                ('granted_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='cases.case')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('granted_at__isnull', True), models.Q(('duration_days__isnull', False), ('first_report_on__isnull', False), ('next_review_on__isnull', False), ('unit__isnull', False)), _connector='OR'), name='a_granted_measure_says_how_long_by_whom_and_when_next')],
            },
        ),
    ]
