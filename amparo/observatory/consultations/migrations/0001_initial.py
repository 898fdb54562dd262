
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('beside', models.CharField(max_length=60)),
                ('about', models.TextField()),
                ('files', models.JSONField()),
                ('salt', models.BinaryField(max_length=32)),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('look_days', models.PositiveSmallIntegerField()),
                ('opened_at', models.DateTimeField()),
                ('public', models.BinaryField(max_length=32)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closing_reason', models.TextField(blank=True)),
                ('closing', models.JSONField(blank=True, null=True)),
                ('closed_in', models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='it_opens_before_it_closes')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('article', models.CharField(max_length=80)),
                ('heading', models.CharField(max_length=300)),
                ('kind', models.CharField(choices=[('change', 'A change'), ('remark', 'A remark')], max_length=10)),
                ('identity', models.BinaryField(max_length=32, unique=True)),
                ('public', models.BinaryField(max_length=32)),
                ('once_hash', models.BinaryField(max_length=32, unique=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('received_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('for_author', models.BinaryField(default=b'')),
                ('for_readers', models.BinaryField(default=b'')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('shown', 'Shown'), ('withheld', 'Withheld'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('somebody', 'it names, or lets recognise, somebody in danger'), ('whereabouts', 'it says where somebody in danger is, or will be'), ('personal_data', 'it holds personal data: a contact, an identity, health'), ('protected_how', 'it gives away how somebody is protected'), ('threat', 'it threatens somebody, or calls for violence')], max_length=20)),
                ('passages', models.PositiveIntegerField(default=0)),
                ('organisation', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('salt', models.BinaryField(default=b'', max_length=32)),
                ('looks', models.PositiveIntegerField(db_default=0, default=0)),
                ('left_out', models.BinaryField(db_default=b'', default=b'')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='consultations.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='ProposalAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('accepted', 'Accepted'), ('partly', 'Accepted in part'), ('refused', 'Not accepted')], max_length=10)),
                ('reasons', models.TextField()),
                ('changed', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField()),
                ('salt', models.BinaryField(max_length=32)),
                ('reason', models.CharField(blank=True, choices=[('somebody', 'it names, or lets recognise, somebody in danger'), ('whereabouts', 'it says where somebody in danger is, or will be'), ('personal_data', 'it holds personal data: a contact, an identity, health'), ('protected_how', 'it gives away how somebody is protected'), ('threat', 'it threatens somebody, or calls for violence')], db_default='', default='', max_length=20)),
                ('passages', models.PositiveIntegerField(db_default=0, default=0)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='consultations.proposal')),
            ],
        ),
        migrations.CreateModel(
            name='ConsultationReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readers', to='consultations.consultation')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('consultation', 'member'), name='one_reader_of_a_consultation')],
            },
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['consultation', 'received_at'], name='proposals_as_they_came'),
        ),
        migrations.AddConstraint(
            model_name='proposalanswer',
            constraint=models.UniqueConstraint(fields=('proposal', 'version'), name='one_answer_to_each_version'),
        ),
    ]
