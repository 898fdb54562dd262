from django.db import models

from amparo.foundations.accounts.models import Member
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Filing


class Case(models.Model):
    """A case: its stage and what is due. The content is in the filing and the stages."""

    filing = models.OneToOneField(Filing, models.PROTECT, related_name="case")
    stage = models.CharField(max_length=40)
    phase = models.CharField(max_length=20)
    track = models.CharField(max_length=20, blank=True)
    danger = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateTimeField(null=True, blank=True)
    due_term = models.CharField(max_length=40, blank=True)
    holder = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="held_cases"
    )
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # A seat was removed and the key not renewed yet: the next member who opens the case renews it.
    seal_anew = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["closed_at", "holder", "due_on"], name="cases_of_each_holder"),
        )

    def __str__(self) -> str:
        return str(self.filing)

    @property
    def code(self) -> str:
        return self.filing.code


class NameIndexLeaf(models.Model):
    """A leaf of a member's name index, covering a number of that member's cases."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="name_leaves")

    def __str__(self) -> str:
        return f"{self.pk}"


class NameIndexBucket(models.Model):
    """The words of one leaf in one bucket, sealed under a key derived from the member's secret.
    Only that key tells the bucket of a word; all buckets of a leaf have the same size."""

    leaf = models.ForeignKey(NameIndexLeaf, models.PROTECT, related_name="buckets")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    label = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["leaf", "label"], name="one_bucket_of_a_leaf"),
        )
        indexes = (models.Index(fields=["member", "label"], name="buckets_to_look_into"),)

    def __str__(self) -> str:
        return f"{self.leaf_id} {self.label}"


class CaseAccess(models.Model):
    """A member of a case's team, with the case key sealed to them. The worklist's sort columns are
    repeated here, so that it is one range of one index."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, models.PROTECT, related_name="seats")
    sealed = models.BinaryField()
    danger = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateTimeField()
    stage = models.CharField(max_length=40, default="")
    held = models.CharField(max_length=8, default="nobody")  # the default, own or other
    open = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField()
    # For emergency access: when the seat ends. It opens nothing from then on.
    ends_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # Where the member's name index holds this case's names, and whether they are current.
    leaf = models.ForeignKey(
        NameIndexLeaf, models.PROTECT, null=True, blank=True, related_name="seats"
    )
    listed = models.BooleanField(default=False)
    mark = models.BinaryField(max_length=32, default=b"")  # proves it was given: intake.holders

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "member"], name="one_seat_a_case"),)
        indexes = (
            models.Index(
                fields=["member"], condition=models.Q(listed=False), name="names_not_listed"
            ),
            models.Index(
                fields=["member", "open", "-danger", "due_on", "case"], name="worklist_all"
            ),
            models.Index(
                fields=["member", "open", "held", "-danger", "due_on", "case"],
                name="worklist_by_holder",
            ),
            models.Index(
                fields=["member", "open", "stage", "-danger", "due_on", "case"],
                name="worklist_by_stage",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"

    @property
    def given_to(self) -> tuple[bytes, ...]:
        return b"seat", self.member.code.encode(), bytes(self.member.public)


class EmergencyAccessKey(models.Model):
    """The case key, sealed to a member without a seat, for emergency access, which requires a
    reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="glass")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()
    mark = models.BinaryField(max_length=32, default=b"")  # proves it was given: intake.holders

    class Meta:
        verbose_name_plural = "glass"
        constraints = (models.UniqueConstraint(fields=["case", "member"], name="one_glass_a_case"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"

    @property
    def given_to(self) -> tuple[bytes, ...]:
        return b"ready", self.member.code.encode(), bytes(self.member.public)


class FormDraft(models.Model):
    """What a member typed into a long form of a case and has not sent, sealed to that member alone.
    It is no entry of the case's history. `form`: the page, hashed under the member's secret;
    `sent`: hashes of the page last sent from it and of what it said."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="form_drafts")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    form = models.BinaryField(max_length=32)
    sealed = models.BinaryField(default=b"")
    sent = models.BinaryField(max_length=64, default=b"")
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "member", "form"], name="one_draft_of_a_form_by_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"


class SimilarityResult(models.Model):
    """The similarity result of one look, sealed to one watcher: a member who manages the team or
    oversees. Every look has such a row, whatever the result. `entry`: number of the look in the
    record."""

    watcher = models.ForeignKey(Member, models.PROTECT, related_name="+")
    entry = models.BigIntegerField()
    sealed = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "noticed"
        constraints = (
            models.UniqueConstraint(fields=["watcher", "entry"], name="noticed_once_by_each"),
        )

    def __str__(self) -> str:
        return f"{self.entry}"


class ConflictOfInterest(models.Model):
    """A bar on a member, or on all members of a unit, for one case: no seat and no opening, until
    two members end it."""

    class Reason(models.TextChoices):
        LEAK = "leak"  # a leak that this member, account or unit may have caused

    case = models.ForeignKey(Case, models.PROTECT, related_name="conflicts")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="conflicts"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "member"],
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_conflict",
            ),
            models.UniqueConstraint(
                fields=["case", "unit"],
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_conflict_of_a_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"


class DatedTaskBase(models.Model):
    """A task in a case by a day that is not a term of law. Each stage has its own `kind`s and
    registers in `dates` what waits; a finished task keeps its outcome."""

    ref = models.CharField(max_length=24, unique=True)
    due_on = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref
