from django.db import models

OF_THE_HOUSE = (
    "EndingDropped",
    "InvitationEnded",
    "MemberReinstated",
    "RecoveryCodeUsed",
    "SignInDisowned",
)
"""Kinds that supervisors are told of for some days on each first page, with an index of their own.
Adding a kind needs a new index."""
OF_ACCOUNTS = (
    "MemberEnrolled",
    "MemberLeft",
    "MemberReinstated",
    "MemberSuspended",
)
"""Kinds that give an account its signing key and roles, or take roles and give them back; also with
an index."""


class Entry(models.Model):
    """One entry of the record. It names codes and has no foreign key, so that erasing a row
    elsewhere changes nothing here."""

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
    """The hash of one whole block of entries, computed once: the entries do not change."""

    number = models.BigIntegerField(primary_key=True)  # the first is 0
    root = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.number}"


class PublishedHead(models.Model):
    """The length of the record on a day and one hash of all of it, as signed and published."""

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
