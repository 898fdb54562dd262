"""Which records of the register are the same event or the same victim, as the team answered.

Records are named by their codes; nothing here names a person. No record is changed, and no answer:
the last answer about a pair counts.
"""

from django.db import models
from django.db.models import F, Q

from amparo.foundations.accounts.models import Member
from amparo.observatory.duplicates.questions import Answer, Question


class PairAnswer(models.Model):
    """What a member answered about two records. Rows are added, and erased with a record."""

    question = models.CharField(max_length=10, choices=Question.choices)
    # Codes of attacks, or of rows about victims; the one recorded earlier is the first.
    first = models.CharField(max_length=14)
    second = models.CharField(max_length=14)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()  # ReasonText, under the key of the attack of the first

    class Meta:
        indexes = (
            models.Index(fields=["question", "first", "second"], name="answers_about_a_pair"),
            models.Index(fields=["question", "second"], name="answers_about_the_second"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(first=F("second")), name="a_pair_is_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.question} {self.first} {self.second}"


class Represented(models.Model):
    """Which code stands for another, worked out from the answers that hold: figures and lists read
    this. Of an event, codes of attacks; of a victim, the codes by which victims are counted."""

    question = models.CharField(max_length=10, choices=Question.choices)
    code = models.CharField(max_length=14)
    by = models.CharField(max_length=14)

    class Meta:
        indexes = (models.Index(fields=["question", "by"], name="whom_a_code_stands_for"),)
        constraints = (
            models.UniqueConstraint(fields=["question", "code"], name="one_code_stands_for_it"),
            models.CheckConstraint(condition=~Q(code=F("by")), name="no_code_stands_for_itself"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.by}"


class Comparison(models.Model):
    """Possible duplicates as they were last computed, sealed to the monitors: codes, likelihood and
    which features agree, no name. The next one takes its place."""

    question = models.CharField(max_length=10, choices=Question.choices, unique=True)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed_to = models.BinaryField(max_length=32)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return self.question
