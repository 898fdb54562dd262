
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('institutions', '0001_initial'),
        ('measures', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alias', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('measure', 'Measure'), ('opinion', 'Opinion'), ('context', 'Context')], max_length=10)),
                ('question_ref', models.CharField(max_length=24)),
                ('due_on', models.DateTimeField()),
                ('state', models.CharField(choices=[('prepared', 'On paper, not handed over yet'), ('open', 'Not answered yet'), ('acknowledged', 'Taken on'), ('objected', 'Objected to'), ('reported', 'Answered'), ('verified', 'The person says it arrived'), ('ending', 'Goes on until it is said that it ends'), ('revoked', 'Taken back'), ('ended', 'Ended')], default='open', max_length=15)),
                ('by_paper', models.BooleanField(default=False)),
                ('extract', models.BinaryField(blank=True)),
                ('key_for_unit', models.BinaryField(blank=True)),
                ('key_under_case', models.BinaryField(blank=True)),
                ('forwarded_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='cases.case')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='measures.measure')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='institutions.unit')),
            ],
        ),
        migrations.CreateModel(
            name='FollowUpTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('due_on', models.DateTimeField()),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('answer_objection', 'Answer an objection'), ('ask_report', 'See to a report that was asked for'), ('contact_before_ending', 'Reach the person before measures end'), ('fetch_paper', 'Fetch back what had gone on paper'), ('hear_her', 'Ask the person about what was decided meanwhile'), ('seal_anew', 'A unit cannot open what it owes: seal it anew')], max_length=30)),
                ('outcome', models.CharField(blank=True, choices=[('insisted', 'Insisted'), ('alternative', 'Alternative'), ('reported', 'Reported'), ('goes_on', 'Goes On'), ('ends', 'Ends'), ('fetched', 'Fetched'), ('answered', 'Answered'), ('sealed_anew', 'Sealed Anew'), ('taken_back', 'Taken Back')], max_length=20)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='cases.case')),
                ('duty', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='obligations.obligation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ObligationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('acknowledged', 'We will'), ('objected', 'We cannot, because…'), ('reported', 'Done, here is the proof'), ('opinion', 'Our opinion'), ('context', 'What we know of the danger'), ('incident', 'Something happened'), ('more_time', 'We ask for more time'), ('time_given', 'More time was given, once'), ('time_refused', 'No more time was given'), ('insisted', 'The team insists'), ('asked', 'The team asks for a report'), ('changed', 'Changed by a resolution, from this day')], max_length=15)),
                ('author', models.CharField(max_length=80)),
                ('sealed', models.BinaryField()),
                ('stored_as', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField()),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='obligations.obligation')),
            ],
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(fields=['unit', 'state', 'due_on'], name='what_a_unit_owes'),
        ),
        migrations.AddConstraint(
            model_name='obligationanswer',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'time_given')), fields=('duty',), name='more_time_once'),
        ),
    ]
