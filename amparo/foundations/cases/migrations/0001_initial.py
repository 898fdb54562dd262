
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('institutions', '0001_initial'),
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(max_length=40)),
                ('phase', models.CharField(max_length=20)),
                ('track', models.CharField(blank=True, max_length=20)),
                ('danger', models.PositiveSmallIntegerField(default=0)),
                ('due_on', models.DateTimeField(blank=True, null=True)),
                ('due_term', models.CharField(blank=True, max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('seal_anew', models.BooleanField(default=False)),
                ('filing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case', to='intake.filing')),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held_cases', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='NameIndexLeaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='name_leaves', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='ConflictOfInterest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('leak', 'Leak')], max_length=10)),
                ('noted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='cases.case')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='accounts.member')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'member'), name='one_standing_conflict'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'unit'), name='one_standing_conflict_of_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='EmergencyAccessKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('kept_at', models.DateTimeField()),
                ('mark', models.BinaryField(default=b'', max_length=32)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='glass', to='cases.case')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'verbose_name_plural': 'glass',
                'constraints': [models.UniqueConstraint(fields=('case', 'member'), name='one_glass_a_case')],
            },
        ),
        migrations.CreateModel(
            name='NameIndexBucket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.PositiveSmallIntegerField()),
                ('sealed', models.BinaryField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
                ('leaf', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buckets', to='cases.nameindexleaf')),
            ],
            options={
                'indexes': [models.Index(fields=['member', 'label'], name='buckets_to_look_into')],
                'constraints': [models.UniqueConstraint(fields=('leaf', 'label'), name='one_bucket_of_a_leaf')],
            },
        ),
        migrations.CreateModel(
            name='CaseAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('danger', models.PositiveSmallIntegerField(default=0)),
                ('due_on', models.DateTimeField()),
                ('stage', models.CharField(default='', max_length=40)),
                ('held', models.CharField(default='nobody', max_length=8)),
                ('open', models.BooleanField(default=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('given_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('listed', models.BooleanField(default=False)),
                ('mark', models.BinaryField(default=b'', max_length=32)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='cases.case')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='accounts.member')),
                ('leaf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='cases.nameindexleaf')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('listed', False)), fields=['member'], name='names_not_listed'), models.Index(fields=['member', 'open', '-danger', 'due_on', 'case'], name='worklist_all'), models.Index(fields=['member', 'open', 'held', '-danger', 'due_on', 'case'], name='worklist_by_holder'), models.Index(fields=['member', 'open', 'stage', '-danger', 'due_on', 'case'], name='worklist_by_stage')],
                'constraints': [models.UniqueConstraint(fields=('case', 'member'), name='one_seat_a_case')],
            },
        ),
        migrations.CreateModel(
            name='SimilarityResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.BigIntegerField()),
                ('sealed', models.BinaryField()),
                ('at', models.DateTimeField(db_index=True)),
                ('watcher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'verbose_name_plural': 'noticed',
                'constraints': [models.UniqueConstraint(fields=('watcher', 'entry'), name='noticed_once_by_each')],
            },
        ),
    ]
