"""Whom each measure protects, from what stands: the person, and everybody whom the last question
about it named."""

from django.db import migrations

from amparo.sealing import marks

NOBODY = "nobody"


def say_whom_each_protects(apps, schema_editor):
    Measure = apps.get_model("measures", "Measure")
    Question = apps.get_model("consent", "Question")
    Adult = apps.get_model("consent", "Adult")
    Beneficiary = apps.get_model("consent", "Beneficiary")
    for measure in Measure.objects.select_related("case").order_by("pk").iterator(chunk_size=500):
        asked = list(
            Question.objects.filter(
                filing_id=measure.case.filing_id, kind="measure", subject=measure.ref
            ).order_by("pk")
        )
        since = asked[0].asked_at if asked else measure.changed_at
        told = {"filing_id": measure.case.filing_id, "measure": measure.ref, "since_at": since}
        rows = [Beneficiary(ref=marks.new_code(groups=3), **told)]
        last = {one.unit_id: one for one in asked if one.adults is not None}
        # Its own unit first: whoever was only written down there is not taken for another elsewhere.
        own = [one.pk for unit, one in last.items() if unit == measure.unit_id]
        others = [one.pk for unit, one in last.items() if unit != measure.unit_id]
        there, first = set(), True
        for question in [*own, *others]:
            named = list(Adult.objects.filter(question_id=question).order_by("pk"))
            for one in named:
                listed = one.child or (one.other if one.other != NOBODY else "")
                if listed in there or not (listed or first):
                    continue
                there |= {listed} - {""}
                rows.append(
                    Beneficiary(
                        ref=marks.new_code(groups=3),
                        paper_ref=one.paper_ref,
                        other=one.other,
                        child=one.child,
                        **told,
                    )
                )
            first = first and not named
        Beneficiary.objects.bulk_create(rows)


class Migration(migrations.Migration):

    dependencies = [
        ("measures", "0001_initial"),
        ("consent", "0004_whom_a_measure_protects"),
    ]

    operations = [
        migrations.RunPython(say_whom_each_protects, migrations.RunPython.noop),
    ]
