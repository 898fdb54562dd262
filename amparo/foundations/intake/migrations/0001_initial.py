
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('id_hash', models.BinaryField(max_length=32, unique=True)),
                ('sealed', models.BinaryField()),
                ('changed_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='PublishedBlanketDemand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('court', 'A court'), ('prosecutor', 'A prosecutor'), ('authority', 'A minister or another authority'), ('other', 'Somebody else')], max_length=12)),
                ('what', models.CharField(choices=[('list', 'The list of who asked for protection'), ('files', 'Every file'), ('machine', 'The machine itself, or its backups')], max_length=12)),
                ('noted_on', models.DateField()),
                ('outcome', models.CharField(blank=True, choices=[('refused', 'Nothing was given'), ('part', 'Part of it was given'), ('given', 'All of it was given'), ('taken', 'It was taken by force'), ('mistake', 'It was noted by mistake: nobody demanded it')], max_length=12)),
                ('told_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'every file demanded',
            },
        ),
        migrations.CreateModel(
            name='TraitSlip',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('protocol', models.CharField(max_length=40)),
                ('channel', models.CharField(max_length=20)),
                ('urgent', models.BooleanField(default=False)),
                ('filed_at', models.DateTimeField(db_index=True)),
                ('first_contact_at', models.DateTimeField()),
                ('happened', models.JSONField(default=dict)),
                ('facts', models.JSONField(default=dict)),
                ('norms', models.JSONField(default=list)),
                ('on_behalf', models.BooleanField(default=False)),
                ('impediment', models.CharField(blank=True, max_length=40)),
                ('once_hash', models.BinaryField(max_length=32, unique=True)),
                ('proof_number', models.CharField(max_length=24, unique=True)),
                ('fingerprint', models.CharField(max_length=60)),
                ('key_version', models.PositiveIntegerField(default=1)),
                ('sealed_slot', models.BinaryField(default=b'')),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('sharing_ended_at', models.DateTimeField(blank=True, null=True)),
                ('in_flood', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('opened_at__isnull', True)), fields=['-urgent', 'in_flood', 'filed_at', 'id'], name='filings_that_wait')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('question', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(max_length=20)),
                ('author', models.CharField(max_length=80)),
                ('sealed_size', models.BigIntegerField()),
                ('sealed_about', models.BinaryField()),
                ('stored_as', models.CharField(max_length=80, unique=True)),
                ('for_person', models.BooleanField(default=False)),
                ('stored_at', models.DateTimeField()),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='intake.filing')),
            ],
        ),
        migrations.CreateModel(
            name='TraitBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32)),
                ('place', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('counted_in', models.CharField(blank=True, max_length=10)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('number', 'place'), name='one_place_in_a_batch')],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('blinded', models.BinaryField(max_length=32)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to='intake.filing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('filing', 'blinded'), name='excluded_once')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=30)),
                ('author', models.CharField(max_length=80)),
                ('for_person', models.BooleanField(default=False)),
                ('sealed', models.BinaryField()),
                ('digest', models.BinaryField(max_length=32)),
                ('version', models.PositiveIntegerField(default=1)),
                ('current', models.BooleanField(default=True)),
                ('written_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='intake.filing')),
            ],
            options={
                'indexes': [models.Index(fields=['filing', 'written_at'], name='papers_of_a_file'), models.Index(condition=models.Q(('kind', 'exclusions')), fields=['filing'], name='papers_that_exclude')],
                'constraints': [models.UniqueConstraint(fields=('ref', 'version'), name='one_paper_a_version')],
            },
        ),
        migrations.CreateModel(
            name='CaseKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(choices=[('person', 'Person'), ('reception', 'Reception'), ('receptionist', 'Receptionist'), ('recovery', 'Recovery')], max_length=20)),
                ('member', models.CharField(blank=True, max_length=12)),
                ('sealed', models.BinaryField()),
                ('public', models.BinaryField(max_length=32)),
                ('identity', models.BinaryField(blank=True, max_length=32, null=True, unique=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('mark', models.BinaryField(default=b'', max_length=32)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='intake.filing')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('holder', 'person'), ('identity__isnull', False)), models.Q(models.Q(('holder', 'person'), _negated=True), ('identity__isnull', True)), _connector='OR'), name='only_words_have_an_identity')],
            },
        ),
        migrations.CreateModel(
            name='RecoveredCaseKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', models.CharField(max_length=12)),
                ('sealed', models.BinaryField()),
                ('key_version', models.PositiveIntegerField()),
                ('reason', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recovered', to='intake.filing')),
            ],
            options={
                'verbose_name_plural': 'recovered',
                'constraints': [models.UniqueConstraint(fields=('filing', 'member'), name='one_recovered_key_a_member')],
            },
        ),
        migrations.CreateModel(
            name='SealedMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('about', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=30)),
                ('author', models.CharField(max_length=80)),
                ('sealed', models.BinaryField()),
                ('dropped_at', models.DateTimeField()),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drops', to='intake.filing')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('kind', 'kept_from')), fields=['filing'], name='drops_that_exclude')],
            },
        ),
    ]
