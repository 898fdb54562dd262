"""Recovery of a case key, as a last resort: the keyholders seal the key of one case to one member,
offline, and it waits here until the member takes it."""

import json
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.accounts.models import Member
from amparo.foundations.intake import events
from amparo.foundations.intake.models import CaseKey, Filing, RecoveredCaseKey
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record


class Replaced(Exception):
    """The case key was replaced meanwhile, or the answer was made for another member."""


class NotAsked(Exception):
    """The keyholders were not asked for this, or have answered already."""


def recovery_key_of(code: str) -> CaseKey | None:
    """Return the key of one case, as sealed to the recovery key, or None."""
    keys = CaseKey.objects.select_related("filing").filter(holder=CaseKey.Holder.RECOVERY)
    return keys.filter(filing__code=marks.code_normalised(code)).first()


def left_to(public: bytes) -> int:
    """Return how many cases are sealed to a recovery key other than this one, including unopened
    and withdrawn ones, which may be recovered as well."""
    return CaseKey.objects.filter(holder=CaseKey.Holder.RECOVERY).exclude(public=public).count()


@transaction.atomic
def ask_for(filing: Filing, member: Member, *, reason: str, by: Signs, at: datetime) -> None:
    """Record that the keyholders are asked; the person reads it on their page."""
    asked = events.RecoveryAsked(about=filing.code, member=member.code, reason=reason)
    record(asked, by=by, at=at)


@transaction.atomic
def answer(
    filing: Filing,
    member: Member,
    sealed: bytes,
    *,
    version: int,
    by: Signs,
    at: datetime,
) -> None:
    """Store the keyholders' answer for the member, with the reason recorded when they were asked.
    Raises Replaced, NotAsked."""
    if filing.key_version != version:
        raise Replaced
    reason = _reason_asked(filing, member)
    RecoveredCaseKey.objects.update_or_create(
        filing=filing,
        member=member.code,
        defaults={"sealed": sealed, "key_version": version, "reason": reason, "at": at},
    )
    answered = events.RecoveryAnswered(about=filing.code, member=member.code, reason=reason)
    record(answered, by=by, at=at)


def _reason_asked(filing: Filing, member: Member) -> str:
    """Return the recorded reason of the open request to the keyholders; each allows one answer.
    Raises NotAsked."""
    acts = Entry.objects.filter(about=filing.code, event__in=["RecoveryAsked", "RecoveryAnswered"])
    for act in acts.order_by("-pk"):
        facts = json.loads(act.facts)
        if facts["member"] == member.code:
            if act.event == "RecoveryAsked":
                return str(facts["reason"])
            break
    raise NotAsked


def sealed_to(filing: Filing) -> list[Member]:
    """Return the members for whom a recovered key of this case waits."""
    waiting = RecoveredCaseKey.objects.filter(filing=filing).values("member")
    found = Member.objects.select_related("unit").filter(code__in=waiting)
    return list(found.defer(*her_own()))


def forget_waiting(filing: Filing, members: Collection[Member]) -> None:
    """Delete the recovered keys of members who are now excluded. The rows stay, so that their pages
    do not reveal it."""
    gone = RecoveredCaseKey.objects.filter(filing=filing, member__in=[one.code for one in members])
    gone.update(sealed=b"")


def forget_what_waits_for(member: Member) -> None:
    """Delete what waits for a member who has left."""
    RecoveredCaseKey.objects.filter(member=member.code).delete()


def recovered_for(member: Member) -> list[RecoveredCaseKey]:
    """Return what waits for a member, in order of arrival."""
    waiting = RecoveredCaseKey.objects.select_related("filing").filter(member=member.code)
    return list(waiting.order_by("at", "pk"))


def key_in(one: RecoveredCaseKey, secret: bytes) -> bytes:
    """Return the case key. Raises Replaced if it no longer opens the case."""
    context = boxes.context_of_recovered(one.filing.code, one.member)
    if one.filing.key_version != one.key_version:
        raise Replaced
    try:
        return boxes.open_with(secret, bytes(one.sealed), context=context)
    except Unsealable as problem:
        raise Replaced from problem
