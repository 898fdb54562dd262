from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.casework.measures.models import Decision, Measure
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case, DatedTaskBase
from amparo.foundations.consent.models import Beneficiary, Question
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.defects import DEFECT, Named


class Recourse(models.Model):
    """A resolution that is contested, in time or late, and what came of it. The text of the
    recourse and of the ruling are in sealed documents."""

    class Waiting(models.TextChoices):
        """Whether the resolution is not carried out until the ruling."""

        NOT_ASKED = "", ""
        ASKED = "asked", pgettext_lazy("recourse", "Asked to wait for the ruling")
        WAITS = "waits", pgettext_lazy("recourse", "Waits for the ruling")
        REFUSED = "refused", pgettext_lazy("recourse", "Does not wait for the ruling")

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="recourses")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="recourse")
    grounds = models.CharField(max_length=80, blank=True)  # ids of the protocol, joined by +
    how = models.CharField(max_length=10)  # page | oral; of others alone: own_words | told
    paper_ref = models.CharField(max_length=24)
    filed_at = models.DateTimeField()
    last_day = models.DateTimeField()  # its last moment, on the protocol's clock
    late_by = models.PositiveIntegerField(default=0)  # in the term's unit
    waiting = models.CharField(max_length=10, choices=Waiting.choices, blank=True)
    ruling = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="rules_on"
    )

    def __str__(self) -> str:
        return self.ref

    @property
    def hers(self) -> bool:
        """Whether the person contested it, perhaps among others."""
        return self.how in {"page", "oral"}

    @property
    def spent(self) -> bool:
        """Whether nothing more can be said against the resolution: after a ruling, unless it was on
        the text of others alone and changed nothing, which leaves the person's own recourse
        open."""
        return self.ruling is not None and (
            self.hers or self.ruling.kind != Decision.Kind.NOT_UPHELD
        )


class MeasureChange(models.Model):
    """A change or end of one measure, from its opening, through what the law asks for first, to the
    day from which it holds."""

    class Kind(models.TextChoices):
        STRENGTHEN = "strengthen", _("Strengthen it")
        REDUCE = "reduce", _("Reduce it")
        SUSPEND = "suspend", _("Suspend it")
        CEASE = "cease", _("End it")
        MISUSE = "misuse", _("Take it away for the use that was made of it")
        RENOUNCE = "renounce", _("The person gives it up")
        DEATH = "death", _("End it because the person has died")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("change", "Being prepared")
        PUT = "put", pgettext_lazy("change", "Before the decision maker")
        DECIDED = "decided", pgettext_lazy("change", "Decided, not carried out yet")
        DONE = "done", pgettext_lazy("change", "Carried out")
        DROPPED = "dropped", pgettext_lazy("change", "Given up")
        UNDONE = "undone", pgettext_lazy("change", "Undone: the death was a mistake")

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="changes")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    criterion = models.CharField(max_length=40, blank=True)  # of misuse: an id of the protocol
    found = models.JSONField(default=list)  # findings of the protocol that hold for this change
    paper_ref = models.CharField(max_length=24)
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="change"
    )
    # The resolution by which a decided change is given up before it is carried out.
    given_up_by = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="change_given_up"
    )
    from_day = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(state__in=["open", "put", "decided"])
                & ~Q(kind__in=["strengthen", "renounce"]),
                name="one_change_of_a_measure_at_a_time",
            ),
            models.UniqueConstraint(  # a renunciation waits for no other change
                fields=["measure"],
                condition=Q(state__in=["open", "put", "decided"], kind="renounce"),
                name="one_giving_up_at_a_time",
            ),
            models.UniqueConstraint(  # a strengthening waits for none that would lessen it
                fields=["measure"],
                condition=Q(state__in=["open", "put", "decided"], kind="strengthen"),
                name="one_strengthening_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


LIVE = (MeasureChange.State.OPEN, MeasureChange.State.PUT, MeasureChange.State.DECIDED)
"""States of a change that is not finished."""
UNDECIDED = (MeasureChange.State.OPEN, MeasureChange.State.PUT)


class ChangeRequirementMet(models.Model):
    """One thing that the law asks for before a change and that is on record: a gate of the
    protocol, opened for this change alone."""

    change = models.ForeignKey(MeasureChange, models.PROTECT, related_name="gathered")
    gate = models.CharField(max_length=60)
    paper_ref = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.change_id} {self.gate}"


class BeneficiaryHearing(models.Model):
    """The hearing of one beneficiary besides the person, on one change that takes protection away.
    Of a child: what the guardian said, and the child's own view. The text is sealed."""

    class Excuse(models.TextChoices):
        """Why this one is not waited for any more."""

        SILENT = "silent", _("Asked by name, and the term passed without an answer")
        MISSING = "no_trace", _("Cannot be asked: nobody knows where, or how to reach them")

    ref = models.CharField(max_length=24, unique=True)
    change = models.ForeignKey(MeasureChange, models.PROTECT, related_name="hearings")
    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)  # by name, by the team
    answer_by = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Question.Answer.choices, blank=True)
    how = models.CharField(max_length=10, blank=True)  # own_words | oral
    answered_at = models.DateTimeField(null=True, blank=True)
    excuse = models.CharField(max_length=10, choices=Excuse.choices, blank=True)
    view_ref = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["change", "beneficiary"], name="heard_once_each"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="what_was_heard_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class ReviewTask(DatedTaskBase):
    """A task with a due day, shown on the worklist beside the law's own terms."""

    class Kind(models.TextChoices):
        REASSESS = "reassess", _("Assess the risk anew: something happened")
        EXPLAIN_SHARE = "explain_share", _("Explain what giving up a part in a measure may mean")
        REVIEW = "review", _("Review a measure")
        ANSWER_DISAGREEMENT = (
            "disagreement",
            _("Answer the person, who disagrees with the assessed risk"),
        )
        RULE = "rule", _("Rule on what the person asked to be decided again")
        RULE_ON_WAITING = "rule_on_waiting", _("Say whether the change waits for the ruling")
        EXPLAIN_RISK = "explain_risk", _("Explain the risk of giving a measure up")
        GIVING_UP = "giving_up", _("Decide on what the person gives up")
        CARRY_OUT = "carry_out", _("Carry out a change that was decided")

    case = models.ForeignKey(Case, models.PROTECT, related_name="review_tasks")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    about = models.CharField(max_length=24, blank=True)  # ref of the measure, recourse, paper…
    paper_ref = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=Q(done_at__isnull=True),
                name="one_open_task_about_one_thing",
            ),
        )
        indexes = (
            models.Index(
                fields=["case", "due_on"],
                condition=Q(done_at__isnull=True),
                name="open_review_tasks",
            ),
        )


class Complaint(models.Model):
    """A complaint that an authority let a term pass, or about another defect. It holds codes and
    days only, so that the member who rules needs no key of the file."""

    ref = models.CharField(max_length=24, unique=True)  # of its words
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="complaints")
    term = models.CharField(max_length=120)  # or `defect:`, its id and the duty
    owed_by = models.CharField(max_length=60)
    due = models.CharField(max_length=32, blank=True)  # a day, or a moment where hours count
    late_by = models.PositiveIntegerField()
    how = models.CharField(max_length=10)  # page | oral | own_words
    withheld = models.BooleanField(default=False)  # who may rule must not know
    # Filed while the file was not open: exclusions are checked when it is opened.
    waits_for_file = models.BooleanField(default=False)
    came = models.CharField(max_length=80, blank=True, default="")  # to a desk: moment@channel
    filed_at = models.DateTimeField()
    # What the late authority says of it.
    reason = models.CharField(max_length=30, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.term} {self.ref}"

    @property
    def begins(self) -> datetime:
        """Return when it came in, from which the ruling is due."""
        moment: datetime = self.came_at or self.filed_at
        return moment

    @property
    def came_at(self) -> datetime | None:
        moment = self.came.partition("@")[0]
        return datetime.fromisoformat(moment) if moment else None

    @property
    def channel(self) -> str:
        return str(self.came.partition("@")[2])

    @property
    def named(self) -> Named | None:
        defect, _slash, duty = self.term.removeprefix(DEFECT).partition("/")
        return Named(defect, self.owed_by, duty) if self.term.startswith(DEFECT) else None


class ComplaintAddressee(models.Model):
    """A member who may rule on a complaint, and whether the member has read its dates."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="addressees")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["complaint", "member"], name="put_before_once"),
        )

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.member_id}"


class ComplaintRuling(models.Model):
    """The ruling on a complaint. Its reasons are in the file, where only the person and the team
    read them."""

    class Outcome(models.TextChoices):
        FOUNDED = "founded"
        UNFOUNDED = "unfounded"

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="ruling")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    do_by = models.DateField(null=True, blank=True)
    another_officer = models.BooleanField(default=False)
    on_paper = models.BooleanField(default=False)  # ruled elsewhere; `ruled_by` wrote it down
    ruled_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="founded", do_by__isnull=False)
                | Q(outcome="unfounded", do_by__isnull=True, another_officer=False),
                name="a_founded_complaint_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.complaint_id}"


def hearing_of(change: MeasureChange, beneficiary: Beneficiary) -> BeneficiaryHearing:
    return BeneficiaryHearing.objects.create(
        ref=marks.new_code(groups=3), change=change, beneficiary=beneficiary
    )
