from django.db import models
from django.db.models import Q

from amparo.foundations.accounts.permissions import Role
from amparo.foundations.institutions.models import Unit


class Member(models.Model):
    """A member with an account: of the team or of an institution. Never a person at risk."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    sign_in_name = models.CharField(max_length=60, unique=True)
    mail = models.EmailField(blank=True)
    roles = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="members")
    public = models.BinaryField(max_length=32)
    wrong_tries = models.PositiveIntegerField(default=0)  # since the last sign-in
    signed_in_at = models.DateTimeField(null=True, blank=True)
    on_duty = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    given: frozenset[Role] | None = None
    """Roles given by the record, if they were read (role_history.py): the row gives no more."""

    def __str__(self) -> str:
        return self.name

    @property
    def role_set(self) -> frozenset[Role]:
        roles = frozenset(Role(role) for role in self.roles)
        return roles if self.given is None else roles & self.given

    @property
    def group_keys(self) -> list[tuple[str, str]]:
        """(kind, ref) of the group keys that belong to the member's roles."""
        by_role = {
            Role.RECEPTION: ("reception", ""),
            Role.ANALYST: ("statistics", ""),
            Role.INSTITUTION_OFFICER: ("unit", self.unit.code),
            Role.MONITOR: ("documentation", ""),
        }
        return [by_role[role] for role in self.role_set if role in by_role]


class Credentials(models.Model):
    """Secrets that open an account, apart from the fields of the member that others read. Where
    surfaces have database roles of their own, the door, the public pages and the jobs read none,
    and the portal none of the team."""

    member = models.OneToOneField(
        Member, models.PROTECT, primary_key=True, related_name="credentials"
    )
    salt = models.BinaryField(max_length=32)
    cost = models.JSONField()
    verifier = models.BinaryField(max_length=32)
    sealed_secret = models.BinaryField()
    sealed_code_secret = models.BinaryField()
    last_code_step = models.BigIntegerField(default=0)
    # Recovery words for a forgotten password: what was sealed to the key derived from them.
    words_public = models.BinaryField(max_length=32, blank=True, default=b"")
    sealed_by_words = models.BinaryField(blank=True, default=b"")
    sealed_passkeys = models.BinaryField(blank=True, default=b"")
    sealed_recovery = models.BinaryField(blank=True, default=b"")  # codes on paper

    class Meta:
        verbose_name_plural = "credentials"

    def __str__(self) -> str:
        return self.member.code


class PhoneChange(models.Model):
    """A request of a member who lost the phone and knows the password. It waits until a second
    person has confirmed by voice that it is the member. `code`: what the member reads to that
    person."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="phone_change")
    code = models.CharField(max_length=9)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return self.code


class Invitation(models.Model):
    """A short-lived invitation to make one account. Only the hash of its code is kept."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    sign_in_name = models.CharField(max_length=60)
    mail = models.EmailField(blank=True)
    roles = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    good_from = models.DateTimeField(null=True, blank=True)  # public notice until then
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    entry = models.BigIntegerField(default=0)  # its number in the record, which says who made it

    def __str__(self) -> str:
        return self.sign_in_name


class GroupKey(models.Model):
    """A key pair that several members hold: the reception's, a unit's, the statisticians', the
    monitors'; or one
    without holders, whose secret exists only in shares on paper: for recovery, for backups."""

    class Kind(models.TextChoices):
        RECEPTION = "reception"
        UNIT = "unit"
        STATISTICS = "statistics"
        DOCUMENTATION = "documentation"
        RECOVERY = "recovery"
        BACKUP = "backup"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    ref = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField(default=1)
    public = models.BinaryField(max_length=32)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "ref"], condition=Q(current=True), name="one_current_group_key"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref} {self.number}"

    @property
    def name(self) -> str:
        """The name of the key in the record."""
        return f"{self.kind}.{self.ref}" if self.ref else self.kind

    @property
    def context(self) -> str:
        return f"group/{self.kind}/{self.ref}/{self.number}"


class ShareSet(models.Model):
    """The shares in which the secret of a key exists: how many there are, and how many make it."""

    group = models.ForeignKey(GroupKey, models.PROTECT, related_name="share_sets")
    needed = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    noted_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["group"], condition=Q(current=True), name="one_current_set_of_shares"
            ),
        )

    def __str__(self) -> str:
        return f"{self.needed} of {self.of}"


class Keyholder(models.Model):
    """The keeper of one share; empty if the share is lost. A body or a trusted person, never a
    member of this site."""

    of = models.ForeignKey(ShareSet, models.PROTECT, related_name="keyholders")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    branch = models.CharField(max_length=20)
    lost = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["of", "number"], name="one_keyholder_a_share"),
        )

    def __str__(self) -> str:
        return f"{self.number}"


class ProposedKey(models.Model):
    """Another recovery key that the keyholders made. Nothing is sealed to it before two members
    have confirmed its fingerprint with them."""

    public = models.BinaryField(max_length=32)
    needed = models.PositiveSmallIntegerField()
    holders = models.JSONField()
    proposed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}"


class ProposedKeyConfirmation(models.Model):
    """One member who confirmed the fingerprint with the keyholders."""

    key = models.ForeignKey(ProposedKey, models.PROTECT, related_name="assents")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "member"], name="one_assent_each"),)

    def __str__(self) -> str:
        return f"{self.member_id}"


class GroupKeyHolder(models.Model):
    """One holder of a group key: its secret, sealed to the member."""

    group = models.ForeignKey(GroupKey, models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, models.PROTECT, related_name="group_seats")
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["group", "member"], name="one_seat_in_a_group"),
        )

    def __str__(self) -> str:
        return f"{self.group} {self.member}"


class Session(models.Model):
    """A visit or a working session. Its keys are sealed under a token that only the browser has: a
    copy of this table opens nothing."""

    class Kind(models.TextChoices):
        MEMBER = "member"
        VISIT = "visit"
        JOIN = "join"
        PHONE = "phone"
        PASSKEY = "passkey"

    id_hash = models.BinaryField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="sittings"
    )
    subject = models.CharField(max_length=20, blank=True)
    sealed = models.BinaryField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    # When password and code were last shown in this session.
    proved_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OutgoingMail(models.Model):
    """A mail to a member, saying only that something waits. `why`: a keyed hash of the reason, for
    which it is sent once; no mail and no row of this table names a case."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    why = models.BinaryField(max_length=32)
    put_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)
    trouble = models.CharField(max_length=60, blank=True)  # the name of an error, or the reason
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # it must not leave; `trouble`: why

    class Meta:
        verbose_name_plural = "outgoing"
        constraints = (
            models.UniqueConstraint(fields=["member", "why"], name="one_mail_for_one_reason"),
        )

    def __str__(self) -> str:
        return f"{self.member_id}"


class SchedulerRun(models.Model):
    """The last complete run of the jobs: one row, which the desk reads too."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.at.isoformat()


class FailedAttempts(models.Model):
    """How often something failed lately, by a keyed hash of whom or where. No address is kept."""

    key = models.BinaryField(max_length=32, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return f"{self.count}"
