from django.db import models


class Edition(models.Model):
    """Figures as they were published: made once for a period, and never again. They hold counts and
    days, and nothing that leads to a case."""

    class Series(models.TextChoices):
        TOTALS = "totals"  # the whole country, without a threshold
        SPLITS = "splits"  # of a closed year, with small numbers hidden
        TRAITS = "traits"  # what persons told about themselves, once after a year, hidden likewise

    series = models.CharField(max_length=10, choices=Series.choices)
    period = models.CharField(max_length=10)  # 2026-10, 2026; of the first edition: its day
    until = models.DateField()
    made_at = models.DateTimeField()
    content = models.TextField()  # JSON, byte for byte as its digest is on record

    class Meta:
        constraints = (models.UniqueConstraint(fields=["series", "period"], name="published_once"),)

    def __str__(self) -> str:
        return f"{self.series} {self.period}"
