import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.membership.leak_suspension import is_held_back
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.role_history import ranks_of
from amparo.foundations.erasure.backups_holding_erased import LastCopy, last_backup_of
from amparo.foundations.erasure.events import ScheduleAdopted, ScheduleAgreed, ScheduleStopped
from amparo.foundations.erasure.models import ErasedContentStub, Erasure, LegalHold
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.row_scope import show_receipt
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs

watch("erasures", Erasure)
watch("holds", LegalHold)
SITE = "retention"
"""How the record names the schedule of this site."""
AGREE = 2
"""Number of members who must agree before closed files are erased by a schedule."""
AGREES = frozenset({Permission.CASE_DECIDE, Permission.TEAM_MANAGE})
"""Permissions of which a member needs one to agree."""
_ERASURES = Erasure.objects.order_by("-pk")
_HOLDS = LegalHold.objects.order_by("-pk")


def erasures_of(folder: Folder, *, seen_by: Signs) -> list[Erasure]:
    """Return the erasures of a case, newest first."""
    return folder.once("erasures", lambda: list(_ERASURES.filter(filing_id=folder.filing.pk)))


def erasure_going_on(folder: Folder, *, seen_by: Signs) -> Erasure | None:
    found = erasures_of(folder, seen_by=seen_by)
    return next((one for one in found if one.going_on), None)


def holds_of(folder: Folder, *, seen_by: Signs) -> list[LegalHold]:
    """Return the holds of a case, newest first. The person reads only those not kept secret by a
    court."""
    rows = folder.once("holds", lambda: list(_HOLDS.filter(filing_id=folder.filing.pk)))
    told = seen_by.signature != "person"
    return [one for one in rows if told or one.told_at is not None]


def is_held(filing: Filing, *, seen_by: Signs) -> bool:
    return LegalHold.objects.filter(filing=filing, lifted_at=None).exists()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What can be read by anyone with the receipt number. It names neither a case nor a person."""

    number: str
    erased_at: datetime
    finished: bool
    scope: str
    stood: tuple[ErasedContentStub, ...]
    in_backups: LastCopy | None


def receipt_called(number: str, *, at: datetime, seen_by: Signs) -> Receipt | None:
    """Return the receipt; None where nothing with this number was erased (not yet, never, or
    unknown)."""
    ref = marks.code_normalised(number)
    show_receipt(ref)
    row = Erasure.objects.filter(ref=ref, erased_at__isnull=False).first()
    if row is None or row.erased_at is None:
        return None
    return Receipt(
        number=row.ref,
        erased_at=row.erased_at,
        finished=row.done_at is not None,
        scope=row.scope,
        stood=tuple(row.stood.order_by("kind")),
        in_backups=last_backup_of(row.erased_at, now=at),
    )


@dataclass(frozen=True, slots=True)
class Adoption:
    """The schedule last proposed, when, and the signatures of those who agreed since. `put`: the
    hash of the entry that proposed it."""

    digest: str
    at: datetime
    put: str
    agreed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return len(self.agreed) >= AGREE


def adoption(*, seen_by: Signs) -> Adoption | None:
    """Return the adoption by the record; None if there is none or it was stopped since."""
    names = [one.__name__ for one in (ScheduleAdopted, ScheduleAgreed, ScheduleStopped)]
    agreed: list[Entry] = []
    for entry in Entry.objects.filter(about=SITE, event__in=names).order_by("-sequence"):
        if entry.event == ScheduleStopped.__name__:
            return None
        if entry.event == ScheduleAdopted.__name__:
            said, put = str(json.loads(entry.facts)["digest"]), bytes(entry.hash).hex()
            meant = [one for one in reversed(agreed) if _means(one, said, put)]
            return Adoption(said, entry.at, put, _still_here(meant))
        agreed.append(entry)
    return None


def _means(agreed: Entry, digest: str, put: str) -> bool:
    """Whether this agreement means this schedule, as it was proposed then."""
    facts = facts_of(agreed)
    return (facts.get("digest"), facts.get("put")) == (digest, put)


def _still_here(agreed: Iterable[Entry]) -> tuple[str, ...]:
    """Return the signatures that count. An agreement counts only if the member signed it while
    permitted to, so that write access to the record is not enough to forge one. The account must
    still be active, permitted by the record and not held back; an agreement given before the
    permission was removed does not count."""
    agreed = list(agreed)
    ranks = ranks_of(one.by for one in agreed)
    by = dict.fromkeys(one.by for one in agreed if ranks.counts(one, by_whom=AGREES))
    able = [one.removeprefix(MEMBER) for one in by if ranks.may_at(one) & AGREES]
    found = Member.objects.filter(code__in=able, active=True).only("active", "code", "roles")
    here = [one for one in found if AGREES & permissions_of(one.role_set)]
    free = {f"{MEMBER}{one.code}" for one in here if not is_held_back(one)}
    return tuple(one for one in by if one in free)


def adopted(*, seen_by: Signs) -> str:
    """Return the digest of the schedule by which closed files are erased; "" if none is in
    force."""
    found = adoption(seen_by=seen_by)
    return found.digest if found and found.holds else ""
