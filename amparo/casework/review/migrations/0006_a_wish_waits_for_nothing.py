"""Giving a measure up waits for no other change of it, and what was decided may be given up."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

LIVE = ["open", "put", "decided"]
KINDS = [
    ("reassess", "Assess the risk anew: something happened"),
    ("explain_share", "Explain what giving up a part in a measure may mean"),
    ("review", "Review a measure"),
    ("disagreement", "Answer the person, who sees the risk otherwise"),
    ("rule", "Rule on what the person asked to be decided again"),
    ("rule_on_waiting", "Say whether the change waits for the ruling"),
    ("explain_risk", "Explain the risk of giving a measure up"),
    ("giving_up", "Decide on what the person gives up"),
    ("carry_out", "Carry out a change that was decided"),
]


class Migration(migrations.Migration):
    dependencies = (
        ("measures", "0002_whom_it_protects"),
        ("review", "0005_more_waits_for_nothing"),
    )
    operations = (
        migrations.AddField(
            model_name="change",
            name="given_up_by",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="change_given_up",
                to="measures.decision",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="change", name="one_change_of_a_measure_at_a_time"
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=Q(state__in=LIVE) & ~Q(kind__in=["strengthen", "renounce"]),
                fields=("measure",),
                name="one_change_of_a_measure_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=Q(state__in=LIVE, kind="renounce"),
                fields=("measure",),
                name="one_giving_up_at_a_time",
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
    )
