
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('noted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('paper_ref', models.CharField(max_length=24)),
                ('joined_at', models.DateTimeField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='board', to='cases.case')),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boards', to='collectives.collective')),
            ],
        ),
        migrations.CreateModel(
            name='Intermediary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('scope', models.JSONField(default=list)),
                ('until', models.DateField()),
                ('paper_ref', models.CharField(max_length=24)),
                ('proposed_at', models.DateTimeField()),
                ('ended', models.CharField(blank=True, choices=[('by_board', 'The collective took it back'), ('time_over', 'Its time is over')], max_length=10)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='betweens', to='collectives.board')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='betweens', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='IntermediaryDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper_ref', models.CharField(max_length=24)),
                ('own_ref', models.CharField(max_length=24)),
                ('passed_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('between', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passed', to='collectives.intermediary')),
            ],
        ),
        migrations.CreateModel(
            name='MeasureAskedOfBoards',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=24, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_of_all', to='cases.case')),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='collectives.collective')),
            ],
        ),
        migrations.AddConstraint(
            model_name='intermediary',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('board', 'case'), name='one_go_between_at_a_time'),
        ),
    ]
