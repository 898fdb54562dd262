"""Saying why an attack is kept; recording what people ask about data on them, and the answer."""

import json
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.hashes_and_tokens import new_code
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.queries import documentation_key
from amparo.foundations.ledger.services import record
from amparo.observatory.attacks.models import Attack
from amparo.observatory.attacks.services import (
    CODE_GROUPS,
    erased_with_attack,
    must_document,
    sealed_to_monitors,
)
from amparo.observatory.data_rights import events
from amparo.observatory.data_rights.models import DataRequest, Ground, Holding, Retention
from amparo.observatory.data_rights.queries import OpenRequest, RequestText


@transaction.atomic
def hold_attack(
    attack: Attack, *, ground: Ground, retention: Retention, by: Actor, at: datetime
) -> Holding:
    """Say why an attack is kept; the day by which it is looked at again follows from the class.
    Raises Refused."""
    must_document(by)
    again = retention.from_day(localdate(at))
    said = {"ground": ground, "retention": retention, "look_again_on": again}
    holding, _made = Holding.objects.update_or_create(attack=attack, defaults=said)
    held = events.AttackHeld(
        about=attack.code,
        ground=ground.value,
        retention=retention.value,
        look_again_on=again.isoformat(),
    )
    record(held, by=by, at=at)
    return holding


@transaction.atomic
def record_request(
    kind: str, text: RequestText, *, received_on: date, answer_by: date, by: Actor, at: datetime
) -> DataRequest:
    """Store what a person asks about data on that person, sealed to the monitors. Raises
    Refused."""
    must_document(by)
    public = documentation_key(seen_by=by)
    if public is None:
        raise Refused("no_seat")
    row = DataRequest(ref=new_code(CODE_GROUPS), kind=kind, received_on=received_on)
    row.answer_by = answer_by
    _seal(row, text, public)
    row.full_clean(exclude=["sealed", "sealed_to"])
    row.save(force_insert=True)
    asked = events.DataRequestRecorded(about=row.ref, kind=kind, answer_by=answer_by.isoformat())
    record(asked, by=by, at=at)
    return row


@transaction.atomic
def answer_request(
    asked: OpenRequest, *, outcome: str, answer: str, published_at: str, by: Actor, at: datetime
) -> bool:
    """Store what was answered. Return False where it was answered meanwhile. Raises Refused."""
    must_document(by)
    row = DataRequest.objects.select_for_update().filter(pk=asked.row.pk).first()
    if row is None or row.answered_on is not None:
        return False
    row.answered_on, row.outcome = localdate(at), outcome
    text = replace(asked.text, answer=answer, published_at=published_at)
    _seal(row, text, bytes(row.sealed_to))
    row.save()
    record(events.DataRequestAnswered(about=row.ref, outcome=outcome), by=by, at=at)
    return True


@transaction.atomic
def erase_request(asked: OpenRequest, *, by: Actor, at: datetime) -> bool:
    """Erase an answered request. Return False where it waits for its answer. Raises Refused."""
    must_document(by)
    gone, _ = DataRequest.objects.filter(pk=asked.row.pk, answered_on__isnull=False).delete()
    if gone:
        record(events.DataRequestErased(about=asked.row.ref), by=by, at=at)
    return bool(gone)


@erased_with_attack
def _forget_holding(attack: Attack) -> None:
    Holding.objects.filter(attack=attack).delete()


@sealed_to_monitors
def _seal_requests_anew(pairs: dict[bytes, KeyPair], public: bytes) -> int:
    """Seal every request to another key of the monitors. Return how many no pair opens."""
    left = 0
    rows = DataRequest.objects.select_for_update().exclude(sealed_to=public)
    for row in rows.iterator(500):
        pair = pairs.get(bytes(row.sealed_to))
        if pair is None:
            left += 1
            continue
        said = boxes.words_in(pair.secret, bytes(row.sealed), context=row.context)
        _seal(row, RequestText.from_json(said), public)
        row.save(update_fields=["sealed", "sealed_to"])
    return left


def _seal(row: DataRequest, text: RequestText, public: bytes) -> None:
    content = json.dumps(text.as_json()).encode()
    row.sealed = boxes.seal_to(public, content, context=row.context)
    row.sealed_to = public
