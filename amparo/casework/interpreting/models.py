from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case, DatedTaskBase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.related_people.models import RelatedPerson


class InterpreterNeed(models.Model):
    """The person needs an interpreter. The language is in the sealed documents."""

    class Source(models.TextChoices):
        ASKED = "asked", _("The person asked for an interpreter")
        LANGUAGE = "language", _("The person's language is none of this site's")
        TEAM = "team", _("The team noted it")

    case = models.OneToOneField(Case, models.PROTECT, related_name="interpreter_need")
    source = models.CharField(max_length=10, choices=Source.choices)
    paper_ref = models.CharField(max_length=24)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.source}"


class RelatedPersonInterpreterNeed(models.Model):
    """A related person (family, a child, a witness) needs an interpreter."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    other = models.OneToOneField(RelatedPerson, models.PROTECT, related_name="interpreter_need")
    paper_ref = models.CharField(max_length=24)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.other_id}"


class Interpreter(models.Model):
    """A proposed interpreter in one case. The name and every reason are in sealed documents; a
    refused one stays here, so that the same one is not proposed again by mistake."""

    class Vetting(models.TextChoices):
        OPEN = "", pgettext_lazy("interpreter", "Not vetted yet")
        CLEAR = "clear", pgettext_lazy("interpreter", "No tie found")
        TIED = "tied", pgettext_lazy("interpreter", "Tied")

    class Answer(models.TextChoices):
        OPEN = "", pgettext_lazy("interpreter", "The person has not answered yet")
        AGREED = "agreed", pgettext_lazy("interpreter", "The person agrees")
        REFUSED = "refused", pgettext_lazy("interpreter", "The person does not want this one")
        DISCUSS = "discuss", pgettext_lazy("interpreter", "The person wants to talk about it")

    class Ended(models.TextChoices):
        NO = "", ""
        TIED = "tied", _("Not to be used: tied")
        REFUSED = "refused", _("Not to be used: the person does not want this one")
        TAKEN_BACK = "taken_back", _("Not to be used: the person took it back")
        MUST_NOT_KNOW = "must_not_know", _("Not to be used: must not know")
        LEFT = "left", _("Does not interpret here any more")
        NOT_ASKED = "not_asked", _("Not to be used: whom it was for is not asked any more")

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="interpreters")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    # For which related person, if not for the person at risk; view_ref: what a child thinks of it.
    other = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+"
    )
    view_ref = models.CharField(max_length=24, blank=True, default="", db_default="")
    paper_ref = models.CharField(max_length=24)
    named_at = models.DateTimeField()
    vetting = models.CharField(max_length=8, choices=Vetting.choices, blank=True, default="")
    vetted_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    vetted_on = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)  # the promise of confidentiality
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=14, choices=Ended.choices, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(vetting="", vetted_on__isnull=True)
                | (~models.Q(vetting="") & models.Q(vetted_on__isnull=False)),
                name="a_vetting_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing before this one may interpret: vetted, signed, agreed, and for a child
        the child heard."""
        there = {
            "vetted": self.vetting == self.Vetting.CLEAR,
            "signed": self.signed_on is not None,
            "agreed": self.answer == self.Answer.AGREED,
            "heard": not (self.other and self.other.child) or bool(self.view_ref),
        }
        return tuple(name for name, is_there in there.items() if not is_there)

    @property
    def asks_her(self) -> bool:
        """Whether the person at risk is asked: for themselves, or for a child in their care."""
        return self.other is None or (self.other.child and self.other.guardian_id is None)

    @property
    def ready(self) -> bool:
        return not self.ended and not self.lacks


class Interpretation(DatedTaskBase):
    """One interview or notice that goes through an interpreter, by a day that no norm sets."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("Interview with an interpreter")
        NOTICE = "notice", _("Put a notice into the person's language")

    class Outcome(models.TextChoices):
        INTERPRETED = "interpreted", _("It was interpreted")
        OWN_LANGUAGE = "own_language", _("It was written or spoken in the person's own language")
        WITHOUT = "without", _("The person wanted it without an interpreter")
        DROPPED = "dropped", _("It is not needed any more")

    case = models.ForeignKey(Case, models.PROTECT, related_name="interpretations")
    other = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=24, blank=True)  # ref of the document, or of the question
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    interpreter = models.ForeignKey(
        Interpreter, models.PROTECT, null=True, blank=True, related_name="interpretations"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=models.Q(done_at__isnull=True, other__isnull=True),
                name="one_open_interpretation",
            ),
            models.UniqueConstraint(
                fields=["other", "kind", "about"],
                condition=models.Q(done_at__isnull=True),
                name="one_open_interpretation_of_others",
            ),
        )
        indexes = (
            models.Index(
                fields=["case", "due_on"],
                condition=models.Q(done_at__isnull=True),
                name="interpretations_open",
            ),
        )
