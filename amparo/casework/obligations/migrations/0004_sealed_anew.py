from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('obligations', '0003_something_happened'),
    ]

    operations = [
        migrations.AlterField(
            model_name='followup',
            name='kind',
            field=models.CharField(choices=[('answer_objection', 'Answer an objection'), ('ask_report', 'See to a report that was asked for'), ('contact_before_ending', 'Reach the person before measures end'), ('fetch_paper', 'Fetch back what had gone on paper'), ('hear_her', 'Ask the person about what was decided meanwhile'), ('seal_anew', 'A unit cannot open what it owes: seal it anew')], max_length=30),
        ),
        migrations.AlterField(
            model_name='followup',
            name='outcome',
            field=models.CharField(blank=True, choices=[('insisted', 'Insisted'), ('alternative', 'Alternative'), ('reported', 'Reported'), ('goes_on', 'Goes On'), ('ends', 'Ends'), ('fetched', 'Fetched'), ('answered', 'Answered'), ('sealed_anew', 'Sealed Anew'), ('taken_back', 'Taken Back')], max_length=20),
        ),
    ]
