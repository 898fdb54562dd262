from django.db import models

OF_THE_HOUSE = (
    "EndingDropped",
    "InvitationEnded",
    "MemberReinstated",
    "RecoveryCodeUsed",
    "SignInDisowned",
)
"""What whoever supervises is told for some days on each first page: kinds with an index of their
own. Another one is a new index."""
OF_ACCOUNTS = (
    "MemberEnrolled",
    "MemberLeft",
    "MemberReinstated",
    "MemberSuspended",
)
"""What gives an account its hand and its rank, takes that and gives it back: with one too."""


class Entry(models.Model):
    """One line of the record. It names codes; no key leads from it to a row, so that nothing has to
    change here when something is erased there."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    about = models.CharField(max_length=80, db_index=True)
    by = models.CharField(max_length=80)
    facts = models.TextField()  # canonical JSON: jsonb would not keep its bytes
    digest = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = (
            models.Index(fields=["about", "sequence"], name="ledger_of_one"),
            models.Index(fields=["digest"], name="ledger_by_digest"),
            models.Index(
                fields=["at", "sequence"],
                condition=models.Q(event__in=OF_THE_HOUSE),
                name="ledger_of_the_house",
            ),
            models.Index(
                fields=["about", "sequence"],
                condition=models.Q(event__in=OF_ACCOUNTS),
                name="ledger_of_accounts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.event} {self.about}"


class Block(models.Model):
    """The hash of so many entries on end, worked out once: what stands in it will not change."""

    number = models.BigIntegerField(primary_key=True)  # the first is 0
    root = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.number}"


class PublishedHead(models.Model):
    """How long the record was on a day, and one hash of all of it, as it was signed and shown."""

    size = models.BigIntegerField(primary_key=True)
    day = models.DateField(db_index=True)
    root = models.BinaryField(max_length=32)
    begins = models.BinaryField(max_length=32)
    key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    after = models.BigIntegerField()
    path = models.TextField()  # hashes in hexadecimal, with spaces between

    def __str__(self) -> str:
        return f"{self.day} {self.size}"
