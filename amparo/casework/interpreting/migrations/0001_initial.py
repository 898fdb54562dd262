
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('institutions', '0001_initial'),
        ('related_people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Interpreter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('view_ref', models.CharField(blank=True, db_default='', default='', max_length=24)),
                ('paper_ref', models.CharField(max_length=24)),
                ('named_at', models.DateTimeField()),
                ('vetting', models.CharField(blank=True, choices=[('', 'Not vetted yet'), ('clear', 'No tie found'), ('tied', 'Tied')], default='', max_length=8)),
                ('vetted_on', models.DateField(blank=True, null=True)),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, choices=[('', 'The person has not answered yet'), ('agreed', 'The person agrees'), ('refused', 'The person does not want this one'), ('discuss', 'The person wants to talk about it')], default='', max_length=8)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('ended', models.CharField(blank=True, choices=[('', ''), ('tied', 'Not to be used: tied'), ('refused', 'Not to be used: the person does not want this one'), ('taken_back', 'Not to be used: the person took it back'), ('must_not_know', 'Not to be used: must not know'), ('left', 'Does not interpret here any more'), ('not_asked', 'Not to be used: whom it was for is not asked any more')], default='', max_length=14)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interpreters', to='cases.case')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='related_people.relatedperson')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
                ('vetted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.member')),
            ],
        ),
        migrations.CreateModel(
            name='Interpretation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('due_on', models.DateTimeField()),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('interview', 'Interview with an interpreter'), ('notice', "Put a notice into the person's language")], max_length=12)),
                ('about', models.CharField(blank=True, max_length=24)),
                ('outcome', models.CharField(blank=True, choices=[('interpreted', 'It was interpreted'), ('own_language', "It was written or spoken in the person's own language"), ('without', 'The person wanted it without an interpreter'), ('dropped', 'It is not needed any more')], max_length=14)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interpretations', to='cases.case')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='related_people.relatedperson')),
                ('interpreter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interpretations', to='interpreting.interpreter')),
            ],
        ),
        migrations.CreateModel(
            name='InterpreterNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('asked', 'The person asked for an interpreter'), ('language', "The person's language is none of this site's"), ('team', 'The team noted it')], max_length=10)),
                ('paper_ref', models.CharField(max_length=24)),
                ('found_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interpreter_need', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='RelatedPersonInterpreterNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper_ref', models.CharField(max_length=24)),
                ('found_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('other', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interpreter_need', to='related_people.relatedperson')),
            ],
        ),
        migrations.AddConstraint(
            model_name='interpreter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vetted_on__isnull', True), ('vetting', '')), models.Q(models.Q(('vetting', ''), _negated=True), ('vetted_on__isnull', False)), _connector='OR'), name='a_vetting_has_its_day'),
        ),
        migrations.AddIndex(
            model_name='interpretation',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['case', 'due_on'], name='interpretations_open'),
        ),
        migrations.AddConstraint(
            model_name='interpretation',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), ('other__isnull', True)), fields=('case', 'kind', 'about'), name='one_open_interpretation'),
        ),
        migrations.AddConstraint(
            model_name='interpretation',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('other', 'kind', 'about'), name='one_open_interpretation_of_others'),
        ),
    ]
