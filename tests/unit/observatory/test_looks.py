"""A second look at a proposal, one at what was answered, and one after the end: what was left out
stays out, what stands there can still be left out, and the record holds through all of it."""

import json

import pytest

from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import SYSTEM, Refused
from amparo.observatory.consultations import danger_review as looking
from amparo.observatory.consultations import services
from amparo.observatory.consultations import withheld_text_match as quoting
from amparo.observatory.consultations.canonical_record import breaks_in, record_of
from amparo.observatory.consultations.danger_review import Look
from amparo.observatory.consultations.models import Consultation, Danger, Proposal, ProposalAnswer
from amparo.observatory.consultations.public_participation import Said, take_back, write_anew
from amparo.observatory.consultations.queries import (
    counts_of,
    left_out_of,
    secret_of,
    told_in,
    words_for,
)
from amparo.observatory.consultations.services import Given, Hindered
from tests.consulting import AFTER, ARTICLE, HEADING, TEXT, author_of, propose, put
from tests.people import MONDAY

SHOWN, WITHHELD = Proposal.State.SHOWN, Proposal.State.WITHHELD
NAMED = "Ermelinda, calle Los Sauces 7"
LEFT = Look(SHOWN, Danger.SOMEBODY, (NAMED,))
QUOTES = Given("partly", "Como dice Ermelinda, hace falta.", "Dos días para Ermelinda.")


@pytest.fixture
def consultation(plan, ana, delia):
    return put(plan())


@pytest.fixture
def received(consultation):
    return propose(consultation)


def row(received):
    return Proposal.objects.select_related("consultation").get(pk=received.proposal.pk)


def looked(received, found, by, *, after=0, at=MONDAY):
    looking.look(row(received), found, seen=1, after=after, by=by, at=at)
    return row(received)


def answered(received, given, by):
    services.answer(row(received), given, seen=1, by=by, at=MONDAY)


def broken(consultation):
    return [one.reason for one in breaks_in(Consultation.objects.get(pk=consultation.pk))]


def counted(consultation):
    told = told_in(consultation, seen_by=SYSTEM)
    return counts_of(consultation, told, at=MONDAY, seen_by=SYSTEM)


# --- a second look ---


def test_a_look_from_a_page_on_which_the_first_was_not_seen_undoes_nothing(received, ana, delia):
    looked(received, LEFT, ana)
    with pytest.raises(Hindered, match="looked_meanwhile"):
        looked(received, Look(SHOWN), delia)
    assert NAMED not in row(received).text
    assert looked(received, Look(SHOWN), delia, after=1).text == TEXT


def test_what_the_first_look_left_out_is_there_for_the_next_and_nowhere_in_the_open(
    received, ana, delia
):
    found = looked(received, LEFT, ana)
    assert left_out_of(found, seen_by=delia) == [NAMED]
    assert b"Ermelinda" not in bytes(found.left_out)


def test_a_passage_is_left_out_wherever_it_stands_whatever_its_capitals_and_spaces(
    consultation, ana
):
    text = "Vive en Los Sauces 7. Sí: LOS  SAUCES\n7, dice."
    received = propose(consultation, text=text)
    look = Look(SHOWN, Danger.WHEREABOUTS, ("Los Sauces 7",))
    assert looked(received, look, ana).text == "Vive en […]. Sí: […], dice."


def test_what_would_be_left_can_be_read_before_it_is_stored(received, ana):
    words = words_for(row(received), seen_by=ana)
    left = looking.left_by(row(received), words, LEFT)
    assert left.text == "Que decidan en dos días. Firma […]."
    assert row(received).state == "waiting"
    assert looking.left_by(row(received), words, Look(SHOWN, "", ("no está",))).missing


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_passage_is_no_passage(received, ana, empty):
    with pytest.raises(Hindered, match="passage_not_found"):
        looked(received, Look(SHOWN, Danger.SOMEBODY, (empty,)), ana)


def test_what_was_altered_while_it_waited_is_not_shown(consultation, received, ana):
    other = row(propose(consultation, text="otra cosa"))
    mine = row(received)
    secret = secret_of(consultation, seen_by=ana)
    said = boxes.open_with(secret.secret, bytes(other.for_readers), context=other.context)
    forged = boxes.seal_to(bytes(consultation.public), said, context=mine.context)
    Proposal.objects.filter(pk=mine.pk).update(for_readers=forged)
    with pytest.raises(Hindered, match="not_as_received"):
        looked(received, Look(SHOWN), ana)
    assert row(received).state == "waiting"


# --- answers ---


def test_a_passage_of_an_answer_is_left_out_with_that_of_the_proposal(consultation, received, ana):
    looked(received, Look(SHOWN), ana)
    answered(received, QUOTES, ana)
    found = looked(received, Look(SHOWN, Danger.SOMEBODY, ("Ermelinda",)), ana, after=1)
    [answer] = found.answers.all()
    assert (answer.reasons, answer.changed) == ("Como dice […], hace falta.", "Dos días para […].")
    assert (answer.passages, answer.reason) == (1, "somebody")
    assert "Ermelinda" not in found.text
    assert counted(consultation).answers == {"somebody": 1}
    assert broken(consultation) == []


def test_a_passage_that_stands_only_in_the_answer_leaves_the_proposal_as_it_was(
    consultation, received, ana
):
    looked(received, Look(SHOWN), ana)
    answered(received, Given("refused", "No, Casilda."), ana)
    found = looked(received, Look(SHOWN, Danger.SOMEBODY, ("Casilda",)), ana, after=1)
    assert (found.text, found.passages, found.reason) == (TEXT, 0, "")
    assert found.answers.get().reasons == "No, […]."
    assert broken(consultation) == []


def test_an_answer_that_names_somebody_is_looked_at_also_once_the_proposal_was_taken_back(
    consultation, received, ana
):
    looked(received, Look(SHOWN), ana)
    answered(received, QUOTES, ana)
    take_back(author_of(received), at=MONDAY)
    with pytest.raises(Hindered, match="withdrawn"):
        looked(received, Look(SHOWN), ana, after=1)
    found = looked(received, Look(SHOWN, Danger.SOMEBODY, ("Ermelinda",)), ana, after=1)
    assert found.state == "withdrawn"
    assert "Ermelinda" not in found.answers.get().reasons
    assert broken(consultation) == []


# --- what is said of it again ---

AGAIN = "Sí: ERMELINDA,  calle Los Sauces 7, lo pide."


@pytest.mark.parametrize("said", [("refused", AGAIN), ("partly", "Sí.", AGAIN)])
def test_no_answer_says_again_what_was_left_out(consultation, received, ana, delia, said):
    looked(received, LEFT, ana)
    with pytest.raises(Hindered, match="repeats"):
        answered(received, Given(*said), delia)
    assert not ProposalAnswer.objects.exists()
    answered(received, Given("refused", "No: son cinco."), delia)
    assert broken(consultation) == []


def test_the_reason_of_the_end_does_not_say_it_again_either(consultation, received, ana, delia):
    looked(received, LEFT, ana)
    with pytest.raises(Hindered, match="repeats"):
        services.close(consultation, reason=AGAIN, by=delia, at=AFTER)
    assert Consultation.objects.get().closed_at is None
    services.close(consultation, reason="El decreto vence.", by=delia, at=AFTER)
    assert broken(consultation) == []


# --- written anew ---


def anew(received, text):
    said = Said(article=ARTICLE, heading=HEADING, kind="change", text=text)
    write_anew(author_of(received), said, seen=row(received).version, at=MONDAY)


def test_whoever_looks_at_another_text_has_before_her_what_was_left_out_of_the_older_one(
    received, ana, delia
):
    looked(received, LEFT, ana)
    for text in ("Mejor uno. Ermelinda, calle Los Sauces 7.", "Mejor dos."):
        anew(received, text)
        found = row(received)
        assert left_out_of(found, seen_by=delia) == [NAMED]
        assert b"Ermelinda" not in bytes(found.left_out)


def test_what_was_left_out_of_an_older_text_is_said_again_by_no_later_answer(received, ana, delia):
    looked(received, LEFT, ana)
    anew(received, "Mejor dos.")
    looking.look(row(received), Look(SHOWN), seen=2, after=1, by=delia, at=MONDAY)
    assert left_out_of(row(received), seen_by=delia) == [NAMED]
    with pytest.raises(Hindered, match="repeats"):
        services.answer(row(received), Given("refused", AGAIN), seen=2, by=ana, at=MONDAY)


def test_what_a_later_look_shows_is_kept_no_longer(received, ana, delia):
    looked(received, LEFT, ana)
    looked(received, Look(SHOWN), delia, after=1)
    assert bytes(row(received).left_out) == b""
    answered(received, Given("refused", AGAIN), ana)


# --- withheld whole ---

WHOLE = Look(WITHHELD, Danger.SOMEBODY)


@pytest.mark.parametrize(
    "said",
    [TEXT, "Como pide ermelinda.", "Vive junto a SAUCES.", "Sí: que decidan en dos días."],
)
def test_no_answer_says_what_was_withheld_whole(consultation, received, ana, delia, said):
    looked(received, WHOLE, ana)
    with pytest.raises(Hindered, match="repeats"):
        answered(received, Given("refused", said), delia)
    with pytest.raises(Hindered, match="repeats"):
        services.close(consultation, reason=said, by=delia, at=AFTER)
    answered(received, Given("refused", "No: la norma pide cinco."), delia)
    assert broken(consultation) == []


def test_nor_does_the_answer_to_another_text_of_it(received, ana, delia):
    looked(received, WHOLE, ana)
    anew(received, "Mejor dos.")
    looking.look(row(received), Look(SHOWN), seen=2, after=1, by=delia, at=MONDAY)
    assert b"Ermelinda" not in bytes(row(received).left_out)
    with pytest.raises(Hindered, match="repeats"):
        services.answer(row(received), QUOTES, seen=2, by=ana, at=MONDAY)


def test_where_it_is_shown_after_all_it_may_be_said(received, ana, delia):
    looked(received, WHOLE, ana)
    looked(received, Look(SHOWN), delia, after=1)
    answered(received, QUOTES, ana)


def test_once_all_is_withheld_what_was_answered_says_it_no_longer(consultation, received, ana):
    looked(received, Look(SHOWN), ana)
    answered(received, QUOTES, ana)
    looked(received, WHOLE, ana, after=1)
    answer = ProposalAnswer.objects.get()
    assert (answer.reasons, answer.changed) == ("Como dice […], hace falta.", "Dos días para […].")
    assert (answer.passages, answer.reason) == (1, "somebody")
    assert broken(consultation) == []


@pytest.mark.parametrize(
    ("withheld", "said", "again"),
    [
        ("Vive cerca la Sra. Quispe.", "De la señora quispe no.", ["quispe"]),
        ("Llamen al 987 654.", "No al 987-654.", ["987-654"]),
        ("mátenlo ya", "Dicen: Mátenlo, ya.", ["Mátenlo, ya"]),
        ("TODO EN MAYÚSCULAS, TODO YA", "Todo cambia.", []),
        ("Nadie debe saberlo nunca más.", "Nadie lo dice.", []),
        ("La Policía responde.", "La policía responde.", []),
        ("", "Nada.", []),
    ],
)
def test_names_numbers_and_words_in_a_row_are_found(withheld, said, again):
    known = ["La policía responde en un día."]
    assert quoting.said_again(withheld, said, known=known) == again


def test_with_a_proposal_that_is_taken_back_goes_what_was_left_out_of_it(received, ana):
    looked(received, LEFT, ana)
    anew(received, "Mejor dos.")
    take_back(author_of(received), at=MONDAY)
    assert bytes(row(received).left_out) == b""


def test_with_the_end_it_goes_also_of_what_nobody_looked_at(consultation, received, ana):
    looked(received, LEFT, ana)
    anew(received, "Mejor dos.")
    services.close(consultation, reason="El decreto vence.", by=SYSTEM, at=AFTER)
    assert bytes(row(received).left_out) == b""
    assert broken(consultation) == []


# --- after the end ---


@pytest.fixture
def closed(consultation, received, ana):
    looked(received, Look(SHOWN), ana)
    answered(received, QUOTES, ana)
    return services.close(consultation, reason="", by=SYSTEM, at=AFTER)


def test_after_the_end_something_can_be_left_out_and_the_record_holds(closed, received, ana):
    before = record_of(closed)["closing"]
    found = looked(received, Look(SHOWN, Danger.SOMEBODY, ("Ermelinda",)), ana, after=1, at=AFTER)
    assert found.text == "Que decidan en dos días. Firma […], calle Los Sauces 7."
    assert "Ermelinda" not in json.dumps(record_of(closed), ensure_ascii=False)
    assert record_of(closed)["closing"] == before
    assert broken(closed) == []
    again = looked(received, Look(WITHHELD, Danger.SOMEBODY), ana, after=2, at=AFTER)
    assert (again.state, again.text) == ("withheld", "")
    assert broken(closed) == []


def test_after_the_end_nothing_that_was_withheld_is_shown(closed, received, ana):
    looked(received, Look(WITHHELD, Danger.SOMEBODY), ana, after=1, at=AFTER)
    for look in (Look(SHOWN), Look(SHOWN, Danger.SOMEBODY, ("dos días",))):
        with pytest.raises(Hindered, match="closed_already"):
            looked(received, look, ana, after=2, at=AFTER)


def test_after_the_end_the_reason_of_before_stays_where_only_an_answer_changes(
    consultation, received, ana
):
    looked(received, LEFT, ana)
    answered(received, Given("refused", "No, Casilda."), ana)
    services.close(consultation, reason="", by=SYSTEM, at=AFTER)
    look = Look(SHOWN, Danger.THREAT, ("Casilda",))
    found = looked(received, look, ana, after=1, at=AFTER)
    assert (found.passages, found.reason) == (1, "somebody")
    assert found.answers.get().reason == "threat"


def test_altering_it_after_the_end_is_still_seen(closed, received, ana):
    looked(received, Look(SHOWN, Danger.SOMEBODY, ("Ermelinda",)), ana, after=1, at=AFTER)
    Proposal.objects.update(text="Que decidan cuando puedan.")
    assert broken(closed) == ["shown"]
    Proposal.objects.all().update(received_at=AFTER)
    assert set(broken(closed)) == {"shown", "record"}


def test_what_is_kept_of_the_end_is_held_against_the_record(closed):
    kept = dict(closed.closing)
    Consultation.objects.update(closing={**kept, "closing_reason": "porque sí"})
    assert broken(closed) == ["record"]
    Consultation.objects.update(closing=kept, closed_in=closed.closed_in - 1)
    assert broken(closed) == ["record"]


def test_the_readers_copies_go_with_the_end_and_what_nobody_looked_at_stays(
    consultation, received, ana
):
    looked(received, LEFT, ana)
    waits = propose(consultation, text="espera")
    services.close(consultation, reason="El decreto vence.", by=SYSTEM, at=AFTER)
    assert bytes(row(received).for_readers) == bytes(row(received).left_out) == b""
    assert bytes(row(waits).for_readers) != b""
    assert row(received).text == "Que decidan en dos días. Firma […]."


def test_reception_looks_at_nothing_after_the_end_either(closed, received, rosa):
    with pytest.raises(Refused):
        looked(received, Look(WITHHELD, Danger.THREAT), rosa, after=1, at=AFTER)


# --- the key, and whoever reads ---


def test_another_key_than_the_one_on_record_is_seen(consultation, received):
    Consultation.objects.update(public=b"\x07" * 32)
    assert "key" in broken(consultation)


def test_where_nobody_could_read_it_nothing_is_opened_and_nothing_is_taken(plan, db):
    with pytest.raises(Hindered, match="no_reader"):
        put(plan())
    assert not Consultation.objects.exists()


def test_once_the_last_reader_is_gone_nothing_is_taken(consultation, ana, delia):
    for one in (ana, delia):
        one.member.active = False
        one.member.save()
    with pytest.raises(Hindered, match="no_reader"):
        propose(consultation)
    assert not Proposal.objects.exists()
