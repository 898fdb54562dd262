
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_initial'),
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(db_index=True, max_length=24)),
                ('beneficiary', models.CharField(blank=True, max_length=24)),
                ('word', models.CharField(choices=[('arrived', 'Arrived'), ('works', 'Works'), ('stopped', 'Stopped'), ('did_not_arrive', 'Did Not Arrive')], max_length=20)),
                ('how', models.CharField(default='page', max_length=10)),
                ('said_at', models.DateTimeField()),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='intake.filing')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('assessment', 'Assessment'), ('measure', 'Measure'), ('opinion', 'Opinion'), ('context', 'Context'), ('action', 'Action'), ('change', 'Change'), ('referral', 'Referral'), ('interpreter', 'Interpreter'), ('search', 'Search'), ('outside', 'Outside'), ('collective', 'Collective'), ('between', 'Between'), ('oversight', 'Oversight'), ('export', 'Export')], max_length=20)),
                ('subject', models.CharField(max_length=24)),
                ('fields', models.JSONField(default=list)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'Agreed'), ('refused', 'Refused'), ('discuss', 'Discuss')], max_length=10)),
                ('how', models.CharField(blank=True, max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('replaced_for', models.CharField(blank=True, max_length=40)),
                ('reopened_at', models.DateTimeField(blank=True, null=True)),
                ('put_at', models.DateTimeField(blank=True, null=True)),
                ('each_adult', models.BooleanField(default=False)),
                ('adults', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('by_acta', models.BooleanField(default=False)),
                ('acta_ref', models.CharField(blank=True, max_length=24)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='intake.filing')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
        ),
        migrations.CreateModel(
            name='AffectedAdult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('paper_ref', models.CharField(max_length=24)),
                ('other', models.CharField(blank=True, max_length=24)),
                ('child', models.CharField(blank=True, max_length=24)),
                ('view_ref', models.CharField(blank=True, max_length=24)),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'Agreed'), ('refused', 'Refused'), ('discuss', 'Discuss')], max_length=10)),
                ('how', models.CharField(blank=True, max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('doubt', models.CharField(blank=True, choices=[('waits', 'Waits'), ('goes_on', 'Goes On')], max_length=10)),
                ('doubted_at', models.DateTimeField(blank=True, null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.filing')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='named', to='consent.question')),
            ],
        ),
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
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beneficiaries', to='intake.filing')),
            ],
            options={
                'verbose_name_plural': 'beneficiaries',
                'constraints': [models.UniqueConstraint(condition=models.Q(('paper_ref', '')), fields=('measure',), name='she_is_protected_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_for', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_for', ''), _negated=True)), _connector='OR'), name='a_share_ends_for_a_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='an_answer_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('filing', 'subject', 'unit', 'kind'), name='one_standing_question'),
        ),
        migrations.AddConstraint(
            model_name='affectedadult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='an_adults_answer_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='affectedadult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('doubt', ''), ('doubted_at__isnull', True)), models.Q(models.Q(('doubt', ''), _negated=True), ('doubted_at__isnull', False)), _connector='OR'), name='a_doubt_has_its_moment'),
        ),
    ]
