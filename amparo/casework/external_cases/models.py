from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.cases.models import Case
from amparo.foundations.institutions.models import Unit

WHOLE_DAY = time.min
"""The hour of a step of which only the day is known."""


class ExternalProcedure(models.Model):
    """One procedure at an outside authority, under that authority's law, as this organisation
    follows it. Its number there, and all words about it, are in sealed documents."""

    class Reason(models.TextChoices):
        """Why it is not followed any more."""

        DONE = "done", pgettext_lazy("outside", "It is over there")
        DROPPED = "dropped", pgettext_lazy("outside", "It was never filed, or goes on elsewhere")
        WITHDREW = "withdrew", pgettext_lazy("outside", "The person does not want it followed")

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="outside")
    protocol = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    # By the names of its law: computed from the steps, so that many records are read at once.
    happened = models.JSONField(default=dict)  # legal event -> ISO moment
    facts = models.JSONField(default=dict)
    complained = models.JSONField(default=dict)  # late term or defect -> ISO moment@channel
    # What this organisation waits for or must do next in it, and by when.
    due_on = models.DateTimeField(null=True, blank=True)
    task = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=Reason.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "protocol", "unit"],
                condition=Q(ended_at__isnull=True),
                name="one_record_at_an_authority",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class ExternalProcedureStep(models.Model):
    """One step there: codes and days. A step noted by mistake stays and does not count."""

    class Doer(models.TextChoices):
        US = "us", pgettext_lazy("outside", "This organisation")
        PERSON = "person", pgettext_lazy("outside", "The person")
        OTHER = "other", pgettext_lazy("outside", "Somebody else for the person")
        AUTHORITY = "authority", pgettext_lazy("outside", "The authority")

    class Result(models.TextChoices):
        NONE = "", _("Nothing was decided with it")
        GRANTED = "granted", pgettext_lazy("outside", "All that was asked for was granted")
        PARTLY = "partly", pgettext_lazy("outside", "Part of it was granted")
        DENIED = "denied", pgettext_lazy("outside", "It was denied")
        NOT_ADMITTED = "not_admitted", pgettext_lazy("outside", "It was not admitted")
        FOUNDED = "founded", pgettext_lazy("outside", "The complaint or recourse was upheld")
        UNFOUNDED = "unfounded", pgettext_lazy("outside", "The complaint or recourse was rejected")

    ref = models.CharField(max_length=24, unique=True)
    record = models.ForeignKey(ExternalProcedure, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=40)  # an event of the record's law, or "complaint"
    term = models.CharField(max_length=40, blank=True)  # of a complaint: the late term
    happened_at = models.DateTimeField()
    channel = models.CharField(max_length=20, blank=True)
    by_whom = models.CharField(max_length=10, choices=Doer.choices)
    result = models.CharField(max_length=20, choices=Result.choices, blank=True)
    found = models.JSONField(default=dict)
    paper_ref = models.CharField(max_length=24)
    noted_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["record", "what", "term"],
                condition=Q(set_aside_at__isnull=True),
                name="noted_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.ref}"
