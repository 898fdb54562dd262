from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case, DatedTaskBase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Filing


class Leak(models.Model):
    """A leak: codes and days alone. A suspected member never sees it."""

    class What(models.TextChoices):
        CASES = "cases", pgettext_lazy("leak", "One case, or several")
        ACCOUNT = "account", pgettext_lazy("leak", "The account of a member, or what they knew")
        UNIT = "unit", pgettext_lazy("leak", "What an institution holds")
        EXPORT = "export", pgettext_lazy("leak", "Files or papers that were taken out")
        BACKUP = "backup", pgettext_lazy("leak", "A backup")

    ref = models.CharField(max_length=24, unique=True)
    what = models.CharField(max_length=10, choices=What.choices)
    data = models.JSONField(default=list)
    noted_by = models.CharField(max_length=80)  # a signature
    noted_at = models.DateTimeField()
    known_at = models.DateTimeField()
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    suspect = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_by = models.CharField(max_length=80, blank=True)  # by whose act; none: before
    held_back = models.BooleanField(default=False)  # until a second person says so, as `suspended_`
    lifted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.ref

    @property
    def still_in(self) -> bool:
        """Whether the suspected account is still active and the suspicion is not lifted."""
        return bool(self.suspect and self.suspect.active and not self.lifted_at)

    @property
    def waits_for_another(self) -> bool:
        """Whether a second person has yet to confirm: the suspension of the account, or the
        suspicion of the institution."""
        open_still = self.still_in if self.suspect else self.lifted_at is None
        return self.held_back and self.suspended_at is None and open_still

    @property
    def rests_on_one(self) -> bool:
        """Whether the account is suspended, or held back, on one person's word alone."""
        if self.suspect is None or self.lifted_at:
            return False
        if self.suspended_at is None:
            return self.suspect.active
        return self.suspended_by == self.noted_by


class AffectedRequest(models.Model):
    """A request that the leak may touch and that is not opened as a case yet. Once it is, an
    incident opens there."""

    leak = models.ForeignKey(Leak, models.PROTECT, related_name="unopened")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="+")
    how = models.CharField(max_length=80)  # as of an incident

    class Meta:
        verbose_name_plural = "unopened"
        constraints = (
            models.UniqueConstraint(fields=["leak", "filing"], name="one_unopened_of_a_leak"),
        )

    def __str__(self) -> str:
        return f"{self.leak_id} {self.filing_id}"


class ContinuedSending(models.Model):
    """The decision, in one case, that its documents go on being sent to an institution where a leak
    occurred. The reasons are in a sealed document."""

    leak = models.ForeignKey(Leak, models.PROTECT, related_name="goes_on")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    paper_ref = models.CharField(max_length=24)
    decided_by = models.CharField(max_length=80)  # a signature
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "goes on"
        constraints = (
            models.UniqueConstraint(fields=["leak", "case"], name="one_decision_that_it_goes_on"),
        )

    def __str__(self) -> str:
        return f"{self.leak_id} {self.case_id}"


class SuspicionLiftRequest(models.Model):
    """A request to lift a suspicion; another member grants or refuses it."""

    class Why(models.TextChoices):
        ELSEWHERE = "elsewhere", pgettext_lazy("leak", "It is known that it came from elsewhere")
        NOTHING = "nothing", pgettext_lazy("leak", "Nothing got out after all")

    leak = models.ForeignKey(Leak, models.PROTECT, related_name="liftings")
    why = models.CharField(max_length=10, choices=Why.choices)
    asked_by = models.CharField(max_length=80)  # a signature, as the other
    asked_at = models.DateTimeField()
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["leak"],
                condition=models.Q(answered_at__isnull=True),
                name="one_lifting_asked",
            ),
        )

    def __str__(self) -> str:
        return self.why


class AuthorityNotice(DatedTaskBase):
    """An authority that must be told by the norm of the country."""

    class Outcome(models.TextChoices):
        TOLD = "told", pgettext_lazy("notice", "It was told")
        NOT_OWED = "not_owed", pgettext_lazy("notice", "The norm does not ask for it here")

    leak = models.ForeignKey(Leak, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)  # of the site's list: law/leak_deadlines.py

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["leak", "kind"], name="one_notice_of_each_kind"),
        )


class AffectedCase(models.Model):
    """One case that a leak may touch. Text about it is in sealed documents."""

    class State(models.TextChoices):
        SUSPECTED = "suspected", pgettext_lazy("incident", "Perhaps")
        LEAKED = "leaked", pgettext_lazy("incident", "Yes, something of it got out")
        SPARED = "spared", pgettext_lazy("incident", "No, nothing of it")

    ref = models.CharField(max_length=24, unique=True)
    leak = models.ForeignKey(Leak, models.PROTECT, related_name="incidents")
    case = models.ForeignKey(Case, models.PROTECT, related_name="incidents")
    how = models.CharField(max_length=80)  # what the record says: codes
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUSPECTED)
    paper_ref = models.CharField(max_length=24, blank=True)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["leak", "case"], name="one_incident_of_a_leak"),
        )

    def __str__(self) -> str:
        return self.ref


class LeakStep(DatedTaskBase):
    """A step in a case that leaked, due at a time that no term of the procedure sets."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Say whether something of this case got out")
        SAFE_CONTACT = "safe_contact", _("Agree on a way to reach the person that is safe now")
        ACCESS = "access", _("Take away access, and seal the case anew")
        PLACE = "place", _("See whether somebody must be somewhere else now")
        RISK = "risk", _("Look at the danger anew, with what got out")
        RECIPIENTS = "recipients", _("Find out who has it, and ask for it back")
        TELL = "tell", _("Tell the person what got out, in a way that is safe")
        TELL_OTHER = "tell_other", _("Tell somebody else of the case whom it touches")
        ASK_ABOUT = "ask_about", _("Ask whether somebody named on the page since is told of it too")

    incident = models.ForeignKey(AffectedCase, models.PROTECT, related_name="steps")
    case = models.ForeignKey(Case, models.PROTECT, related_name="leak_steps")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    about = models.CharField(max_length=24, blank=True)  # who of the case is to be told
    paper_ref = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "kind", "about"],
                condition=models.Q(done_at__isnull=True),
                name="one_open_leak_step",
            ),
        )
        indexes = (
            models.Index(
                fields=["case", "due_on"],
                condition=models.Q(done_at__isnull=True),
                name="leak_steps_open",
            ),
        )
