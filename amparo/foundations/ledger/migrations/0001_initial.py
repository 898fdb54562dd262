
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('root', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='PublishedHead',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                ('day', models.DateField(db_index=True)),
                ('root', models.BinaryField(max_length=32)),
                ('begins', models.BinaryField(max_length=32)),
                ('key', models.BinaryField(max_length=32)),
                ('signature', models.BinaryField(max_length=64)),
                ('after', models.BigIntegerField()),
                ('path', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('event', models.CharField(max_length=60)),
                ('about', models.CharField(db_index=True, max_length=80)),
                ('by', models.CharField(max_length=80)),
                ('facts', models.TextField()),
                ('digest', models.BinaryField(max_length=32)),
                ('previous', models.BinaryField(max_length=32)),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['about', 'sequence'], name='ledger_of_one'), models.Index(fields=['digest'], name='ledger_by_digest'), models.Index(condition=models.Q(('event__in', ('EndingDropped', 'InvitationEnded', 'MemberReinstated', 'RecoveryCodeUsed', 'SignInDisowned'))), fields=['at', 'sequence'], name='ledger_of_the_house'), models.Index(condition=models.Q(('event__in', ('MemberEnrolled', 'MemberLeft', 'MemberReinstated', 'MemberSuspended'))), fields=['about', 'sequence'], name='ledger_of_accounts')],
            },
        ),
    ]
