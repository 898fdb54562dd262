from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.foundations.accounts.models import Member


class Phase(models.TextChoices):
    """The phase of a consultation on a day."""

    ANNOUNCED = "announced", _("begins later")
    OPEN = "open", _("open")
    ANSWERING = "answering", _("being answered")
    CLOSED = "closed", _("closed")


class Consultation(models.Model):
    """A draft of a protocol as it was put to the public, verbatim."""

    name = models.CharField(max_length=60, unique=True)  # the draft's own id
    beside = models.CharField(max_length=60)  # the law it would change
    about = models.TextField()
    files = models.JSONField()  # path -> text, as checked by the loader on the day it was opened
    salt = models.BinaryField(max_length=32)
    opens_on = models.DateField()
    closes_on = models.DateField()
    look_days = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    public = models.BinaryField(max_length=32)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.TextField(blank=True)
    # What the closing was hashed over, and the sequence of its entry: public pages read no other.
    closing = models.JSONField(null=True, blank=True)
    closed_in = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")), name="it_opens_before_it_closes"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """The consultation's code in the record."""
        return f"consultation:{self.name}"

    def phase_on(self, day: date) -> Phase:
        if self.closed_at:
            return Phase.CLOSED
        if day < self.opens_on:
            return Phase.ANNOUNCED
        return Phase.OPEN if day <= self.closes_on else Phase.ANSWERING

    def hold(self) -> "Consultation":
        """Lock the row until the transaction ends; always before one of its proposals."""
        return Consultation.objects.select_for_update().get(pk=self.pk)

    @property
    def look_within(self) -> timedelta:
        return timedelta(days=self.look_days)


class ConsultationReader(models.Model):
    """A member who may read what waits: the consultation's secret, sealed to the member."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="readers")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["consultation", "member"], name="one_reader_of_a_consultation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.consultation} {self.member}"


class Danger(models.TextChoices):
    """The only reasons for which words may be withheld."""

    SOMEBODY = "somebody", _("it names, or lets recognise, somebody in danger")
    WHEREABOUTS = "whereabouts", _("it says where somebody in danger is, or will be")
    PERSONAL_DATA = "personal_data", _("it holds personal data: a contact, an identity, health")
    PROTECTED_HOW = "protected_how", _("it gives away how somebody is protected")
    THREAT = "threat", _("it threatens somebody, or calls for violence")


class Proposal(models.Model):
    """A proposal on one part of a draft. Until a member has looked whether it endangers anyone, its
    words exist only sealed."""

    class Kind(models.TextChoices):
        CHANGE = "change", _("A change")
        REMARK = "remark", _("A remark")

    class State(models.TextChoices):
        WAITING = "waiting"
        SHOWN = "shown"
        WITHHELD = "withheld"  # all of it
        WITHDRAWN = "withdrawn"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="proposals")
    code = models.CharField(max_length=12, unique=True)
    article = models.CharField(max_length=80)
    heading = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    identity = models.BinaryField(max_length=32, unique=True)  # found by the author's phrase
    # Proposals have their own key derivation; older ones use that of persons' phrases.
    public = models.BinaryField(max_length=32)
    once_hash = models.BinaryField(max_length=32, unique=True)
    version = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    for_author = models.BinaryField(default=b"")
    for_readers = models.BinaryField(default=b"")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=20, choices=Danger.choices, blank=True)
    passages = models.PositiveIntegerField(default=0)  # withheld in what is shown
    organisation = models.CharField(max_length=200, blank=True)  # as shown
    text = models.TextField(blank=True)  # as shown
    salt = models.BinaryField(max_length=32, default=b"")
    looks = models.PositiveIntegerField(default=0, db_default=0)  # number of looks
    left_out = models.BinaryField(default=b"", db_default=b"")  # withheld words, for readers

    class Meta:
        indexes = (
            models.Index(fields=["consultation", "received_at"], name="proposals_as_they_came"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def context(self) -> str:
        """The context to which its sealed words are bound."""
        return self.context_of(self.version)

    def context_of(self, version: int) -> str:
        return f"proposal/{self.code}/{version}"


class ProposalAnswer(models.Model):
    """How a proposal was answered, and why."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        REFUSED = "refused", _("Not accepted")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="answers")
    version = models.PositiveIntegerField()  # of the proposal that it answers
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reasons = models.TextField()
    changed = models.TextField(blank=True)  # which text of the draft changes, and how
    answered_at = models.DateTimeField()
    salt = models.BinaryField(max_length=32)
    reason = models.CharField(
        max_length=20, choices=Danger.choices, blank=True, default="", db_default=""
    )
    passages = models.PositiveIntegerField(default=0, db_default=0)  # left out since

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["proposal", "version"], name="one_answer_to_each_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal} {self.outcome}"
