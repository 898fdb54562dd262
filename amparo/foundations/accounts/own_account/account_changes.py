"""Services for members' own accounts, by noun: the member's account. A forgotten password is reset
by the member's recovery words and never by mail."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language

from amparo.crypto import one_time_codes as codes
from amparo.crypto import passwords, phrases
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import NotAPhrase, Unsealable
from amparo.crypto.keys import KeyPair, new_pair
from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Credentials, Member
from amparo.foundations.accounts.services import (
    WRONG_SIGN_INS,
    WRONG_SIGN_INS_IN_ALL,
    CannotEnrol,
    NotSignedIn,
)
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.accounts.sign_in import queue as turns
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.account_unlock import (
    Unlocked,
    called,
    is_code,
    lock,
    lock_codes,
    unlocked,
    use_code,
)
from amparo.foundations.ledger.services import record

NOBODYS = boxes.seal_to(new_pair().public, b"", context="nobody")
"""Sealed value on which words are tried if a member has none, or there is no such member."""
ROW = ("salt", "cost", "verifier", "sealed_secret", "sealed_code_secret")


def prove(actor: Actor, password: str, code: str, *, at: datetime, address: str) -> Unlocked:
    """Check password and code of the signed-in member again. Raises NotSignedIn."""
    account = account_of(actor.member)
    name = account.member.sign_in_name
    with tried(name, at=at, address=address, sitting=actor.sitting_id):
        found = unlocked(account, password, code, at=at)
        if found is None:
            raise NotSignedIn
    sittings.prove(actor.sitting_id, at=at)
    return found


@transaction.atomic
def change_password(actor: Actor, opens: Unlocked, password: str, *, at: datetime) -> None:
    """Set another password; ends every other session of the member. Raises CannotEnrol,
    NotSignedIn."""
    account = held(actor.member, opens)
    _set_password(account, opens, password)
    sittings.end_others_of(account.member, actor.sitting_id)
    record(events.PasswordChanged(about=account.member.code, by_words=False), by=actor, at=at)


@transaction.atomic
def make_own_words(actor: Actor, opens: Unlocked, *, at: datetime) -> tuple[str, ...]:
    """Make the recovery words that set another password once it is forgotten. They are shown once
    and not stored; older ones open nothing any more. Raises NotSignedIn."""
    words = phrases.new_phrase("en" if get_language() == "en" else "es")
    pair = _pair_of(words)
    account = held(actor.member, opens)
    account.words_public = pair.public
    _seal_to_words(account, opens)
    account.save(update_fields=["words_public", "sealed_by_words"])
    record(events.OwnWordsMade(about=account.member.code), by=actor, at=at)
    return words


@transaction.atomic
def change_phone(actor: Actor, opens: Unlocked, *, secret: str, code: str, at: datetime) -> None:
    """Take codes from another phone, while the member has the older one; ends every other session
    of the member. Raises CannotEnrol, NotSignedIn."""
    account = held(actor.member, opens)
    set_phone(account, opens, secret, code, at=at)
    sittings.end_others_of(account.member, actor.sitting_id)
    record(events.PhoneChanged(about=account.member.code, confirmed_by=""), by=actor, at=at)


def set_password_by_words(
    name: str, text: str, code: str, password: str, *, at: datetime, address: str
) -> Member:
    """Set another password by recovery words and a code; ends every session of the member. Raises
    NotSignedIn, CannotEnrol."""
    whom = name.strip().casefold()
    account = called(whom)
    with tried(whom, at=at, address=address):
        found = _opened_by_words(account, text)
        if account is None or found is None:
            raise NotSignedIn
        if not is_code(account, found.code_secret, code, at=at):
            raise NotSignedIn
        # Checked once all three are right, and before the code is used up: another password can be
        # typed with the same code.
        _not_guessable(account.member, password)
        if not use_code(account, found.code_secret, code, at=at):
            raise NotSignedIn
    with transaction.atomic():
        account = held(account.member, found)
        _set_password(account, found, password)
        member = account.member
        sittings.end_all_of(member)
        actor = Actor(member, found.pair)
        record(events.PasswordChanged(about=member.code, by_words=True), by=actor, at=at)
    return member


def end_sittings(actor: Actor, which: int | None, *, at: datetime) -> int:
    """End one of the member's other sessions, or all of them; returns how many ended."""
    if which == actor.sitting_id:
        return 0
    with transaction.atomic():
        if which is None:
            ended = sittings.end_others_of(actor.member, actor.sitting_id)
        else:
            ended = sittings.end_one_of(actor.member, which)
        if ended:
            record(events.SittingsEnded(about=actor.member.code, count=ended), by=actor, at=at)
    return ended


@contextmanager
def tried(
    whom: str, *, at: datetime, address: str, forgives: bool = True, sitting: int = 0
) -> Iterator[None]:
    """Run one try in its turn. A wrong one counts, and a right one `forgives` those before. In a
    `sitting` only its own tries count: guesses from outside, or a crowd at the door, do not block a
    signed-in member. Raises NotSignedIn."""
    counted = _counted(whom, address, sitting)
    if any(limits.too_many(*one, at=at, limit=limit) for one, limit in counted.items()):
        raise NotSignedIn(wait=True)
    try:
        with turns.turn(address, sitting=sitting):
            yield
    except turns.NoTurn as problem:
        raise NotSignedIn(busy=True) from problem
    except NotSignedIn:
        _failed(whom, counted, at=at)
        raise
    if forgives:
        limits.succeeded(*next(iter(counted)))


def count_try(whom: str, *, at: datetime, address: str, sitting: int = 0) -> None:
    """Count a try as wrong, until the missing part comes."""
    _failed(whom, _counted(whom, address, sitting), at=at)


def forgive(whom: str, *, address: str, sitting: int = 0) -> None:
    limits.succeeded(*next(iter(_counted(whom, address, sitting))))


def _counted(whom: str, address: str, sitting: int) -> dict[tuple[str, str], int]:
    """Return what a try counts against, and the limits: the first is what a right one forgives."""
    if sitting:
        return {("prove", str(sitting)): WRONG_SIGN_INS}
    here = ("sign-in-here", f"{whom} {address}")
    return {here: WRONG_SIGN_INS, ("sign-in", whom): WRONG_SIGN_INS_IN_ALL}


def _failed(whom: str, counted: Iterable[tuple[str, str]], *, at: datetime) -> None:
    for one in counted:
        limits.failed(*one, at=at)
    # The same statement whether the name exists or not.
    Member.objects.filter(sign_in_name=whom).update(wrong_tries=F("wrong_tries") + 1)


def account_of(member: Member) -> Credentials:
    """Return the member's credentials as they are now. Raises DoesNotExist if the member has
    left."""
    found = Credentials.objects.select_related("member__unit")
    return found.get(member=member, member__active=True)


def has_own_words(member: Member) -> bool:
    return bool(account_of(member).words_public)


def held(member: Member, opens: Unlocked) -> Credentials:
    """Return the member's credentials with the row locked. Raises NotSignedIn if password or phone
    were changed since they were opened: data sealed with the older key would be lost."""
    rows = Member.objects.select_for_update(no_key=True).filter(pk=member.pk, active=True)
    account = account_of(member) if rows.values_list("pk").first() else None
    if account is None or bytes(account.sealed_code_secret) != opens.of:
        raise NotSignedIn
    return account


def _set_password(account: Credentials, opens: Unlocked, password: str) -> None:
    _not_guessable(account.member, password)
    lock(account, password, pair=opens.pair, code_secret=opens.code_secret)
    account.save(update_fields=ROW)
    sittings.end_waiting_of(account.member)


def _not_guessable(member: Member, password: str) -> None:
    if passwords.guessable(password, [member.name, member.sign_in_name]):
        raise CannotEnrol("weak_password")


def set_phone(
    account: Credentials, opens: Unlocked, secret: str, code: str, *, at: datetime
) -> None:
    """Set the phone. The first code of the new phone proves that it makes them."""
    step = codes.accepted_step(secret, code, at, last_step=None)
    if step is None:
        raise CannotEnrol("wrong_code")
    account.last_code_step = step
    lock_codes(account, opens.key, secret)
    _seal_to_words(account, Unlocked(opens.pair, secret, opens.key, b""))
    account.save(update_fields=["sealed_code_secret", "sealed_by_words", "last_code_step"])
    sittings.end_waiting_of(account.member)


def _seal_to_words(account: Credentials, opens: Unlocked) -> None:
    if not account.words_public:
        return
    content = json.dumps({"secret": opens.pair.secret.hex(), "code": opens.code_secret})
    account.sealed_by_words = boxes.seal_to(
        bytes(account.words_public), content.encode(), context=_context(account.member)
    )


def _opened_by_words(account: Credentials | None, text: str) -> Unlocked | None:
    """Open the credentials by words. Does the same work whether the member and the words exist or
    not."""
    try:
        pair = _pair_of(phrases.recognise(text))
    except NotAPhrase:
        return None
    sealed = bytes(account.sealed_by_words) if account else b""
    context = _context(account.member) if account else "nobody"
    try:
        read = boxes.words_in(pair.secret, sealed or NOBODYS, context=context)
    except Unsealable:
        return None
    if account is None:
        return None
    own = KeyPair(public=bytes(account.member.public), secret=bytes.fromhex(read["secret"]))
    return Unlocked(own, read["code"], b"", bytes(account.sealed_code_secret))


def _pair_of(words: tuple[str, ...]) -> KeyPair:
    site = settings.SITE
    found = phrases.keys_of(words, identity_pepper=site.identity_pepper, key_pepper=site.key_pepper)
    return found.pair


def _context(member: Member) -> str:
    return f"member/{member.code}/words"
