from django.db import models
from django.db.models import Q

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case


class Assessment(models.Model):
    """An assessment of a person's danger, by one version of the protocol's method. Answers, level,
    reasons and the person's own view are in its sealed document."""

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    method = models.CharField(max_length=40)  # the method's id and version, pinned
    paper_ref = models.CharField(max_length=24)
    assessed_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(submitted_at__isnull=True), name="one_draft_a_case"
            ),
        )

    def __str__(self) -> str:
        return self.ref
