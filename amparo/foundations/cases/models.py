from django.db import models

from amparo.foundations.access.models import Member
from amparo.foundations.letterbox.models import Filing


class Case(models.Model):
    """The spine of a case: where it stands and what is due. The story is in the file and the
    stages."""

    filing = models.OneToOneField(Filing, models.PROTECT, related_name="case")
    stage = models.CharField(max_length=40)
    phase = models.CharField(max_length=20)
    track = models.CharField(max_length=20, blank=True)
    danger = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateTimeField(null=True, blank=True)
    due_term = models.CharField(max_length=40, blank=True)
    holder = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="held_cases"
    )
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # A seat was taken without the case being sealed anew: whoever opens it next does that.
    seal_anew = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.filing)

    @property
    def code(self) -> str:
        return self.filing.code


class Seat(models.Model):
    """A member of a case's team: the case key, sealed to her. What her worklist is sorted by is
    repeated here, so that it is one stretch of one index."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, models.PROTECT, related_name="seats")
    sealed = models.BinaryField()
    danger = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateTimeField()
    stage = models.CharField(max_length=40, default="")
    held = models.CharField(max_length=8, default="nobody")  # nobody | own | other
    open = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "member"], name="one_seat_a_case"),)
        indexes = (
            models.Index(
                fields=["member", "open", "-danger", "due_on", "case"], name="worklist_all"
            ),
            models.Index(
                fields=["member", "open", "held", "-danger", "due_on", "case"],
                name="worklist_by_holder",
            ),
            models.Index(
                fields=["member", "open", "stage", "-danger", "due_on", "case"],
                name="worklist_by_stage",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"


class Dated(models.Model):
    """Something to be done in a case by a day that no term of the law names. Each stage has its own
    `kind`s, and says in `dates` what waits; what is done keeps how it came out."""

    ref = models.CharField(max_length=24, unique=True)
    due_on = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref
