from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

DIED = "died"
"""Value of `impediment`: nothing is asked any more, and no one answers in the person's place."""


class Filing(models.Model):
    """A stored request for protection. The row holds codes and moments only; all text about it is
    in documents, sealed under a key that the row does not contain."""

    code = models.CharField(max_length=12, unique=True)
    protocol = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    urgent = models.BooleanField(default=False)
    filed_at = models.DateTimeField(db_index=True)
    first_contact_at = models.DateTimeField()
    happened = models.JSONField(default=dict)  # legal event -> ISO moment
    facts = models.JSONField(default=dict)  # coded findings that the clock needs
    norms = models.JSONField(default=list)  # each transition to another norm, oldest first
    on_behalf = models.BooleanField(default=False)
    impediment = models.CharField(max_length=40, blank=True)  # why the person could not be asked
    once_hash = models.BinaryField(max_length=32, unique=True)
    proof_number = models.CharField(max_length=24, unique=True)
    fingerprint = models.CharField(max_length=60)
    key_version = models.PositiveIntegerField(default=1)
    sealed_slot = models.BinaryField(default=b"")  # secret of the inbox key: inbox_keys.py
    opened_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sharing_ended_at = models.DateTimeField(null=True, blank=True)
    # One of many from the same address during a flood: listed behind the others.
    in_flood = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = (
            models.Index(
                fields=["-urgent", "in_flood", "filed_at", "id"],
                condition=Q(opened_at__isnull=True),
                name="filings_that_wait",
            ),
            models.Index(fields=["protocol"], name="filings_by_norm"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def asks_nobody(self) -> bool:
        """Return whether the person has died: decisions stand, and nothing more is decided."""
        return self.impediment == DIED

    @property
    def left_unopened(self) -> bool:
        """Return whether the person withdrew before a member opened it: it is on no list, and is
        not read."""
        return self.withdrawn_at is not None and self.opened_at is None


class CaseKey(models.Model):
    """The case key, sealed to one holder: the person (by passphrase), the reception, one
    receptionist (if another is excluded), or the recovery key."""

    class Holder(models.TextChoices):
        PERSON = "person"
        RECEPTION = "reception"
        RECEPTIONIST = "receptionist"
        RECOVERY = "recovery"

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="keys")
    holder = models.CharField(max_length=20, choices=Holder.choices)
    member = models.CharField(max_length=12, blank=True)
    sealed = models.BinaryField()
    public = models.BinaryField(max_length=32)
    # Only for a passphrase: the value by which its key row is found.
    identity = models.BinaryField(max_length=32, null=True, blank=True, unique=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    mark = models.BinaryField(max_length=32, default=b"")  # shows it was given: case_key_holders.py

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(holder="person", identity__isnull=False)
                | (~Q(holder="person") & Q(identity__isnull=True)),
                name="only_words_have_an_identity",
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder} {self.pk}"

    @property
    def given_to(self) -> tuple[bytes, ...]:
        who = (self.holder.encode(), self.member.encode(), bytes(self.identity or b""))
        return (*who, bytes(self.public))


class RecoveredCaseKey(models.Model):
    """The case key, sealed by the keyholders to one member, offline. It waits until the member
    takes it: only then can exclusions be checked."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="recovered")
    member = models.CharField(max_length=12)
    sealed = models.BinaryField()
    key_version = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "recovered"
        constraints = (
            models.UniqueConstraint(fields=["filing", "member"], name="one_recovered_key_a_member"),
        )

    def __str__(self) -> str:
        return f"{self.filing_id} {self.member}"


class Document(models.Model):
    """A document of a case, sealed under the case key. A change adds a version; older versions
    stay."""

    ref = models.CharField(max_length=24)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=30)
    author = models.CharField(max_length=80)
    for_person = models.BooleanField(default=False)
    sealed = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    version = models.PositiveIntegerField(default=1)
    current = models.BooleanField(default=True)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)  # by the person it is addressed to

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ref", "version"], name="one_paper_a_version"),
        )
        indexes = (
            models.Index(fields=["filing", "written_at"], name="papers_of_a_file"),
            models.Index(
                fields=["filing"], condition=Q(kind="exclusions"), name="papers_that_exclude"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Attachment(models.Model):
    """A file, encrypted as a stream under its own key, which is sealed under the case key. Its name
    on disk is random."""

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="attachments")
    paper_ref = models.CharField(max_length=24, blank=True)
    question = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    author = models.CharField(max_length=80)
    sealed_size = models.BigIntegerField()
    sealed_about = models.BinaryField()  # key, own name, size, digest: under the case key
    stored_as = models.CharField(max_length=80, unique=True)
    for_person = models.BooleanField(default=False)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.ref


class Exclusion(models.Model):
    """An excluded institution. Its code is hashed under the case key, so that only the open case
    tells which it is."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="exclusions")
    blinded = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["filing", "blinded"], name="excluded_once"),)

    def __str__(self) -> str:
        return f"{self.filing_id}"


class Draft(models.Model):
    """A request being written, sealed under the visitor's token."""

    id_hash = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class TraitSlip(models.Model):
    """Traits that a person chose to state, sealed to the statistics key, without a link to the
    case. It waits until there are enough to shuffle."""

    id = models.CharField(max_length=32, primary_key=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "slip"


class TraitBatch(models.Model):
    """Slips in random order, enough of them that none is identified by its time of arrival."""

    number = models.CharField(max_length=32)
    place = models.PositiveIntegerField()
    sealed = models.BinaryField()
    counted_in = models.CharField(max_length=10, blank=True)  # year of the figures that count it

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["number", "place"], name="one_place_in_a_batch"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.place}"


class SealedMessage(models.Model):
    """A sealed message for a case from a sender who cannot open it, sealed to the inbox key.
    `about`: ref of the document that it belongs to."""

    ref = models.CharField(max_length=24, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="drops")
    about = models.CharField(max_length=24)
    kind = models.CharField(max_length=30)
    author = models.CharField(max_length=80)
    sealed = models.BinaryField()
    dropped_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=["filing"], condition=Q(kind="kept_from"), name="drops_that_exclude"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Demander(models.TextChoices):
    """Who demands one case, or all cases."""

    COURT = "court", pgettext_lazy("demand", "A court")
    PROSECUTOR = "prosecutor", pgettext_lazy("demand", "A prosecutor")
    AUTHORITY = "authority", pgettext_lazy("demand", "A minister or another authority")
    OTHER = "other", pgettext_lazy("demand", "Somebody else")


class PublishedBlanketDemand(models.Model):
    """A demand for the data of every case, published unless a court forbids it; while one forbids,
    there is no row. Holds codes and days only. Its outcome is in the record (blanket_demands.py).
    """

    class What(models.TextChoices):
        LIST = "list", pgettext_lazy("demand", "The list of who asked for protection")
        FILES = "files", pgettext_lazy("demand", "Every file")
        MACHINE = "machine", pgettext_lazy("demand", "The machine itself, or its backups")

    class Outcome(models.TextChoices):
        REFUSED = "refused", pgettext_lazy("demand", "Nothing was given")
        PART = "part", pgettext_lazy("demand", "Part of it was given")
        GIVEN = "given", pgettext_lazy("demand", "All of it was given")
        TAKEN = "taken", pgettext_lazy("demand", "It was taken by force")
        MISTAKE = "mistake", pgettext_lazy("demand", "It was noted by mistake: nobody demanded it")

    ref = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=Demander.choices)
    what = models.CharField(max_length=12, choices=What.choices)
    noted_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "every file demanded"

    def __str__(self) -> str:
        return self.ref
