"""What a member does with her own account. Services, by noun: the account of whoever works here.

A password that is forgotten comes back by words of her own and never by mail; a phone that is lost
is changed once a second person has heard that it is she."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language

from amparo.foundations.access import events, limits, sittings, turns
from amparo.foundations.access.actors import Actor, Refused
from amparo.foundations.access.models import Member, PhoneChange, Sitting
from amparo.foundations.access.opening import (
    Unlocked,
    known_by_password,
    lock,
    lock_codes,
    unlocked,
    use_code,
)
from amparo.foundations.access.permissions import Permission
from amparo.foundations.access.services import (
    WRONG_SIGN_INS,
    WRONG_SIGN_INS_IN_ALL,
    CannotEnrol,
    NotSignedIn,
)
from amparo.foundations.ledger.services import record
from amparo.sealing import boxes, codes, marks, passwords, phrases
from amparo.sealing.errors import NotAPhrase, Unsealable
from amparo.sealing.keys import KeyPair

CONFIRMED_LASTS = timedelta(hours=1)
ROW = ("salt", "cost", "verifier", "sealed_secret", "sealed_code_secret")


def prove(actor: Actor, password: str, code: str, *, at: datetime, address: str) -> Unlocked:
    """Whoever sits here shows password and code again. Raises NotSignedIn."""
    member = _row(actor.member)
    with _tried(member.sign_in_name, at=at, address=address):
        found = unlocked(member, password, code, at=at)
        if found is None:
            raise NotSignedIn
    sittings.prove(actor.sitting_id, at=at)
    return found


@transaction.atomic
def change_password(actor: Actor, opens: Unlocked, password: str, *, at: datetime) -> None:
    """Another password; every other sitting of hers ends. Raises CannotEnrol."""
    member = _row(actor.member)
    _set_password(member, opens, password)
    sittings.end_others_of(member, actor.sitting_id)
    record(events.PasswordChanged(about=member.code, by_words=False), by=actor, at=at)


@transaction.atomic
def make_own_words(actor: Actor, opens: Unlocked, *, at: datetime) -> tuple[str, ...]:
    """Words by which she sets another password once she has forgotten it. Shown once, kept by
    nobody; older ones open nothing any more."""
    words = phrases.new_phrase("en" if get_language() == "en" else "es")
    pair = _pair_of(words)
    member = _row(actor.member)
    member.words_public = pair.public
    _seal_to_words(member, opens)
    member.save(update_fields=["words_public", "sealed_by_words"])
    record(events.OwnWordsMade(about=member.code), by=actor, at=at)
    return words


@transaction.atomic
def change_phone(actor: Actor, opens: Unlocked, *, secret: str, code: str, at: datetime) -> None:
    """Codes from another phone, while she has the older one; every other sitting of hers ends.
    Raises CannotEnrol."""
    member = _row(actor.member)
    _set_phone(member, opens, secret, code, at=at)
    sittings.end_others_of(member, actor.sitting_id)
    record(events.PhoneChanged(about=member.code, confirmed_by=""), by=actor, at=at)


def set_password_by_words(
    name: str, text: str, code: str, password: str, *, at: datetime, address: str
) -> Member:
    """Another password by her own words and a code; every sitting of hers ends. Raises NotSignedIn,
    CannotEnrol."""
    whom = name.strip().casefold()
    member = Member.objects.filter(sign_in_name=whom, active=True).first()
    with _tried(whom, at=at, address=address):
        found = _opened_by_words(member, text)
        if member is None or found is None:
            raise NotSignedIn
        # Said before the code is used up: she types another password with the same.
        _not_guessable(member, password)
        if not use_code(member, found.code_secret, code, at=at):
            raise NotSignedIn
    with transaction.atomic():
        _set_password(member, found, password)
        sittings.end_all_of(member)
        actor = Actor(member, found.pair)
        record(events.PasswordChanged(about=member.code, by_words=True), by=actor, at=at)
    return member


def ask_phone_change(name: str, password: str, *, at: datetime, address: str) -> bytes:
    """She knows her password and has lost her phone: gives the token of a sitting that waits for a
    second person. Raises NotSignedIn."""
    whom = name.strip().casefold()
    member = Member.objects.filter(sign_in_name=whom, active=True).first()
    with _tried(whom, at=at, address=address):
        found = known_by_password(member, password)
        if member is None or found is None:
            raise NotSignedIn
    with transaction.atomic():
        PhoneChange.objects.filter(member=member).delete()
        asked = PhoneChange.objects.create(member=member, code=marks.new_code(), asked_at=at)
        content = {
            "key": found.key.hex(),
            "secret": found.pair.secret.hex(),
            "new": codes.new_secret(),
            "code": asked.code,
            "name": member.sign_in_name,
        }
        return sittings.begin(Sitting.Kind.PHONE, content, at=at, subject=member.code)


def confirm_phone_change(code: str, *, by: Actor, at: datetime) -> None:
    """A second person, who manages the team, heard from her that it is she. Raises Refused."""
    asked = (
        PhoneChange.objects.select_related("member")
        .filter(code=marks.code_normalised(code), confirmed_at=None)
        .first()
    )
    if not by.may(Permission.TEAM_MANAGE) or asked is None or asked.member_id == by.member.pk:
        raise Refused("not_confirmed")
    with transaction.atomic():
        PhoneChange.objects.filter(pk=asked.pk).update(confirmed_at=at, confirmed_by=by.member.code)
        event = events.PhoneChangeConfirmed(about=asked.member.code, code=asked.code)
        record(event, by=by, at=at)


def is_confirmed(opened: sittings.Opened, *, at: datetime) -> bool:
    return _waiting(opened, at=at) is not None


def finish_phone_change(opened: sittings.Opened, code: str, *, at: datetime) -> Member:
    """The first code of the new phone; every sitting of hers ends. Raises CannotEnrol."""
    asked, content = _waiting(opened, at=at), opened.content
    if asked is None:
        raise CannotEnrol("expired")
    member = asked.member
    pair = KeyPair(public=bytes(member.public), secret=bytes.fromhex(content["secret"]))
    with transaction.atomic():
        opens = Unlocked(pair, "", bytes.fromhex(content["key"]))
        _set_phone(member, opens, content["new"], code, at=at)
        if not PhoneChange.objects.filter(pk=asked.pk).delete()[0]:
            raise CannotEnrol("used")
        sittings.end_all_of(member)
        Sitting.objects.filter(pk=opened.sitting.pk).delete()
        event = events.PhoneChanged(about=member.code, confirmed_by=asked.confirmed_by)
        record(event, by=Actor(member, pair), at=at)
    return member


def phone_changes_asked(*, seen_by: Actor, at: datetime) -> list[PhoneChange]:
    """Who waits for a second person; nobody for whoever does not manage the team."""
    if not seen_by.may(Permission.TEAM_MANAGE):
        return []
    waiting = PhoneChange.objects.select_related("member__unit").filter(confirmed_at=None)
    lately = waiting.filter(asked_at__gt=at - CONFIRMED_LASTS).exclude(member=seen_by.member)
    return list(lately.order_by("asked_at"))


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


def forget_phone_changes(*, at: datetime) -> int:
    return PhoneChange.objects.filter(asked_at__lte=at - CONFIRMED_LASTS).delete()[0]


def _waiting(opened: sittings.Opened, *, at: datetime) -> PhoneChange | None:
    """What this sitting asked for, once it is confirmed."""
    confirmed = PhoneChange.objects.select_related("member").filter(
        code=opened.content["code"], confirmed_at__gt=at - CONFIRMED_LASTS
    )
    return confirmed.filter(member__code=opened.sitting.subject, member__active=True).first()


@contextmanager
def _tried(whom: str, *, at: datetime, address: str) -> Iterator[None]:
    """One try among others, in its turn; a wrong one counts. Raises NotSignedIn."""
    here = f"{whom} {address}"
    if limits.too_many("sign-in-here", here, at=at, limit=WRONG_SIGN_INS) or limits.too_many(
        "sign-in", whom, at=at, limit=WRONG_SIGN_INS_IN_ALL
    ):
        raise NotSignedIn(wait=True)
    try:
        with turns.turn(address):
            yield
    except turns.NoTurn as problem:
        raise NotSignedIn(busy=True) from problem
    except NotSignedIn:
        limits.failed("sign-in-here", here, at=at)
        limits.failed("sign-in", whom, at=at)
        # The same statement whether there is such a name or not.
        Member.objects.filter(sign_in_name=whom).update(wrong_tries=F("wrong_tries") + 1)
        raise
    limits.succeeded("sign-in-here", here)


def _row(member: Member) -> Member:
    return Member.objects.select_related("unit").get(pk=member.pk, active=True)


def _set_password(member: Member, opens: Unlocked, password: str) -> None:
    _not_guessable(member, password)
    lock(member, password, pair=opens.pair, code_secret=opens.code_secret)
    member.save(update_fields=ROW)


def _not_guessable(member: Member, password: str) -> None:
    if passwords.guessable(password, [member.name, member.sign_in_name]):
        raise CannotEnrol("weak_password")


def _set_phone(member: Member, opens: Unlocked, secret: str, code: str, *, at: datetime) -> None:
    """The first code of the new phone shows that it makes them."""
    step = codes.accepted_step(secret, code, at, last_step=None)
    if step is None:
        raise CannotEnrol("wrong_code")
    member.last_code_step = step
    lock_codes(member, opens.key, secret)
    _seal_to_words(member, Unlocked(opens.pair, secret, opens.key))
    member.save(update_fields=["sealed_code_secret", "sealed_by_words", "last_code_step"])


def _seal_to_words(member: Member, opens: Unlocked) -> None:
    if not member.words_public:
        return
    content = json.dumps({"secret": opens.pair.secret.hex(), "code": opens.code_secret})
    member.sealed_by_words = boxes.seal_to(
        bytes(member.words_public), content.encode(), context=_context(member)
    )


def _opened_by_words(member: Member | None, text: str) -> Unlocked | None:
    """The same work whether there is such a member, and such words, or not."""
    try:
        pair = _pair_of(phrases.recognise(text))
    except NotAPhrase:
        return None
    if member is None or not member.sealed_by_words:
        return None
    try:
        content = boxes.open_with(
            pair.secret, bytes(member.sealed_by_words), context=_context(member)
        )
    except Unsealable:
        return None
    read = json.loads(content)
    own = KeyPair(public=bytes(member.public), secret=bytes.fromhex(read["secret"]))
    return Unlocked(own, read["code"], b"")


def _pair_of(words: tuple[str, ...]) -> KeyPair:
    site = settings.SITE
    found = phrases.keys_of(words, identity_pepper=site.identity_pepper, key_pepper=site.key_pepper)
    return found.pair


def _context(member: Member) -> str:
    return f"member/{member.code}/words"
