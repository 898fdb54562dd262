"""Taking a case key that the keyholders sealed to a member: it gives a seat on the case or, for an
unopened request, a receptionist's key."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.seat_extension import lengthen
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.emergency_access.services import REASON, opened_by_shares
from amparo.foundations.cases.services import give_seat
from amparo.foundations.intake.events import FileRecovered, RecoveryRefused
from amparo.foundations.intake.exclusions import must_not_know
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.recovery import Replaced, key_in
from amparo.foundations.intake.models import CaseKey, RecoveredCaseKey
from amparo.foundations.intake.requests.services import sealed_for
from amparo.foundations.ledger.services import record


def take_recovered(one: RecoveredCaseKey, *, by: Actor, at: datetime) -> bool:
    """Take a recovered key. Return whether the case is now open to the member: an excluded member
    gets nothing, and the row is deleted. Raises Replaced if the case has another key by now; the
    keyholders must then be asked again."""
    with transaction.atomic():
        try:
            folder = Folder(one.filing, key_in(one, by.pair.secret))
        except Replaced:
            opened = None
        else:
            opened = _open_to(folder, one.reason, by=by, at=at)
        one.delete()
    if opened is None:
        raise Replaced
    return opened


def _open_to(folder: Folder, reason: str, *, by: Actor, at: datetime) -> bool:
    code, member = folder.code, by.member.code
    try:
        _give(folder, reason, by=by, at=at)
    except Refused:
        record(RecoveryRefused(about=code, member=member, reason=reason), by=by, at=at)
        return False
    role = by.role
    record(FileRecovered(about=code, member=member, role=role, reason=reason), by=by, at=at)
    return True


def _give(folder: Folder, reason: str, *, by: Actor, at: datetime) -> None:
    case = case_of_filing(folder.code)
    if case and reason == REASON:
        opened_by_shares(case, folder, by=by, at=at)
        return
    if case:
        seat = give_seat(case, folder, by.member, reason=reason, by=by, at=at)
        lengthen(seat, ends_at=None, reason=reason, by=by, at=at)
        return
    if not by.may(Permission.FILING_OPEN) or must_not_know(folder, by.member, by=by):
        raise Refused("must_not_know")
    public = bytes(by.member.public)
    sealed_for(folder, CaseKey.Holder.RECEPTIONIST, public, member=by.member.code).save()
