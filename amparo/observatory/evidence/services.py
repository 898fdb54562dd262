"""Keeping evidence of an attack, and who held it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from amparo.crypto.hashes_and_tokens import new_code, salted_hash
from amparo.foundations.accounts.actors import Actor, must_be_free
from amparo.foundations.intake.files.attachments import settle
from amparo.foundations.intake.files.uploads import SealedUpload, path_of
from amparo.foundations.ledger.services import record
from amparo.observatory.attacks.attack_keys import OpenAttack
from amparo.observatory.attacks.models import Attack
from amparo.observatory.attacks.services import CODE_GROUPS, erased_with_attack, must_document
from amparo.observatory.evidence import events
from amparo.observatory.evidence.models import TEXT, Evidence
from amparo.observatory.evidence.queries import DIGEST, EvidenceText, Piece, was_shown


@dataclass(frozen=True, slots=True)
class Brought:
    """What a monitor brings at once: the text of a web page, files, or both."""

    title: str
    address: str = ""
    seen_on: date | None = None
    text: str = ""
    masked_of: str = ""
    files: Sequence[SealedUpload] = field(default=())


@transaction.atomic
def add_evidence(held: OpenAttack, brought: Brought, *, by: Actor, at: datetime) -> list[Evidence]:
    """Store each text and each whole file as a piece of its own, with its hash on record. Files are
    synced to disk before their rows are stored. Raises Refused."""
    must_document(by)
    about = EvidenceText(title=brought.title, address=brought.address, seen_on=brought.seen_on)
    kept = []
    if brought.text:
        digest = hashlib.blake2b(brought.text.encode(), digest_size=DIGEST).digest()
        said = replace(about, text=brought.text, size=len(brought.text.encode()))
        row = Evidence(kind=TEXT, masked_of=brought.masked_of)
        kept.append(_store(held, row, said, digest, by=by, at=at))
    for upload in brought.files:
        if not upload.sealed_size or not path_of(upload.stored_as).exists():
            continue
        settle(upload)
        said = replace(about, name=upload.name or "", size=upload.size or 0, key=upload.key.hex())
        row = Evidence(
            kind=upload.kind,
            masked_of=brought.masked_of,
            stored_as=upload.stored_as,
            sealed_size=upload.sealed_size,
        )
        kept.append(_store(held, row, said, upload.digest, by=by, at=at))
    return kept


@transaction.atomic
def evidence_shown(piece: Piece, *, by: Actor, at: datetime) -> None:
    """Record that a member looks at it, once a session. Raises Refused."""
    must_document(by)
    if not was_shown(piece, since=by.since, by=by):
        record(events.EvidenceShown(about=piece.row.attack.code, ref=piece.row.ref), by=by, at=at)


@transaction.atomic
def take_evidence(piece: Piece, *, by: Actor, at: datetime) -> None:
    """Record, before the first byte, that a member takes it as it came. Raises Refused."""
    must_document(by)
    must_be_free(by)
    record(events.EvidenceTaken(about=piece.row.attack.code, ref=piece.row.ref), by=by, at=at)


@transaction.atomic
def erase_evidence(piece: Piece, *, by: Actor, at: datetime) -> None:
    """Erase one piece, on commit from disk too. Raises Refused."""
    must_document(by)
    _forget([piece.row])
    record(events.EvidenceErased(about=piece.row.attack.code, ref=piece.row.ref), by=by, at=at)


@erased_with_attack
def _forget_evidence(attack: Attack) -> None:
    _forget(list(Evidence.objects.filter(attack=attack)))


def _store(
    held: OpenAttack, row: Evidence, said: EvidenceText, digest: bytes, *, by: Actor, at: datetime
) -> Evidence:
    salt, committed = salted_hash(digest)
    row.ref, row.attack, row.added_at = new_code(CODE_GROUPS), held.attack, at
    row.sealed = held.seal(row.ref, replace(said, digest=digest.hex(), salt=salt.hex()))
    row.save(force_insert=True)
    added = events.EvidenceAdded(
        about=held.attack.code, ref=row.ref, kind=row.kind, masked_of=row.masked_of
    )
    record(added, by=by, at=at, digest=committed)
    return row


def _forget(rows: Sequence[Evidence]) -> None:
    paths = [path_of(one.stored_as) for one in rows if one.stored_as]
    Evidence.objects.filter(pk__in=[one.pk for one in rows]).delete()

    def gone() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(gone)
