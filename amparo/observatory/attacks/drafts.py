"""Drafts of the register's forms: what a member typed and has not sent, sealed to that member
alone. Nothing here is recorded. A draft is deleted when its form is sent or it is discarded, when
its attack is erased, and after KEPT_FOR."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.observatory.attacks.models import Attack, AttackDraft

KEPT_FOR = timedelta(days=7)

type Fields = Sequence[tuple[str, str]]
"""Name and value of each field, as they were sent."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenDraft:
    fields: Fields
    saved_at: datetime


def attack_draft(path: str, *, seen_by: Actor, at: datetime) -> OpenDraft | None:
    """Return the reader's own draft of the form at this path, or None."""
    form = _form(path, seen_by)
    kept = AttackDraft.objects.filter(changed_at__gt=at - KEPT_FOR).exclude(sealed=b"")
    row = kept.filter(member=seen_by.member, form=form).first()
    if row is None:
        return None
    try:
        said = boxes.value_in(seen_by.pair.secret, bytes(row.sealed), context=_context(form))
    except Unsealable:
        return None
    return OpenDraft([(str(name), str(value)) for name, value in said], row.changed_at)


def keep_attack_draft(
    path: str, fields: Fields, *, attack: Attack | None, by: Actor, at: datetime
) -> None:
    """Store what was typed so far, instead of what was stored before."""
    form = _form(path, by)
    content = json.dumps(list(fields)).encode()
    sealed = boxes.seal_to(by.pair.public, content, context=_context(form))
    AttackDraft.objects.update_or_create(
        member=by.member,
        form=form,
        defaults={"attack": attack, "sealed": sealed, "changed_at": at},
    )


def hold_attack_draft(path: str, *, attack: Attack | None, by: Actor, at: datetime) -> AttackDraft:
    """Lock the row of this page, so that a page that is sent twice at once waits for itself."""
    row, _made = AttackDraft.objects.select_for_update().get_or_create(
        member=by.member,
        form=_form(path, by),
        defaults={"attack": attack, "changed_at": at},
    )
    return row


def attack_form_sent(path: str, *, once: bytes, seen_by: Actor) -> bool:
    """Return whether the page with this mark was sent by this member."""
    if not once:
        return False
    rows = AttackDraft.objects.filter(member=seen_by.member, form=_form(path, seen_by))
    return rows.filter(sent=_page(once)).exists()


def forget_sent_draft(row: AttackDraft, *, once: bytes, at: datetime) -> None:
    """Delete the draft of a form that was sent; a hash of its page stays for KEPT_FOR."""
    row.sealed, row.sent, row.changed_at = b"", _page(once) if once else b"", at
    row.save(update_fields=["sealed", "sent", "changed_at"])


def discard_attack_draft(path: str, *, by: Actor) -> None:
    AttackDraft.objects.filter(member=by.member, form=_form(path, by)).update(sealed=b"")


def forget_old_attack_drafts(*, at: datetime) -> int:
    """Delete drafts whose days are over, and those of former members. Return how many."""
    over = Q(changed_at__lte=at - KEPT_FOR) | Q(member__active=False)
    return AttackDraft.objects.filter(over).delete()[0]


def _form(path: str, author: Actor) -> bytes:
    return marks.blinded(author.pair.secret, "attack_draft/page", path)


def _page(once: bytes) -> bytes:
    return marks.masked("attack_draft/sent", once)


def _context(form: bytes) -> str:
    return f"attack_draft/{form.hex()}"
