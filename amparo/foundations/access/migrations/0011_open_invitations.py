from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_announced'),
    ]

    operations = [
        migrations.CreateModel(
            name='Beat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='invitation',
            name='entry',
            field=models.BigIntegerField(default=0),
        ),
    ]
