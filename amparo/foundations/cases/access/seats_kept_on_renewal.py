"""Which seats, and which rows for emergency access, stay when a case gets a new key. Computed while
the old key is at hand, because only it tells which rows were given."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case, CaseAccess, EmergencyAccessKey
from amparo.foundations.cases.queries import kept_apart
from amparo.foundations.intake.case_key_holders import was_given
from amparo.foundations.intake.exclusions import must_not_know
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.services import Signs

NOT_GIVEN = "not_given"
"""The row was not written with the case key."""


def why_gone(
    case: Case,
    folder: Folder,
    seats: Sequence[CaseAccess],
    member: Member | None,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> dict[int, str]:
    """Return, for each seat, why it goes when this member's does; "" if it stays. The acting member
    has the case open, so that their own seat is known to be given."""
    apart = kept_apart(case, [seat.member for seat in seats], seen_by=by)
    why = {}
    for seat in seats:
        if seat.member_id != by.member.pk and not was_given(folder, seat):
            why[seat.pk] = NOT_GIVEN
        elif seat.member_id in apart:
            why[seat.pk] = "conflict"
        elif member and seat.member_id == member.pk:
            why[seat.pk] = reason
        else:
            why[seat.pk] = _goes(seat, folder, by=by, at=at)
    return why


def _goes(seat: CaseAccess, folder: Folder, *, by: Actor, at: datetime) -> str:
    if not seat.member.active:
        return "left"
    if seat.ends_at and seat.ends_at <= at:
        return "hours_over"
    return "excluded" if must_not_know(folder, seat.member, by=by) else ""


def ready_given(case: Case, folder: Folder, *, seen_by: Signs) -> frozenset[int]:
    """Return the primary keys of the emergency access rows that were written with the case key."""
    del seen_by  # the caller has opened the case
    kept: Iterable[EmergencyAccessKey] = EmergencyAccessKey.objects.select_related("member").filter(
        case=case
    )
    return frozenset(one.pk for one in kept if was_given(folder, one))
