from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair, new_key
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import unit_key
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.services import record
from amparo.obligations.recommendations import events
from amparo.obligations.recommendations.models import (
    Answer,
    Recommendation,
    RecommendationReader,
)
from amparo.obligations.recommendations.queries import (
    of_seat,
    readers_of,
    recommended_to,
)


@transaction.atomic
def recommend(
    unit: Unit, *, text: str, ground: str, answer_by: date, by: Actor, at: datetime
) -> Recommendation:
    """Send a recommendation of the member's seat to an institution. The same one sent twice is
    stored once. Raises Refused where no officer of the institution could open it."""
    seat = by.member.unit
    group = unit_key(unit.code, seen_by=by)
    if group is None or unit == seat:
        raise Refused("no_key")
    Member.objects.select_for_update(no_key=True).get(pk=by.member.pk)  # sent twice: one waits
    for one in of_seat(seen_by=by, at=at):
        same = (one.row.unit, one.row.answer_by, one.text, one.ground)
        if one.waits and same == (unit, answer_by, text, ground):
            return one.row
    key = new_key()
    row = Recommendation(
        ref=marks.new_code(groups=3), seat=seat, unit=unit, answer_by=answer_by, made_at=at
    )
    row.seal_words(key, {"text": text, "ground": ground})
    row.give_key_to_unit(key, group)
    row.save(force_insert=True)
    _let_seat_read(row, key, by=by)
    event = events.RecommendationMade(about=unit.code, ref=row.ref, seat=seat.code)
    record(event, by=by, at=at)
    return row


@transaction.atomic
def answer(ref: str, *, kind: str, text: str, by: Actor, at: datetime) -> None:
    """Store what the member's institution answers. The same answer sent twice is stored once.
    Raises Http404 for another institution's, Refused where no key of the member opens it."""
    Recommendation.objects.select_for_update().filter(ref=ref).first()
    found = recommended_to(ref, seen_by=by, at=at)
    row, last = found.row, found.last
    if found.key is None:
        raise Refused("older_key")
    if last and (last.kind, last.text) == (kind, text):
        return
    made = Answer(recommendation=row, number=len(found.answers) + 1, kind=kind, at=at)
    made.seal_text(found.key, text)
    made.save(force_insert=True)
    if row.answered_at is None:
        row.answered_at = at
        row.save(update_fields=["answered_at"])
    event = events.RecommendationAnswered(about=row.unit.code, ref=row.ref, kind=kind)
    record(event, by=by, at=at)


@transaction.atomic
def seal_anew(*, by: Actor, at: datetime) -> int:
    """Let members who joined the seat read what the member reads, and institutions that have a
    newer key. Return how many recommendations were sealed again."""
    many = 0
    for one in of_seat(seen_by=by, at=at):
        if one.key is not None and _seal_again(one.row, one.key, stale=one.stale, by=by):
            many += 1
    if many:
        event = events.RecommendationsSealedAnew(about=by.member.unit.code, many=many)
        record(event, by=by, at=at)
    return many


def held_of(unit: Unit) -> list[Recommendation]:
    """Return what was recommended to a unit, locked until the transaction ends."""
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("unit")
    return list(rows.filter(unit=unit).order_by("pk"))


def seal_to_renewed(rows: Sequence[Recommendation], pairs: Sequence[KeyPair], *, by: Actor) -> None:
    """Seal what was recommended to a unit to its present key. What none of the pairs opens stays as
    it is: only the seat can seal it again."""
    group = unit_key(rows[0].unit.code, seen_by=by) if rows else None
    if group is None:
        return
    for row in rows:
        for pair in pairs:
            with suppress(Unsealable):
                row.give_key_to_unit(row.key_of_unit(pair), group)
                break
    Recommendation.objects.bulk_update(rows, ["key_for_unit", "key_number"], batch_size=200)


def _seal_again(row: Recommendation, key: bytes, *, stale: bool, by: Actor) -> bool:
    new = _let_seat_read(row, key, by=by)
    group = unit_key(row.unit.code, seen_by=by) if stale else None
    if group is not None:
        row.give_key_to_unit(key, group)
        row.save(update_fields=["key_for_unit", "key_number"])
    return bool(new or group)


def _let_seat_read(row: Recommendation, key: bytes, *, by: Actor) -> int:
    """Seal the key to each member of the seat who does not have it; return how many."""
    there = {*row.readers.values_list("member_id", flat=True)}
    made = [
        RecommendationReader(
            recommendation=row,
            member=one,
            sealed=boxes.seal_to(bytes(one.public), key, context=row.context),
        )
        for one in readers_of(row.seat, seen_by=by)
        if one.pk not in there
    ]
    RecommendationReader.objects.bulk_create(made)
    return len(made)
