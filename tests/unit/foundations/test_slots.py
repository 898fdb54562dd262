"""What somebody leaves in a file that they may not open: its slot is renewed with its key."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import take_seat
from amparo.foundations.intake.documents.redaction import leave_out
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER, Folder, Visitor
from amparo.foundations.intake.keys.inbox_keys import slot_in, slot_of
from amparo.foundations.intake.keys.sealed_messages import drop, dropped_in
from amparo.foundations.intake.models import Filing, SealedMessage
from amparo.foundations.intake.services import re_key
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.messages_and_complaints import write_to_team
from amparo.foundations.related_people.models import RelatedPersonMessage, said_context
from amparo.foundations.related_people.queries import (
    Beside,
    beside_by_phrase,
    others_of,
    written_by,
)
from amparo.foundations.related_people.services import give_way, name_other
from tests.people import MONDAY

LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def julia(flor: Visitor, case: str) -> Beside:
    """Her lawyer, come back with words of her own."""
    other = name_other(flor.folder, name="Julia Tello", relation="lawyer", by=flor, at=MONDAY)
    words = give_way(flor.folder, other.ref, right="reads", by=flor, at=MONDAY)
    return beside_by_phrase(" ".join(words), at=MONDAY, seen_by=STRANGER)


def told_in(folder: Folder, reader: Actor) -> list[str]:
    found = written_by(folder, others_of(folder, seen_by=reader), seen_by=reader)
    return [one.text for one in found]


def opens(secret: bytes, said: RelatedPersonMessage) -> bool:
    context = said_context(said.other.filing.code, said.ref)
    try:
        boxes.open_with(secret, bytes(said.sealed), context=context)
    except Unsealable:
        return False
    return True


def test_who_left_the_team_opens_nothing_that_others_write_later_nor_what_they_wrote(
    julia: Beside, anas: OpenCase, ana: Actor, rosa: Actor
) -> None:
    """With every key that the case had until then, and a copy of the database of today."""
    write_to_team("Hay audiencia el lunes.", by=julia, at=MONDAY)
    kept = slot_in(opened(anas.code, seen_by=rosa).folder).secret
    assert opens(kept, RelatedPersonMessage.objects.get())
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=LATER)
    write_to_team("Cambió de casa.", by=julia, at=LATER)
    assert [opens(kept, one) for one in RelatedPersonMessage.objects.order_by("pk")] == [
        False,
        False,
    ]
    newer = opened(anas.code, seen_by=ana).folder
    assert told_in(newer, ana) == ["Hay audiencia el lunes.", "Cambió de casa."]


def test_what_was_left_before_opens_with_the_new_key_alone(
    filed: object, anas: OpenCase, ana: Actor, delia: Actor
) -> None:
    filing = anas.folder.filing
    drop(filing, kind="x", about="P-1", body={"text": "antes"}, by=delia, at=MONDAY)
    old, before = slot_in(anas.folder).secret, bytes(SealedMessage.objects.get().sealed)
    newer = re_key(anas.folder, by=ana, at=LATER)
    drop(filing, kind="x", about="P-2", body={"text": "después"}, by=delia, at=LATER)
    assert {ref: body["text"] for ref, (_row, body) in dropped_in(newer, "x").items()} == {
        "P-1": "antes",
        "P-2": "después",
    }
    assert bytes(SealedMessage.objects.first().sealed) != before
    for row in SealedMessage.objects.all():
        context = f"drop/{filing.code}/{row.ref}/{row.about}/{row.kind}"
        with pytest.raises(Unsealable):
            boxes.open_with(old, bytes(row.sealed), context=context)


def test_nobody_exchanges_what_others_seal_to(anas: OpenCase, ana: Actor) -> None:
    """It is taken from the record: no column that somebody edits leads to another key."""
    said = json.loads(Entry.objects.get(event="RequestFiled").facts)["slot"]
    assert slot_of(anas.folder.filing, seen_by=ana).hex() == said
    newer = re_key(anas.folder, by=ana, at=LATER)
    assert slot_of(anas.folder.filing, seen_by=ana) == slot_in(newer).public
    assert slot_in(newer).public.hex() != said
    stored = Filing.objects.get()
    assert slot_in(newer).secret not in bytes(stored.sealed_slot)


def test_no_paper_holds_a_secret_key(julia: Beside, anas: OpenCase, ana: Actor) -> None:
    papers = papers_in(anas.folder, seen_by=ana)
    assert not any("secret" in anas.folder.words(one) for one in papers)


def test_a_member_is_left_out_of_what_others_left_too(
    anas: OpenCase, ana: Actor, delia: Actor, letter: Callable[..., object]
) -> None:
    body = {"text": "Justina Mori no recibió la visita"}
    drop(anas.folder.filing, kind="x", about="P-1", body=body, by=delia, at=MONDAY)
    leave_out(anas.folder, ["Justina Mori"], way="phone", sure=True, by=ana, at=LATER)
    assert dropped_in(anas.folder, "x")["P-1"][1]["text"] == "[…] no recibió la visita"
