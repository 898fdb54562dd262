from django.db import models

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.models import Filing


class ImmediateAction(models.Model):
    """Something done in the first hours, before any decision. No law sets its term: the hour is
    the service's own target, and is shown as such. What the person says of it is her consent's
    row, not this one's."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="immediate_actions")
    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="+")
    target_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    paper_ref = models.CharField(max_length=24)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at__isnull=True)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
                name="an_ended_action_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Errand(models.Model):
    """Something that waits to be said to the person, by somebody of the team. The words, and why it
    was held back, lie sealed; here stand codes and days."""

    class Outcome(models.TextChoices):
        SAID = "said"
        DROPPED = "dropped"

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="errands")
    paper_ref = models.CharField(max_length=24)
    put_at = models.DateTimeField()
    next_at = models.DateTimeField()  # before it nobody is asked to try
    tries = models.PositiveIntegerField(default=0)
    # Whoever goes to say it now, by which way: nobody else does meanwhile.
    taken_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["case", "next_at"],
                condition=models.Q(ended_at__isnull=True),
                name="open_errands",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class Alert(models.Model):
    """A request that nobody opened: who was alerted, and when. Each rung once."""

    class Rung(models.TextChoices):
        OFFICER = "officer"
        SUPERVISOR = "supervisor"

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="alerts")
    rung = models.CharField(max_length=12, choices=Rung.choices)
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)  # empty: the mail did not go out yet

    class Meta:
        constraints = (models.UniqueConstraint(fields=["filing", "rung"], name="one_alert_a_rung"),)

    def __str__(self) -> str:
        return f"{self.filing_id} {self.rung}"


class Correction(models.Model):
    """All that a request lacks, asked for at once: never a second time. What it is, is in the
    sealed paper; whether she gave it, in the file."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="correction_asked")
    paper_ref = models.CharField(max_length=24)
    asked_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    advised_at = models.DateTimeField(null=True, blank=True)  # to archive: who decides decides

    def __str__(self) -> str:
        return f"{self.case_id} {self.paper_ref}"
