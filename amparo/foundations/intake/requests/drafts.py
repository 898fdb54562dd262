"""Drafts of requests: each step is stored, sealed under a token that only the browser has."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import Unsealable
from amparo.foundations.intake.models import Draft
from amparo.foundations.intake.row_scope import show_mark

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    row: Draft
    key: bytes = field(repr=False)
    content: dict[str, Any] = field(repr=False)


def begin_draft(content: dict[str, Any], *, at: datetime, token: bytes = b"") -> bytes:
    """Store a first step. Return the token for the browser: `token`, or a new one."""
    token = token or marks.token()
    id_hash, key = marks.token_parts(token)
    show_mark(id_hash)
    Draft.objects.create(id_hash=id_hash, sealed=_sealed(key, id_hash, content), changed_at=at)
    return token


def resume_draft(token: bytes, *, at: datetime) -> OpenDraft | None:
    id_hash, key = marks.token_parts(token)
    show_mark(id_hash)
    row = Draft.objects.filter(id_hash=id_hash, changed_at__gt=at - KEPT_FOR).first()
    if row is None:
        return None
    try:
        content = envelopes.unseal_json(key, bytes(row.sealed), context=_context(id_hash))
    except Unsealable:
        return None
    return OpenDraft(row, key, content)


def hold_draft(draft: OpenDraft) -> OpenDraft | None:
    """Lock the draft's row for this transaction and return its present content. None if the draft
    was sent or deleted meanwhile."""
    row = Draft.objects.select_for_update().filter(pk=draft.row.pk).first()
    if row is None:
        return None
    context = _context(bytes(row.id_hash))
    try:
        content = envelopes.unseal_json(draft.key, bytes(row.sealed), context=context)
    except Unsealable:
        return None
    return OpenDraft(row, draft.key, content)


def save_draft(draft: OpenDraft, content: dict[str, Any], *, at: datetime) -> None:
    id_hash = bytes(draft.row.id_hash)
    Draft.objects.filter(pk=draft.row.pk).update(
        sealed=_sealed(draft.key, id_hash, content), changed_at=at
    )


def forget_draft(token: bytes) -> bool:
    """Delete a draft. Return whether this call deleted it: a concurrent second call waits and
    returns False."""
    id_hash, _key = marks.token_parts(token)
    show_mark(id_hash)
    return bool(Draft.objects.filter(id_hash=id_hash).delete()[0])


def forget_old_drafts(*, at: datetime) -> int:
    return Draft.objects.filter(changed_at__lte=at - KEPT_FOR).delete()[0]


def _sealed(key: bytes, id_hash: bytes, content: dict[str, Any]) -> bytes:
    return envelopes.seal_json(key, content, context=_context(id_hash))


def _context(id_hash: bytes) -> str:
    return f"draft/{id_hash.hex()}"
