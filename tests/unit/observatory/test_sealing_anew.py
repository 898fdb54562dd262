"""Another algorithm came: a reader seals anew what readers of a consultation read, all of it or
nothing; and nobody's words go to a key that somebody else wrote into a row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amparo.crypto.keys import new_pair
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.ledger.models import Entry
from amparo.observatory.consultations import danger_review as looking
from amparo.observatory.consultations import reader_copy_resealing, services
from amparo.observatory.consultations.danger_review import Look
from amparo.observatory.consultations.models import (
    Consultation,
    ConsultationReader,
    Danger,
    Proposal,
)
from amparo.observatory.consultations.public_participation import Said, write_anew
from amparo.observatory.consultations.queries import left_out_of, own_words, words_for
from amparo.observatory.consultations.services import Plan
from tests.consulting import ARTICLE, HEADING, TEXT, author_of, propose, put
from tests.people import MONDAY
from tests.unit.cli.test_reseal import OTHER, second  # noqa: F401 - a fixture

LATER = MONDAY + timedelta(hours=2)
PASSAGE = "calle Los Sauces 7"


@pytest.fixture
def consultation(plan: Callable[..., Plan], ana: Actor) -> Consultation:
    return put(plan())


@pytest.fixture
def before(
    consultation: Consultation,
    ana: Actor,
    saul: Actor,
    second: Callable[[], None],  # noqa: F811
) -> Consultation:
    """Of one passages were left out, and it was written anew since; another waits. Saul reads it
    too. Then the other algorithm comes."""
    services.let_read(consultation, saul.member, by=ana, at=MONDAY)
    changed = propose(consultation)
    look = Look(Proposal.State.SHOWN, Danger.WHEREABOUTS, (PASSAGE,))
    looking.look(Proposal.objects.get(), look, seen=1, by=ana, at=MONDAY)
    said = Said(article=ARTICLE, heading=HEADING, kind="remark", text="sin calle")
    write_anew(author_of(changed), said, seen=1, at=MONDAY)
    propose(consultation, text="otra cosa")
    second()
    return consultation


def rows() -> list[Proposal]:
    return list(Proposal.objects.select_related("consultation").order_by("pk"))


def sealed_by(column: str) -> set[bytes]:
    found = (bytes(getattr(one, column))[:1] for one in rows())
    return {one for one in found if one}


def seats() -> dict[str, bytes]:
    return {
        one.member.sign_in_name: bytes(one.sealed)[:1] for one in ConsultationReader.objects.all()
    }


def seal(by: Actor) -> list[str]:
    return list(reader_copy_resealing.seal_waiting(by=by, at=LATER))


def test_a_reader_seals_anew_what_readers_read_and_her_own_way_to_it(
    before: Consultation, ana: Actor, saul: Actor
) -> None:
    assert (sealed_by("for_readers"), sealed_by("left_out")) == ({b"\x01"}, {b"\x01"})
    assert seal(ana) == [before.name]
    assert (sealed_by("for_readers"), sealed_by("left_out")) == ({OTHER}, {OTHER})
    assert seats() == {ana.member.sign_in_name: OTHER, saul.member.sign_in_name: b"\x01"}
    entry = Entry.objects.get(event="ConsultationSealedAnew")
    assert (entry.about, entry.by, entry.facts) == (
        before.code,
        ana.signature,
        '{"proposals":2}',
    )
    for reader in (ana, saul):
        assert [words_for(one, seen_by=reader)["text"] for one in rows()] == [
            "sin calle",
            "otra cosa",
        ]
        assert left_out_of(rows()[0], seen_by=reader) == [PASSAGE]
    assert seal(ana) == []
    assert seal(saul) == [before.name]  # the own way alone
    assert set(seats().values()) == {OTHER}
    assert reader_copy_resealing.waiting_to_be_sealed(seen_by=saul) == []


def test_what_its_author_alone_opens_stays_and_opens(
    consultation: Consultation,
    ana: Actor,
    second: Callable[[], None],  # noqa: F811
) -> None:
    hers = author_of(propose(consultation))
    second()
    assert seal(ana)
    assert sealed_by("for_author") == {b"\x01"}
    hers.proposal.refresh_from_db()
    assert own_words(hers, seen_by=ana)["text"] == TEXT


def test_ended_in_the_middle_nothing_of_it_is_done(
    before: Consultation, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reader_copy_resealing, "record", ends)
        with pytest.raises(KeyboardInterrupt):
            seal(ana)
    assert (sealed_by("for_readers"), set(seats().values())) == ({b"\x01"}, {b"\x01"})
    assert seal(ana) == [before.name]


def test_what_does_not_open_keeps_nothing_else_back(before: Consultation, ana: Actor) -> None:
    Proposal.objects.filter(pk=rows()[1].pk).update(for_readers=b"\x01" + b"x" * 100)
    assert seal(ana) == [before.name]
    assert [bytes(one.for_readers)[:1] for one in rows()] == [OTHER, b"\x01"]
    assert seal(ana) == []


def test_it_is_sealed_to_the_key_that_readers_have_whatever_a_row_says(
    before: Consultation, ana: Actor
) -> None:
    Consultation.objects.update(public=new_pair().public)
    Proposal.objects.update(public=new_pair().public)
    assert seal(ana)
    assert words_for(rows()[0], seen_by=ana)["text"] == "sin calle"
    assert sealed_by("for_author") == {b"\x01"}


def test_whoever_reads_none_of_it_is_asked_for_nothing(
    before: Consultation, rosa: Actor, olga: Actor
) -> None:
    for other in (rosa, olga):
        assert reader_copy_resealing.waiting_to_be_sealed(seen_by=other) == []
        assert seal(other) == []


def test_it_is_done_on_the_page_of_her_keys(
    before: Consultation, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    hers: Any = signed_in(ana)
    waits = "Falta cifrar de nuevo las propuestas de una consulta"
    assert waits in hers.get("/desk/keys/").content.decode()
    done = hers.post("/desk/keys/", {"act": "seal"}).content.decode()
    assert "Las propuestas de una consulta se cifraron de nuevo" in done
    assert waits not in done
    assert sealed_by("for_readers") == {OTHER}
