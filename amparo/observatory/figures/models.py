"""Editions of the public tables of attacks."""

from django.db import models


class Edition(models.Model):
    """One table of one year, as it was counted and protected once. It is never changed; a
    correction is another edition."""

    table = models.CharField(max_length=40, db_column="public_table")
    edition = models.CharField(max_length=10)  # 2026; its corrections 2026-2, 2026-3
    year = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    content = models.TextField()  # JSON, byte for byte as its digest is on record
    digest = models.CharField(max_length=64)
    # The true counts, for the audit of later editions. The public surface cannot read them.
    withheld = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["table", "edition"], name="one_edition_of_a_table"),
        )
        indexes = (models.Index(fields=["table", "-year"], name="editions_of_a_table"),)

    def __str__(self) -> str:
        return f"{self.table} {self.edition}"
