"""Replacement of a lost phone, once a second person has confirmed by voice that the request is the
member's own. Services, by noun: another phone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.credentials.passkeys import end_passkeys
from amparo.foundations.accounts.credentials.recovery_codes import end_codes
from amparo.foundations.accounts.models import Member, PhoneChange, Session
from amparo.foundations.accounts.own_account.account_changes import held, set_phone, tried
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.services import CannotEnrol, NotSignedIn
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.account_unlock import Unlocked, called, known_by_password
from amparo.foundations.ledger.services import record

CONFIRMED_LASTS = timedelta(hours=1)


def ask_phone_change(name: str, password: str, *, at: datetime, address: str) -> bytes:
    """Ask for another phone with name and password alone. Returns the token of a session that waits
    for a second person. Raises NotSignedIn."""
    whom = name.strip().casefold()
    account = called(whom)
    # The password alone forgives no wrong code of the same address.
    with tried(whom, at=at, address=address, forgives=False):
        found = known_by_password(account, password)
        if account is None or found is None:
            raise NotSignedIn
    with transaction.atomic():
        member = held(account.member, found).member
        sittings.end_waiting_of(member)
        asked = PhoneChange.objects.create(member=member, code=marks.new_code(), asked_at=at)
        content = {
            "key": found.key.hex(),
            "secret": found.pair.secret.hex(),
            "of": found.of.hex(),
            "new": codes.new_secret(),
            "code": asked.code,
            "name": member.sign_in_name,
        }
        return sittings.begin(Session.Kind.PHONE, content, at=at, subject=member.code)


def confirm_phone_change(code: str, *, by: Actor, at: datetime) -> None:
    """Confirm, as a second person who manages the team, that the member asked for it. Raises
    Refused."""
    asked = _asked_lately(at).filter(code=marks.code_normalised(code)).first()
    if not by.may(Permission.TEAM_MANAGE) or asked is None or asked.member_id == by.member.pk:
        raise Refused("not_confirmed")
    with transaction.atomic():
        waiting = PhoneChange.objects.filter(pk=asked.pk, confirmed_at=None)
        if not waiting.update(confirmed_at=at, confirmed_by=by.member.code):
            raise Refused("not_confirmed")
        event = events.PhoneChangeConfirmed(about=asked.member.code, code=asked.code)
        record(event, by=by, at=at)


def is_confirmed(opened: sittings.Opened, *, at: datetime) -> bool:
    return _waiting(opened, at=at) is not None


def finish_phone_change(opened: sittings.Opened, code: str, *, at: datetime) -> Member:
    """Register the new phone by its first code. Ends every session and passkey of the member, since
    passkeys may be on the lost phone, and every recovery code, since they may be kept with it.
    Raises CannotEnrol."""
    asked, content = _waiting(opened, at=at), opened.content
    if asked is None:
        raise CannotEnrol("expired")
    member = asked.member
    pair = KeyPair(public=bytes(member.public), secret=bytes.fromhex(content["secret"]))
    opens = Unlocked(pair, "", bytes.fromhex(content["key"]), bytes.fromhex(content["of"]))
    with transaction.atomic():
        try:
            account = held(member, opens)
        except NotSignedIn as problem:
            raise CannotEnrol("expired") from problem
        set_phone(account, opens, content["new"], code, at=at)
        actor = Actor(member, pair)
        end_passkeys(account, actor, at=at)
        end_codes(account, actor, at=at)
        sittings.end_all_of(member)
        event = events.PhoneChanged(about=member.code, confirmed_by=asked.confirmed_by)
        record(event, by=actor, at=at)
    return member


def phone_changes_asked(*, seen_by: Actor, at: datetime) -> list[PhoneChange]:
    """Return the requests that wait for a second person; empty for members who do not manage the
    team."""
    if not seen_by.may(Permission.TEAM_MANAGE):
        return []
    return list(_asked_lately(at).exclude(member=seen_by.member).order_by("asked_at"))


def end_phone_change(member: Member) -> bool:
    """End a waiting phone change, because the member has just signed in with a code and so has the
    phone. Returns whether there was one, of which the member must be told."""
    return sittings.end_waiting_of(member)


def phone_change_waits(member: Member, *, at: datetime) -> bool:
    """Return whether a phone change waits in the member's name. A sign-in by passkey or recovery
    code does not prove possession of the phone: the request goes on, but the member must be
    told."""
    return PhoneChange.objects.filter(member=member, asked_at__gt=at - CONFIRMED_LASTS).exists()


def forget_phone_changes(*, at: datetime) -> int:
    return PhoneChange.objects.filter(asked_at__lte=at - CONFIRMED_LASTS).delete()[0]


def _asked_lately(at: datetime) -> QuerySet[PhoneChange]:
    """Return the requests that wait for a second person."""
    waiting = PhoneChange.objects.select_related("member__unit").filter(confirmed_at=None)
    return waiting.filter(asked_at__gt=at - CONFIRMED_LASTS, member__active=True)


def _waiting(opened: sittings.Opened, *, at: datetime) -> PhoneChange | None:
    """Return the request of this session, once it is confirmed."""
    confirmed = PhoneChange.objects.select_related("member").filter(
        code=opened.content["code"], confirmed_at__gt=at - CONFIRMED_LASTS
    )
    return confirmed.filter(member__code=opened.sitting.subject, member__active=True).first()
