"""What she decides holds at once, and needs nobody's key."""

import pytest
from django.utils import timezone

from amparo.casework.measures.events import MeasureMoved
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.consent.models import Confirmation, Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.consent.services import ask, close
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.laid_out import laid_out

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def leaves(anas, site):
    """Whether the coarse place may go to the police unit now."""

    def asked():
        return may_leave(
            anas.folder,
            kind="measure",
            subject="RONDA",
            unit=site["pnp-selva"],
            fields=["coarse_place"],
            seen_by=STRANGER,
        ).allowed

    return asked


def decide(browser, question, answer, **more):
    return browser.post(
        f"/mine/decisions/{question.ref}/", {"answer": answer, **more}, headers=ENGLISH
    )


@pytest.mark.parametrize(
    ("answer", "stored"), [("agree", "agreed"), ("discuss", "discuss"), ("refuse", "refused")]
)
def test_each_answer_is_stored_in_the_same_moment(her, question, answer, stored):
    assert decide(her, question, answer).headers["Location"] == "/mine/"
    question.refresh_from_db()
    assert (question.answer, question.how) == (stored, "page")
    said = {"agree": "I agree", "refuse": "I do not agree", "discuss": "I want to talk about it"}
    shown = laid_out(her.get("/mine/", headers=ENGLISH).text)
    assert f"You answered: <strong>{said[answer]}</strong>" in shown


def test_only_her_agreement_lets_anything_leave(her, question, leaves):
    assert not leaves()
    decide(her, question, "discuss")
    assert not leaves()
    decide(her, question, "agree")
    assert leaves()


def test_she_may_change_her_mind(her, question, leaves):
    decide(her, question, "agree")
    decide(her, question, "refuse")
    assert not leaves()


def test_what_she_says_about_it_becomes_a_message(her, question, flor):
    decide(her, question, "discuss", note="De noche no.")
    paper = papers_in(flor.folder, seen_by=flor, kinds=["message"])[0]
    assert flor.folder.words(paper)["text"] == "De noche no."


def test_no_answer_is_no_answer_and_keeps_the_note(her, question):
    answer = decide(her, question, "maybe", note="De noche no.")
    assert answer.status_code == 400
    assert "De noche no." in answer.content.decode()
    question.refresh_from_db()
    assert question.answer == ""


def test_a_note_that_is_too_long_decides_nothing(her, question):
    answer = decide(her, question, "agree", note="a" * 30_000)
    assert answer.status_code == 400
    assert "a" * 30_000 in answer.content.decode()
    question.refresh_from_db()
    assert question.answer == ""


def test_anothers_question_and_a_missing_one_are_the_same(another, question):
    assert decide(another, question, "agree").status_code == 404
    assert another.get("/mine/decisions/0000-0000-0000/").status_code == 404
    question.refresh_from_db()
    assert question.answer == ""


def test_a_question_that_was_asked_anew_is_told_and_nothing_is_lost(her, question, anas, ana):
    ask(
        anas.folder,
        kind="measure",
        subject="RONDA",
        unit=question.unit,
        fields=["coarse_place", "exact_place"],
        by=ana,
        at=timezone.now(),
    )
    answer = decide(her, question, "agree", note="De noche no.")
    assert answer.status_code == 409
    assert "De noche no." in answer.content.decode()
    assert not Question.objects.filter(answer="agreed").exists()


def test_one_consent_taken_back_works_at_once(her, question, leaves):
    decide(her, question, "agree")
    her.post(f"/mine/allowed/{question.ref}/withdraw/")
    assert not leaves()
    assert Entry.objects.filter(event="ConsentWithdrawn").count() == 1


def test_all_sharing_taken_back_works_at_once(her, question, leaves):
    decide(her, question, "agree")
    her.post("/mine/allowed/withdraw-all/")
    assert not leaves()
    assert (
        "you allow nothing to any institution"
        in her.get("/mine/allowed/", headers=ENGLISH).content.decode()
    )


def allowed(her):
    return her.get("/mine/allowed/", headers=ENGLISH).text


@pytest.mark.parametrize("path", ["/mine/allowed/{}/withdraw/", "/mine/allowed/withdraw-all/"])
def test_what_she_took_back_is_said_to_be_taken_back(her, question, path):
    decide(her, question, "agree")
    her.post(path.format(question.ref))
    assert "You took it back." in allowed(her)


@pytest.mark.parametrize("how", ["dropped", "asked anew"])
def test_what_the_team_dropped_or_asked_anew_she_did_not_take_back(
    her, question, anas, ana, site, how
):
    decide(her, question, "agree")
    about = {"kind": question.kind, "subject": question.subject}
    told = {"by": ana, "at": timezone.now()}
    if how == "dropped":
        close(anas.folder.filing, **about, **told)
    else:
        unit = question.unit
        ask(anas.folder, **about, unit=unit, fields=[], paper_ref=question.paper_ref, **told)
    page = allowed(her)
    assert "You took it back." not in page
    assert "This question stands no more" in page


@pytest.mark.parametrize(
    "path", ["/mine/allowed/withdraw-all/", "/mine/allowed/{}/withdraw/", "/mine/measures/RONDA/"]
)
def test_looking_at_an_address_changes_nothing(her, question, leaves, path):
    decide(her, question, "agree")
    asks = "withdraw" in path
    assert her.get(path.format(question.ref)).status_code == (200 if asks else 405)
    assert leaves()


@pytest.fixture
def stands(question):
    """Bring the patrol into a state, as the record tells it to her page."""

    def make(state):
        moved = MeasureMoved(about=question.filing.code, measure="RONDA", state=state)
        record(moved, by=SYSTEM, at=timezone.now())

    return make


@pytest.mark.parametrize("word", Confirmation.Word.values)
def test_her_word_on_a_measure_is_stored(her, stands, word):
    stands("forwarded")
    her.post("/mine/measures/RONDA/", {"word": word})
    assert Confirmation.objects.get().word == word


@pytest.mark.parametrize("state", ["proposed", "consented", "refused_by_beneficiary", "ceased"])
@pytest.mark.parametrize("word", Confirmation.Word.values)
def test_what_her_page_does_not_ask_about_takes_no_word(her, stands, state, word):
    stands(state)
    assert her.post("/mine/measures/RONDA/", {"word": word}).status_code == 404
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("word", ["arrived", "works", "stopped"])
def test_what_nobody_was_told_to_do_cannot_have_arrived(her, stands, word):
    stands("granted")
    her.post("/mine/measures/RONDA/", {"word": word})
    assert not Confirmation.objects.exists()
    text = her.get("/mine/", headers=ENGLISH).content.decode()
    assert "This was not stored" in text
    assert "in force from now on" not in text
    assert f'value="{word}"' not in text


def test_what_was_granted_and_never_came_can_be_said(her, stands):
    stands("granted")
    her.post("/mine/measures/RONDA/", {"word": "did_not_arrive"})
    assert Confirmation.objects.get().word == "did_not_arrive"


@pytest.mark.parametrize("kind", ["opinion", "action"])
def test_a_question_that_is_no_measure_takes_no_word_on_its_arrival(her, question, stands, kind):
    Question.objects.filter(pk=question.pk).update(kind=kind)
    if kind == "opinion":
        stands("forwarded")
    assert her.post("/mine/measures/RONDA/", {"word": "works"}).status_code == 404
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("word", ["", "perhaps", "\x00"])
def test_a_word_that_is_none_is_refused(her, stands, word):
    stands("forwarded")
    assert her.post("/mine/measures/RONDA/", {"word": word}).status_code == 400
    assert not Confirmation.objects.exists()


def test_nobody_speaks_for_anothers_measure(another, question):
    assert another.post("/mine/measures/RONDA/", {"word": "works"}).status_code == 404
    assert not Confirmation.objects.exists()


def test_leaving_the_procedure_asks_first_and_explains(her, filed):
    text = her.get("/mine/leave/", headers=ENGLISH).content.decode()
    assert "not your right" in text
    assert "goes on until the team has spoken with you" in text
    assert Filing.objects.get().withdrawn_at is None


def test_leaving_the_procedure_stops_all_sharing(her, question, leaves):
    decide(her, question, "agree")
    her.post("/mine/leave/")
    assert Filing.objects.get(code=question.filing.code).withdrawn_at
    assert not leaves()
    text = her.get("/mine/", headers=ENGLISH).content.decode()
    assert "You have left the procedure. You can ask again" in text


def test_leaving_twice_is_leaving_once(her, filed):
    her.post("/mine/leave/")
    her.post("/mine/leave/")
    assert Entry.objects.filter(event="ProcedureWithdrawn").count() == 1


def test_leaving_says_what_the_law_makes_of_it(her):
    text = her.get("/mine/leave/", headers=ENGLISH).content.decode()
    assert "It binds only the person who leaves." in text
    assert "it may go on of its own motion" in text
    assert "LPAG, arts. 189.1 y 189.3 a 189.7" in text
