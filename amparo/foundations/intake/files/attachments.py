"""Sealed attachments of a case: stored, opened, re-wrapped when the case key changes."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from amparo.crypto import file_sealing as streams
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shared_key_sealing as envelopes
from amparo.foundations.intake import events
from amparo.foundations.intake.files.uploads import SealedUpload, file_context, path_of
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.models import Attachment
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.queries import taken_since
from amparo.foundations.ledger.services import Signs, record

__all__ = ["SealedUpload", "keep_uploads", "re_wrap"]

watch("attachments", Attachment)

_STORED = Attachment.objects.order_by("stored_at", "pk")

# A draft expires a day after its last step. Its files must outlive it, however long it is edited.
ORPHANS_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The metadata of a sealed file and its key; `pieces` decrypts the content in chunks. `salt`,
    with the digest, yields the hash in the record; older files have none."""

    attachment: Attachment
    name: str
    size: int
    digest: bytes
    key: bytes = field(repr=False)
    salt: bytes = b""

    def pieces(self) -> Iterator[bytes]:
        stored_as = self.attachment.stored_as
        with path_of(stored_as).open("rb") as source:
            yield from streams.unseal_stream(self.key, source, context=file_context(stored_as))


@transaction.atomic
def keep_uploads(
    folder: Folder,
    uploads: Sequence[SealedUpload],
    *,
    by: Signs,
    at: datetime,
    paper_ref: str = "",
    question: str = "",
    for_person: bool = False,
) -> list[Attachment]:
    """Attach sealed uploads to a case. Each file is synced to disk before its row is stored.

    Skips files that are empty, refused or no longer on disk, so that a file never blocks a request.
    Raises KeyChanged.
    """
    kept = []
    if uploads:
        hold(folder)
    for upload in uploads:
        if not upload.sealed_size or not path_of(upload.stored_as).exists():
            continue
        settle(upload)
        attachment = Attachment(
            ref=marks.new_code(groups=3),
            filing=folder.filing,
            paper_ref=paper_ref,
            question=question or upload.question,
            kind=upload.kind,
            author=by.signature,
            sealed_size=upload.sealed_size,
            stored_as=upload.stored_as,
            for_person=for_person,
            stored_at=at,
        )
        salt, committed = marks.salted_hash(upload.digest)
        about = {
            "key": upload.key.hex(),
            "name": upload.name,
            "size": upload.size,
            "digest": upload.digest.hex(),
            "salt": salt.hex(),
        }
        attachment.sealed_about = envelopes.seal_json(
            folder.key, about, context=_context(folder.code, attachment)
        )
        attachment.save(force_insert=True)
        record(
            events.FileReceived(about=folder.code, ref=attachment.ref, kind=attachment.kind),
            by=by,
            at=at,
            digest=committed,
        )
        kept.append(attachment)
    return kept


def attachments_in(folder: Folder, *, seen_by: Signs) -> list[Attachment]:
    found = folder.once("attachments", lambda: list(_STORED.filter(filing_id=folder.filing.pk)))
    if seen_by.signature == "person":
        return [one for one in found if one.author == "person" or one.for_person]
    return list(found)


def open_attachment(folder: Folder, ref: str, *, seen_by: Signs) -> OpenedFile | None:
    """Return a file of this case, or None. The person may not download files that the person
    sent."""
    attachment = Attachment.objects.filter(filing=folder.filing, ref=ref).first()
    if attachment is None or (seen_by.signature == "person" and not attachment.for_person):
        return None
    return described(folder, attachment)


def taken_from_page(folder: Folder, ref: str, *, since: datetime, by: Signs, at: datetime) -> None:
    """Record, before the first byte, that a visitor with the person's passphrase takes a file.
    Records once per visit (which began at `since`), however often the file is played."""
    if ref not in taken_since(folder.code, since, seen_by=by):
        record(events.FileTaken(about=folder.code, ref=ref, role=""), by=by, at=at)


def described(folder: Folder, attachment: Attachment) -> OpenedFile:
    """Unseal a file's metadata: name, size, digest and content key."""
    about = envelopes.unseal_json(
        folder.key, bytes(attachment.sealed_about), context=_context(folder.code, attachment)
    )
    return OpenedFile(
        attachment,
        about["name"],
        about["size"],
        bytes.fromhex(about["digest"]),
        bytes.fromhex(about["key"]),
        bytes.fromhex(about.get("salt", "")),
    )


@transaction.atomic
def erase_file(folder: Folder, ref: str, *, by: Signs, at: datetime) -> bool:
    """Delete a file of this case from the database and, on commit, from disk. Return whether it
    existed."""
    attachment = Attachment.objects.filter(filing=folder.filing, ref=ref).first()
    if attachment is None:
        return False
    path = path_of(attachment.stored_as)
    attachment.delete()
    record(events.FileErased(about=folder.code, ref=ref), by=by, at=at)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return True


def rename(folder: Folder, attachment: Attachment, name: str) -> None:
    """Change the sealed name of a file; the content stays as it is."""
    context = _context(folder.code, attachment)
    about = envelopes.unseal_json(folder.key, bytes(attachment.sealed_about), context=context)
    sealed = envelopes.seal_json(folder.key, {**about, "name": name}, context=context)
    Attachment.objects.filter(pk=attachment.pk).update(sealed_about=sealed)


def re_wrap(folder: Folder, newer: Folder) -> None:
    """Seal every file's key again under the new case key; the files on disk do not change."""
    attachments = list(Attachment.objects.filter(filing=folder.filing))
    for attachment in attachments:
        context = _context(folder.code, attachment)
        about = envelopes.unseal(folder.key, bytes(attachment.sealed_about), context=context)
        attachment.sealed_about = envelopes.seal(newer.key, about, context=context)
    Attachment.objects.bulk_update(attachments, ["sealed_about"], batch_size=200)


def forget_orphans(*, at: datetime) -> int:
    """Delete sealed files that no row refers to once they are 7 days old. Return how many."""
    gone = 0
    for path in Path(settings.UPLOADS).glob("??/*"):
        old = at.timestamp() - path.stat().st_mtime > ORPHANS_AFTER.total_seconds()
        if old and not _is_kept(path.name):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _is_kept(stored_as: str) -> bool:
    """Return whether any model with a `stored_as` column, of this app or another, refers to the
    file."""
    return any(
        QuerySet(model).filter(stored_as=stored_as).exists()
        for model in apps.get_models()
        if any(field.name == "stored_as" for field in model._meta.concrete_fields)
    )


def settle(upload: SealedUpload) -> None:
    """Sync the file and its directory to disk, so that it counts as received only once it is
    stored."""
    upload.keep()
    path = path_of(upload.stored_as)
    for target in (path, path.parent):
        handle = os.open(target, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _context(code: str, attachment: Attachment) -> str:
    return f"attachment/{code}/{attachment.ref}"
