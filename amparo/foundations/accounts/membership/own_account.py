"""What a member does with her own account. Services, by noun: the account of whoever works here.

A password that is forgotten comes back by words of her own and never by mail."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language

from amparo.crypto import boxes, codes, passwords, phrases
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
from amparo.foundations.accounts.sign_in.unlocking import (
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
"""What words are tried on where a member has none, or there is no such member."""
ROW = ("salt", "cost", "verifier", "sealed_secret", "sealed_code_secret")


def prove(actor: Actor, password: str, code: str, *, at: datetime, address: str) -> Unlocked:
    """Whoever sits here shows password and code again. Raises NotSignedIn."""
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
    """Another password; every other sitting of hers ends. Raises CannotEnrol, NotSignedIn."""
    account = held(actor.member, opens)
    _set_password(account, opens, password)
    sittings.end_others_of(account.member, actor.sitting_id)
    record(events.PasswordChanged(about=account.member.code, by_words=False), by=actor, at=at)


@transaction.atomic
def make_own_words(actor: Actor, opens: Unlocked, *, at: datetime) -> tuple[str, ...]:
    """Words by which she sets another password once she has forgotten it. Shown once, kept by
    nobody; older ones open nothing any more. Raises NotSignedIn."""
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
    """Codes from another phone, while she has the older one; every other sitting of hers ends.
    Raises CannotEnrol, NotSignedIn."""
    account = held(actor.member, opens)
    set_phone(account, opens, secret, code, at=at)
    sittings.end_others_of(account.member, actor.sitting_id)
    record(events.PhoneChanged(about=account.member.code, confirmed_by=""), by=actor, at=at)


def set_password_by_words(
    name: str, text: str, code: str, password: str, *, at: datetime, address: str
) -> Member:
    """Another password by her own words and a code; every sitting of hers ends. Raises NotSignedIn,
    CannotEnrol."""
    whom = name.strip().casefold()
    account = called(whom)
    with tried(whom, at=at, address=address):
        found = _opened_by_words(account, text)
        if account is None or found is None:
            raise NotSignedIn
        if not is_code(account, found.code_secret, code, at=at):
            raise NotSignedIn
        # Said once all three are right, and before the code is used up: she types another password
        # with the same.
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
    """One of her other sittings, or all of them; returns how many ended."""
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
    """One try among others, in its turn; a wrong one counts, and a right one `forgives` those
    before. In a `sitting` its own tries count and no others: whoever guesses from outside keeps
    nobody who is signed in from going on, nor whoever fills the places at the door. Raises
    NotSignedIn."""
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
    """As a wrong one, until what is still missing comes."""
    _failed(whom, _counted(whom, address, sitting), at=at)


def forgive(whom: str, *, address: str, sitting: int = 0) -> None:
    limits.succeeded(*next(iter(_counted(whom, address, sitting))))


def _counted(whom: str, address: str, sitting: int) -> dict[tuple[str, str], int]:
    """What a try counts for, and up to how many: the first is what a right one forgives."""
    if sitting:
        return {("prove", str(sitting)): WRONG_SIGN_INS}
    here = ("sign-in-here", f"{whom} {address}")
    return {here: WRONG_SIGN_INS, ("sign-in", whom): WRONG_SIGN_INS_IN_ALL}


def _failed(whom: str, counted: Iterable[tuple[str, str]], *, at: datetime) -> None:
    for one in counted:
        limits.failed(*one, at=at)
    # The same statement whether there is such a name or not.
    Member.objects.filter(sign_in_name=whom).update(wrong_tries=F("wrong_tries") + 1)


def account_of(member: Member) -> Credentials:
    """Hers as it stands now; none of somebody who left is asked for."""
    found = Credentials.objects.select_related("member__unit")
    return found.get(member=member, member__active=True)


def has_own_words(member: Member) -> bool:
    return bool(account_of(member).words_public)


def held(member: Member, opens: Unlocked) -> Credentials:
    """Her account, for nobody else to change meanwhile. Raises NotSignedIn where password or phone
    were changed since it was opened: what is sealed by the older would open for nobody."""
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
    """The first code of the new phone shows that it makes them."""
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
    """The same work whether there is such a member, and such words, or not."""
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
