
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('sign_in_name', models.CharField(max_length=60, unique=True)),
                ('mail', models.EmailField(blank=True, max_length=254)),
                ('roles', models.JSONField(default=list)),
                ('public', models.BinaryField(max_length=32)),
                ('wrong_tries', models.PositiveIntegerField(default=0)),
                ('signed_in_at', models.DateTimeField(blank=True, null=True)),
                ('on_duty', models.BooleanField(default=True)),
                ('active', models.BooleanField(default=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='institutions.unit')),
            ],
        ),
        migrations.CreateModel(
            name='FailedAttempts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BinaryField(max_length=32, unique=True)),
                ('count', models.PositiveIntegerField(default=0)),
                ('since', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'tries',
            },
        ),
        migrations.CreateModel(
            name='ProposedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.BinaryField(max_length=32)),
                ('needed', models.PositiveSmallIntegerField()),
                ('holders', models.JSONField()),
                ('proposed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SchedulerRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Credentials',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='credentials', serialize=False, to='accounts.member')),
                ('salt', models.BinaryField(max_length=32)),
                ('cost', models.JSONField()),
                ('verifier', models.BinaryField(max_length=32)),
                ('sealed_secret', models.BinaryField()),
                ('sealed_code_secret', models.BinaryField()),
                ('last_code_step', models.BigIntegerField(default=0)),
                ('words_public', models.BinaryField(blank=True, default=b'', max_length=32)),
                ('sealed_by_words', models.BinaryField(blank=True, default=b'')),
                ('sealed_passkeys', models.BinaryField(blank=True, default=b'')),
                ('sealed_recovery', models.BinaryField(blank=True, default=b'')),
            ],
            options={
                'verbose_name_plural': 'credentials',
            },
        ),
        migrations.CreateModel(
            name='GroupKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reception', 'Reception'), ('unit', 'Unit'), ('statistics', 'Statistics'), ('recovery', 'Recovery'), ('backup', 'Backup')], max_length=20)),
                ('ref', models.CharField(blank=True, max_length=60)),
                ('number', models.PositiveIntegerField(default=1)),
                ('public', models.BinaryField(max_length=32)),
                ('current', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('kind', 'ref'), name='one_current_group_key')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.BinaryField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('sign_in_name', models.CharField(max_length=60)),
                ('mail', models.EmailField(blank=True, max_length=254)),
                ('roles', models.JSONField(default=list)),
                ('good_from', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('entry', models.BigIntegerField(default=0)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
        ),
        migrations.CreateModel(
            name='PhoneChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=9)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.CharField(blank=True, max_length=12)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='phone_change', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('id_hash', models.BinaryField(max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('member', 'Member'), ('visit', 'Visit'), ('join', 'Join'), ('phone', 'Phone'), ('passkey', 'Passkey')], max_length=10)),
                ('subject', models.CharField(blank=True, max_length=20)),
                ('sealed', models.BinaryField()),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('proved_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='ShareSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('needed', models.PositiveSmallIntegerField()),
                ('of', models.PositiveSmallIntegerField()),
                ('noted_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('current', models.BooleanField(default=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='share_sets', to='accounts.groupkey')),
            ],
        ),
        migrations.CreateModel(
            name='Keyholder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('branch', models.CharField(max_length=20)),
                ('lost', models.BooleanField(default=False)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keyholders', to='accounts.shareset')),
            ],
        ),
        migrations.CreateModel(
            name='GroupKeyHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='accounts.groupkey')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_seats', to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('group', 'member'), name='one_seat_in_a_group')],
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.BinaryField(max_length=32)),
                ('put_at', models.DateTimeField()),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField(db_index=True)),
                ('trouble', models.CharField(blank=True, max_length=60)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'verbose_name_plural': 'outgoing',
                'constraints': [models.UniqueConstraint(fields=('member', 'why'), name='one_mail_for_one_reason')],
            },
        ),
        migrations.CreateModel(
            name='ProposedKeyConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assents', to='accounts.proposedkey')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'member'), name='one_assent_each')],
            },
        ),
        migrations.AddConstraint(
            model_name='shareset',
            constraint=models.UniqueConstraint(condition=models.Q(('current', True)), fields=('group',), name='one_current_set_of_shares'),
        ),
        migrations.AddConstraint(
            model_name='keyholder',
            constraint=models.UniqueConstraint(fields=('of', 'number'), name='one_keyholder_a_share'),
        ),
    ]
