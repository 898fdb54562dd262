from django.db import models

from amparo.foundations.accounts.models import Member
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Filing


class Case(models.Model):
    """The spine of a case: where it stands and what is due. The story is in the file and the
    stages."""

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
    # A seat was taken without the case being sealed anew: whoever opens it next does that.
    seal_anew = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.filing)

    @property
    def code(self) -> str:
        return self.filing.code


class NameLeaf(models.Model):
    """A leaf of a member's own name index: by whose names she finds so many of her cases."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="name_leaves")

    def __str__(self) -> str:
        return f"{self.pk}"


class NameBucket(models.Model):
    """The words of one leaf that fall into one bucket, sealed under a key that only her own secret
    gives. Into which a word falls only that key tells; all buckets of a leaf are of one size."""

    leaf = models.ForeignKey(NameLeaf, models.PROTECT, related_name="buckets")
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


class Seat(models.Model):
    """A member of a case's team: the case key, sealed to her. What her worklist is sorted by is
    repeated here, so that it is one stretch of one index."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, models.PROTECT, related_name="seats")
    sealed = models.BinaryField()
    danger = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateTimeField()
    stage = models.CharField(max_length=40, default="")
    held = models.CharField(max_length=8, default="nobody")  # nobody | own | other
    open = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField()
    # Of a seat for an hour of danger: until when. It opens nothing from then on.
    ends_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # Where her name index holds this case's names, and whether it holds them as they are now.
    leaf = models.ForeignKey(NameLeaf, models.PROTECT, null=True, blank=True, related_name="seats")
    listed = models.BooleanField(default=False)
    mark = models.BinaryField(max_length=32, default=b"")  # that it was given: intake.holders

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


class Glass(models.Model):
    """The case key, sealed to a member without a seat for an hour of danger. It opens nothing
    before she breaks it, with a reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="glass")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()
    mark = models.BinaryField(max_length=32, default=b"")  # that it was given: intake.holders

    class Meta:
        verbose_name_plural = "glass"
        constraints = (models.UniqueConstraint(fields=["case", "member"], name="one_glass_a_case"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"

    @property
    def given_to(self) -> tuple[bytes, ...]:
        return b"ready", self.member.code.encode(), bytes(self.member.public)


class Noticed(models.Model):
    """What was near in one look, sealed to one who watches. Each look has such a row, whether
    anything was near or not. `entry`: its number in the record."""

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


class Conflict(models.Model):
    """Who is kept apart from one case: a member, or all who work at a unit. No path gives them a
    seat on it, nor opens it, until two persons have ended it."""

    class Reason(models.TextChoices):
        LEAK = "leak"  # something got out, and it may have been by her, her account or there

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


class Dated(models.Model):
    """Something to be done in a case by a day that no term of the law names. Each stage has its own
    `kind`s, and says in `dates` what waits; what is done keeps how it came out."""

    ref = models.CharField(max_length=24, unique=True)
    due_on = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref
