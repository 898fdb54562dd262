"""Emergency access prepared in advance: the key of a case, sealed to a member without a seat. It
opens nothing by itself, is renewed with the case key, and is deleted for excluded members."""

from collections.abc import Collection, Iterable
from datetime import datetime

from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases import events
from amparo.foundations.cases.models import Case, CaseAccess, EmergencyAccessKey
from amparo.foundations.cases.queries import kept_apart
from amparo.foundations.intake.case_key_holders import marked, note_left_out
from amparo.foundations.intake.exclusions import must_not_know
from amparo.foundations.intake.keys.case_keys import Folder, key_context
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record


def must_not_open(case: Case, folder: Folder, member: Member, *, by: Signs) -> bool:
    """Return whether the member is excluded or barred from the case."""
    return bool(kept_apart(case, [member], seen_by=by)) or must_not_know(folder, member, by=by)


def sealed_ready(folder: Folder, one: EmergencyAccessKey) -> EmergencyAccessKey:
    """Seal the case key to the member of this row, and mark the row as given."""
    context = key_context(folder.filing)
    one.sealed = boxes.seal_to(bytes(one.member.public), folder.key, context=context)
    return marked(folder, one)


def ready_of(filing: Filing) -> list[EmergencyAccessKey]:
    """Return the emergency access rows of a case without the sealed keys, because the person's
    surface uses this too."""
    found = EmergencyAccessKey.objects.select_related("member__unit", "case__filing").filter(
        case__filing=filing
    )
    return list(found.defer("sealed", "mark", *her_own("member__")))


def take_ready(some: Iterable[EmergencyAccessKey], *, reason: str, by: Signs, at: datetime) -> bool:
    """Delete these rows and mark the cases for a new key. Return whether there were any."""
    gone = list(some)
    for one in gone:
        event = events.GlassTaken(about=one.case.code, member=one.member.code, reason=reason)
        record(event, by=by, at=at)
        EmergencyAccessKey.objects.filter(pk=one.pk).delete()
    if gone:
        Case.objects.filter(pk__in={one.case_id for one in gone}).update(seal_anew=True)
    return bool(gone)


def keep_ready_anew(
    case: Case, newer: Folder, given: Collection[int], *, by: Signs, at: datetime
) -> None:
    """Seal the new case key for emergency access, except to former or excluded members and to rows
    that were not given (`given`: primary keys of those that were)."""
    kept = EmergencyAccessKey.objects.select_related("member__unit", "case__filing").filter(
        case=case
    )
    for one in list(kept):
        if one.pk not in given:
            note_left_out(newer, [one], by=by, at=at)
            one.delete()
        elif not one.member.active or must_not_open(case, newer, one.member, by=by):
            take_ready([one], reason="excluded" if one.member.active else "left", by=by, at=at)
        else:
            sealed_ready(newer, one).save(update_fields=["sealed", "mark"])


def must_hold_for_good(case: Case, by: Signs) -> None:
    """Check that the acting member's seat is not limited to some hours: such a member may not pass
    on access. Raises Refused."""
    lent = CaseAccess.objects.filter(case=case, ends_at__isnull=False)
    if isinstance(by, Actor) and lent.filter(member=by.member).exists():
        raise Refused("lent")
