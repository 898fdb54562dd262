from django.db import models

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.models import Filing


class ImmediateAction(models.Model):
    """Help in the first hours, before any decision. No law sets its term: the hour is the service's
    own target and is shown as such. The person's answer is in their consent's row."""

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


class PendingCommunication(models.Model):
    """Something that a member must say to the person. The words and the reason for holding it back
    are sealed; the row has codes and dates."""

    class Outcome(models.TextChoices):
        SAID = "said"
        DROPPED = "dropped"

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="errands")
    paper_ref = models.CharField(max_length=24)
    put_at = models.DateTimeField()
    next_at = models.DateTimeField()  # no member is asked to try before it
    tries = models.PositiveIntegerField(default=0)
    # The member who goes to say it now, and by which way; no other member does meanwhile.
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


class UnopenedRequestAlert(models.Model):
    """An urgent request that no member opened: which level was alerted, and when. Each
    level once."""

    class Rung(models.TextChoices):
        OFFICER = "officer"
        SUPERVISOR = "supervisor"

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="alerts")
    rung = models.CharField(max_length=12, choices=Rung.choices)
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)  # empty: the mail is not sent yet

    class Meta:
        constraints = (models.UniqueConstraint(fields=["filing", "rung"], name="one_alert_a_rung"),)

    def __str__(self) -> str:
        return f"{self.filing_id} {self.rung}"


class CorrectionRequest(models.Model):
    """Everything that a request lacks, asked for once. The content is in the sealed document;
    whether the person gave it is in the file."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="correction_asked")
    paper_ref = models.CharField(max_length=24)
    asked_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    advised_at = models.DateTimeField(null=True, blank=True)  # only advice: it decides nothing

    def __str__(self) -> str:
        return f"{self.case_id} {self.paper_ref}"
