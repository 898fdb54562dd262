"""Reading the evidence of an unlocked attack, and who held it."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from amparo.crypto import file_sealing as streams
from amparo.crypto.errors import Unsealable
from amparo.crypto.hashes_and_tokens import code_normalised, salted_hash
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.intake.files.uploads import file_context, path_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.observatory.attacks.attack_keys import OpenAttack
from amparo.observatory.attacks.texts import Text
from amparo.observatory.evidence.models import TEXT, Evidence

DIGEST = 32
"""Bytes of a hash, as of every sealed file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceText(Text):
    """What is sealed of a piece of evidence. `key`: of the file; `digest`: BLAKE2b-256 of what
    came; `salt`: with the digest, the hash in the record."""

    title: str = ""
    address: str = ""  # of the web page
    seen_on: date | None = None
    text: str = ""
    name: str = ""  # that its sender gave the file
    size: int = 0
    key: str = ""
    digest: str = ""
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence, unsealed; `pieces` decrypts a file in chunks."""

    row: Evidence
    text: EvidenceText

    @property
    def is_text(self) -> bool:
        return self.row.kind == TEXT

    def pieces(self) -> Iterator[bytes]:
        """Yield what came, as it came. Raises Unsealable and OSError."""
        if self.is_text:
            yield self.text.text.encode()
            return
        key, stored_as = bytes.fromhex(self.text.key), self.row.stored_as
        with path_of(stored_as).open("rb") as source:
            yield from streams.unseal_stream(key, source, context=file_context(stored_as))

    def committed(self) -> bytes:
        """Return the hash that the record holds, made from what is stored now. Raises Unsealable
        and OSError."""
        found = hashlib.blake2b(digest_size=DIGEST)
        for part in self.pieces():
            found.update(part)
        return salted_hash(found.digest(), bytes.fromhex(self.text.salt))[1]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the record about a piece of evidence."""

    event: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Custody:
    """Who put it, who looked, who took it; whether it is what came on that day."""

    steps: Sequence[Step]
    unchanged: bool


def evidence_of(held: OpenAttack, *, seen_by: Actor) -> list[Piece]:
    """Return what an unlocked attack holds, in the order in which it came."""
    _must_read(seen_by)
    rows = Evidence.objects.filter(attack=held.attack).order_by("added_at", "pk")
    return [_piece(held, one) for one in rows]


def piece_called(held: OpenAttack, ref: str, *, seen_by: Actor) -> Piece:
    """Return one piece of evidence. Raises Http404."""
    _must_read(seen_by)
    row = Evidence.objects.filter(attack=held.attack, ref=code_normalised(ref)).first()
    if row is None:
        raise Http404
    return _piece(held, row)


def custody_of(piece: Piece, *, seen_by: Actor) -> Custody:
    """Return the history of one piece, from the record alone, and whether it is what came."""
    _must_read(seen_by)
    own = _entries(piece, seen_by)
    names = names_of([one.by for one in own], seen_by=seen_by)
    steps = [Step(one.event, one.at, names.get(one.by, one.by)) for one in own]
    came = next((one for one in own if one.event == "EvidenceAdded"), None)
    return Custody(steps, bool(came) and _is(piece, bytes(came.digest)))  # type: ignore[union-attr]


def was_shown(piece: Piece, *, since: datetime | None, by: Actor) -> bool:
    """Return whether the member already looked at it in this session."""
    own = _entries(piece, by)
    looked = [one for one in own if one.event == "EvidenceShown" and one.by == by.signature]
    return any(since is not None and one.at >= since for one in looked)


def _entries(piece: Piece, seen_by: Actor) -> list[Entry]:
    about = entries_about(piece.row.attack.code, seen_by=seen_by)
    return [one for one in about if json.loads(one.facts).get("ref") == piece.row.ref]


def _is(piece: Piece, committed: bytes) -> bool:
    try:
        return piece.committed() == committed
    except (Unsealable, OSError):
        return False


def _piece(held: OpenAttack, row: Evidence) -> Piece:
    return Piece(row, held.read(row.ref, row.sealed, EvidenceText))


def _must_read(by: Actor) -> None:
    if not by.may(Permission.ATTACK_DOCUMENT):
        raise Http404
