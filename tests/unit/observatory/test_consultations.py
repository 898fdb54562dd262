"""A draft put to everybody: who may, what is kept, what is shown, what is answered, how it ends."""

from datetime import timedelta

import pytest
from django.db import connection

from amparo.cli.walk.scenes.fictional_law_draft import NAME
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.phrases import OFFERED
from amparo.foundations.accounts.actors import SYSTEM, Refused
from amparo.foundations.intake.requests.services import phrase_keys
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.verification import breaks
from amparo.law import UnknownProtocol, known_protocols, load_protocol, protocol_folder
from amparo.observatory.consultations import danger_review as looking
from amparo.observatory.consultations import services
from amparo.observatory.consultations.canonical_record import breaks_in, record_of
from amparo.observatory.consultations.danger_review import Look
from amparo.observatory.consultations.drafts import NotADraft, law_of
from amparo.observatory.consultations.models import Danger, Phase, Proposal, ProposalAnswer
from amparo.observatory.consultations.proposal_phrase import proposal_keys
from amparo.observatory.consultations.public_participation import Said as Words
from amparo.observatory.consultations.public_participation import SentAlready, take_back, write_anew
from amparo.observatory.consultations.queries import (
    NoSuchProposal,
    TooManyAlike,
    author_again,
    author_by_guess,
    consultation_called,
    counts_of,
    own_words,
    told_in,
    words_for,
)
from amparo.observatory.consultations.services import Given, Hindered
from tests.consulting import (
    ABOUT,
    AFTER,
    ARTICLE,
    HEADING,
    LAST,
    TEXT,
    author_of,
    propose,
    put,
)
from tests.people import MONDAY

SHOWN, WITHHELD, WAITING = Proposal.State.SHOWN, Proposal.State.WITHHELD, Proposal.State.WAITING
YES = Given("accepted", "Tienen razón.", "El plazo queda en dos días.")


def anew(text):
    return Words(article=ARTICLE, heading=HEADING, kind="remark", text=text)


def row(received):
    return Proposal.objects.select_related("consultation").get(pk=received.proposal.pk)


def told(consultation):
    return told_in(consultation, seen_by=SYSTEM)


def counted(consultation, at):
    return counts_of(consultation, told(consultation), at=at, seen_by=SYSTEM)


@pytest.fixture
def consultation(plan, ana, delia):
    return put(plan())


@pytest.fixture
def received(consultation):
    return propose(consultation, organisation="Red del Valle")


@pytest.fixture
def shown(received, ana):
    looking.look(row(received), Look(SHOWN), seen=1, by=ana, at=MONDAY)
    return row(received)


# --- opening ---


def test_a_draft_is_kept_word_by_word_and_counts_no_case(consultation, draft):
    (draft / "terms.toml").write_text("", encoding="utf-8")
    law = law_of(consultation.name, consultation.files)
    assert law.id == NAME
    assert NAME not in known_protocols()
    with pytest.raises(UnknownProtocol):
        load_protocol(NAME)
    entry = Entry.objects.get(event="ConsultationOpened")
    assert (entry.by, entry.about) == ("system", f"consultation:{NAME}")
    assert list(breaks_in(consultation)) == []


def test_a_folder_that_the_loader_refuses_is_put_to_nobody(plan, draft, db):
    (draft / "terms.toml").write_text("[[term]]\nid = 4\n", encoding="utf-8")
    with pytest.raises(NotADraft, match=r"terms\.toml"):
        put(plan())
    assert not Entry.objects.filter(event="ConsultationOpened").exists()


def test_a_law_that_is_here_is_no_draft(plan):
    with pytest.raises(NotADraft, match="id of its own"):
        put(plan(folder=protocol_folder("xx-example")))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"beside": "xx-nowhere"}, "unknown_law"),
        ({"closes_on": MONDAY.date() - timedelta(days=1)}, "closes_too_early"),
        ({"opens_on": LAST + timedelta(days=1)}, "closes_too_early"),
    ],
)
def test_what_cannot_be_opened_says_why(plan, ana, other, reason):
    with pytest.raises(Hindered) as refused:
        put(plan(**other))
    assert refused.value.reason == reason


def test_the_same_draft_is_put_to_people_once(consultation, plan):
    with pytest.raises(Hindered, match="consulted_already"):
        put(plan())


def test_who_may_open_is_who_decides_or_supervises(plan, ana, rosa, delia):
    for member in (ana, rosa):
        with pytest.raises(Refused):
            services.open_consultation(plan(), by=member, at=MONDAY)
    services.open_consultation(plan(), by=delia, at=MONDAY)


def test_before_it_begins_and_after_its_last_day_nothing_is_taken(plan, ana):
    later = put(plan(opens_on=MONDAY.date() + timedelta(days=2)))
    with pytest.raises(Hindered, match="begins_later"):
        propose(later)
    assert later.phase_on(LAST) is Phase.OPEN
    with pytest.raises(Hindered, match="over"):
        propose(later, at=AFTER)
    assert not Proposal.objects.exists()


# --- taking part ---


@pytest.mark.postgresql("raw SQL")
def test_nothing_that_was_written_stands_in_the_open_before_somebody_looked(received):
    assert row(received).text == row(received).organisation == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM consultations_proposal")
        stored = b" ".join(
            bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode()
            for line in cursor.fetchall()
            for one in line
        )
    # One word alone may stand in the heading of what it is about: "lazo" does in "Plazos".
    for words in ("Ermelinda", "Sauces", "Red del Valle", " ".join(received.words)):
        assert words.encode() not in stored, words
    assert not all(word.encode() in stored for word in received.words)
    assert Entry.objects.get(event="ProposalReceived").by == "person"


def test_her_words_open_hers_and_nobody_elses(consultation, received):
    other = propose(consultation, text="otra cosa")
    author = author_by_guess(" ".join(received.words), at=MONDAY, seen_by=SYSTEM)
    assert own_words(author, seen_by=SYSTEM)["text"] == TEXT
    assert author_again(other.proposal.code, received.pair, seen_by=SYSTEM) is None
    for wrong in ("", "una dos tres", " ".join(reversed(received.words))):
        with pytest.raises(NoSuchProposal):
            author_by_guess(wrong, at=MONDAY, seen_by=SYSTEM)


def test_guesses_that_are_alike_are_stopped(received):
    others = [word for word in OFFERED["es"] if word not in received.words]
    for word in others[:40]:
        with pytest.raises((NoSuchProposal, TooManyAlike)):
            author_by_guess(" ".join([*received.words[:9], word]), at=MONDAY, seen_by=SYSTEM)
    with pytest.raises(TooManyAlike):
        author_by_guess(" ".join(received.words), at=MONDAY, seen_by=SYSTEM)


def test_a_form_that_is_sent_twice_is_one_proposal(consultation):
    once = marks.token()
    propose(consultation, once=once)
    with pytest.raises(SentAlready):
        propose(consultation, once=once)
    assert Proposal.objects.count() == 1


def test_what_cannot_be_stored_beside_it_stores_nothing(consultation):
    def breaks_off(_):
        raise OSError

    with pytest.raises(OSError, match=r"^$"):
        propose(consultation, then=breaks_off)
    assert not Proposal.objects.exists()
    assert not Entry.objects.filter(event="ProposalReceived").exists()


def test_a_changed_proposal_waits_anew_and_its_older_words_are_gone(shown, received):
    author = author_of(received)
    write_anew(author, anew("Que decidan en tres días."), seen=1, at=MONDAY)
    found = row(received)
    assert (found.state, found.version, found.text) == (WAITING, 2, "")
    assert own_words(author_of(received), seen_by=SYSTEM)["text"] == "Que decidan en tres días."
    with pytest.raises(Hindered, match="changed_meanwhile"):
        write_anew(author, anew("x"), seen=1, at=MONDAY)


def test_what_is_taken_back_is_erased_and_that_it_was_there_is_not(shown, received, consultation):
    take_back(author_of(received), at=MONDAY)
    found = row(received)
    assert (found.text, found.organisation, bytes(found.for_author)) == ("", "", b"")
    assert bytes(found.for_readers) == b""
    assert own_words(author_of(received), seen_by=SYSTEM) == {}
    assert counted(consultation, MONDAY).withdrawn == 1
    assert list(breaks_in(consultation)) == []
    with pytest.raises(Hindered, match="withdrawn"):
        take_back(author_of(received), at=MONDAY)


def test_after_the_last_day_only_what_was_withheld_may_be_written_anew(consultation, received, ana):
    other = propose(consultation, text="otra cosa")
    looking.look(row(other), Look(SHOWN), seen=1, by=ana, at=AFTER)
    look = Look(WITHHELD, Danger.SOMEBODY)
    looking.look(row(received), look, seen=1, by=ana, at=AFTER)
    write_anew(author_of(received), anew("sin nombres"), seen=1, at=AFTER)
    with pytest.raises(Hindered, match="not_any_more"):
        write_anew(author_of(other), anew("x"), seen=1, at=AFTER)


# --- the look ---


def test_only_who_holds_the_key_and_the_role_reads_what_waits(received, ana, rosa, saul):
    assert words_for(row(received), seen_by=ana)["text"] == TEXT
    for member in (rosa, saul):  # reception has not the role; saul came later, and has no key yet
        with pytest.raises(Refused):
            words_for(row(received), seen_by=member)


def test_a_reader_lets_another_read_whose_role_it_is(consultation, received, ana, saul, rosa):
    services.let_read(consultation, saul.member, by=ana, at=MONDAY)
    assert words_for(row(received), seen_by=saul)["text"] == TEXT
    with pytest.raises(Refused):
        services.let_read(consultation, rosa.member, by=ana, at=MONDAY)
    assert Entry.objects.filter(event="ReaderAdded").count() == 1


def test_a_passage_is_left_out_for_a_reason_of_the_list(received, consultation, ana):
    passages = ("Ermelinda, calle Los Sauces 7",)
    looking.look(row(received), Look(SHOWN, Danger.SOMEBODY, passages), seen=1, by=ana, at=MONDAY)
    found = row(received)
    assert found.text == "Que decidan en dos días. Firma […]."
    assert found.organisation == "Red del Valle"
    assert counted(consultation, MONDAY).passages == {"somebody": 1}
    own = own_words(author_of(received), seen_by=SYSTEM)
    assert own["text"] == TEXT, "she reads her own words whole"


def test_a_passage_in_the_organisations_name_is_left_out_too(consultation, ana):
    received = propose(consultation, organisation="Familia de Ermelinda", text="Dos días.")
    look = Look(SHOWN, Danger.SOMEBODY, ("Ermelinda",))
    looking.look(row(received), look, seen=1, by=ana, at=MONDAY)
    assert row(received).organisation == "Familia de […]"


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        (Look(SHOWN, Danger.SOMEBODY, ("no está",)), "passage_not_found"),
        (Look(WITHHELD), "no_reason"),
        (Look(SHOWN, "", ("Ermelinda",)), "no_reason"),
    ],
)
def test_nothing_is_withheld_without_its_place_and_its_reason(received, ana, look, reason):
    with pytest.raises(Hindered, match=reason):
        looking.look(row(received), look, seen=1, by=ana, at=MONDAY)
    assert row(received).state == WAITING


def test_what_is_withheld_whole_leaves_a_public_trace_and_no_word(received, consultation, ana):
    look = Look(WITHHELD, Danger.THREAT)
    looking.look(row(received), look, seen=1, by=ana, at=MONDAY)
    assert row(received).text == ""
    assert counted(consultation, MONDAY).withheld == {"threat": 1}
    entry = Entry.objects.get(event="ProposalLookedAt")
    assert ('"reason":"threat"' in entry.facts, entry.by) == (True, ana.signature)


def test_words_of_a_proposal_are_made_to_keys_by_secrets_of_their_own(received):
    """What opens a proposal opens no person's file, and what the public pages hold neither."""
    own, persons = proposal_keys(received.words), phrase_keys(received.words)
    assert bytes(row(received).identity) == own.identity != persons.identity
    assert own.pair.public != persons.pair.public


def test_what_nobody_looked_at_in_time_is_counted_by_days(received, consultation):
    """Whoever watches the number learns no minute in which somebody wrote."""
    over = MONDAY.replace(hour=5) + timedelta(days=4)  # midnight in Lima
    assert counted(consultation, over - timedelta(minutes=1)).overdue == 0
    assert counted(consultation, over).overdue == 1


def test_a_look_at_words_that_were_changed_meanwhile_is_refused(received, ana):
    write_anew(author_of(received), anew("otra cosa"), seen=1, at=MONDAY)
    with pytest.raises(Hindered, match="changed_meanwhile"):
        looking.look(row(received), Look(SHOWN), seen=1, by=ana, at=MONDAY)


# --- answers ---


def test_an_answer_has_reasons_and_names_the_text_that_changes(shown, ana, consultation):
    with pytest.raises(Hindered, match="which_text"):
        services.answer(shown, Given("partly", "x"), seen=1, by=ana, at=MONDAY)
    services.answer(shown, YES, seen=1, by=ana, at=MONDAY)
    [one] = told(consultation)
    assert one.answer.reasons == "Tienen razón."
    assert not one.unanswered
    with pytest.raises(Hindered, match="answered_already"):
        services.answer(shown, YES, seen=1, by=ana, at=MONDAY)


def test_nothing_is_answered_before_it_was_looked_at(received, ana):
    with pytest.raises(Hindered, match="not_looked_at"):
        services.answer(row(received), YES, seen=1, by=ana, at=MONDAY)


def test_the_answer_to_an_earlier_text_is_no_answer_to_this_one(shown, received, ana, consultation):
    services.answer(shown, YES, seen=1, by=ana, at=MONDAY)
    write_anew(author_of(received), anew("otra cosa"), seen=1, at=MONDAY)
    [one] = told(consultation)
    assert one.unanswered
    assert [each.reasons for each in one.earlier] == ["Tienen razón."]


def test_reception_and_institutions_answer_nothing(shown, rosa, carla):
    for member in (rosa, carla):
        with pytest.raises(Refused):
            services.answer(shown, YES, seen=1, by=member, at=MONDAY)


# --- closing ---


def test_it_closes_after_its_last_day_and_only_where_all_is_answered(consultation, shown, ana):
    with pytest.raises(Hindered, match="goes_on"):
        services.close(consultation, reason="", by=SYSTEM, at=MONDAY)
    with pytest.raises(Hindered, match="unanswered"):
        services.close(consultation, reason="", by=SYSTEM, at=AFTER)
    services.answer(shown, YES, seen=1, by=ana, at=AFTER)
    closed = services.close(consultation, reason="x", by=SYSTEM, at=AFTER)
    assert closed.closing_reason == "", "there was nothing to give a reason for"
    with pytest.raises(Hindered, match="closed_already"):
        services.close(consultation, reason="", by=SYSTEM, at=AFTER)


def test_what_stays_unanswered_is_said_with_its_reason(consultation, received):
    closed = services.close(consultation, reason="El decreto vence.", by=SYSTEM, at=AFTER)
    assert record_of(closed)["closing_reason"] == "El decreto vence."
    assert '"unanswered":1' in Entry.objects.get(event="ConsultationClosed").facts


def test_once_closed_nothing_moves(consultation, shown, received, ana):
    services.close(consultation, reason="x", by=SYSTEM, at=AFTER)
    for act in (
        lambda: looking.look(shown, Look(SHOWN), seen=1, by=ana, at=AFTER),
        lambda: services.answer(shown, YES, seen=1, by=ana, at=AFTER),
        lambda: write_anew(author_of(received), anew("x"), seen=1, at=AFTER),
        lambda: take_back(author_of(received), at=AFTER),
    ):
        with pytest.raises(Hindered, match="closed_already"):
            act()


def test_nobody_who_decides_not_closes(consultation, ana):
    with pytest.raises(Refused):
        services.close(consultation, reason="", by=ana, at=AFTER)


def test_the_record_names_no_minute_and_nobody(consultation, received, shown, ana):
    services.answer(shown, YES, seen=1, by=ana, at=MONDAY)
    written = str(record_of(consultation)["proposals"])
    for word in ("15:00", ana.member.code, " ".join(received.words)):
        assert word not in written


# --- what was deleted or altered ---


@pytest.fixture
def closed(consultation, shown, received, ana):
    services.answer(shown, YES, seen=1, by=ana, at=MONDAY)
    propose(consultation, text="espera")
    return services.close(consultation, reason="El decreto vence.", by=SYSTEM, at=AFTER)


def broken(consultation):
    consultation.refresh_from_db()
    return {one.reason for one in breaks_in(consultation)}


def test_a_whole_record_is_whole(closed):
    assert broken(closed) == set()
    assert list(breaks()) == []


def test_a_deleted_proposal_is_seen(closed):
    Proposal.objects.get(state=WAITING).delete()
    assert broken(closed) == {"gone", "record"}


def test_an_altered_proposal_is_seen(closed):
    Proposal.objects.filter(state=SHOWN).update(text="Que decidan cuando puedan.")
    assert broken(closed) == {"shown", "record"}


def test_an_altered_or_deleted_answer_is_seen(closed):
    ProposalAnswer.objects.update(outcome="refused")
    assert broken(closed) == {"answers", "record"}
    ProposalAnswer.objects.all().delete()
    assert broken(closed) == {"answers", "record"}


def test_a_proposal_that_was_slipped_in_is_seen(closed):
    found = Proposal.objects.get(state=SHOWN)
    found.pk, found.code, found.identity, found.once_hash = None, "0000-0000", b"1", b"2"
    found.save(force_insert=True)
    assert {"unrecorded", "record"} <= broken(closed)


def test_an_altered_draft_and_an_altered_reason_are_seen(closed):
    consultation = consultation_called(NAME, seen_by=SYSTEM)
    consultation.about = ABOUT + " Y nada más."
    consultation.save()
    assert broken(consultation) == {"draft", "record"}


def test_an_open_consultation_is_checked_too(consultation, shown):
    assert broken(consultation) == set()
    Proposal.objects.update(text="otra cosa")
    assert broken(consultation) == {"shown"}
