
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
            name='BlanketDemand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('court', 'A court'), ('prosecutor', 'A prosecutor'), ('authority', 'A minister or another authority'), ('other', 'Somebody else')], max_length=12)),
                ('what', models.CharField(choices=[('list', 'The list of who asked for protection'), ('files', 'Every file'), ('machine', 'The machine itself, or its backups'), ('unopened', 'A request that nobody has opened yet'), ('several', 'Several files')], max_length=12)),
                ('noted_at', models.DateTimeField()),
                ('answer_by', models.DateField(blank=True, null=True)),
                ('public', models.BinaryField(max_length=32)),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='BlanketDemandStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('refused', 'Nothing was given'), ('part', 'Part of it was given'), ('given', 'All of it was given'), ('taken', 'It was taken by force'), ('mistake', 'It was noted by mistake: nobody demanded it'), ('forbids', 'Read: the order forbids to tell of it'), ('nothing', 'Read: no order forbids to tell of it')], max_length=12)),
                ('said_at', models.DateTimeField()),
                ('said_by', models.CharField(max_length=80)),
                ('sealed', models.BinaryField()),
                ('demand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='referral.blanketdemand')),
            ],
        ),
        migrations.CreateModel(
            name='ExternalMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('paper_ref', models.CharField(max_length=24)),
                ('agreement', models.CharField(choices=[('open', 'Not agreed with the person yet'), ('agreed', 'Agreed with the person'), ('partly', 'Agreed in part'), ('not_agreed', 'The person does not agree')], default='open', max_length=12)),
                ('noted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='external_measures', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('wished', models.BooleanField(default=False)),
                ('paper_ref', models.CharField(max_length=24)),
                ('state', models.CharField(choices=[('proposed', 'Not given yet'), ('given', 'Given, not answered yet'), ('accepted', 'Accepted'), ('refused', 'Refused by the recipient'), ('no_answer', 'No answer'), ('revoked', 'Taken back')], default='proposed', max_length=12)),
                ('copies', models.PositiveSmallIntegerField(default=0)),
                ('how', models.CharField(blank=True, choices=[('in_person', 'Into the hands of somebody there'), ('by_post', 'By post or messenger'), ('sent', "By a safe channel of the recipient's")], max_length=10)),
                ('given_on', models.DateField(blank=True, null=True)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('proposed_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='cases.case')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
        ),
        migrations.CreateModel(
            name='AuthorityDemand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('paper_ref', models.CharField(max_length=24)),
                ('silent_until', models.DateField(blank=True, null=True)),
                ('order_until', models.DateField(blank=True, null=True)),
                ('silence_said_by', models.CharField(blank=True, max_length=80)),
                ('silence_seen_by', models.CharField(blank=True, max_length=80)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('court', 'A court'), ('prosecutor', 'A prosecutor'), ('authority', 'A minister or another authority'), ('other', 'Somebody else')], max_length=12)),
                ('noted_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('told_at__isnull', True)), fields=['silent_until'], name='demands_not_told')],
                'constraints': [models.CheckConstraint(condition=models.Q(('silence_seen_by', ''), models.Q(('silence_seen_by', models.F('silence_said_by')), _negated=True), _connector='OR'), name='authoritydemand_silence_read_by_a_second')],
            },
        ),
        migrations.CreateModel(
            name='BlanketDemandReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('demand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readers', to='referral.blanketdemand')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('demand', 'member'), name='one_reader_of_a_wide_demand')],
            },
        ),
        migrations.CreateModel(
            name='ReferralTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('due_on', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('answer_wish', 'Answer the person, who asks to be referred elsewhere'), ('carry', 'Hand over the printed sheet, or call it off'), ('see_answer', 'See what the recipient of a referral says'), ('destroy', 'Tell the recipient to destroy what it has'), ('agree', 'Agree with the person how a measure ordered elsewhere is done'), ('look_again', 'A measure ordered elsewhere ends: see what follows'), ('promise', 'Keep what was promised to the person'), ('see_export', 'Say whether a copy of the file may leave'), ('take_export', 'Take a copy that was allowed, or call it off'), ('export_back', 'Tell whoever has a copy of the file to destroy it'), ('hand_on', 'Write down what whoever takes the case over must know'), ('see_glass', "Review an emergency access: was it"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           " right to open the case?"), ('tell_demand', 'Tell the person that somebody demanded the file'), ('tell_hold', 'Tell the person that the file is kept from being erased')], max_length=20)),
                ('about', models.CharField(blank=True, max_length=24)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dated_tasks', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['case', 'due_on'], name='dated_tasks_open'), models.Index(fields=['kind', 'case'], name='dated_tasks_of_a_kind')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('case', 'kind', 'about'), name='one_open_dated_task')],
            },
        ),
    ]
