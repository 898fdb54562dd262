"""Evidence of an attack: files, and the text of a web page, each with its hash."""

from django.db import models

from amparo.observatory.attacks.models import Attack

TEXT = "text"
"""Kind of what is kept as text and not as a file."""


class Evidence(models.Model):
    """One file, encrypted as a stream under its own key, or one text. Its hash stands in the record
    from the day on which it came. `masked_of`: reference of the original that it is a copy of, with
    faces or names covered; the original stays as it came."""

    ref = models.CharField(max_length=14, unique=True)
    attack = models.ForeignKey(Attack, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20)
    masked_of = models.CharField(max_length=14, blank=True)
    sealed = models.BinaryField()  # EvidenceText, under the attack's key
    sealed_size = models.BigIntegerField(default=0)
    stored_as = models.CharField(max_length=80, blank=True, db_index=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.ref
