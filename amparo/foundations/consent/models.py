from django.db import models
from django.db.models import Q

from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Filing

FOR_HER = "for_her"
"""How an answer was given by somebody who speaks for her."""


class Question(models.Model):
    """One thing, one recipient, and exactly which fields: what the person is asked to agree to.

    Her answer is a plain coded row, so that it takes effect without anybody's key.
    """

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment"  # to be assessed: nothing leaves on it
        MEASURE = "measure"  # one measure, and what whoever carries it out learns
        OPINION = "opinion"  # the police say what they think of a measure, before it is decided
        CONTEXT = "context"  # an institution is asked of the danger, before a measure is changed
        ACTION = "action"  # help in the first hours, by the team itself
        CHANGE = "change"  # of a measure: her word on it; nothing leaves on it
        REFERRAL = "referral"  # to somebody elsewhere; with a unit where it is one of the tree
        INTERPRETER = "interpreter"  # who hears what she says; nothing of the file leaves on it
        SEARCH = "search"  # telling whoever searches for somebody who disappeared
        OUTSIDE = "outside"  # an organisation files with an authority, and follows what it owes
        COLLECTIVE = "collective"  # another board's word on a measure for all; nothing leaves on it
        BETWEEN = "between"  # a go-between of a collective, and what it may know
        OVERSIGHT = "oversight"  # somebody who oversees reads where the case stands, no word of it
        EXPORT = "export"  # one copy of parts of her file, or one photo or paper, for one recipient

    class Answer(models.TextChoices):
        AGREED = "agreed"
        REFUSED = "refused"
        DISCUSS = "discuss"

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=24)  # ref of the measure or action
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    fields = models.JSONField(default=list)  # closed list of the protocol: what would be told
    paper_ref = models.CharField(max_length=24, blank=True)  # the words she was asked with
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    how = models.CharField(max_length=10, blank=True)  # page | oral | for_her | acta
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Instead of her answer, while a named impediment stands: a supervisor's reasoned decision.
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_for = models.CharField(max_length=40, blank=True)  # the impediment
    # The impediment ended: she is asked anew, and the reason stands for no new step.
    reopened_at = models.DateTimeField(null=True, blank=True)
    # What was answered in her name is put to herself, and waits for her own word.
    put_at = models.DateTimeField(null=True, blank=True)
    # Where each adult is asked: how many besides her; empty until somebody has said who they are.
    each_adult = models.BooleanField(default=False)
    adults = models.PositiveSmallIntegerField(null=True, blank=True)
    # Put to a collective: a yes counts with the acta of its own decision, in a sealed paper.
    by_acta = models.BooleanField(default=False)
    acta_ref = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["filing", "subject", "unit", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_question",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    def in_events(self) -> dict[str, str]:
        """What every event about it says of it."""
        unit = self.unit.code if self.unit else ""
        return {"question": self.ref, "kind": self.kind, "subject": self.subject, "unit": unit}

    @property
    def word(self) -> str:
        """What stands of it now, as `desk/answer.html` shows it."""
        return "withdrawn" if self.withdrawn_at else self.answer or "asked"

    @property
    def for_her(self) -> bool:
        """Whether somebody who speaks for her answered, and she herself has not."""
        return bool(self.answer) and self.how == FOR_HER

    @property
    def no_for_her(self) -> bool:
        """Whether all that was answered is somebody else's no, or wish to talk, in her name."""
        return self.for_her and self.answer != self.Answer.AGREED

    @property
    def replaced(self) -> bool:
        """Whether a supervisor's reason stands for her answer now."""
        return not self.answer and self.replaced_at is not None and self.reopened_at is None

    @property
    def lacks_acta(self) -> bool:
        """Whether a collective said yes, and the acta of that decision is not here."""
        return self.by_acta and self.answer == self.Answer.AGREED and not self.acta_ref

    @property
    def reopened(self) -> bool:
        """Whether she is asked about what was decided while she could not be."""
        return not self.answer and self.reopened_at is not None and self.withdrawn_at is None


NOBODY = "nobody"
"""In `Adult.other`: whoever would answer is kept away. No yes counts until somebody else is named,
and what was agreed before stays as it is."""


class Adult(models.Model):
    """One adult whom a measure would move besides the person who is asked, and what he or she said
    of it. The name lies in a sealed paper."""

    class Doubt(models.TextChoices):
        """Somebody of this surname must not know or is feared, and nobody has said yet whether it
        is this one: a yes does not count, or what was granted on it goes on; nothing is told."""

        WAITS = "waits"
        GOES_ON = "goes_on"

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, related_name="named")
    paper_ref = models.CharField(max_length=24)
    other = models.CharField(max_length=24, blank=True)  # who of the case answers, if listed
    # Of a child: which one; `other` is then the guardian, and the child's own view is heard too.
    child = models.CharField(max_length=24, blank=True)
    view_ref = models.CharField(max_length=24, blank=True)
    answer = models.CharField(max_length=10, choices=Question.Answer.choices, blank=True)
    how = models.CharField(max_length=10, blank=True)  # page | oral | own_words
    answered_at = models.DateTimeField(null=True, blank=True)
    doubt = models.CharField(max_length=10, choices=Doubt.choices, blank=True)
    doubted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_adults_answer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(doubt="", doubted_at__isnull=True)
                | (~Q(doubt="") & Q(doubted_at__isnull=False)),
                name="a_doubt_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class Beneficiary(models.Model):
    """One whom a measure protects: the person at risk, or another adult or a child of the case.
    Codes alone: the name lies in the sealed paper with which this one was named."""

    class Ended(models.TextChoices):
        """Why a share in it ended."""

        NOT_MEANT = "not_meant"  # whom it protects was said anew before the decision
        GIVEN_UP = "given_up"
        DIED = "died"

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="beneficiaries")
    measure = models.CharField(max_length=24, db_index=True)
    paper_ref = models.CharField(max_length=24, blank=True)  # nothing: the person at risk
    # Who speaks, as in `Adult`: for a child the guardian, nothing there means the person herself.
    other = models.CharField(max_length=24, blank=True)
    child = models.CharField(max_length=24, blank=True)
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=10, choices=Ended.choices, blank=True)

    class Meta:
        verbose_name_plural = "beneficiaries"
        constraints = (
            models.UniqueConstraint(
                fields=["measure"], condition=Q(paper_ref=""), name="she_is_protected_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_for="")
                | (Q(ended_at__isnull=False) & ~Q(ended_for="")),
                name="a_share_ends_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def is_her(self) -> bool:
        return not self.paper_ref

    @property
    def counts(self) -> bool:
        """Whether it protects this one now: nobody waits for whoever is kept away. A child counts,
        whoever would answer for it."""
        return self.ended_at is None and (bool(self.child) or self.other != NOBODY)

    @property
    def hers_to_say(self) -> bool:
        """Whether the person at risk speaks: for herself, or for a child that she takes care of."""
        return self.is_her or bool(self.child and not self.other)


class Confirmation(models.Model):
    """A beneficiary's word on whether a measure arrived. Nothing else makes it protection."""

    class Word(models.TextChoices):
        ARRIVED = "arrived"
        WORKS = "works"
        STOPPED = "stopped"
        DID_NOT_ARRIVE = "did_not_arrive"

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="confirmations")
    measure = models.CharField(max_length=24, db_index=True)
    beneficiary = models.CharField(max_length=24, blank=True)  # nothing: the person, for herself
    word = models.CharField(max_length=20, choices=Word.choices)
    how = models.CharField(max_length=10, default="page")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.measure} {self.word}"
