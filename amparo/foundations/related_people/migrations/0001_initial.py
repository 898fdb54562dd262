
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RelatedPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('relation', models.CharField(choices=[('family', 'Family, or somebody who lives with the person'), ('lawyer', 'Lawyer'), ('witness', 'Witness'), ('trusted', 'Somebody the person trusts'), ('aggressor', 'Whoever is said to be behind the danger')], max_length=10)),
                ('paper_ref', models.CharField(max_length=24)),
                ('named_at', models.DateTimeField()),
                ('child', models.BooleanField(default=False)),
                ('died_at', models.DateTimeField(blank=True, null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='others', to='intake.filing')),
                ('guardian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='related_people.relatedperson')),
            ],
        ),
        migrations.CreateModel(
            name='AccessCredential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('right', models.CharField(choices=[('reads', 'Reads'), ('answers', 'Answers'), ('speaks', 'Speaks')], max_length=10)),
                ('public', models.BinaryField(max_length=32)),
                ('identity', models.BinaryField(max_length=32, null=True, unique=True)),
                ('given_at', models.DateTimeField()),
                ('came_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('mark', models.BinaryField(default=b'', max_length=32)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ways', to='related_people.relatedperson')),
            ],
        ),
        migrations.CreateModel(
            name='RelatedPersonMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('sealed', models.BinaryField()),
                ('said_at', models.DateTimeField()),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='related_people.relatedperson')),
            ],
            options={
                'verbose_name_plural': 'said',
            },
        ),
        migrations.CreateModel(
            name='SeparateQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('subject', models.CharField(db_index=True, max_length=24)),
                ('paper_ref', models.CharField(blank=True, max_length=24)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'Agreed'), ('refused', 'Refused'), ('discuss', 'Discuss')], max_length=10)),
                ('how', models.CharField(blank=True, max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_alone', to='related_people.relatedperson')),
            ],
            options={
                'verbose_name_plural': 'alone',
            },
        ),
        migrations.CreateModel(
            name='CredentialCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper_ref', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=30)),
                ('sealed', models.BinaryField()),
                ('written_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('way', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='related_people.accesscredential')),
            ],
            options={
                'verbose_name_plural': 'copies',
                'constraints': [models.UniqueConstraint(fields=('way', 'paper_ref'), name='one_copy_of_a_paper')],
            },
        ),
        migrations.AddConstraint(
            model_name='relatedperson',
            constraint=models.CheckConstraint(condition=models.Q(('child', True), ('guardian__isnull', True), _connector='OR'), name='only_a_child_has_a_guardian'),
        ),
        migrations.AddConstraint(
            model_name='accesscredential',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('identity__isnull', False)), models.Q(('ended_at__isnull', False), ('identity__isnull', True)), _connector='OR'), name='ended_words_are_found_by_nothing'),
        ),
        migrations.AddConstraint(
            model_name='accesscredential',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('other',), name='one_way_of_each_other'),
        ),
        migrations.AddConstraint(
            model_name='separatequestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='an_answer_alone_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='separatequestion',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('subject',), name='one_asked_alone'),
        ),
    ]
