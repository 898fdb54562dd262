from datetime import date, datetime, time
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Filing

FOR_HER = "for_her"
"""How an answer was given by a representative who speaks for the person."""


def today_by_law(at: datetime | None = None) -> date:
    """Return the day, in the time zone of the site, by which consents end."""
    return timezone.localdate(at, timezone=timezone.get_default_timezone())


def end_of_consent(day: date) -> datetime:
    """Return the moment in which a consent of which this is the last day ends."""
    return datetime.combine(day, time.max, timezone.get_default_timezone())


def standing(prefix: str = "") -> Q:
    """Return the condition that a question was neither withdrawn nor ended by its own last day.
    `prefix`: the way from the model that is filtered, as in `question__`. It holds for today: it is
    made anew for each query."""
    withdrawn, ends = f"{prefix}withdrawn_at__isnull", f"{prefix}ends_on"
    runs_on = Q((f"{ends}__isnull", True)) | Q((f"{ends}__gte", today_by_law()))
    return Q((withdrawn, True)) & runs_on


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions; `standing` is the only way to select those that may still be relied on."""

    def standing(self) -> Self:
        return self.filter(standing())

    def ended_unnoted(self) -> Self:
        """Select those whose last day has passed and whose end is not on record yet."""
        return self.filter(withdrawn_at__isnull=True, ends_on__lt=today_by_law())


class Question(models.Model):
    """A question put to the person: one subject, one recipient, and exactly which fields are
    shared.

    The answer is a plain coded row, so that it takes effect without a key. A consent may have a
    last day. Once that has passed, the row is loaded with `withdrawn_at` at the end of it, whether
    or not the jobs have stored that: each reader treats it as withdrawn.
    """

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment"  # to be assessed: nothing is shared
        MEASURE = "measure"  # one measure, and what the unit that carries it out learns
        OPINION = "opinion"  # the police give an opinion on a measure, before it is decided
        CONTEXT = "context"  # an institution is asked about the danger, before a measure is changed
        ACTION = "action"  # help in the first hours, by the team itself
        CHANGE = "change"  # the person's view on changing a measure; nothing is shared
        REFERRAL = "referral"  # to a recipient elsewhere; with a unit where it is in the tree
        INTERPRETER = "interpreter"  # who hears what the person says; no file content is shared
        SEARCH = "search"  # inform those who search for a disappeared person
        OUTSIDE = "outside"  # an organisation files with an authority, and follows what it owes
        COLLECTIVE = "collective"  # another board's answer on a measure for all; nothing is shared
        BETWEEN = "between"  # an intermediary of a collective, and what it may know
        OVERSIGHT = "oversight"  # an overseer reads the stage of the case, none of its text
        OVERDUE = "overdue"  # who is told that an institution is late with what it owes
        EXPORT = "export"  # one copy of parts of the case, one photo or document, for one recipient

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
    paper_ref = models.CharField(max_length=24, blank=True)  # the text of the question
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    how = models.CharField(max_length=10, blank=True)  # page | oral | for_her | acta
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # A supervisor's reasoned decision in place of the answer, while a named impediment stands.
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_for = models.CharField(max_length=40, blank=True)  # the impediment
    # The impediment ended: the person is asked again, and the decision allows no new step.
    reopened_at = models.DateTimeField(null=True, blank=True)
    # Answered in the person's name, now put to the person and waiting for their own answer.
    put_at = models.DateTimeField(null=True, blank=True)
    # Adults asked besides the person; empty until the team has said who they are.
    each_adult = models.BooleanField(default=False)
    adults = models.PositiveSmallIntegerField(null=True, blank=True)
    # Put to a collective: a consent counts with the acta of its decision, in a sealed document.
    by_acta = models.BooleanField(default=False)
    acta_ref = models.CharField(max_length=24, blank=True)
    # The last day of a consent, where one was set; on the next it is as if withdrawn.
    ends_on = models.DateField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(answer="agreed"),
                name="only_a_consent_has_a_last_day",
            ),
            models.UniqueConstraint(
                fields=["filing", "subject", "unit", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_question",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Load a row; one whose last day has passed is withdrawn from the end of that day."""
        row = super().from_db(*args, **kwargs)
        ends, unknown = row.__dict__.get("ends_on"), row
        if ends and row.__dict__.get("withdrawn_at", unknown) is None and ends < today_by_law():
            row.withdrawn_at = end_of_consent(ends)
        return row

    @property
    def ends_at(self) -> datetime | None:
        """Return the moment in which the consent ends by its own last day; None without one."""
        return end_of_consent(self.ends_on) if self.ends_on else None

    @property
    def ended(self) -> bool:
        """Whether the consent ended by its own last day."""
        return self.ends_on is not None and self.withdrawn_at == self.ends_at

    def in_events(self) -> dict[str, str]:
        """Return the fields that every event about this question carries."""
        unit = self.unit.code if self.unit else ""
        return {"question": self.ref, "kind": self.kind, "subject": self.subject, "unit": unit}

    @property
    def word(self) -> str:
        """Return the state of the question now, as `desk/answer.html` shows it."""
        return "withdrawn" if self.withdrawn_at else self.answer or "asked"

    @property
    def for_her(self) -> bool:
        """Whether a representative answered and the person has not."""
        return bool(self.answer) and self.how == FOR_HER

    @property
    def no_for_her(self) -> bool:
        """Whether the only answer is a representative's refusal or wish to talk."""
        return self.for_her and self.answer != self.Answer.AGREED

    @property
    def replaced(self) -> bool:
        """Whether a supervisor's reasoned decision replaces the answer now."""
        return not self.answer and self.replaced_at is not None and self.reopened_at is None

    @property
    def lacks_acta(self) -> bool:
        """Whether a collective agreed and the acta of that decision is missing."""
        return self.by_acta and self.answer == self.Answer.AGREED and not self.acta_ref

    @property
    def reopened(self) -> bool:
        """Whether the person is asked about a decision taken while they could not be asked."""
        return not self.answer and self.reopened_at is not None and self.withdrawn_at is None


NOBODY = "nobody"
"""Value of `Adult.other` where the one who would answer is kept away. No consent counts until
another is named; earlier consents stay as they are."""


class AffectedAdult(models.Model):
    """One adult whom a measure would move besides the person, and their answer. The name is stored
    in a sealed document."""

    class Doubt(models.TextChoices):
        """State while the team has not said whether this adult is an excluded or feared person of
        the same surname: a consent does not count (`waits`), or what was granted on it continues
        (`goes_on`); this adult is told nothing."""

        WAITS = "waits"
        GOES_ON = "goes_on"

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, related_name="named")
    paper_ref = models.CharField(max_length=24)
    other = models.CharField(max_length=24, blank=True)  # who of the case answers, if listed
    # Of a child: which one. `other` is then the guardian, and the child's own view is heard too.
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
    Only codes are stored; the name is in a sealed document."""

    class Ended(models.TextChoices):
        """Why a share ended."""

        NOT_MEANT = "not_meant"  # the protected persons were named anew before the decision
        GIVEN_UP = "given_up"
        DIED = "died"

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="beneficiaries")
    measure = models.CharField(max_length=24, db_index=True)
    paper_ref = models.CharField(max_length=24, blank=True)  # empty: the person at risk
    # Who answers, as in `Adult`: for a child the guardian; empty means the person at risk.
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
        """Whether the measure protects this beneficiary now. Those kept away do not count; a child
        does, whatever becomes of the guardian."""
        return self.ended_at is None and (bool(self.child) or self.other != NOBODY)

    @property
    def hers_to_say(self) -> bool:
        """Whether the person at risk answers: for themselves, or for a child in their care."""
        return self.is_her or bool(self.child and not self.other)


class Confirmation(models.Model):
    """A beneficiary's word on whether a measure arrived. Only this makes it count as protection."""

    class Word(models.TextChoices):
        ARRIVED = "arrived"
        WORKS = "works"
        NOT_ENOUGH = "not_enough"
        STOPPED = "stopped"
        DID_NOT_ARRIVE = "did_not_arrive"

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="confirmations")
    measure = models.CharField(max_length=24, db_index=True)
    beneficiary = models.CharField(max_length=24, blank=True)  # empty: the person, for themselves
    word = models.CharField(max_length=20, choices=Word.choices)
    how = models.CharField(max_length=10, default="page")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.measure} {self.word}"
