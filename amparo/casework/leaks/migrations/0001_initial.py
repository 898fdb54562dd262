
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('institutions', '0001_initial'),
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Leak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('what', models.CharField(choices=[('cases', 'One case, or several'), ('account', 'The account of a member, or what they knew'), ('unit', 'What an institution holds'), ('export', 'Files or papers that were taken out'), ('backup', 'A backup')], max_length=10)),
                ('data', models.JSONField(default=list)),
                ('noted_by', models.CharField(max_length=80)),
                ('noted_at', models.DateTimeField()),
                ('known_at', models.DateTimeField()),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('suspended_at', models.DateTimeField(blank=True, null=True)),
                ('suspended_by', models.CharField(blank=True, max_length=80)),
                ('held_back', models.BooleanField(default=False)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('suspect', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
        ),
        migrations.CreateModel(
            name='AffectedCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('how', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('suspected', 'Perhaps'), ('leaked', 'Yes, something of it got out'), ('spared', 'No, nothing of it')], default='suspected', max_length=10)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('opened_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='cases.case')),
                ('leak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='leaks.leak')),
            ],
        ),
        migrations.CreateModel(
            name='LeakStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('due_on', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('confirm', 'Say whether something of this case got out'), ('safe_contact', 'Agree on a way to reach the person that is safe now'), ('access', 'Take away access, and seal the case anew'), ('place', 'See whether somebody must be somewhere else now'), ('risk', 'Look at the danger anew, with what got out'), ('recipients', 'Find out who has it, and ask for it back'), ('tell', 'Tell the person what got out, in a way that is safe'), ('tell_other', 'Tell somebody else of the case whom it touches'), ('ask_about', 'Ask whether somebody named on the page since is told of it too')], max_length=20)),
                ('about', models.CharField(blank=True, max_length=24)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leak_steps', to='cases.case')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='leaks.affectedcase')),
            ],
        ),
        migrations.CreateModel(
            name='SuspicionLiftRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('elsewhere', 'It is known that it came from elsewhere'), ('nothing', 'Nothing got out after all')], max_length=10)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('answered_by', models.CharField(blank=True, max_length=80)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('leak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liftings', to='leaks.leak')),
            ],
        ),
        migrations.CreateModel(
            name='ContinuedSending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper_ref', models.CharField(max_length=24)),
                ('decided_by', models.CharField(max_length=80)),
                ('decided_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('leak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goes_on', to='leaks.leak')),
            ],
            options={
                'verbose_name_plural': 'goes on',
                'constraints': [models.UniqueConstraint(fields=('leak', 'case'), name='one_decision_that_it_goes_on')],
            },
        ),
        migrations.CreateModel(
            name='AuthorityNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('due_on', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(max_length=40)),
                ('leak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='leaks.leak')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('leak', 'kind'), name='one_notice_of_each_kind')],
            },
        ),
        migrations.CreateModel(
            name='AffectedRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(max_length=80)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.filing')),
                ('leak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unopened', to='leaks.leak')),
            ],
            options={
                'verbose_name_plural': 'unopened',
                'constraints': [models.UniqueConstraint(fields=('leak', 'filing'), name='one_unopened_of_a_leak')],
            },
        ),
        migrations.AddConstraint(
            model_name='affectedcase',
            constraint=models.UniqueConstraint(fields=('leak', 'case'), name='one_incident_of_a_leak'),
        ),
        migrations.AddIndex(
            model_name='leakstep',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['case', 'due_on'], name='leak_steps_open'),
        ),
        migrations.AddConstraint(
            model_name='leakstep',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('incident', 'kind', 'about'), name='one_open_leak_step'),
        ),
        migrations.AddConstraint(
            model_name='suspicionliftrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('leak',), name='one_lifting_asked'),
        ),
    ]
