"""She may let somebody who oversees see where her case stands: one more kind of question."""

from django.db import migrations, models

KINDS = [
    ("assessment", "Assessment"),
    ("measure", "Measure"),
    ("opinion", "Opinion"),
    ("context", "Context"),
    ("action", "Action"),
    ("change", "Change"),
    ("referral", "Referral"),
    ("interpreter", "Interpreter"),
    ("search", "Search"),
    ("outside", "Outside"),
    ("collective", "Collective"),
    ("between", "Between"),
    ("oversight", "Oversight"),
]


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_in_doubt")]
    operations = [
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
    ]
