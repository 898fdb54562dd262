"""The name indexes are written anew, as each member looks: every bucket is of one length now, and a
case by no name lies in a leaf like any other. What was written before was of other lengths."""

from typing import Any

from django.db import migrations


def forget(apps: Any, _schema: Any) -> None:
    apps.get_model("cases", "NameBucket").objects.all().delete()
    apps.get_model("cases", "Seat").objects.filter(leaf=None, listed=True).update(listed=False)


class Migration(migrations.Migration):
    dependencies = (("cases", "0007_marks"),)

    operations = (migrations.RunPython(forget, migrations.RunPython.noop),)
