from django.db import models


class Entry(models.Model):
    """One line of the record. It names codes; no key leads from it to a row, so that nothing has to
    change here when something is erased there."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    about = models.CharField(max_length=80, db_index=True)
    by = models.CharField(max_length=80)
    facts = models.TextField()  # canonical JSON: jsonb would not keep its bytes
    digest = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = (models.Index(fields=["about", "sequence"], name="ledger_of_one"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.event} {self.about}"
