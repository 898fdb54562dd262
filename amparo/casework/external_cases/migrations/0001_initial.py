
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
            name='ExternalProcedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('protocol', models.CharField(max_length=40)),
                ('happened', models.JSONField(default=dict)),
                ('facts', models.JSONField(default=dict)),
                ('complained', models.JSONField(default=dict)),
                ('due_on', models.DateTimeField(blank=True, null=True)),
                ('task', models.CharField(blank=True, max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended', models.CharField(blank=True, choices=[('done', 'It is over there'), ('dropped', 'It was never filed, or goes on elsewhere'), ('withdrew', 'The person does not want it followed')], max_length=10)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outside', to='cases.case')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.unit')),
            ],
        ),
        migrations.CreateModel(
            name='ExternalProcedureStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('what', models.CharField(max_length=40)),
                ('term', models.CharField(blank=True, max_length=40)),
                ('happened_at', models.DateTimeField()),
                ('channel', models.CharField(blank=True, max_length=20)),
                ('by_whom', models.CharField(choices=[('us', 'This organisation'), ('person', 'The person'), ('other', 'Somebody else for the person'), ('authority', 'The authority')], max_length=10)),
                ('result', models.CharField(blank=True, choices=[('', 'Nothing was decided with it'), ('granted', 'All that was asked for was granted'), ('partly', 'Part of it was granted'), ('denied', 'It was denied'), ('not_admitted', 'It was not admitted'), ('founded', 'The complaint or recourse was upheld'), ('unfounded', 'The complaint or recourse was rejected')], max_length=20)),
                ('found', models.JSONField(default=dict)),
                ('paper_ref', models.CharField(max_length=24)),
                ('noted_at', models.DateTimeField()),
                ('set_aside_at', models.DateTimeField(blank=True, null=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='external_cases.externalprocedure')),
            ],
        ),
        migrations.AddConstraint(
            model_name='externalprocedure',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'protocol', 'unit'), name='one_record_at_an_authority'),
        ),
        migrations.AddConstraint(
            model_name='externalprocedurestep',
            constraint=models.UniqueConstraint(condition=models.Q(('set_aside_at__isnull', True)), fields=('record', 'what', 'term'), name='noted_once'),
        ),
    ]
