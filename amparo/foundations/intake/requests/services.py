"""Filing of a request: everything is stored in one transaction or nothing is, and the person reads
"received" only after it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.db import IntegrityError, transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import phrases
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.keys import KeyPair, new_key
from amparo.foundations.accounts.queries import DoorKeys, door_keys, receptionists
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake import events
from amparo.foundations.intake import voluntary_traits as slips
from amparo.foundations.intake.case_key_holders import marked
from amparo.foundations.intake.documents.schemas.request import (
    ExclusionsText,
    RequestText,
    UrgentText,
)
from amparo.foundations.intake.documents.services import draft_paper
from amparo.foundations.intake.exclusions import units_in
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import Folder, key_context
from amparo.foundations.intake.keys.inbox_keys import make_slot
from amparo.foundations.intake.models import CaseKey, Document, Exclusion, Filing
from amparo.foundations.intake.names.matching import is_named
from amparo.foundations.intake.row_scope import show_key, show_stored
from amparo.foundations.ledger.services import Signs, record
from amparo.law import load_protocol


class FiledAlready(Exception):
    """The submission was sent twice; the first one is stored."""


class NobodyMayRead(Exception):
    """Every receptionist is excluded. Nothing was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A request before it is sealed."""

    body: Mapping[str, Any]
    channel: str
    once: bytes
    kind: str = "request"
    urgent: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    on_behalf: bool = False
    impediment: str = ""
    traits: Mapping[str, str] = field(default_factory=dict)
    excluded_units: Sequence[Unit] = ()
    excluded_names: str = ""
    # Exclusions from a linked case that this one comes from: they apply as well, and are never
    # shown here.
    inherited_units: Sequence[Unit] = ()
    inherited_names: str = ""
    uploads: Sequence[SealedUpload] = ()
    language: Literal["es", "en"] = "es"
    first_contact_at: datetime | None = None
    received_at: datetime | None = None  # in law, if it differs from the moment of storing
    with_words: bool = True
    in_flood: bool = False

    @property
    def kept_from(self) -> dict[str, Unit]:
        """Return all excluded institutions by code, own and inherited."""
        return {unit.code: unit for unit in [*self.inherited_units, *self.excluded_units]}

    @property
    def names_kept_from(self) -> str:
        return "\n".join(filter(None, [self.inherited_names, self.excluded_names]))


@dataclass(frozen=True, slots=True)
class Filed:
    """A stored request, and its access passphrase, which is shown once and not stored."""

    folder: Folder
    words: tuple[str, ...]
    pair: KeyPair | None = field(repr=False)
    way: CaseKey | None = field(repr=False)  # the key row of the passphrase


def file_request(
    letter: Letter, *, by: Signs, at: datetime, then: Callable[[Filed], None] | None = None
) -> Filed:
    """Store a request, and what `then` stores with it, in one transaction.

    Raises DoorShut, NobodyMayRead, FiledAlready; ValueError if `letter.once` has the wrong length.
    """
    if len(letter.once) != marks.SIZE:
        raise ValueError(f"A submission is marked by {marks.SIZE} bytes of its own.")
    keys = door_keys(seen_by=by)
    if letter.excluded_names:
        meant = [*letter.excluded_units, *units_in(letter.excluded_names, by=by)]
        letter = replace(letter, excluded_units=list(dict.fromkeys(meant)))
    words = phrases.new_phrase(letter.language) if letter.with_words else ()
    ways = phrase_keys(words) if words else None
    once = once_hash(letter.once)
    # Set before the transaction: settings made within it are lost if it is rolled back.
    show_stored(once, *([ways.identity] if ways else []))
    try:
        with transaction.atomic():
            folder, way = _store(letter, keys, ways, by=by, at=at)
            filed = Filed(folder, words, ways.pair if ways else None, way)
            if then:
                then(filed)
    except IntegrityError as problem:
        if Filing.objects.filter(once_hash=once).exists():
            raise FiledAlready from problem
        raise
    return filed


def came_from(filing: Filing, once: bytes) -> bool:
    """Return whether this form submission created the filing."""
    return bytes(filing.once_hash) == once_hash(once)


def phrase_keys(words: tuple[str, ...]) -> phrases.PhraseKeys:
    """Return the identity and key pair that this site derives from a passphrase."""
    return phrases.keys_of(
        words,
        identity_pepper=settings.SITE.identity_pepper,
        key_pepper=settings.SITE.key_pepper,
    )


def person_key(folder: Folder, ways: phrases.PhraseKeys) -> CaseKey:
    """Return an unsaved key row by which a passphrase opens the case."""
    public, identity = ways.pair.public, ways.identity
    way = CaseKey(
        filing=folder.filing, holder=CaseKey.Holder.PERSON, public=public, identity=identity
    )
    return sealed_anew(folder, way)


def _way_back(folder: Folder, ways: phrases.PhraseKeys) -> CaseKey:
    """Store the passphrase's key row first: it permits the person's surface to store the rest."""
    way = person_key(folder, ways)
    way.save(force_insert=True)
    show_key(way.pk, ways.pair.public)
    return way


def sealed_for(folder: Folder, holder: str, public: bytes, *, member: str = "") -> CaseKey:
    """Return an unsaved key row by which the holder of a secret key opens the case."""
    key = CaseKey(filing=folder.filing, holder=holder, member=member, public=public)
    return sealed_anew(folder, key)


def sealed_anew(folder: Folder, key: CaseKey) -> CaseKey:
    """Seal the case key to the holder that the row names, and mark the row as given."""
    context = key_context(folder.filing)
    key.sealed = boxes.seal_to(bytes(key.public), folder.key, context=context)
    return marked(folder, key)


def _store(
    letter: Letter,
    keys: DoorKeys,
    ways: phrases.PhraseKeys | None,
    *,
    by: Signs,
    at: datetime,
) -> tuple[Folder, CaseKey | None]:
    folder = Folder(_row(letter, at=at), new_key())
    filing = folder.filing
    slot = make_slot(folder)
    schema = UrgentText if letter.kind == UrgentText.KIND else RequestText
    body = schema.from_json(letter.body)
    request = draft_paper(folder, body=body, by=by, at=at, for_person=True)
    filing.fingerprint = marks.fingerprint(bytes(request.digest))
    filing.save(force_insert=True)
    way = _way_back(folder, ways) if ways else None
    papers = [request, *_excluded(letter, folder, by=by, at=at)]
    for paper in papers:
        paper.filing_id = filing.pk
    Document.objects.bulk_create(papers)
    holders = _readers(letter, folder, keys, by=by)
    for holder in holders:
        holder.filing_id = filing.pk
    CaseKey.objects.bulk_create(holders)
    if letter.uploads:
        keep_uploads(folder, letter.uploads, paper_ref=request.ref, by=by, at=at)
    if keys.statistics:
        slips.drop(letter.traits, keys.statistics)
    record(
        events.RequestFiled(
            about=filing.code,
            protocol=filing.protocol,
            channel=filing.channel,
            urgent=filing.urgent,
            papers=len(papers),
            files=len(letter.uploads),
            slot=slot.public.hex(),
        ),
        by=by,
        at=at,
        digest=bytes(request.digest),
    )
    return folder, way


def _row(letter: Letter, *, at: datetime) -> Filing:
    return Filing(
        code=marks.new_code(),
        protocol=settings.PROTOCOL,
        channel=letter.channel,
        urgent=letter.urgent,
        in_flood=letter.in_flood,
        filed_at=at,
        first_contact_at=letter.first_contact_at or at,
        happened=_moments(letter, at=at),
        facts={**_channel(letter), **letter.facts},
        on_behalf=letter.on_behalf,
        impediment=letter.impediment,
        once_hash=once_hash(letter.once),
        proof_number=marks.new_code(groups=3),
    )


def _channel(letter: Letter) -> dict[str, str]:
    """Return the channel as a legal finding, where the law asks for it."""
    asked = load_protocol(settings.PROTOCOL).procedure.channel
    return {asked: letter.channel} if asked else {}


def _moments(letter: Letter, *, at: datetime) -> dict[str, str]:
    """Return the legal events at filing: when the request counts as made, and the first contact if
    it was earlier."""
    procedure = load_protocol(settings.PROTOCOL).procedure
    received = letter.received_at or at
    if settings.ORGANISATION:  # it came to an organisation: no authority has received it yet
        first = letter.first_contact_at or received
        return {procedure.first_contact: first.isoformat()} if procedure.first_contact else {}
    moments = {procedure.filing: received.isoformat()}
    asked = letter.first_contact_at
    if procedure.first_contact and asked and asked < received:
        moments[procedure.first_contact] = asked.isoformat()
    return moments


def _excluded(letter: Letter, folder: Folder, *, by: Signs, at: datetime) -> list[Document]:
    """Store the hashed institutions; return unsaved documents with the exclusions. The person may
    read their own entries but not inherited ones."""
    Exclusion.objects.bulk_create(
        Exclusion(filing=folder.filing, blinded=folder.blinded(code)) for code in letter.kept_from
    )
    said = [
        (letter.excluded_units, letter.excluded_names, True),
        (letter.inherited_units, letter.inherited_names, False),
    ]
    return [
        draft_paper(
            folder,
            body=ExclusionsText(units=[[unit.code, unit.name] for unit in units], names=names),
            by=by,
            at=at,
            for_person=theirs,
        )
        for units, names, theirs in said
        if units or names
    ]


def _blocked_by(letter: Letter, *, by: Signs) -> frozenset[str]:
    """Return the codes of the excluded units and of the units above and below them."""
    lines = [command_of(unit, seen_by=by) for unit in letter.kept_from.values()]
    return frozenset().union(*lines)


def _readers(letter: Letter, folder: Folder, keys: DoorKeys, *, by: Signs) -> list[CaseKey]:
    """Return key rows for recovery and for the reception: one for the group, or one for each
    allowed member if some are excluded. Raises NobodyMayRead."""
    holders = [sealed_for(folder, CaseKey.Holder.RECOVERY, keys.recovery)]
    blocked = _blocked_by(letter, by=by)
    if not blocked and not letter.names_kept_from:
        return [*holders, sealed_for(folder, CaseKey.Holder.RECEPTION, keys.reception)]
    everybody = receptionists(seen_by=by)
    allowed = [
        member
        for member in everybody
        if member.unit.code not in blocked and not is_named(member.name, letter.names_kept_from)
    ]
    if len(allowed) == len(everybody):
        return [*holders, sealed_for(folder, CaseKey.Holder.RECEPTION, keys.reception)]
    if not allowed:
        raise NobodyMayRead
    return holders + [
        sealed_for(folder, CaseKey.Holder.RECEPTIONIST, bytes(member.public), member=member.code)
        for member in allowed
    ]


def once_hash(once: bytes) -> bytes:
    return marks.blinded(settings.SITE.identity_pepper, "once", once.hex())
