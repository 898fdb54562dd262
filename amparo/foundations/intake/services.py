"""Changes to a filing: passphrases, exclusions, withdrawal, new keys."""

from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet

from amparo.crypto import phrases
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.keys import new_key
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import receptionists, recovery_key
from amparo.foundations.accounts.services import rotate_group
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake import events
from amparo.foundations.intake.case_key_holders import note_left_out, was_given
from amparo.foundations.intake.documents.schemas.request import ExclusionsText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import must_not_know, units_in
from amparo.foundations.intake.files import attachments
from amparo.foundations.intake.keys.case_keys import (
    Folder,
    Visitor,
    hold,
    hold_row,
    key_context,
    must_be_alive,
    paper_context,
)
from amparo.foundations.intake.keys.inbox_keys import make_slot
from amparo.foundations.intake.keys.key_at_hand_callbacks import (
    hand_over_exclusion,
    hand_over_keys,
    hand_over_shutting_out,
)
from amparo.foundations.intake.keys.sealed_messages import drop_anew
from amparo.foundations.intake.models import CaseKey, Document, Exclusion, Filing, RecoveredCaseKey
from amparo.foundations.intake.procedure.legal_effects_of_acts import NotInOrder, find, happen, note
from amparo.foundations.intake.requests.services import (
    NobodyMayRead,
    person_key,
    phrase_keys,
    sealed_anew,
    sealed_for,
)
from amparo.foundations.ledger.services import Signs, keep_order, record
from amparo.law import Deed

__all__ = [
    "ExclusionLost",
    "NotInOrder",
    "confirm_way",
    "end_other_ways",
    "end_unconfirmed_ways",
    "exclude",
    "find",
    "happen",
    "issue_way",
    "keep_from",
    "re_key",
    "rotate_reception",
    "shut_out",
    "withdraw_procedure",
]


class ExclusionLost(Exception):
    """An excluded institution is no longer found by its code: restore it, then renew the key."""


@transaction.atomic
def issue_way(
    folder: Folder, *, by: Signs, at: datetime, language: Literal["es", "en"] = "es"
) -> tuple[str, ...]:
    """Return a new passphrase for the person, to be shown or read out once. Revokes older
    unconfirmed ones. Raises KeyChanged."""
    hold(folder)
    words = phrases.new_phrase(language)
    _unconfirmed(folder).delete()
    person_key(folder, phrase_keys(words)).save()
    record(events.WayIssued(about=folder.code), by=by, at=at)
    return words


@transaction.atomic
def end_other_ways(folder: Folder, *, keep: CaseKey | None, by: Signs, at: datetime) -> int:
    """Revoke all passphrases but `keep`, because others may have read them; visits begun with them
    end. Return how many were revoked."""
    hold_row(folder.filing).values_list("pk").first()
    others = CaseKey.objects.filter(filing=folder.filing, holder=CaseKey.Holder.PERSON)
    ended = (others.exclude(pk=keep.pk) if keep else others).delete()[0]
    if ended:
        record(events.WaysEnded(about=folder.code, ways=ended), by=by, at=at)
    return ended


@transaction.atomic
def end_unconfirmed_ways(folder: Folder, *, by: Signs, at: datetime) -> int:
    """Revoke passphrases that were shown but never confirmed. Return how many were revoked."""
    hold_row(folder.filing).values_list("pk").first()
    ended = _unconfirmed(folder).delete()[0]
    if ended:
        record(events.WaysEnded(about=folder.code, ways=ended), by=by, at=at)
    return ended


def _unconfirmed(folder: Folder) -> QuerySet[CaseKey]:
    return CaseKey.objects.filter(
        filing=folder.filing, holder=CaseKey.Holder.PERSON, confirmed_at__isnull=True
    )


@transaction.atomic
def confirm_way(folder: Folder, way: CaseKey, *, by: Signs, at: datetime) -> None:
    """Record that the person has shown to have kept the passphrase."""
    if CaseKey.objects.filter(pk=way.pk, confirmed_at__isnull=True).update(confirmed_at=at):
        record(events.WayConfirmed(about=folder.code), by=by, at=at)


@transaction.atomic
def exclude(folder: Folder, unit: Unit, *, by: Signs, at: datetime) -> None:
    """Exclude an institution. Raises KeyChanged and NobodyMayRead."""
    hold(folder)
    _, made = Exclusion.objects.get_or_create(
        filing=folder.filing, blinded=folder.blinded(unit.code)
    )
    if made:
        record(events.InstitutionExcluded(about=folder.code), by=by, at=at)
        hand_over_exclusion(folder, unit, by=by, at=at)
        shut_out(folder, by=by, at=at)


@transaction.atomic
def keep_from(
    folder: Folder, units: Sequence[Unit], *, names: str, by: Signs, at: datetime
) -> None:
    """Exclude institutions and people from now on, as the person stated or a member wrote down.

    Raises KeyChanged, and NobodyMayRead if no reader would be left.
    """
    if not units and not names:
        return
    hold(folder)
    meant = list(dict.fromkeys([*units, *units_in(names, by=by)]))
    body = ExclusionsText(units=[[unit.code, unit.name] for unit in meant], names=names)
    write_paper(folder, body=body, by=by, at=at, for_person=True)
    for unit in meant:
        exclude(folder, unit, by=by, at=at)
    shut_out(folder, by=by, at=at)


@transaction.atomic
def shut_out(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Revoke the keys of those excluded, after an institution or a name was added.

    Raises KeyChanged, and NobodyMayRead if no reader would be left: the person must learn this at
    once.
    """
    hold(folder)
    _narrow_the_reception(folder, by=by, at=at)
    hand_over_shutting_out(folder, by=by, at=at)


def _narrow_the_reception(folder: Folder, *, by: Signs, at: datetime) -> None:
    """While the request is unopened, leave keys only to receptionists who are not excluded. Raises
    NobodyMayRead."""
    kept = CaseKey.objects.filter(
        filing=folder.filing, holder__in=[CaseKey.Holder.RECEPTION, CaseKey.Holder.RECEPTIONIST]
    )
    if not kept.exists():
        return
    everybody = receptionists(seen_by=by)
    allowed = [one for one in everybody if not must_not_know(folder, one, by=by)]
    if not allowed:
        raise NobodyMayRead
    if len(allowed) == len(everybody):
        return
    kept.delete()
    CaseKey.objects.bulk_create(
        [
            sealed_for(folder, CaseKey.Holder.RECEPTIONIST, bytes(one.public), member=one.code)
            for one in allowed
        ]
    )
    record(events.ReadersNarrowed(about=folder.code, readers=len(allowed)), by=by, at=at)


@transaction.atomic
def rotate_reception(*, without: Member | None, by: Actor, at: datetime) -> None:
    """Make a new reception key for all its holders but one, and seal the waiting requests to it."""
    old, new = rotate_group("reception", "", without=without, by=by, at=at)
    waiting = list(CaseKey.objects.select_related("filing").filter(public=old.public))
    for key in waiting:
        context = key_context(key.filing)
        opened = boxes.open_with(old.secret, bytes(key.sealed), context=context)
        folder = Folder(key.filing, opened)
        given = was_given(folder, key)
        key.public = new.public
        sealed_anew(folder, key)
        if not given:  # written without the case key: it stays unmarked
            key.mark = b""
    CaseKey.objects.bulk_update(waiting, ["public", "sealed", "mark"], batch_size=200)


@transaction.atomic
def withdraw_procedure(visitor: Visitor, *, at: datetime) -> None:
    """Withdraw from the procedure. The person keeps the claim and may ask again."""
    filing = visitor.folder.filing
    must_be_alive(filing)
    if Filing.objects.filter(pk=filing.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=at, sharing_ended_at=at
    ):
        filing.withdrawn_at = filing.sharing_ended_at = at
        # No permission of the engine is needed: the act may belong to another stage or be missing.
        with suppress(NotInOrder):
            note(filing, Deed.WITHDRAW, when=at, by=visitor, at=at)
        record(events.ProcedureWithdrawn(about=filing.code), by=visitor, at=at)


@transaction.atomic
def re_key(folder: Folder, *, by: Signs, at: datetime) -> Folder:
    """Replace the case key: seal every document and every file's key again, and every message to a
    new inbox key; keep the access of the person and of recovery. `cases.services` renews the
    members' access. Rows that were not given are removed and recorded.

    Raises KeyChanged, ExclusionLost.
    """
    hold(folder)
    filing = folder.filing
    filing.key_version = folder.version + 1
    newer = Folder(copy(filing), new_key())
    slot = make_slot(newer)
    papers = list(Document.objects.filter(filing=filing))
    for paper in papers:
        context = paper_context(filing.code, paper)
        words = envelopes.unseal(folder.key, bytes(paper.sealed), context=context)
        paper.sealed = envelopes.seal(newer.key, words, context=context)
    Document.objects.bulk_update(papers, ["sealed"], batch_size=200)
    attachments.re_wrap(folder, newer)
    left_out = _keys_anew(folder, newer, recovery_key(seen_by=by))
    _move_exclusions(folder, newer)
    # The keyholders sealed the older key: a member who takes it learns that it was replaced.
    RecoveredCaseKey.objects.filter(filing=filing).update(sealed=b"")
    hand_over_keys(folder, newer, by=by, at=at)
    keep_order()  # from here on, no message is sealed to the old inbox key
    drop_anew(folder, newer)
    filing.sealed_slot = newer.filing.sealed_slot
    filing.save(update_fields=["key_version", "sealed_slot"])
    event = events.FileReKeyed(
        about=filing.code, version=filing.key_version, slot=slot.public.hex()
    )
    record(event, by=by, at=at)
    note_left_out(newer, left_out, by=by, at=at)
    return Folder(filing, newer.key)


def _keys_anew(folder: Folder, newer: Folder, recovery: bytes) -> list[CaseKey]:
    """Seal the new key to each holder to whom the case was given, and to the recovery key in any
    case. Return the removed rows that were not given."""
    rows = list(CaseKey.objects.filter(filing=folder.filing))
    given = [key for key in rows if was_given(folder, key)]
    for key in given:
        if key.holder == CaseKey.Holder.RECOVERY:
            key.public = recovery
        sealed_anew(newer, key)
    CaseKey.objects.bulk_update(given, ["public", "sealed", "mark"])
    left_out = [key for key in rows if key not in given]
    CaseKey.objects.filter(pk__in=[key.pk for key in left_out]).delete()
    if not any(key.holder == CaseKey.Holder.RECOVERY for key in given):
        sealed_for(newer, CaseKey.Holder.RECOVERY, recovery).save()
    return left_out


def _move_exclusions(folder: Folder, newer: Folder) -> None:
    """Hash the excluded institutions under the new key. Tries every unit; there are few. Raises
    ExclusionLost."""
    kept = {bytes(row.blinded) for row in Exclusion.objects.filter(filing=folder.filing)}
    if not kept:
        return
    codes = Unit.objects.values_list("code", flat=True)
    excluded = [code for code in codes if folder.blinded(code) in kept]
    if len(excluded) != len(kept):
        raise ExclusionLost
    Exclusion.objects.filter(filing=folder.filing).delete()
    Exclusion.objects.bulk_create(
        [Exclusion(filing=folder.filing, blinded=newer.blinded(code)) for code in excluded]
    )
