from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='adult',
            name='doubt',
            field=models.CharField(blank=True, choices=[('waits', 'Waits'), ('goes_on', 'Goes On')], default='', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='adult',
            name='doubted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='adult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('doubt', ''), ('doubted_at__isnull', True)), models.Q(models.Q(('doubt', ''), _negated=True), ('doubted_at__isnull', False)), _connector='OR'), name='a_doubt_has_its_moment'),
        ),
    ]
