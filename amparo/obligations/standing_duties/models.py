from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.foundations.institutions.models import Unit


class Report(models.Model):
    """What an institution states about a standing duty for a period. Plain: it belongs to no case,
    and names no person."""

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("We know of it and will do it")
        PROGRESS = "progress", _("It is under way")
        DONE = "done", _("It is done")
        LIMITED = "limited", _("We cannot do it, or not all of it, and why")

    norm = models.SlugField(max_length=40)
    duty = models.SlugField(max_length=60)
    body = models.SlugField(max_length=60)  # the institution as the law names it
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="standing_reports")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    covers_from = models.DateField()
    covers_until = models.DateField()
    text = models.TextField(max_length=2000)
    document = models.CharField(max_length=200, blank=True)  # title and number, a public document
    document_url = models.URLField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["norm", "body", "duty", "at"], name="said_of_a_duty"),)

    def __str__(self) -> str:
        return f"{self.body} {self.duty} {self.kind}"

    @property
    def settles(self) -> bool:
        """Whether it answers what was due in its period."""
        return self.kind in {self.Kind.DONE, self.Kind.LIMITED}
