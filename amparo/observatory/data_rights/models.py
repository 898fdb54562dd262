"""On what ground an attack is kept and until when, and what people ask about data on them."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.observatory.attacks.models import Attack


class Ground(models.TextChoices):
    """Why an attack may be kept. Each victim and each source has an answer of its own besides."""

    AGREED = "agreed", _("The people concerned agreed")
    PUBLIC_SOURCE = "public_source", _("Others published it, and the public has reason to know it")
    MANDATE = "mandate", _("A law or a mandate charges this team with documenting it")


class Retention(models.TextChoices):
    """How long an attack is kept before monitors look at it again. Nothing is erased by itself."""

    UNVERIFIED = "unverified", _("One year: it is not verified yet")
    ORDINARY = "ordinary", _("Three years: a documented attack")
    LASTING = "lasting", _("Ten years: needed for justice or memory")

    @property
    def years(self) -> int:
        return {"unverified": 1, "ordinary": 3, "lasting": 10}[self.value]

    def from_day(self, day: date) -> date:
        """Return the day by which an attack that was looked at on this day is looked at again."""
        last = 28 if (day.month, day.day) == (2, 29) else day.day
        return date(day.year + self.years, day.month, last)


class Holding(models.Model):
    """The ground and the retention class of one attack. An attack without a row is looked at one
    year after it was recorded."""

    attack = models.OneToOneField(Attack, models.PROTECT, related_name="holding")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    retention = models.CharField(max_length=20, choices=Retention.choices)
    look_again_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.attack} {self.look_again_on}"


class DataRequest(models.Model):
    """What one person asks about data on that person. Who asks, about which attack, and what was
    answered is sealed to the monitors."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        ERASURE = "erasure", _("Erasure")
        REPLY = "reply", _("A reply to what was published")

    class Outcome(models.TextChoices):
        NEITHER = "neither", _("Answered without saying whether anything is kept")
        DONE = "done", _("What was asked was done")
        REFUSED = "refused", _("Refused, with the reason")

    ref = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    received_on = models.DateField()
    answer_by = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    sealed = models.BinaryField()  # RequestText, to the monitors' key of this public half
    sealed_to = models.BinaryField(max_length=32)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True, outcome="")
                | models.Q(answered_on__isnull=False) & ~models.Q(outcome=""),
                name="a_data_request_is_answered_with_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def context(self) -> str:
        """What the sealed text is bound to."""
        return f"data_request/{self.ref}"
