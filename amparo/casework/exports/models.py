from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.casework.referral.models import AuthorityDemand
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case
from amparo.foundations.institutions.models import Unit


class Export(models.Model):
    """One export for one recipient, of parts of a case or of one photo, recording or document: who
    asked, who approved, until when it may be taken. Name, purpose and words are in a sealed
    document; the copy itself is not stored."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("export", "Waits for a second person")
        APPROVED = "approved", pgettext_lazy("export", "Allowed, not taken yet")
        TAKEN = "taken", pgettext_lazy("export", "Taken")
        TURNED_DOWN = "turned_down", pgettext_lazy("export", "Not allowed")
        CALLED_OFF = "called_off", pgettext_lazy("export", "Called off")
        TAKEN_BACK = "taken_back", pgettext_lazy("export", "Taken back")
        EXPIRED = "expired", pgettext_lazy("export", "Its time is over")

    class How(models.TextChoices):
        FILE = "file", _("As a file that opens with words alone")
        PAPER = "paper", _("On paper, printed now")

    class Form(models.TextChoices):
        ORIGINAL = "original", pgettext_lazy("export", "As it was sent, byte for byte")
        CLEAN = "clean", pgettext_lazy("export", "A copy without its traces")
        STATEMENT = "statement", pgettext_lazy("export", "The statement alone, without the file")

    ref = models.CharField(max_length=24, unique=True)  # its number, printed on every page
    case = models.ForeignKey(Case, models.PROTECT, related_name="exports")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    demand = models.ForeignKey(
        AuthorityDemand, models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper_ref = models.CharField(max_length=24)
    # The photo, recording or document that leaves, in the form that its request says; empty for
    # text.
    file = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField()  # how long it waits, or may be taken

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("asked_by")),
                name="a_second_person_allows_it",
            ),
        )
        indexes = (
            models.Index(
                fields=["ends_at"],
                condition=models.Q(state__in=["asked", "approved"]),
                name="exports_waiting",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def waits(self) -> bool:
        """Whether it could still leave."""
        return self.state in {self.State.ASKED, self.State.APPROVED}

    def over_at(self, at: datetime) -> bool:
        """Whether its time is over, also before the scheduler has expired it."""
        return self.ends_at <= at

    @property
    def compelled(self) -> bool:
        """Whether it rests on a court's order and not on the person's word."""
        return self.demand_id is not None
