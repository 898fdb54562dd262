from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('erasing', '0003_a_second_reads_the_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='erasure',
            name='acta_on',
            field=models.DateField(blank=True, null=True),
        ),
    ]
