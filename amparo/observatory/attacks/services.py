"""Writing the register of attacks. Every write is a version of the attack and an entry of the
record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.crypto.hashes_and_tokens import new_code
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import documentation_key
from amparo.foundations.accounts.services import rotate_group
from amparo.foundations.ledger.services import record
from amparo.observatory.attacks import events
from amparo.observatory.attacks.attack_keys import GROUP, OpenAttack, seal_key_anew, with_new_key
from amparo.observatory.attacks.models import (
    Act,
    Attack,
    AttackLink,
    Part,
    PartyConsent,
    Source,
    Victim,
)
from amparo.observatory.attacks.queries import consent_ref
from amparo.observatory.attacks.texts import AttackText, ConsentText, Text

CODE_GROUPS = 3
"""Groups of four letters in a code: 60 random bits, so that 200,000 rows share none."""


_ERASED_TOO: list[Callable[[Attack], object]] = []
_ERASED_WITH_PARTY: list[Callable[[Victim | Source], object]] = []


def erased_with_attack[Erase: Callable[[Attack], object]](erase: Erase) -> Erase:
    """Register what another application erases of its own before an attack is erased."""
    _ERASED_TOO.append(erase)
    return erase


_SEALED_TOO: list[Callable[[dict[bytes, KeyPair], bytes], int]] = []


def sealed_to_monitors[Seal: Callable[[dict[bytes, KeyPair], bytes], int]](seal: Seal) -> Seal:
    """Register what another application seals to the monitors: called with the pairs that open it
    and the new public half, it returns how much none of them opens."""
    _SEALED_TOO.append(seal)
    return seal


def erased_with_party[Erase: Callable[[Victim | Source], object]](erase: Erase) -> Erase:
    """Register what another application erases of its own before a victim is removed, and when the
    text of a victim or a source is erased."""
    _ERASED_WITH_PARTY.append(erase)
    return erase


class ChangedMeanwhile(Exception):
    """Another member changed the attack since the page was shown: nothing was written."""


@dataclass(frozen=True, slots=True)
class NewPart:
    """A row that is not stored yet, and its text."""

    row: Part
    text: Text


@dataclass(frozen=True, slots=True)
class NewConsent:
    """What a victim or a source agreed to, not stored yet."""

    consent: PartyConsent
    text: ConsentText


@transaction.atomic
def record_attack(
    attack: Attack,
    text: AttackText,
    *,
    parts: Iterable[NewPart] = (),
    consents: Iterable[NewConsent] = (),
    by: Actor,
    at: datetime,
) -> OpenAttack:
    """Store a new attack of the member's team with its parts, victims before acts and sources
    before facts, and with what the parties agreed to. Raises Refused, and ValidationError for a
    code that stands in no list."""
    must_document(by)
    attack.code = new_code(CODE_GROUPS)
    attack.recorded_at = attack.changed_at = at
    public = documentation_key(seen_by=by)
    if public is None:
        raise Refused("no_seat")
    held = with_new_key(attack, public=public)
    attack.sealed = held.seal(attack.code, text)
    attack.full_clean()
    attack.save(force_insert=True)
    record(events.AttackRecorded(about=attack.code, origin=attack.origin), by=by, at=at)
    for part in parts:
        _store(held, part)
    for given in consents:
        record_consent(held, given, by=by, at=at)
    return held


@transaction.atomic
def change_attack(
    held: OpenAttack, text: AttackText, *, seen: int, by: Actor, at: datetime
) -> None:
    """Store the attack's own columns, as they stand on the row, and its text. Raises
    ChangedMeanwhile."""
    _begin(held, seen=seen, by=by)
    held.attack.sealed = held.seal(held.attack.code, text)
    held.attack.full_clean()
    held.attack.save()
    _end(held, "attack", "changed", by=by, at=at)


@transaction.atomic
def add_part(held: OpenAttack, part: NewPart, *, seen: int, by: Actor, at: datetime) -> Part:
    """Store one more victim, act, perpetrator, source, fact or response. Raises
    ChangedMeanwhile."""
    _begin(held, seen=seen, by=by)
    _store(held, part)
    _end(held, _name(part.row), "added", by=by, at=at)
    return part.row


@transaction.atomic
def change_part(
    held: OpenAttack, row: Part, text: Text, *, seen: int, by: Actor, at: datetime
) -> None:
    """Store a part as it stands on the row, and its text. Raises ChangedMeanwhile."""
    _begin(held, seen=seen, by=by)
    row.sealed = held.seal(row.ref, text)
    row.full_clean()
    row.save()
    _end(held, _name(row), "changed", by=by, at=at)


@transaction.atomic
def remove_part(held: OpenAttack, row: Part, *, seen: int, by: Actor, at: datetime) -> None:
    """Erase one part. Raises ChangedMeanwhile, and ProtectedError while another part stands on
    it."""
    _begin(held, seen=seen, by=by)
    if isinstance(row, Victim):
        _erase_with_party(row)
        row.consents.all().delete()
    row.delete()
    _end(held, _name(row), "removed", by=by, at=at)


@transaction.atomic
def record_consent(held: OpenAttack, given: NewConsent, *, by: Actor, at: datetime) -> None:
    """Store what a victim or a source agreed to; the answer before it stays in the history. Where
    it may not be held, the party's text is erased at once. Raises Refused."""
    must_document(by)
    consent, party = given.consent, given.consent.party
    consent.victim, consent.source = consent.victim, consent.source  # stored meanwhile
    consent.attack, consent.at = held.attack, at
    consent.sealed = held.seal(consent_ref(consent), given.text)
    consent.full_clean()
    consent.save(force_insert=True)
    if not consent.hold:
        party.sealed = held.seal(party.ref, Text())
        party.save(update_fields=["sealed"])
        _erase_with_party(party)
    said = events.PartyConsentRecorded(
        about=held.attack.code,
        party=party.ref,
        ground=consent.ground,
        hold=consent.hold,
        share=consent.share,
        publish=consent.publish,
        by_name=consent.name,
    )
    record(said, by=by, at=at)


@transaction.atomic
def link_attacks(earlier: OpenAttack, later: Attack, *, kind: str, by: Actor, at: datetime) -> None:
    """Say that one attack followed another; said twice it is stored once. Raises Refused."""
    must_document(by)
    link = AttackLink(earlier=earlier.attack, later=later, kind=kind)
    link.full_clean(validate_unique=False, validate_constraints=False)
    _, made = AttackLink.objects.get_or_create(
        earlier=earlier.attack, later=later, defaults={"kind": kind}
    )
    if made:
        linked = events.AttackLinked(about=earlier.attack.code, later=later.code, kind=kind)
        record(linked, by=by, at=at)


@transaction.atomic
def erase_attack(held: OpenAttack, *, by: Actor, at: datetime) -> None:
    """Erase an attack and all that belongs to it; the record keeps that it existed. Raises
    Refused."""
    must_document(by)
    attack = held.attack
    for erase_beside in _ERASED_TOO:
        erase_beside(attack)
    AttackLink.objects.filter(earlier=attack).delete()
    AttackLink.objects.filter(later=attack).delete()
    for rows in (
        attack.drafts,
        attack.consents,
        attack.facts,
        attack.responses,
        attack.acts,
        attack.perpetrators,
        attack.sources,
        attack.victims,
    ):
        rows.all().delete()
    attack.delete()
    record(events.AttackErased(about=attack.code), by=by, at=at)


@transaction.atomic
def renew_documentation_key(*, by: Actor, at: datetime) -> int:
    """Make a new key of the monitors, unknown to former ones, and seal the key of every attack to
    it. Returns how many only an older key opens that this member never held. Raises Refused."""
    _, new = rotate_group(GROUP, "", without=None, by=by, at=at)
    pairs = {pair.public: pair for pair in by.group_pairs(GROUP)}
    left = sum(seal_beside(pairs, new.public) for seal_beside in _SEALED_TOO)
    for attack in Attack.objects.select_for_update().exclude(sealed_to=new.public).iterator(500):
        pair = pairs.get(bytes(attack.sealed_to))
        if pair is None:
            left += 1
            continue
        seal_key_anew(attack, pair, new.public)
        attack.save(update_fields=["sealed_key", "sealed_to"])
    return left


def must_document(by: Actor) -> None:
    """Raise Refused for a member who documents no attacks."""
    if not by.may(Permission.ATTACK_DOCUMENT):
        raise Refused("documents_nothing")


def _erase_with_party(party: Victim | Source) -> None:
    for erase_beside in _ERASED_WITH_PARTY:
        erase_beside(party)


def _begin(held: OpenAttack, *, seen: int, by: Actor) -> None:
    """Lock the attack. Raises ChangedMeanwhile where another version than `seen` is stored."""
    must_document(by)
    stored = Attack.objects.select_for_update().filter(pk=held.attack.pk)
    if stored.values_list("version", flat=True).first() != seen:
        raise ChangedMeanwhile


def _end(held: OpenAttack, part: str, done: str, *, by: Actor, at: datetime) -> None:
    attack = held.attack
    attack.version += 1
    attack.changed_at = at
    attack.save(update_fields=["version", "changed_at"])
    changed = events.AttackChanged(about=attack.code, version=attack.version, part=part, done=done)
    record(changed, by=by, at=at)


def _store(held: OpenAttack, part: NewPart) -> None:
    row = part.row
    row.attack = held.attack  # type: ignore[attr-defined]
    row.ref = new_code(CODE_GROUPS)
    if isinstance(row, Act):
        row.victim = row.victim  # stored meanwhile: its number is known now
    if isinstance(row, Victim) and not row.same_as:
        row.same_as = row.ref
    row.sealed = held.seal(row.ref, part.text)
    row.full_clean()
    row.save(force_insert=True)


def _name(row: Part) -> str:
    return str(row._meta.model_name)
