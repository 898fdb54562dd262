"""A case of which perhaps something got out has a danger of its own, below an urgent call; whoever
is missing has the highest. What is stored keeps its meaning."""

from typing import Any

from django.db import migrations

MEANT = ((3, 5), (2, 3))
"""Missing; not weighed: in this order, so that none is moved twice."""


def move(apps: Any, _schema: Any) -> None:
    for before, now in MEANT:
        for name in ("Case", "Seat"):
            apps.get_model("cases", name).objects.filter(danger=before).update(danger=now)


def move_back(apps: Any, _schema: Any) -> None:
    for name in ("Case", "Seat"):
        model = apps.get_model("cases", name)
        for now, before in ((3, 2), (5, 3)):
            model.objects.filter(danger=now).update(danger=before)


class Migration(migrations.Migration):
    dependencies = (("cases", "0005_conflicts"),)

    operations = (migrations.RunPython(move, move_back),)
