"""What stood highest on the worklist: whoever is missing now stands above it, and what is only
perhaps below whoever may be in danger. By whose act an account was suspended: until now always by
that of whoever noted it."""

from typing import Any

from django.db import migrations
from django.db.models import F

MISSING, LEAKED, UNWEIGHED, PERHAPS = 5, 4, 3, 2


def move(apps: Any, _schema: Any) -> None:
    leaks = apps.get_model("secrecy", "Leak").objects
    leaks.filter(suspended_at__isnull=False).update(suspended_by=F("noted_by"))
    steps = apps.get_model("secrecy", "Step").objects.filter(done_at__isnull=True)
    searches = apps.get_model("search", "Vigil").objects.filter(kind="search", done_at__isnull=True)
    high = apps.get_model("cases", "Case").objects.filter(danger=LEAKED)
    sure = set(steps.exclude(kind="confirm").values_list("case", flat=True))
    missing = set(searches.values_list("case", flat=True))
    for number, urgent in list(high.values_list("pk", "filing__urgent")):
        if number in missing:
            danger = MISSING
        elif number in sure:
            continue
        else:
            danger = UNWEIGHED if urgent else PERHAPS
        apps.get_model("cases", "Case").objects.filter(pk=number).update(danger=danger)
        apps.get_model("cases", "Seat").objects.filter(case=number).update(danger=danger)


class Migration(migrations.Migration):
    dependencies = (
        ("secrecy", "0002_second_persons"),
        ("cases", "0006_who_is_missing_leads"),
        ("search", "0001_initial"),
    )

    operations = (migrations.RunPython(move, migrations.RunPython.noop),)
