"""Drafts of long forms: what a member typed and has not sent, sealed to that member alone.

A draft is no entry in the history of a case, so nothing here is recorded, and it never counts as
received. Its author alone reads it, on the page of the form. It is deleted when the form is sent or
the draft discarded, when the author's access to the case ends, when a member's data are left out of
the case, when the case is erased, and after KEPT_FOR.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import CaseAccess, FormDraft
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Filing

KEPT_FOR = timedelta(days=7)

type Fields = Sequence[tuple[str, str]]
"""Name and value of each field, as they were sent."""


class SentBefore(Exception):
    """The page to which the words belong was sent already: they are no draft any more."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenDraft:
    fields: Fields
    saved_at: datetime


def form_draft(open_case: OpenCase, path: str, *, seen_by: Actor, at: datetime) -> OpenDraft | None:
    """Return the reader's own draft of the form at this path. None if there is none, or if it was
    sealed to a key that the reader has no more."""
    form = _form(path, seen_by)
    kept = FormDraft.objects.filter(changed_at__gt=at - KEPT_FOR).exclude(sealed=b"")
    row = kept.filter(case=open_case.case, member=seen_by.member, form=form).first()
    if row is None:
        return None
    context = _context(open_case, form, seen_by)
    try:
        said = boxes.value_in(seen_by.pair.secret, bytes(row.sealed), context=context)
    except Unsealable:
        return None
    return OpenDraft([(str(name), str(value)) for name, value in said], row.changed_at)


@transaction.atomic
def keep_draft(
    open_case: OpenCase, path: str, fields: Fields, *, once: bytes, by: Actor, at: datetime
) -> None:
    """Store what was typed so far, instead of what was stored before. `once`: mark of the page.
    Raises SentBefore: a save that arrives late brings nothing back."""
    hold_row(open_case.case.filing).values_list("pk").first()
    if sent_before(open_case, path, once=once, seen_by=by):
        raise SentBefore
    form = _form(path, by)
    content = json.dumps(list(fields)).encode()
    context = _context(open_case, form, by)
    sealed = boxes.seal_to(by.pair.public, content, context=context)
    FormDraft.objects.update_or_create(
        case=open_case.case,
        member=by.member,
        form=form,
        defaults={"sealed": sealed, "changed_at": at},
    )


def sent_before(
    open_case: OpenCase, path: str, *, once: bytes, seen_by: Actor, fields: Fields | None = None
) -> bool:
    """Return whether the page with this mark was sent by this member; with `fields`, whether it was
    sent with just these."""
    if not once:
        return False
    rows = FormDraft.objects.filter(case=open_case.case, member=seen_by.member)
    row = rows.filter(form=_form(path, seen_by)).only("sent").first()
    sent = bytes(row.sent) if row else b""
    page, said = sent[: marks.SIZE], sent[marks.SIZE :]
    return page == _page(once) and (fields is None or said == _said(fields, seen_by))


def forget_sent(
    open_case: OpenCase, path: str, fields: Fields, *, once: bytes, by: Actor, at: datetime
) -> None:
    """Delete the draft of a form that was sent. Hashes of its page and of what was sent stay for
    KEPT_FOR, so that the same page has no effect a second time."""
    row: dict[str, Any] = {
        "case": open_case.case,
        "member": by.member,
        "form": _form(path, by),
    }
    if not once:
        FormDraft.objects.filter(**row).delete()
        return
    left = {"sealed": b"", "sent": _page(once) + _said(fields, by), "changed_at": at}
    FormDraft.objects.update_or_create(**row, defaults=left)


def discard_draft(open_case: OpenCase, path: str, *, by: Actor) -> None:
    rows = FormDraft.objects.filter(case=open_case.case, member=by.member, form=_form(path, by))
    rows.update(sealed=b"")


def forget_drafts_in(filing: Filing, *, of: Iterable[int] | None = None) -> None:
    """Delete all drafts in a case, or those of the members `of` (primary keys). Needs no key."""
    rows = FormDraft.objects.filter(case__filing=filing)
    (rows if of is None else rows.filter(member__in=list(of))).delete()


def forget_old_form_drafts(*, at: datetime) -> int:
    """Delete drafts whose days are over, and those of members without access. Return how many."""
    access = CaseAccess.objects.filter(case=OuterRef("case"), member=OuterRef("member"))
    over = Q(changed_at__lte=at - KEPT_FOR) | Q(member__active=False) | ~Exists(access)
    return FormDraft.objects.filter(over).delete()[0]


def _form(path: str, author: Actor) -> bytes:
    return marks.blinded(author.pair.secret, "form_draft/page", path)


def _page(once: bytes) -> bytes:
    return marks.masked("form_draft/sent", once)


def _said(fields: Fields, author: Actor) -> bytes:
    return marks.blinded(author.pair.secret, "form_draft/words", json.dumps(list(fields)))


def _context(open_case: OpenCase, form: bytes, author: Actor) -> str:
    return f"form_draft/{author.member.code}/{open_case.code}/{form.hex()}"
