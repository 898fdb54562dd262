"""Emergency access: a life is in danger now, and no member with access to the case answers.

There is no master key. The case is opened with a key sealed to one member: in advance by the team,
by a colleague who lends access, or by the keyholders. Access ends after some hours.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import (
    SYSTEM,
    Actor,
    Refused,
    must_be_free,
    must_not_be_held_back,
)
from amparo.foundations.accounts.mail.outbox import ask_again, put
from amparo.foundations.accounts.membership.suspension_queries import must_not_be_suspended
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.queries import members
from amparo.foundations.cases import events
from amparo.foundations.cases.access.seat_extension import lengthen
from amparo.foundations.cases.emergency_access.prepared_keys import (
    must_hold_for_good,
    must_not_open,
    ready_of,
    sealed_ready,
    take_ready,
)
from amparo.foundations.cases.models import Case, CaseAccess, EmergencyAccessKey
from amparo.foundations.cases.services import give_seat, seal_anew
from amparo.foundations.intake.documents.schemas.request import MessageText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold, key_context
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent_entries import recorded_since
from amparo.foundations.ledger.services import record

__all__ = [
    "LENT",
    "READY",
    "REASON",
    "ROADS",
    "SHARES",
    "EmergencyAccessKey",
    "Member",
    "break_glass",
    "end_ready",
    "ends_at",
    "keep_ready",
    "kept_for",
    "lend",
    "opened_by_shares",
    "who_to_call",
]

TOLD_FOR = timedelta(days=7)
REASON = "life_in_danger"
READY, LENT, SHARES = ROADS = ("ready", "lent", "shares")
"""Sealed in advance, lent by a colleague, sealed by the keyholders."""


def ends_at(at: datetime) -> datetime:
    return at + timedelta(hours=settings.GLASS_HOURS)


@transaction.atomic
def keep_ready(case: Case, folder: Folder, member: Member, *, by: Actor, at: datetime) -> None:
    """Seal the case to a member without a seat, for emergency access. The person is shown it.
    Raises Refused, also for excluded members, and KeyChanged."""
    hold(folder)
    if Permission.CASE_READ not in permissions_of(member.role_set):
        raise Refused("not_of_the_team")
    must_hold_for_good(case, by)
    must_be_free(by)
    if not member.active or must_not_open(case, folder, member, by=by):
        raise Refused("must_not_know")
    must_not_be_suspended(member)
    must_not_be_held_back(member)
    if CaseAccess.objects.filter(case=case, member=member).exists():
        raise Refused("has_a_seat")
    ready = sealed_ready(folder, EmergencyAccessKey(case=case, member=member))
    made = EmergencyAccessKey.objects.get_or_create(
        case=case,
        member=member,
        defaults={"sealed": ready.sealed, "mark": ready.mark, "kept_at": at},
    )[1]
    if made:
        role = "+".join(member.roles)
        event = events.GlassKept(about=case.code, member=member.code, role=role)
        record(event, by=by, at=at)


@transaction.atomic
def end_ready(case: Case, folder: Folder, member: Member, *, by: Actor, at: datetime) -> None:
    """Revoke a member's emergency access, and renew the case key."""
    hold(folder)
    gone = [one for one in ready_of(case.filing) if one.member_id == member.pk]
    if take_ready(gone, reason="not_needed", by=by, at=at):
        seal_anew(case, folder, by=by, at=at)


def kept_for(reader: Actor) -> list[EmergencyAccessKey]:
    """Return the emergency access of a member, newest first: codes of cases only."""
    found = EmergencyAccessKey.objects.select_related("case__filing").filter(member=reader.member)
    return list(found.order_by("-kept_at", "-pk"))


def who_to_call(glass: EmergencyAccessKey) -> list[Member]:
    """Return the other members with access to the case, who must be called first."""
    seats = CaseAccess.objects.select_related("member").filter(case=glass.case, member__active=True)
    others = seats.exclude(member=glass.member)
    return [seat.member for seat in others.order_by("member__name")]


def break_glass(code: str, *, text: str, second: str, by: Actor, at: datetime) -> bool:
    """Use the emergency access: get a seat for some hours. `text`: reason; `second`: code of the
    member said to have agreed, or "" if no one answers. Return False if the member is excluded; the
    access is then revoked. Raises Http404 if there is none, and KeyChanged."""
    with transaction.atomic():
        rows = EmergencyAccessKey.objects.select_related("case__filing").filter(member=by.member)
        glass = rows.filter(case__filing__code=marks.code_normalised(code)).first()
        if glass is None:
            raise Http404
        case, filing = glass.case, glass.case.filing
        key = boxes.open_with(by.pair.secret, bytes(glass.sealed), context=key_context(filing))
        folder = Folder(filing, key)
        hold(folder)
        if by.is_held_back or must_not_open(case, folder, by.member, by=by):
            take_ready([glass], reason="excluded", by=by, at=at)
            return False
        _seat_for_hours(case, folder, by=by, at=at)
        EmergencyAccessKey.objects.filter(pk=glass.pk).delete()
        _told(case, folder, by.member, text, second, READY, by=by, at=at)
    return True


@transaction.atomic
def lend(case: Case, folder: Folder, member: Member, *, text: str, by: Actor, at: datetime) -> None:
    """Lend access: a member with access gives a colleague a seat for some hours. Raises Refused,
    KeyChanged."""
    hold(folder)
    must_hold_for_good(case, by)
    must_be_free(by)
    if CaseAccess.objects.filter(case=case, member=member, ends_at=None).exists():
        raise Refused("has_a_seat")
    give_seat(case, folder, member, reason=REASON, by=by, at=at, ends_at=ends_at(at))
    _told(case, folder, member, text, by.member.code, LENT, by=by, at=at)


def opened_by_shares(case: Case, folder: Folder, *, by: Actor, at: datetime) -> None:
    """Give a seat for some hours to a member to whom the keyholders sealed the case because a life
    is in danger. Raises Refused."""
    _seat_for_hours(case, folder, by=by, at=at)
    _told(case, folder, by.member, "", "", SHARES, by=by, at=at)


def _seat_for_hours(case: Case, folder: Folder, *, by: Actor, at: datetime) -> None:
    """Give the member a seat for some hours, or extend one whose hours are not over."""
    told: dict[str, Any] = {"reason": REASON, "by": by, "at": at, "ends_at": ends_at(at)}
    lengthen(give_seat(case, folder, by.member, **told), **told)


def _told(
    case: Case,
    folder: Folder,
    member: Member,
    text: str,
    second: str,
    road: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Tell the person the reason as a message, record the event, and send the members of the case,
    managers and overseers a mail without details."""
    if text:
        write_paper(folder, body=MessageText(text=text), by=by, at=at, for_person=True)
    entry = record(
        events.GlassBroken(
            about=case.code,
            member=member.code,
            role="+".join(member.roles),
            reason=REASON,
            road=road,
            second=second,
            hours=settings.GLASS_HOURS,
        ),
        by=by,
        at=at,
    )
    for one in _to_tell(entry):
        put(one, f"glass/{entry.sequence}", at=at)


def _to_tell(entry: Entry) -> Iterator[Member]:
    """Yield the members of the case, those who manage the team and overseers, except those who took
    part."""
    seats = CaseAccess.objects.filter(case__filing__code=entry.about)
    team = set(seats.values_list("member", flat=True))
    did = {entry.by, f"member:{json.loads(entry.facts)['member']}"}
    for one in members(seen_by=SYSTEM):
        watches = {Permission.TEAM_MANAGE, Permission.OVERSIGHT} & permissions_of(one.role_set)
        if f"member:{one.code}" not in did and (one.pk in team or watches):
            yield one


def _still_told(at: datetime) -> Iterator[tuple[int, str]]:
    """Yield the current recipients of notices that are not older than TOLD_FOR."""
    entries = recorded_since(at - TOLD_FOR).filter(event=events.GlassBroken.__name__)
    for entry in entries.order_by("sequence"):
        yield from ((one.pk, f"glass/{entry.sequence}") for one in _to_tell(entry))


ask_again("glass", _still_told)
