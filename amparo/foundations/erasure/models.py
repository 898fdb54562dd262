from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.court_silence_orders import Silenced


class Erasure(models.Model):
    """A request to erase the content of a case, by the person or by the schedule, through hearing,
    decision and completion. The reference is the receipt number. Contains no text."""

    class Scope(models.TextChoices):
        EVERYTHING = "everything", pgettext_lazy("erasure", "The whole file")
        FILES = "files", pgettext_lazy("erasure", "Recordings, photos and other files alone")

    class How(models.TextChoices):
        PAGE = "page", pgettext_lazy("erasure", "Asked for on the person's page")
        ORAL = "oral", pgettext_lazy("erasure", "Asked for in conversation")
        SCHEDULE = "schedule", pgettext_lazy("erasure", "By the schedule")
        AGAIN = "again", pgettext_lazy("erasure", "Again, after an older backup was put back")

    class Answer(models.TextChoices):
        GRANTED = "granted", pgettext_lazy("erasure", "It is erased")
        REFUSED = "refused", pgettext_lazy("erasure", "It is kept, for a reason")

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="erasures")
    scope = models.CharField(max_length=12, choices=Scope.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    heard_by = models.CharField(max_length=80, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    acta_on = models.DateField(null=True, blank=True)  # day of the decision of a collective's board
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # refused, or withdrawn
    erased_at = models.DateTimeField(null=True, blank=True)
    files = models.JSONField(default=list)  # still on disk; random names
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["filing"],
                condition=Q(ended_at__isnull=True, done_at__isnull=True),
                name="one_erasure_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(answer="granted", ended_at__isnull=True),
                name="erased_only_where_granted",
            ),
            models.CheckConstraint(
                condition=Q(how__in=["schedule", "again"], answer="granted")
                | ~Q(answer="granted")
                | (
                    Q(heard_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                    & ~Q(decided_by=F("heard_by"))
                ),
                name="granted_by_another_once_she_was_heard",
            ),
        )
        indexes = (
            models.Index(
                fields=["not_before"],
                condition=Q(ended_at__isnull=True, done_at__isnull=True),
                name="erasures_going_on",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def going_on(self) -> bool:
        return self.ended_at is None and self.done_at is None

    @property
    def granted(self) -> bool:
        return self.answer == self.Answer.GRANTED


class ErasedContentStub(models.Model):
    """A stub of erased content: its class, its amount, and from when to when."""

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="stood")
    kind = models.CharField(max_length=30)
    count = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "stood"
        constraints = (
            models.UniqueConstraint(fields=["erasure", "kind"], name="one_stub_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"


class LegalHold(Silenced):
    """A legal hold: nothing of the case may be erased while it stands. The reason is in a sealed
    document, which the person reads at once or after the day until which a court forbade it."""

    NOTED, NAMED, TOLD = "HoldPut", "hold", "HoldTold"

    class Ground(models.TextChoices):
        COURT = "court", pgettext_lazy("hold", "An order of a court")
        CLAIM = "claim", pgettext_lazy("hold", "A claim, complaint or recourse that is going on")
        INVESTIGATION = (
            "investigation",
            pgettext_lazy("hold", "An investigation of what was done to the person"),
        )

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="holds")
    ground = models.CharField(max_length=14, choices=Ground.choices)
    put_by = models.CharField(max_length=80)
    put_at = models.DateTimeField()
    look_again_on = models.DateField()
    lifted_by = models.CharField(max_length=80, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            *Silenced.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(put_by=F("lifted_by")), name="a_second_person_lifts_a_hold"
            ),
        )
        indexes = (
            models.Index(
                fields=["silent_until"],
                condition=Q(told_at__isnull=True),
                name="holds_not_told",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class ExactLocation(models.Model):
    """An exact present or future location, stored apart from all documents so that it can be erased
    on its day without a key. An emptied row shows that there was one."""

    class Kind(models.TextChoices):
        NOW = "now", _("Where the person is now")
        SAFE = "safe", _("A safe place")
        TRAVEL = "travel", _("A journey: when, from where, to where")

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="places")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    author = models.CharField(max_length=80)
    sealed = models.BinaryField(blank=True)
    written_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["ends_at"], condition=Q(erased_at__isnull=True), name="places_to_erase"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
