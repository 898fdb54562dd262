from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case, DatedTaskBase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Demander, PublishedBlanketDemand
from amparo.foundations.intake.procedure.court_silence_orders import Silenced


class Referral(models.Model):
    """One recipient elsewhere, and the state of the referral. Its name and all text are in sealed
    documents; whether it may be sent is a question to the person, not a column here."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("referral", "Not given yet")
        GIVEN = "given", pgettext_lazy("referral", "Given, not answered yet")
        ACCEPTED = "accepted", pgettext_lazy("referral", "Accepted")
        REFUSED = "refused", pgettext_lazy("referral", "Refused by the recipient")
        NO_ANSWER = "no_answer", pgettext_lazy("referral", "No answer")
        REVOKED = "revoked", pgettext_lazy("referral", "Taken back")

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("Into the hands of somebody there")
        BY_POST = "by_post", _("By post or messenger")
        SENT = "sent", _("By a safe channel of the recipient's")

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    kind = models.CharField(max_length=40)  # of the site's list: law/recipients.py
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    wished = models.BooleanField(default=False)  # the person asked for it
    paper_ref = models.CharField(max_length=24)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    copies = models.PositiveSmallIntegerField(default=0)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    given_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.ref

    @property
    def out(self) -> bool:
        """Whether a recipient may have it: it was given, or a copy was printed."""
        return bool(self.copies) or self.given_on is not None


class ExternalMeasure(models.Model):
    """A measure that another body ordered for the person. It does not affect the domestic
    procedure. Who ordered what, when and until when is in a sealed document: such orders are
    published with names, and a day alone could identify the case."""

    class Kind(models.TextChoices):
        PRECAUTIONARY = "precautionary", _("Precautionary measure")
        PROVISIONAL = "provisional", _("Provisional measure of a court")
        URGENT_APPEAL = "urgent_appeal", _("Urgent appeal")
        OTHER = "other", _("Another measure")

    class Agreement(models.TextChoices):
        OPEN = "open", pgettext_lazy("external measure", "Not agreed with the person yet")
        AGREED = "agreed", pgettext_lazy("external measure", "Agreed with the person")
        PARTLY = "partly", pgettext_lazy("external measure", "Agreed in part")
        NOT_AGREED = "not_agreed", pgettext_lazy("external measure", "The person does not agree")

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="external_measures")
    paper_ref = models.CharField(max_length=24)
    agreement = models.CharField(max_length=12, choices=Agreement.choices, default=Agreement.OPEN)
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # when that was noted

    def __str__(self) -> str:
        return self.ref


class AuthorityDemand(Silenced):
    """An authority demanded the file. Who, what and on which ground is in a sealed document, which
    the person can read at once, or after the day until which a court forbids that."""

    Kind = Demander
    OF = "case__filing"
    NOTED, NAMED, TOLD = "FileDemanded", "demand", "DemandTold"

    case = models.ForeignKey(Case, models.PROTECT, related_name="demands")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = Silenced.Meta.constraints
        indexes = (
            models.Index(
                fields=["silent_until"],
                condition=models.Q(told_at__isnull=True),
                name="demands_not_told",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class BlanketDemand(models.Model):
    """An authority demanded what no single case holds. Who, what for, by which order and on which
    ground is sealed, by the secret of `public`, to those who may let a file out. How long a court
    keeps it silent is read from the record, not from this row."""

    OF_SOME = (
        ("unopened", pgettext_lazy("demand", "A request that nobody has opened yet")),
        ("several", pgettext_lazy("demand", "Several files")),
    )
    WHAT = (*PublishedBlanketDemand.What.choices, *OF_SOME)

    ref = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=Demander.choices)
    what = models.CharField(max_length=12, choices=WHAT)
    noted_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    public = models.BinaryField(max_length=32)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return self.ref

    @property
    def of_everybody(self) -> bool:
        """Whether it concerns all who made a request here, and not some whom the team must find."""
        return self.what in PublishedBlanketDemand.What.values

    @property
    def context(self) -> str:
        """The context to which its text is bound, and from which that of its secret is derived."""
        return f"wide-demand/{self.ref}"

    @property
    def context_of_secret(self) -> str:
        return f"{self.context}/secret"


class BlanketDemandReader(models.Model):
    """A member who may read its text, with the secret sealed to that member."""

    demand = models.ForeignKey(BlanketDemand, models.PROTECT, related_name="readers")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["demand", "member"], name="one_reader_of_a_wide_demand"
            ),
        )

    def __str__(self) -> str:
        return f"{self.demand_id} {self.member_id}"


class BlanketDemandStep(models.Model):
    """What was answered to a demand, how it ended, or what another member read in the order. The
    text is sealed to the same readers. Rows are never changed."""

    FORBIDS, FORBIDS_NOTHING = "forbids", "nothing"
    READ = (
        (FORBIDS, pgettext_lazy("demand", "Read: the order forbids to tell of it")),
        (FORBIDS_NOTHING, pgettext_lazy("demand", "Read: no order forbids to tell of it")),
    )

    demand = models.ForeignKey(BlanketDemand, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=(*PublishedBlanketDemand.Outcome.choices, *READ))
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=80)  # a signature
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ReferralTask(DatedTaskBase):
    """A task about another body or a promise, due by a day that no norm sets."""

    class Kind(models.TextChoices):
        ANSWER_WISH = "answer_wish", _("Answer the person, who asks to be referred elsewhere")
        JOURNEY = "journey", _("Answer the person, who is going to travel")
        NOTICES = "notices", _("Answer the person, who says where to be notified")
        CARRY = "carry", _("Hand over the printed sheet, or call it off")
        SEE_ANSWER = "see_answer", _("See what the recipient of a referral says")
        TELL_TO_DESTROY = "destroy", _("Tell the recipient to destroy what it has")
        AGREE = "agree", _("Agree with the person how a measure ordered elsewhere is done")
        LOOK_AGAIN = "look_again", _("A measure ordered elsewhere ends: see what follows")
        KEEP_PROMISE = "promise", _("Keep what was promised to the person")
        SEE_EXPORT = "see_export", _("Say whether a copy of the file may leave")
        TAKE_EXPORT = "take_export", _("Take a copy that was allowed, or call it off")
        EXPORT_BACK = "export_back", _("Tell whoever has a copy of the file to destroy it")
        HAND_ON = "hand_on", _("Write down what whoever takes the case over must know")
        SEE_GLASS = "see_glass", _("Review an emergency access: was it right to open the case?")
        TELL_DEMAND = "tell_demand", _("Tell the person that somebody demanded the file")
        TELL_HOLD = "tell_hold", _("Tell the person that the file is kept from being erased")

    case = models.ForeignKey(Case, models.PROTECT, related_name="dated_tasks")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    about = models.CharField(max_length=24, blank=True)  # ref of the referral, measure, paper

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=models.Q(done_at__isnull=True),
                name="one_open_dated_task",
            ),
        )
        indexes = (
            models.Index(
                fields=["case", "due_on"],
                condition=models.Q(done_at__isnull=True),
                name="dated_tasks_open",
            ),
            models.Index(fields=["kind", "case"], name="dated_tasks_of_a_kind"),
        )
