from django.db import models

from amparo.casework.measures.models import Measure
from amparo.foundations.cases.models import Case
from amparo.foundations.institutions.models import Unit


class Duty(models.Model):
    """What one unit owes: its own alias of the case, and an extract sealed to its own key. Whoever
    holds it sees nothing else of the case."""

    class Kind(models.TextChoices):
        MEASURE = "measure"
        OPINION = "opinion"

    class State(models.TextChoices):
        OPEN = "open"
        ACKNOWLEDGED = "acknowledged"
        OBJECTED = "objected"
        REPORTED = "reported"
        VERIFIED = "verified"
        REVOKED = "revoked"
        ENDED = "ended"

    alias = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    case = models.ForeignKey(Case, models.PROTECT, related_name="duties")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    question_ref = models.CharField(max_length=24)
    due_on = models.DateTimeField()
    state = models.CharField(max_length=15, choices=State.choices, default=State.OPEN)
    extract = models.BinaryField(blank=True)  # under the duty's own key; emptied when revoked
    key_for_unit = models.BinaryField(blank=True)
    key_under_case = models.BinaryField(blank=True)
    forwarded_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["unit", "state", "due_on"], name="what_a_unit_owes"),)

    def __str__(self) -> str:
        return self.alias


class Answer(models.Model):
    """What a unit said of its duty, sealed under the duty's key: both sides read it, nobody
    else."""

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged"
        OBJECTED = "objected"
        REPORTED = "reported"
        OPINION = "opinion"

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    author = models.CharField(max_length=80)
    sealed = models.BinaryField()
    proof = models.CharField(max_length=80, blank=True)  # stored name of a sealed file
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.duty_id} {self.kind}"


class FollowUp(models.Model):
    """A dated act that an objection or a missing report opens: insist, or an alternative."""

    class Kind(models.TextChoices):
        ANSWER_OBJECTION = "answer_objection"
        ASK_REPORT = "ask_report"
        CONTACT_BEFORE_ENDING = "contact_before_ending"

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    kind = models.CharField(max_length=30, choices=Kind.choices)
    due_on = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)  # insisted | alternative | contacted
    paper_ref = models.CharField(max_length=24, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
