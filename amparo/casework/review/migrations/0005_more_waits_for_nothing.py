"""More of a measure may be thought of while something that would lessen it is on its way."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("review", "0004_somebody_gives_up_a_part"),)
    operations = (
        migrations.RemoveConstraint(
            model_name="change", name="one_change_of_a_measure_at_a_time"
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=Q(state__in=["open", "put", "decided"]) & ~Q(kind="strengthen"),
                fields=("measure",),
                name="one_change_of_a_measure_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=Q(state__in=["open", "put", "decided"], kind="strengthen"),
                fields=("measure",),
                name="one_strengthening_at_a_time",
            ),
        ),
    )
