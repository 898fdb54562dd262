"""Passkeys of a member, beside one-time codes and never instead of them. Services, by noun:
passkeys.

They are sealed under a key derived from the member's own key, which the password opens: a copy of
the tables shows none, and write access to the tables can add none. Each change of passkeys,
password or phone asks for a code, so that a passkey alone cannot replace the codes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import passkeys
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import NotAPasskey
from amparo.crypto.keys import KeyPair
from amparo.crypto.passkeys import Passkey
from amparo.foundations.accounts import events, services
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Credentials, Member, Session
from amparo.foundations.accounts.own_account.account_changes import (
    account_of,
    count_try,
    forgive,
    held,
    tried,
)
from amparo.foundations.accounts.services import NotSignedIn
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.account_unlock import Unlocked, called, known_by_password
from amparo.foundations.accounts.sign_in.history import PASSKEY
from amparo.foundations.ledger.services import record

MOST = 10  # of one member


class CannotAdd(Exception):
    """Carries a reason code: not_taken | too_many."""


@dataclass(frozen=True, slots=True)
class Own:
    """One of the member's passkeys, with the label the member gave it."""

    name: str
    since: date
    passkey: Passkey


@dataclass(frozen=True, slots=True)
class Asked:
    """The request for the browser, and the token under which one answer is awaited."""

    options: str
    token: bytes


def passkeys_of(actor: Actor) -> list[Own]:
    return _opened(account_of(actor.member), actor.pair)


def ask_to_add(actor: Actor, opens: Unlocked, name: str, origin: str, *, at: datetime) -> Asked:
    """Ask the browser to make a passkey, after password and code. Raises CannotAdd, NotSignedIn."""
    with transaction.atomic():
        own = _opened(held(actor.member, opens), actor.pair)
    if len(own) >= MOST:
        raise CannotAdd("too_many")
    options, drawn = passkeys.ask_to_make(origin, name, _at(origin, own))
    content = {"name": name, "sitting": actor.sitting_id}
    return _waiting("add", actor.member, opens, options, drawn, content, at=at)


def add(actor: Actor, token: bytes | None, answer: str, origin: str, *, at: datetime) -> None:
    """Add the passkey that the browser made; ends every other session of the member. Raises
    CannotAdd."""
    content = _taken("add", token, at=at)
    if content.get("sitting") != actor.sitting_id:
        raise CannotAdd("not_taken")
    try:
        made = passkeys.made(origin, content["drawn"], answer)
        _add(actor, _of(content, actor.pair), content["name"], made, at=at)
    except (NotAPasskey, NotSignedIn) as problem:
        raise CannotAdd("not_taken") from problem


@transaction.atomic
def _add(actor: Actor, opens: Unlocked, name: str, made: Passkey, *, at: datetime) -> None:
    account = held(actor.member, opens)
    own = _opened(account, actor.pair)
    if len(own) >= MOST or made.mark in {one.passkey.mark for one in own}:
        raise CannotAdd("not_taken")
    _keep(account, actor.pair, [*own, Own(name, timezone.localdate(at), made)])
    _changed(actor)
    record(events.PasskeyAdded(about=account.member.code), by=actor, at=at)


@transaction.atomic
def remove(actor: Actor, opens: Unlocked, mark: str, *, at: datetime) -> None:
    """Remove a passkey; ends every other session of the member. Raises NotSignedIn."""
    account = held(actor.member, opens)
    own = _opened(account, actor.pair)
    left = [one for one in own if one.passkey.mark != mark]
    if len(left) == len(own):
        return
    _keep(account, actor.pair, left)
    _changed(actor)
    record(events.PasskeysEnded(about=account.member.code, count=1), by=actor, at=at)


def end_passkeys(account: Credentials, actor: Actor, *, at: datetime) -> None:
    """Remove all of the member's passkeys: a lost phone may hold one. The caller holds the row."""
    own = _opened(account, actor.pair)
    if own:
        _keep(account, actor.pair, [])
        record(events.PasskeysEnded(about=account.member.code, count=len(own)), by=actor, at=at)


def ask_to_sign_in(name: str, password: str, origin: str, *, at: datetime, address: str) -> Asked:
    """Check name and password, then ask for a passkey. The answer is the same whatever is wrong.
    Until the passkey is shown it counts as a wrong try: a stranger who knows only the password is
    noticed, and slowed down. Raises NotSignedIn."""
    whom = name.strip().casefold()
    account = called(whom)
    with tried(whom, at=at, address=address, forgives=False):
        asked = _asked_of(account, password, origin, "in", {}, at=at)
    count_try(whom, at=at, address=address)
    return asked


def sign_in(
    token: bytes | None, answer: str, origin: str, *, at: datetime, address: str
) -> tuple[Member, bytes]:
    """Sign in by the browser's answer. Returns the member and the browser's token. The request
    already counted as a wrong try: a wrong answer leaves it so. Raises NotSignedIn."""
    content = _taken("in", token, at=at)
    if not content:
        raise NotSignedIn
    pair = KeyPair(bytes.fromhex(content["public"]), bytes.fromhex(content["secret"]))
    member = _shown(Member(pk=content["member"]), pair, content, answer, origin)
    forgive(member.sign_in_name, address=address)
    return member, services.admit(member, pair, factor=PASSKEY, at=at, own=1)


def ask_to_prove(actor: Actor, password: str, origin: str, *, at: datetime, address: str) -> Asked:
    """Ask a signed-in member for a passkey: the password alone forgives no wrong code of this
    session. Raises NotSignedIn."""
    account, here = account_of(actor.member), actor.sitting_id
    content, name = {"sitting": here}, account.member.sign_in_name
    with tried(name, at=at, address=address, forgives=False, sitting=here):
        asked = _asked_of(account, password, origin, "prove", content, at=at)
    count_try(name, at=at, address=address, sitting=here)
    return asked


def prove(
    actor: Actor, token: bytes | None, answer: str, origin: str, *, at: datetime, address: str
) -> None:
    """Check the browser's answer for a signed-in member. A wrong answer leaves the try counted.
    Raises NotSignedIn."""
    content = _taken("prove", token, at=at)
    if content.get("sitting") != actor.sitting_id:
        raise NotSignedIn
    member = _shown(actor.member, actor.pair, content, answer, origin)
    forgive(member.sign_in_name, address=address, sitting=actor.sitting_id)
    own = Member.objects.filter(pk=member.pk, wrong_tries__gt=0)
    own.update(wrong_tries=F("wrong_tries") - 1)
    sittings.prove(actor.sitting_id, at=at)


def _asked_of(
    account: Credentials | None,
    password: str,
    origin: str,
    what: str,
    content: dict[str, Any],
    *,
    at: datetime,
) -> Asked:
    """Check the password and make the request. Raises NotSignedIn, also if the member has no
    passkey at this address."""
    found = known_by_password(account, password)
    here = _at(origin, _opened(account, found.pair)) if account and found else []
    if account is None or found is None or not here:
        raise NotSignedIn
    options, drawn = passkeys.ask_to_show(origin, here)
    if what == "in":
        content |= {
            "member": account.member_id,
            "secret": found.pair.secret.hex(),
            "public": found.pair.public.hex(),
        }
    return _waiting(what, account.member, found, options, drawn, content, at=at)


@transaction.atomic
def _shown(
    member: Member, pair: KeyPair, content: dict[str, Any], answer: str, origin: str
) -> Member:
    """Check the answer against the member's passkeys and store the new signature counter. Raises
    NotSignedIn, also if password or phone were changed since the password was shown."""
    account = held(member, _of(content, pair))
    own = _opened(account, pair)
    try:
        before, now = passkeys.shown(origin, content["drawn"], answer, [o.passkey for o in own])
    except NotAPasskey as problem:
        raise NotSignedIn from problem
    kept = [Own(o.name, o.since, now if o.passkey == before else o.passkey) for o in own]
    _keep(account, pair, kept)
    return account.member


def _waiting(
    what: str,
    member: Member,
    opens: Unlocked,
    options: str,
    drawn: str,
    content: dict[str, Any],
    *,
    at: datetime,
) -> Asked:
    whole = {**content, "for": what, "drawn": drawn, "of": opens.of.hex()}
    token = sittings.begin(Session.Kind.PASSKEY, whole, at=at, subject=member.code)
    return Asked(options, token)


def _taken(what: str, token: bytes | None, *, at: datetime) -> dict[str, Any]:
    """Return what was kept for this browser and purpose, and use it up, whatever the answer. Empty
    if there is none, or another request was quicker."""
    opened = sittings.resume(Session.Kind.PASSKEY, token, at=at) if token else None
    if token is None or opened is None or not sittings.end(token):
        return {}
    return opened.content if opened.content["for"] == what else {}


def _of(content: dict[str, Any], pair: KeyPair) -> Unlocked:
    return Unlocked(pair, "", b"", bytes.fromhex(content["of"]))


def _at(origin: str, own: Iterable[Own]) -> list[Passkey]:
    """Return the passkeys made at this address: they do not work at another."""
    host = passkeys.host_of(origin)
    return [one.passkey for one in own if one.passkey.host == host]


def _changed(actor: Actor) -> None:
    sittings.end_others_of(actor.member, actor.sitting_id)
    sittings.end_waiting_of(actor.member)


def _opened(account: Credentials, pair: KeyPair) -> list[Own]:
    sealed = bytes(account.sealed_passkeys)
    if not sealed:
        return []
    key, context = _key(account.member, pair), _context(account.member)
    rows = envelopes.unseal_json(key, sealed, context=context)
    return [
        Own(name, date.fromisoformat(since), Passkey(host, bytes.fromhex(data), count))
        for name, since, host, data, count in rows
    ]


def _keep(account: Credentials, pair: KeyPair, own: Sequence[Own]) -> None:
    rows = [
        (o.name, o.since.isoformat(), o.passkey.host, o.passkey.data.hex(), o.passkey.count)
        for o in own
    ]
    key, context = _key(account.member, pair), _context(account.member)
    account.sealed_passkeys = envelopes.seal_json(key, rows, context=context) if rows else b""
    account.save(update_fields=["sealed_passkeys"])


def _key(member: Member, pair: KeyPair) -> bytes:
    return marks.blinded(pair.secret, "passkeys/key", member.code)


def _context(member: Member) -> str:
    return f"member/{member.code}/passkeys"
