
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('scope', models.CharField(choices=[('everything', 'The whole file'), ('files', 'Recordings, photos and other files alone')], max_length=12)),
                ('how', models.CharField(choices=[('page', "Asked for on the person's page"), ('oral', 'Asked for in conversation'), ('schedule', 'By the schedule'), ('again', 'Again, after an older backup was put back')], max_length=10)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('heard_by', models.CharField(blank=True, max_length=80)),
                ('heard_at', models.DateTimeField(blank=True, null=True)),
                ('acta_on', models.DateField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, choices=[('granted', 'It is erased'), ('refused', 'It is kept, for a reason')], max_length=10)),
                ('decided_by', models.CharField(blank=True, max_length=80)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('files', models.JSONField(default=list)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='intake.filing')),
            ],
        ),
        migrations.CreateModel(
            name='ErasedContentStub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('count', models.PositiveIntegerField()),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('erasure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stood', to='erasure.erasure')),
            ],
            options={
                'verbose_name_plural': 'stood',
            },
        ),
        migrations.CreateModel(
            name='ExactLocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('now', 'Where the person is now'), ('safe', 'A safe place'), ('travel', 'A journey: when, from where, to where')], max_length=10)),
                ('author', models.CharField(max_length=80)),
                ('sealed', models.BinaryField(blank=True)),
                ('written_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='intake.filing')),
            ],
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('paper_ref', models.CharField(max_length=24)),
                ('silent_until', models.DateField(blank=True, null=True)),
                ('order_until', models.DateField(blank=True, null=True)),
                ('silence_said_by', models.CharField(blank=True, max_length=80)),
                ('silence_seen_by', models.CharField(blank=True, max_length=80)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('ground', models.CharField(choices=[('court', 'An order of a court'), ('claim', 'A claim, complaint or recourse that is going on'), ('investigation', 'An investigation of what was done to the person')], max_length=14)),
                ('put_by', models.CharField(max_length=80)),
                ('put_at', models.DateTimeField()),
                ('look_again_on', models.DateField()),
                ('lifted_by', models.CharField(blank=True, max_length=80)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='intake.filing')),
            ],
        ),
        migrations.AddIndex(
            model_name='erasure',
            index=models.Index(condition=models.Q(('done_at__isnull', True), ('ended_at__isnull', True)), fields=['not_before'], name='erasures_going_on'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), ('ended_at__isnull', True)), fields=('filing',), name='one_erasure_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('answer', 'granted'), ('ended_at__isnull', True)), _connector='OR'), name='erased_only_where_granted'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'granted'), ('how__in', ['schedule', 'again'])), models.Q(('answer', 'granted'), _negated=True), models.Q(('heard_at__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True), models.Q(('decided_by', models.F('heard_by')), _negated=True)), _connector='OR'), name='granted_by_another_once_she_was_heard'),
        ),
        migrations.AddConstraint(
            model_name='erasedcontentstub',
            constraint=models.UniqueConstraint(fields=('erasure', 'kind'), name='one_stub_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='exactlocation',
            index=models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['ends_at'], name='places_to_erase'),
        ),
        migrations.AddIndex(
            model_name='legalhold',
            index=models.Index(condition=models.Q(('told_at__isnull', True)), fields=['silent_until'], name='holds_not_told'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('silence_seen_by', ''), models.Q(('silence_seen_by', models.F('silence_said_by')), _negated=True), _connector='OR'), name='legalhold_silence_read_by_a_second'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('put_by', models.F('lifted_by')), _negated=True), name='a_second_person_lifts_a_hold'),
        ),
    ]
