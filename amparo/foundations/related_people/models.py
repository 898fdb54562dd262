from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.foundations.consent.models import Question
from amparo.foundations.intake.models import Filing


class RelatedPerson(models.Model):
    """A person of the case besides the one at risk: family, a lawyer, a witness, a trusted person.
    The name is in a sealed document."""

    class Relation(models.TextChoices):
        FAMILY = "family", _("Family, or somebody who lives with the person")
        LAWYER = "lawyer", _("Lawyer")
        WITNESS = "witness", _("Witness")
        TRUSTED = "trusted", _("Somebody the person trusts")
        AGGRESSOR = "aggressor", _("Whoever is said to be behind the danger")

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="others")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    paper_ref = models.CharField(max_length=24)
    named_at = models.DateTimeField()
    child = models.BooleanField(default=False)
    # Of a child: who answers; empty means the person at risk.
    guardian = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    died_at = models.DateTimeField(null=True, blank=True)  # when it was noted

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(child=True) | Q(guardian__isnull=True),
                name="only_a_child_has_a_guardian",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class AccessCredential(models.Model):
    """Credential by which a related person returns, with one right. It opens no case key, only what
    was copied for it."""

    class Right(models.TextChoices):
        READS = "reads"
        ANSWERS = "answers"
        SPEAKS = "speaks"

    other = models.ForeignKey(RelatedPerson, models.PROTECT, related_name="ways")
    right = models.CharField(max_length=10, choices=Right.choices)
    public = models.BinaryField(max_length=32)
    identity = models.BinaryField(max_length=32, null=True, unique=True)
    given_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    mark = models.BinaryField(max_length=32, default=b"")  # proof of its issue: intake.holders

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, identity__isnull=False)
                | Q(ended_at__isnull=False, identity__isnull=True),
                name="ended_words_are_found_by_nothing",
            ),
            models.UniqueConstraint(
                fields=["other"], condition=Q(ended_at__isnull=True), name="one_way_of_each_other"
            ),
        )

    def __str__(self) -> str:
        return f"{self.right} {self.pk}"

    @property
    def given_to(self) -> tuple[bytes, ...]:
        who = (b"other", self.other.ref.encode(), self.right.encode())
        return (*who, bytes(self.identity or b""), bytes(self.public))


class CredentialCopy(models.Model):
    """What a credential may read: a document, or the part that its right covers, sealed to the
    access phrase. Deleted when the credential ends."""

    way = models.ForeignKey(AccessCredential, models.PROTECT, related_name="copies")
    paper_ref = models.CharField(max_length=24)
    kind = models.CharField(max_length=30)
    sealed = models.BinaryField()
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "copies"
        constraints = (
            models.UniqueConstraint(fields=["way", "paper_ref"], name="one_copy_of_a_paper"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.paper_ref}"


class SeparateQuestion(models.Model):
    """A question put to one related person alone; the person at risk neither answers nor reads it.
    `subject`: what it is about. Its text is in a sealed document."""

    ref = models.CharField(max_length=24, unique=True)
    other = models.ForeignKey(RelatedPerson, models.PROTECT, related_name="asked_alone")
    subject = models.CharField(max_length=24, db_index=True)
    paper_ref = models.CharField(max_length=24, blank=True)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Question.Answer.choices, blank=True)
    how = models.CharField(max_length=10, blank=True)  # own_words | oral
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "alone"
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_alone_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(closed_at__isnull=True), name="one_asked_alone"
            ),
        )

    def __str__(self) -> str:
        return self.ref


class RelatedPersonMessage(models.Model):
    """What a related person wrote to the team, sealed to the inbox key of the case."""

    ref = models.CharField(max_length=24, unique=True)
    other = models.ForeignKey(RelatedPerson, models.PROTECT, related_name="words")
    sealed = models.BinaryField()
    said_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "said"

    def __str__(self) -> str:
        return self.ref


def copy_context(code: str, paper_ref: str) -> str:
    return f"copy/{code}/{paper_ref}"


def said_context(code: str, ref: str) -> str:
    return f"said/{code}/{ref}"
