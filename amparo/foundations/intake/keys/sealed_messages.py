"""Sealed messages left in a case by senders who cannot open it. They are sealed to its inbox key,
and read only by those who can open the case."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.intake import events
from amparo.foundations.intake.documents.schemas.document_text import Text
from amparo.foundations.intake.documents.services import as_stored, envelopes_bytes, kind_of
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.inbox_keys import slot_in, slot_of
from amparo.foundations.intake.models import Filing, SealedMessage
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs, keep_order, record

watch("drops", SealedMessage)


@transaction.atomic
def drop(
    filing: Filing,
    *,
    about: str,
    body: Text | Mapping[str, Any],
    kind: str = "",
    by: Signs,
    at: datetime,
) -> SealedMessage:
    """Leave a sealed message in a case. `about`: the ref of the document that it belongs to;
    `kind`: where the body has no schema."""
    kind, stored = kind or kind_of(body), as_stored(body)
    salt, digest = marks.salted_hash(envelopes_bytes(stored))
    content = json.dumps({"salt": salt.hex(), "words": stored}, ensure_ascii=False)
    keep_order()  # the inbox key must not be renewed while a message is sealed to it
    made = SealedMessage(
        ref=marks.new_code(groups=3), filing=filing, kind=kind, about=about, dropped_at=at
    )
    made.author = by.signature
    slot = slot_of(filing, seen_by=by)
    made.sealed = boxes.seal_to(slot, content.encode(), context=_context(filing, made))
    made.save(force_insert=True)
    event = events.WordsDropped(about=filing.code, kind=kind, ref=made.ref, paper=about)
    record(event, by=by, at=at, digest=digest)
    return made


def dropped_in(folder: Folder, kind: str) -> dict[str, tuple[SealedMessage, dict[str, Any]]]:
    """Return the messages of this kind, by the ref of the document that they belong to."""
    found = SealedMessage.objects.filter(filing=folder.filing).order_by("dropped_at", "pk")
    rows = folder.once("drops", lambda: list(found))
    return {row.about: (row, _content(folder, row)["words"]) for row in rows if row.kind == kind}


def dropped_of(folder: Folder, kind: str) -> list[Mapping[str, Any]]:
    """Return the messages of this kind in the case, oldest first."""
    rows = SealedMessage.objects.filter(filing=folder.filing, kind=kind).order_by(
        "dropped_at", "pk"
    )
    return [_content(folder, row)["words"] for row in rows]


def dropped_rows(folder: Folder, kind: str) -> list[tuple[SealedMessage, dict[str, Any]]]:
    """Return messages of this kind with their rows. A page that only reads them queries once."""
    found = SealedMessage.objects.filter(filing=folder.filing).order_by("dropped_at", "pk")
    rows = folder.once("drops", lambda: list(found))
    return [(row, _content(folder, row)["words"]) for row in rows if row.kind == kind]


def drop_anew(older: Folder, newer: Folder) -> None:
    """Seal all messages again to the new inbox key of the case."""
    rows = list(SealedMessage.objects.filter(filing=older.filing))
    for row in rows:
        _seal_anew(newer, row, _content(older, row))


def dropped_less(folder: Folder, scrub: Callable[[Any], Any]) -> list[str]:
    """Apply `scrub` to each message, when a collective's member has their data removed. Return the
    refs of the messages that changed."""
    held = []
    for row in SealedMessage.objects.filter(filing=folder.filing):
        words = _content(folder, row)["words"]
        less = scrub(words)
        if less != words:
            say_anew(folder, row, less)
            held.append(row.ref)
    return held


def say_anew(folder: Folder, row: SealedMessage, body: Mapping[str, Any]) -> None:
    """Replace the content of a message."""
    salt, _digest = marks.salted_hash(envelopes_bytes(body))
    _seal_anew(folder, row, {"salt": salt.hex(), "words": dict(body)})


def take_up(row: SealedMessage) -> None:
    """Delete a message that was processed."""
    row.delete()


def _content(folder: Folder, row: SealedMessage) -> dict[str, Any]:
    secret, context = slot_in(folder).secret, _context(folder.filing, row)
    return boxes.words_in(secret, bytes(row.sealed), context=context)


def _seal_anew(folder: Folder, row: SealedMessage, content: Mapping[str, Any]) -> None:
    text = json.dumps(dict(content), ensure_ascii=False).encode()
    context = _context(folder.filing, row)
    row.sealed = boxes.seal_to(slot_in(folder).public, text, context=context)
    row.save(update_fields=["sealed"])


def _context(filing: Filing, row: SealedMessage) -> str:
    return f"drop/{filing.code}/{row.ref}/{row.about}/{row.kind}"
