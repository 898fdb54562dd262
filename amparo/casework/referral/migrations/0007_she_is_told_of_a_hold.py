from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referral', '0006_she_is_told_of_a_demand'),
    ]

    operations = [
        migrations.AlterField(
            model_name='datedtask',
            name='kind',
            field=models.CharField(choices=[('answer_wish', 'Answer the person, who asks to be referred elsewhere'), ('carry', 'Hand over the printed sheet, or call it off'), ('see_answer', 'See what the recipient of a referral says'), ('destroy', 'Tell the recipient to destroy what it has'), ('agree', 'Agree with the person how a measure ordered elsewhere is done'), ('look_again', 'A measure ordered elsewhere ends: see what follows'), ('promise', 'Keep what was promised to the person'), ('see_export', 'Say whether a copy of the file may leave'), ('take_export', 'Take a copy that was allowed, or call it off'), ('export_back', 'Tell whoever has a copy of the file to destroy it'), ('hand_on', 'Write down what whoever takes the case over must know'), ('see_glass', 'Look at an hour of danger: was it right to open the case?'), ('tell_demand', 'Tell the person that somebody demanded the file'), ('tell_hold', 'Tell the person that the file is kept from being erased')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='datedtask',
            index=models.Index(fields=['kind', 'case'], name='dated_tasks_of_a_kind'),
        ),
    ]
