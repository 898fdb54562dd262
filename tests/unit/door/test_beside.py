"""Several ways back into one case: each with one right, each ended alone, none with the file."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.review.models import ReviewTask
from amparo.crypto import phrases
from amparo.foundations.cases.dates_outside_terms import UNWEIGHED
from amparo.foundations.cases.queries import worklist
from amparo.foundations.cases.services import close_case
from amparo.foundations.cases.team_given_phrases import give_words
from amparo.foundations.consent.accompanying_adults import Whom, answer_for_oneself
from amparo.foundations.consent.models import AffectedAdult, Question
from amparo.foundations.consent.services import CannotConsent, answer, ask
from amparo.foundations.intake.documents.services import may_read, papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import NoSuchWords
from amparo.foundations.intake.services import re_key, shut_out, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.messages_and_complaints import write_to_team
from amparo.foundations.related_people.models import (
    AccessCredential,
    CredentialCopy,
    RelatedPerson,
    RelatedPersonMessage,
)
from amparo.foundations.related_people.queries import (
    asked_of,
    beside_by_phrase,
    notice_for,
    notices_for,
    others_of,
    written_by,
)
from amparo.foundations.related_people.services import (
    NotGiven,
    answer_as,
    end_way,
    give_way,
    name_other,
)
from tests import plans
from tests.befallen import note
from tests.plans import TUESDAY, WEDNESDAY

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def gives(flor):
    """Flor gives somebody words; returns them as they came back."""

    def make(right, name="Julia Tello", relation="lawyer"):
        known = [one for one in others_of(flor.folder, seen_by=flor) if one.name == name]
        other = (
            known[0].other
            if known
            else name_other(flor.folder, name=name, relation=relation, by=flor, at=TUESDAY)
        )
        words = " ".join(give_way(flor.folder, other.ref, right=right, by=flor, at=TUESDAY))
        WORDS[name] = words
        return beside_by_phrase(words, at=TUESDAY, seen_by=STRANGER)

    return make


WORDS: dict[str, str] = {}


@pytest.fixture
def patrol(anas, site, ana):
    return plans.proposed(anas, site["pnp-selva"], ana)


@pytest.fixture
def asked(patrol):
    return Question.objects.get(subject=patrol.ref)


def notice(anas, ana, kind="acknowledgement", text="Leímos su pedido."):
    return write_paper(
        anas.folder, kind=kind, body={"text": text}, by=ana, at=TUESDAY, for_person=True
    )


def opens(words):
    try:
        return beside_by_phrase(words, at=WEDNESDAY, seen_by=STRANGER)
    except NoSuchWords:
        return None


def browser(words):
    client = Client(headers=ENGLISH)
    answered = client.post("/return/", {"phrase": words})
    return client, answered


# --- what each right reads ---


def test_who_reads_finds_the_notices_before_and_after_and_nothing_else(anas, ana, flor, gives):
    notice(anas, ana)
    julia = gives("reads")
    notice(anas, ana, kind="message", text="palabras solo para ella")
    notice(anas, ana, kind="correction_asked", text="Falta un dato.")
    write_paper(anas.folder, kind="exclusions", body={"names": "x"}, by=flor, at=TUESDAY)
    texts = [
        notice_for(julia, one.paper_ref, seen_by=julia).words["text"]
        for one in notices_for(julia, seen_by=julia)
    ]
    assert texts == ["Falta un dato.", "Leímos su pedido."]
    assert asked_of(julia, seen_by=julia) == []


def test_words_for_oneself_read_no_notice(anas, ana, gives):
    notice(anas, ana)
    assert notices_for(gives("answers"), seen_by=STRANGER) == []
    assert not CredentialCopy.objects.exists()


def test_no_way_of_somebody_else_holds_the_key_of_the_case(gives):
    """Whoever has such words and the whole database reads what was copied, and no paper."""
    julia = gives("speaks")
    assert not hasattr(julia, "folder")
    assert {key.holder for key in julia.filing.keys.all()} == {"person", "reception", "recovery"}
    papers = Document.objects.filter(filing=julia.filing)
    assert papers
    assert not [one for one in papers if may_read(one, julia)]


def test_what_is_stored_names_nobody(anas, ana, gives):
    gives("speaks", name="Julia Tello")
    stored = str(
        [
            list(model.objects.values())
            for model in (RelatedPerson, AccessCredential, CredentialCopy, Document, Entry)
        ]
    )
    assert "Tello" not in stored


def test_what_was_copied_is_read_after_the_case_got_a_new_key(anas, ana, gives):
    paper = notice(anas, ana)
    julia = gives("reads")
    re_key(anas.folder, by=ana, at=WEDNESDAY)
    assert notice_for(julia, paper.ref, seen_by=julia).words == {"text": "Leímos su pedido."}


# --- speaking for her ---


def test_who_speaks_answers_what_she_has_not_answered(gives, asked, patrol):
    julia = gives("speaks")
    [one] = asked_of(julia, seen_by=julia)
    assert one.words["label"]
    answer_as(one.ref, answer="agreed", by=julia, at=WEDNESDAY)
    patrol.refresh_from_db()
    assert patrol.state == "consented"
    entry = Entry.objects.get(event="ConsentAnswered")
    assert entry.by == julia.signature
    assert '"how":"for_her"' in entry.facts


@pytest.mark.parametrize("hers", ["agreed", "refused", "discuss"])
def test_never_over_a_word_of_hers(flor, gives, asked, hers):
    julia = gives("speaks")
    answer(flor.folder, asked.ref, answer=hers, by=flor, at=TUESDAY)
    with pytest.raises(CannotConsent):
        answer_as(asked.ref, answer="agreed", by=julia, at=WEDNESDAY)
    asked.refresh_from_db()
    assert (asked.answer, asked.how) == (hers, "page")


def test_what_she_says_stands_above_what_was_said_for_her(flor, gives, asked):
    answer_as(asked.ref, answer="agreed", by=gives("speaks"), at=WEDNESDAY)
    answer(flor.folder, asked.ref, answer="refused", by=flor, at=WEDNESDAY)
    asked.refresh_from_db()
    assert (asked.answer, asked.how) == ("refused", "page")


def test_a_change_of_what_protects_her_is_asked_of_her_alone(flor, gives, anas, ana):
    for kind in ("change", "referral", "outside"):
        ask(anas.folder, kind=kind, subject=f"S-{kind}", unit=None, fields=[], by=ana, at=TUESDAY)
    assert asked_of(gives("speaks"), seen_by=STRANGER) == []


def test_nobody_is_made_to_speak_for_who_cannot_be_asked(flor, gives, asked):
    julia = gives("speaks")
    Filing.objects.filter(pk=flor.folder.filing.pk).update(impediment="in_hiding")
    with pytest.raises(NotGiven, match="not_while_impeded"):
        gives("speaks", name="Tomás Rivas")
    gives("reads", name="Tomás Rivas")
    with pytest.raises(CannotConsent, match="not_herself"):
        answer_as(asked.ref, answer="agreed", by=julia, at=WEDNESDAY)
    answer_as(asked.ref, answer="refused", by=julia, at=WEDNESDAY)
    assert Filing.objects.get(pk=flor.folder.filing.pk).impediment == "in_hiding"


def test_with_another_right_nothing_is_answered_for_her(gives, asked):
    for right in ("reads", "answers"):
        with pytest.raises(CannotConsent):
            answer_as(asked.ref, answer="agreed", by=gives(right), at=WEDNESDAY)


# --- answering for oneself ---


@pytest.fixture
def move(anas, site, ana):
    return plans.proposed(anas, site["dgdh"], ana, catalogue="pe21_evacuation", values=plans.PLACE)


def test_an_adult_answers_alone_and_reads_what_it_is_and_not_where_she_is(
    anas, ana, gives, move, flor
):
    tomas = gives("answers", name="Tomás", relation="family")
    known = [Whom("Tomás", tomas.way.other.ref)]
    adults.name(anas, move.ref, names=["Inés"], listed=known, by=ana, at=TUESDAY)
    [one] = asked_of(tomas, seen_by=tomas)
    assert one.words["label"]
    assert "values" not in one.words
    answer_as(one.ref, answer="agreed", by=tomas, at=WEDNESDAY)
    said = {row.other: (row.answer, row.how) for row in AffectedAdult.objects.all()}
    assert said[tomas.way.other.ref] == ("agreed", "own_words")
    assert Entry.objects.get(event="AdultAnswered").by == tomas.signature


def test_words_given_after_the_question_find_it_too(anas, ana, gives, move):
    tomas = gives("reads", name="Tomás", relation="family")
    known = [Whom("Tomás", tomas.way.other.ref)]
    adults.name(anas, move.ref, listed=known, by=ana, at=TUESDAY)
    later = gives("answers", name="Tomás")
    [one] = asked_of(later, seen_by=later)
    assert one.words["label"]


def test_for_oneself_and_for_each_child_one_answers_apart(anas, ana, gives, move):
    tomas = gives("answers", name="Tomás", relation="family")
    ref, given = tomas.way.other.ref, {"relation": "family", "by": ana, "at": TUESDAY}
    young = [
        name_other(anas.folder, name=name, child=True, guardian=ref, **given)
        for name in ("Wayra", "Illa")
    ]
    listed = [
        Whom("Tomás", ref), Whom("Wayra", ref, young[0].ref), Whom("Illa", ref, young[1].ref)
    ]  # fmt: skip
    adults.name(anas, move.ref, listed=listed, by=ana, at=TUESDAY)
    shown = {one.child: one for one in asked_of(tomas, seen_by=tomas)}
    assert set(shown) == {"", "Wayra", "Illa"}
    answer_as(shown["Wayra"].ref, answer="refused", by=tomas, at=WEDNESDAY)
    answer_as(shown[""].ref, answer="agreed", by=tomas, at=WEDNESDAY)
    said = {one.child: one.answer for one in AffectedAdult.objects.all()}
    assert said == {"": "agreed", young[0].ref: "refused", young[1].ref: ""}
    client, _ = browser(WORDS["Tomás"])
    page, address = (
        client.get("/beside/").content.decode(),
        f"/beside/questions/{shown['Illa'].ref}/",
    )
    assert ": Wayra</a>: You did not agree" in page
    assert address in page
    assert "You answer for the child." in client.get(address).content.decode()
    client.post(address, {"answer": "discuss"})
    assert AffectedAdult.objects.get(child=young[1].ref).answer == "discuss"


def test_words_that_the_team_gave_her_open_her_page_after_her_death_too(anas, ana):
    words = give_words(anas, reason="words_lost", language="es", by=ana, at=TUESDAY)
    note(anas, ana, what="died", at=WEDNESDAY)
    client = Client(headers=ENGLISH)
    assert client.post("/return/", {"phrase": " ".join(words)})["Location"] == "/mine/"
    assert client.get("/mine/").status_code == 200
    assert Filing.objects.get().asks_nobody


def test_a_no_of_ones_own_becomes_a_yes_by_nobody_else(anas, ana, flor, gives, move):
    tomas = gives("answers", name="Tomás", relation="family")
    known = [Whom("Tomás", tomas.way.other.ref)]
    adults.name(anas, move.ref, listed=known, by=ana, at=TUESDAY)
    [one] = asked_of(tomas, seen_by=tomas)
    answer_as(one.ref, answer="refused", by=tomas, at=WEDNESDAY)
    row = AffectedAdult.objects.get()
    for by, how in ((flor, "page"), (ana, "oral")):
        with pytest.raises(CannotConsent, match="answered_alone"):
            answer_for_oneself(flor.folder, row.ref, answer="agreed", by=by, at=WEDNESDAY, how=how)
    assert measure_called(anas, move.ref, seen_by=ana).adults[0].row.answer == "refused"


# --- who must not know ---


def test_whoever_must_not_know_gets_no_words(flor, gives):
    write_paper(
        flor.folder, kind="exclusions", body={"names": "mi esposo Raúl Cueva"}, by=flor, at=TUESDAY
    )
    with pytest.raises(NotGiven, match="must_not_know"):
        gives("reads", name="Raul Cueva")
    assert not AccessCredential.objects.exists()


def test_who_is_named_later_comes_back_no_more(flor, gives):
    gives("speaks", name="Raúl Cueva", relation="family")
    gives("reads")
    write_paper(flor.folder, kind="exclusions", body={"names": "Cueva"}, by=flor, at=TUESDAY)
    shut_out(flor.folder, by=flor, at=WEDNESDAY)
    assert opens(WORDS["Raúl Cueva"]) is None
    assert opens(WORDS["Julia Tello"])
    assert not CredentialCopy.objects.filter(way__right="speaks").exists()


# --- each ends alone, at once ---


def test_each_ends_alone_and_a_visit_that_began_with_it_too(flor, gives):
    gives("reads")
    gives("speaks", name="Tomás Rivas")
    client, answered = browser(WORDS["Tomás Rivas"])
    assert answered["Location"] == "/beside/"
    assert client.get("/beside/").status_code == 200
    ref = AccessCredential.objects.get(right="speaks").other.ref
    end_way(flor.folder.filing, ref, why="by_her", by=flor, at=WEDNESDAY)
    assert client.get("/beside/")["Location"].startswith("/return/")
    assert opens(WORDS["Julia Tello"])


WHICH = re.compile(" WHERE |concat_ws")
"""What is looked for, and what was shown to the database."""


def test_ended_words_are_answered_like_wrong_ones(flor, gives):
    julia = gives("reads")
    end_way(flor.folder.filing, julia.way.other.ref, why="by_her", by=flor, at=WEDNESDAY)
    answers, asks = [], []
    for phrase in (WORDS["Julia Tello"], "agua " * 10, other_phrase()):
        with CaptureQueriesContext(connection) as seen:
            answers.append(Client().post("/return/", {"phrase": phrase}))
        asks.append([WHICH.split(one["sql"])[0] for one in seen.captured_queries])
    assert [one.status_code for one in answers] == [400, 400, 400]
    assert len({len(one.content) for one in answers}) == 1
    assert asks[0] == asks[2]


def other_phrase():
    return " ".join(phrases.new_phrase("es"))


def test_new_words_for_the_same_person_end_the_old(gives):
    gives("reads")
    first = WORDS["Julia Tello"]
    gives("speaks")
    assert opens(first) is None
    assert opens(WORDS["Julia Tello"]).speaks


def test_when_somebody_saw_her_words_the_team_ends_all_of_them(anas, ana, gives):
    gives("speaks")
    give_words(anas, reason="words_seen", language="es", by=ana, at=WEDNESDAY)
    assert opens(WORDS["Julia Tello"]) is None


def test_when_she_leaves_nobody_else_stays(flor, gives):
    gives("reads")
    withdraw_procedure(flor, at=WEDNESDAY)
    assert opens(WORDS["Julia Tello"]) is None
    with pytest.raises(NotGiven, match="left"):
        gives("reads")


def test_an_act_whose_words_ended_meanwhile_does_nothing(flor, gives, asked):
    julia = gives("speaks")
    end_way(flor.folder.filing, julia.way.other.ref, why="by_her", by=flor, at=WEDNESDAY)
    with pytest.raises(CannotConsent):
        answer_as(asked.ref, answer="agreed", by=julia, at=WEDNESDAY)


# --- the pages ---


@pytest.fixture
def her(filed):
    client = Client(headers=ENGLISH)
    client.post("/return/", {"phrase": " ".join(filed.words)})
    return client


def test_she_gives_words_sees_who_has_them_and_ends_them(her, filed):
    said = {"name": "Julia Tello", "relation": "lawyer", "right": "reads"}
    said["phrase"] = " ".join(filed.words)
    assert her.post("/mine/others/", said)["Location"] == "/mine/others/words/"
    page = her.get("/mine/others/words/")
    words = page.context["words"]
    assert len(words) == 10
    assert words[3] in her.get("/mine/others/words/slip/").content.decode()
    her.post("/mine/others/words/")
    assert her.get("/mine/others/words/").status_code == 302
    client, _ = browser(" ".join(words))
    assert client.get("/mine/").status_code == 302
    text = her.get("/mine/others/").content.decode()
    assert "Julia Tello" in text
    assert "Came in" in text
    ref = RelatedPerson.objects.get().ref
    her.post(f"/mine/others/{ref}/end/")
    assert "Julia Tello" not in her.get("/mine/others/").content.decode()
    assert client.get("/beside/").status_code == 302


def test_her_page_says_who_spoke_for_her(her, gives, asked):
    answer_as(asked.ref, answer="refused", by=gives("speaks"), at=WEDNESDAY)
    assert (
        "Refused for you by somebody to whom you gave access"
        in her.get("/mine/allowed/").content.decode()
    )


def test_the_page_of_who_speaks_walks_from_question_to_answer(gives, asked, anas, ana):
    paper = notice(anas, ana)
    gives("speaks")
    client, _ = browser(WORDS["Julia Tello"])
    assert "What waits for an answer" in client.get("/beside/").content.decode()
    page = client.get(f"/beside/questions/{asked.ref}/").content.decode()
    assert "You answer for the person" in page
    assert client.post(f"/beside/questions/{asked.ref}/", {}).status_code == 400
    client.post(f"/beside/questions/{asked.ref}/", {"answer": "agree"})
    assert "You agreed" in client.get("/beside/").content.decode()
    assert "Leímos su pedido." in client.get(f"/beside/papers/{paper.ref}/").content.decode()
    assert Document.objects.get(ref=paper.ref).read_at is None  # no receipt of hers
    assert Entry.objects.filter(event="OtherRead").count() == 1


def test_what_they_write_is_read_by_the_team_and_by_her(gives, her, signed_in, ana, anas, flor):
    julia = gives("reads")
    write_to_team("Hay audiencia el lunes.", by=julia, at=WEDNESDAY)
    listed = others_of(flor.folder, seen_by=flor)
    [one] = written_by(flor.folder, listed, seen_by=flor)
    assert (one.name, one.text) == ("Julia Tello", "Hay audiencia el lunes.")
    assert "Hay audiencia el lunes." in her.get("/mine/others/").content.decode()
    desk = signed_in(ana)
    page = desk.get(f"/desk/cases/{anas.code}/others/").content.decode()
    assert "Hay audiencia el lunes." in page


# --- they tell of an attack ---


@pytest.mark.parametrize("right", ["reads", "answers", "speaks"])
def test_an_attack_that_they_tell_of_asks_for_a_new_look_and_leads_the_worklist(
    gives, anas, ana, right
):
    gives(right)
    client, _ = browser(WORDS["Julia Tello"])
    told = {"text": "Dispararon contra la casa.", "about": "happened"}
    answered = client.post("/beside/write/", told, follow=True)
    assert "The team assesses the danger anew" in answered.text
    task = ReviewTask.objects.get(kind="reassess", done_at__isnull=True)
    assert task.about == RelatedPersonMessage.objects.get().ref
    assert [seat.danger for seat in worklist(seen_by=ana)] == [UNWEIGHED]


def test_what_names_nothing_that_it_is_about_is_taken_for_an_attack(gives, anas):
    """Nobody whose house was shot at loses the message to a mark that was not made."""
    gives("reads")
    client, _ = browser(WORDS["Julia Tello"])
    assert client.post("/beside/write/", {"text": "Volvieron."}).status_code == 302
    assert ReviewTask.objects.filter(kind="reassess", done_at__isnull=True).exists()


def test_anything_else_that_they_write_opens_no_task(gives, anas, ana):
    gives("reads")
    client, _ = browser(WORDS["Julia Tello"])
    client.post("/beside/write/", {"text": "Hay audiencia el lunes.", "about": "else"})
    assert RelatedPersonMessage.objects.count() == 1
    assert not ReviewTask.objects.exists()
    assert worklist(seen_by=ana)[0].danger < UNWEIGHED


def test_an_empty_message_opens_nothing_and_keeps_what_was_chosen(gives, anas):
    gives("reads")
    client, _ = browser(WORDS["Julia Tello"])
    answered = client.post("/beside/write/", {"text": " ", "about": "else"})
    assert answered.status_code == 400
    assert 'value="else" checked' in " ".join(answered.text.replace('id="id_about_1"', "").split())
    assert not ReviewTask.objects.exists()


def test_the_team_reads_that_it_tells_of_something_that_happened(gives, anas, ana, signed_in, her):
    julia = gives("reads")
    write_to_team("Dispararon contra la casa.", happened=True, by=julia, at=WEDNESDAY)
    desk = signed_in(ana)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "Something happened" in desk.get(f"/desk/cases/{anas.code}/others/").text
    assert "In danger now" in desk.get("/desk/").text
    assert "Dispararon" in her.get("/mine/others/").text


def test_nothing_of_the_attack_stands_in_the_clear(gives, anas):
    julia = gives("reads")
    write_to_team("Dispararon contra la casa.", happened=True, by=julia, at=WEDNESDAY)
    models = (RelatedPersonMessage, ReviewTask, Entry, Document)
    assert "Dispararon" not in str([list(model.objects.values()) for model in models])


def test_a_closed_case_opens_again_for_it(gives, anas, ana):
    julia = gives("reads")
    close_case(anas.case, reason="everything_ended", by=ana, at=TUESDAY)
    assert worklist(seen_by=ana) == []
    write_to_team("Dispararon contra la casa.", happened=True, by=julia, at=WEDNESDAY)
    assert [seat.danger for seat in worklist(seen_by=ana)] == [UNWEIGHED]
    assert Entry.objects.filter(event="CaseReopened").count() == 1


def test_a_closed_case_opens_again_for_any_words_of_theirs(gives, anas, ana):
    """They were told that the team finds them, in a case that stood on no list."""
    julia = gives("reads")
    close_case(anas.case, reason="everything_ended", by=ana, at=TUESDAY)
    write_to_team("La han visto mal estos días.", by=julia, at=WEDNESDAY)
    assert [seat.code for seat in worklist(seen_by=ana)] == [anas.code]
    assert Entry.objects.filter(event="CaseReopened").count() == 1


def test_they_can_end_their_own_words(gives):
    gives("reads")
    client, _ = browser(WORDS["Julia Tello"])
    assert client.get("/beside/give-back/").status_code == 200
    client.post("/beside/give-back/")
    assert opens(WORDS["Julia Tello"]) is None


def test_the_team_gives_words_at_her_wish_and_she_reads_that_it_did(
    signed_in, ana, anas, her, flor
):
    desk = signed_in(ana)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    address = f"/desk/cases/{anas.code}/others/"
    assert desk.post(address, {"name": "Julia"}).status_code == 422
    said = {
        "name": "Julia Tello",
        "relation": "lawyer",
        "right": "reads",
        "way": "in_person",
        "words": "que mi abogada lea",
    }
    page = desk.post(address, said)
    assert len(page.context["words"]) == 10
    assert opens(" ".join(page.context["words"]))
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["oral_answer"])
    assert flor.folder.words(paper)["text"] == "que mi abogada lea"
    ref = RelatedPerson.objects.get().ref
    desk.post(f"{address}{ref}/end/")
    assert opens(" ".join(page.context["words"])) is None


def test_an_empty_form_or_one_naming_who_must_not_know_gives_nothing(
    her, filed, flor, signed_in, ana, anas
):
    assert her.post("/mine/others/", {}).status_code == 400
    write_paper(flor.folder, kind="exclusions", body={"names": "Raúl Cueva"}, by=flor, at=TUESDAY)
    said = {"name": "Raúl Cueva", "relation": "family", "right": "speaks"}
    refused = her.post("/mine/others/", {**said, "phrase": " ".join(filed.words)})
    assert refused.status_code == 400
    assert "must not know" in refused.content.decode()
    more = {"way": "in_person", "words": "x"}
    desk = signed_in(ana)
    assert desk.post(f"/desk/cases/{anas.code}/others/", {**said, **more}).status_code == 409
    assert not AccessCredential.objects.exists()


def test_nothing_of_the_door_opens_with_words_of_another_kind(gives, her):
    gives("speaks")
    client, _ = browser(WORDS["Julia Tello"])
    for page in ("/mine/", "/mine/papers/", "/mine/others/", "/mine/write/", "/mine/leave/"):
        assert client.get(page)["Location"].startswith("/return/")
    assert her.get("/beside/")["Location"].startswith("/return/")
    assert AccessCredential.objects.get().came_at
