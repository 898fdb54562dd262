
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DisappearanceOrDeath',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('whose', models.CharField(choices=[('person', 'The person at risk'), ('other', 'Somebody else of this case')], max_length=8)),
                ('what', models.CharField(choices=[('disappeared', 'Disappeared'), ('found_alive', 'Found alive'), ('found_dead', 'Found dead'), ('died', 'Died')], max_length=12)),
                ('kind', models.CharField(choices=[('unknown', 'Not known yet'), ('killing', 'Killing'), ('death_in_custody', 'Death in custody'), ('enforced_disappearance', 'Enforced disappearance (the state took part or consented)'), ('disappearance_non_state', 'Disappearance, by others than the state or by nobody knows whom'), ('abduction', 'Abduction'), ('no_attack', "No attack: illness, accident, of one's own will")], max_length=30)),
                ('on', models.DateField()),
                ('about', models.CharField(blank=True, max_length=24)),
                ('paper_ref', models.CharField(max_length=24)),
                ('impeded', models.CharField(blank=True, max_length=40)),
                ('noted_at', models.DateTimeField()),
                ('set_aside_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='happenings', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='DisappearanceTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('due_on', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('search', 'Write down what was done to find the missing person'), ('linked', 'Open a case for the family or the collective, or say why not'), ('investigation', 'See how the investigation stands')], max_length=20)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vigils', to='cases.case')),
                ('happening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vigils', to='disappearances.disappearanceordeath')),
            ],
        ),
        migrations.CreateModel(
            name='SearcherNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('searcher', models.CharField(max_length=40)),
                ('paper_ref', models.CharField(max_length=24)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='cases.case')),
                ('happening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='disappearances.disappearanceordeath')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
        ),
        migrations.AddConstraint(
            model_name='disappearanceordeath',
            constraint=models.UniqueConstraint(condition=models.Q(('set_aside_at__isnull', True), ('what__in', ['died', 'found_dead']), ('whose', 'person')), fields=('case',), name='the_person_dies_once'),
        ),
        migrations.AddIndex(
            model_name='disappearancetask',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['case', 'due_on'], name='vigils_open'),
        ),
        migrations.AddConstraint(
            model_name='disappearancetask',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('happening', 'kind'), name='one_open_vigil'),
        ),
    ]
