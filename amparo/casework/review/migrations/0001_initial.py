
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('consent', '0001_initial'),
        ('intake', '0001_initial'),
        ('measures', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('term', models.CharField(max_length=120)),
                ('owed_by', models.CharField(max_length=60)),
                ('due', models.CharField(blank=True, max_length=32)),
                ('late_by', models.PositiveIntegerField()),
                ('how', models.CharField(max_length=10)),
                ('withheld', models.BooleanField(default=False)),
                ('waits_for_file', models.BooleanField(default=False)),
                ('came', models.CharField(blank=True, default='', max_length=80)),
                ('filed_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('promised_on', models.DateField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='intake.filing')),
            ],
        ),
        migrations.CreateModel(
            name='MeasureChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('strengthen', 'Strengthen it'), ('reduce', 'Reduce it'), ('suspend', 'Suspend it'), ('cease', 'End it'), ('misuse', 'Take it away for the use that was made of it'), ('renounce', 'The person gives it up'), ('death', 'End it because the person has died')], max_length=12)),
                ('state', models.CharField(choices=[('open', 'Being prepared'), ('put', 'Before the decision maker'), ('decided', 'Decided, not carried out yet'), ('done', 'Carried out'), ('dropped', 'Given up'), ('undone', 'Undone: the death was a mistake')], default='open', max_length=10)),
                ('criterion', models.CharField(blank=True, max_length=40)),
                ('found', models.JSONField(default=list)),
                ('paper_ref', models.CharField(max_length=24)),
                ('from_day', models.DateField(blank=True, null=True)),
                ('opened_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='cases.case')),
                ('decision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='change', to='measures.decision')),
                ('given_up_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='change_given_up', to='measures.decision')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='measures.measure')),
            ],
        ),
        migrations.CreateModel(
            name='ChangeRequirementMet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gate', models.CharField(max_length=60)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('at', models.DateTimeField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gathered', to='review.measurechange')),
            ],
        ),
        migrations.CreateModel(
            name='BeneficiaryHearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('answer_by', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'Agreed'), ('refused', 'Refused'), ('discuss', 'Discuss')], max_length=10)),
                ('how', models.CharField(blank=True, max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('excuse', models.CharField(blank=True, choices=[('silent', 'Asked by name, and the term passed without an answer'), ('no_trace', 'Cannot be asked: nobody knows where, or how to reach them')], max_length=10)),
                ('view_ref', models.CharField(blank=True, max_length=24)),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.beneficiary')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hearings', to='review.measurechange')),
            ],
        ),
        migrations.CreateModel(
            name='Recourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('grounds', models.CharField(blank=True, max_length=80)),
                ('how', models.CharField(max_length=10)),
                ('paper_ref', models.CharField(max_length=24)),
                ('filed_at', models.DateTimeField()),
                ('last_day', models.DateTimeField()),
                ('late_by', models.PositiveIntegerField(default=0)),
                ('waiting', models.CharField(blank=True, choices=[('', ''), ('asked', 'Asked to wait for the ruling'), ('waits', 'Waits for the ruling'), ('refused', 'Does not wait for the ruling')], max_length=10)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recourses', to='cases.case')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recourse', to='measures.decision')),
                ('ruling', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rules_on', to='measures.decision')),
            ],
        ),
        migrations.CreateModel(
            name='ReviewTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('due_on', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('reassess', 'Assess the risk anew: something happened'), ('explain_share', 'Explain what giving up a part in a measure may mean'), ('review', 'Review a measure'), ('disagreement', "Answer the person, who disagrees"
                                                                                                                                                                                                                                        " with the assessed risk"), ('rule', 'Rule on what the person asked to be decided again'), ('rule_on_waiting', 'Say whether the change waits for the ruling'), ('explain_risk', 'Explain the risk of giving a measure up'), ('giving_up', 'Decide on what the person gives up'), ('carry_out', 'Carry out a change that was decided')], max_length=20)),
                ('about', models.CharField(blank=True, max_length=24)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_tasks', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='ComplaintAddressee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addressees', to='review.complaint')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('complaint', 'member'), name='put_before_once')],
            },
        ),
        migrations.CreateModel(
            name='ComplaintRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('founded', 'Founded'), ('unfounded', 'Unfounded')], max_length=10)),
                ('do_by', models.DateField(blank=True, null=True)),
                ('another_officer', models.BooleanField(default=False)),
                ('on_paper', models.BooleanField(default=False)),
                ('ruled_at', models.DateTimeField()),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ruling', to='review.complaint')),
                ('ruled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('do_by__isnull', False), ('outcome', 'founded')), models.Q(('another_officer', False), ('do_by__isnull', True), ('outcome', 'unfounded')), _connector='OR'), name='a_founded_complaint_has_its_day')],
            },
        ),
        migrations.AddConstraint(
            model_name='measurechange',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'put', 'decided']), models.Q(('kind__in', ['strengthen', 'renounce']), _negated=True)), fields=('measure',), name='one_change_of_a_measure_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='measurechange',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'renounce'), ('state__in', ['open', 'put', 'decided'])), fields=('measure',), name='one_giving_up_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='measurechange',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'strengthen'), ('state__in', ['open', 'put', 'decided'])), fields=('measure',), name='one_strengthening_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='beneficiaryhearing',
            constraint=models.UniqueConstraint(fields=('change', 'beneficiary'), name='heard_once_each'),
        ),
        migrations.AddConstraint(
            model_name='beneficiaryhearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='what_was_heard_has_its_moment'),
        ),
        migrations.AddIndex(
            model_name='reviewtask',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['case', 'due_on'], name='open_review_tasks'),
        ),
        migrations.AddConstraint(
            model_name='reviewtask',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('case', 'kind', 'about'), name='one_open_task_about_one_thing'),
        ),
    ]
