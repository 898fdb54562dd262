"""Whether she agrees to be assessed: a question of its own, and a no that shuts nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.oral_answers import stood
from amparo.casework.assessment import assessment_consent as agreeing
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent, answer
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open, standing, visit_by_phrase
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.law import TermState
from tests import plans
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
SAID = {"answer": "agreed", "way": "radio", "words": "sí, vengan", "read_back": "on"}


@pytest.fixture
def asked(anas, ana):
    agreeing.ask(anas, by=ana, at=MONDAY)
    return Question.objects.get(kind="assessment")


@pytest.fixture
def her(filed):
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    client = Client(headers=ENGLISH)
    client.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client


@pytest.fixture
def desk(ana, signed_in):
    browser = signed_in(ana)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def page_of(code, name):
    return reverse(f"assessment:{name}", args=[code])


def filed_by(letter, rosa, ana, **changes):
    filed = file_request(letter(**changes), by=STRANGER, at=MONDAY)
    open_case(filing_to_open(filed.folder.code, seen_by=rosa), by=rosa, at=MONDAY)
    return opened(filed.folder.code, seen_by=ana)


@pytest.mark.parametrize(("on_behalf", "questions"), [(True, 1), (False, 0)])
def test_for_whom_somebody_else_asked_the_question_waits_from_the_first_day(
    letter, rosa, ana, on_behalf, questions
):
    found = filed_by(letter, rosa, ana, on_behalf=on_behalf)
    asked = Question.objects.filter(filing=found.folder.filing, kind="assessment")
    assert asked.count() == questions
    assert Entry.objects.filter(about=found.code, event="ConsentAsked").count() == questions


def test_whoever_filed_for_her_cannot_say_yes_for_her(letter, rosa, ana):
    filed = file_request(letter(on_behalf=True, impediment="missing"), by=STRANGER, at=MONDAY)
    open_case(filing_to_open(filed.folder.code, seen_by=rosa), by=rosa, at=MONDAY)
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    question = Question.objects.get(kind="assessment")
    with pytest.raises(CannotConsent, match="not_herself"):
        answer(visitor.folder, question.ref, answer="agreed", by=visitor, at=MONDAY)


def test_her_page_says_what_it_is_and_what_a_no_means(her, asked):
    page = her.get("/mine/").content.decode()
    assert "Assessing the danger you are in" in page
    assert "A no is never a reason to refuse you protection." in page
    assert "It would not learn" not in page


@pytest.mark.parametrize(("word", "stored"), [("agree", "agreed"), ("refuse", "refused")])
def test_she_answers_it_on_its_own(her, asked, word, stored):
    her.post(f"/mine/decisions/{asked.ref}/", {"answer": word})
    asked.refresh_from_db()
    assert (asked.answer, asked.how) == (stored, "page")


def test_she_takes_it_back_on_its_own(her, asked, desk, anas):
    her.post(f"/mine/decisions/{asked.ref}/", {"answer": "agree"})
    assert "Assessing the danger you are in" in her.get("/mine/allowed/").content.decode()
    her.post(f"/mine/allowed/{asked.ref}/withdraw/")
    asked.refresh_from_db()
    assert asked.withdrawn_at
    assert "nobody visits you" in her.get("/mine/").content.decode()
    assert (
        "does not agree to be assessed"
        in desk.get(f"/desk/cases/{anas.code}/?tab=all").content.decode()
    )


def test_the_case_page_offers_to_ask_and_then_says_what_she_said(desk, anas, her):
    case = f"/desk/cases/{anas.code}/?tab=all"
    assert "They were not asked." in desk.get(case).content.decode()
    assert desk.post(page_of(anas.code, "ask")).status_code == 302
    page = desk.get(case).content.decode()
    assert "has not agreed to be assessed yet" in page
    assert "To be assessed" in page.split('id="consents"')[1]
    asked = Question.objects.get(kind="assessment")
    her.post(f"/mine/decisions/{asked.ref}/", {"answer": "refuse"})
    for address in (case, page_of(anas.code, "assess")):
        text = desk.get(address).content.decode()
        assert "never a reason to refuse protection" in text


def test_whoever_has_left_the_procedure_is_not_asked(desk, anas, flor):
    withdraw_procedure(flor, at=MONDAY)
    page = desk.get(f"/desk/cases/{anas.code}/?tab=all").content.decode()
    assert "They were not asked." in page
    assert page_of(anas.code, "ask") not in page


def test_whoever_has_answered_is_not_asked_again_and_again(desk, anas, her, asked):
    her.post(f"/mine/decisions/{asked.ref}/", {"answer": "refuse"})
    answered = desk.post(page_of(anas.code, "ask"))
    assert answered.status_code == 409
    assert "can change their answer" in answered.content.decode()
    assert Question.objects.filter(kind="assessment").count() == 1


def test_what_she_said_in_conversation_is_noted_with_its_words(desk, anas, ana, asked):
    sent = {**SAID, "seen": stood(asked)}
    assert desk.post(page_of(anas.code, "agreement"), sent).status_code == 302
    asked.refresh_from_db()
    assert (asked.answer, asked.how) == ("agreed", "oral")
    [paper] = papers_in(anas.folder, seen_by=ana, kinds=["oral_answer"])
    assert paper.for_person
    assert anas.folder.words(paper)["text"] == "sí, vengan"


def test_a_no_of_her_own_is_not_written_over(desk, anas, her, asked):
    her.post(f"/mine/decisions/{asked.ref}/", {"answer": "refuse"})
    answered = desk.post(page_of(anas.code, "agreement"), SAID)
    assert answered.status_code == 409
    assert "sí, vengan" in answered.content.decode()
    asked.refresh_from_db()
    assert asked.answer == "refused"


def test_without_a_question_nothing_can_be_noted_and_nothing_is_lost(desk, anas):
    answered = desk.post(page_of(anas.code, "agreement"), SAID)
    assert answered.status_code == 409
    assert "Ask first." in answered.content.decode()
    assert "sí, vengan" in answered.content.decode()


def test_a_no_shuts_neither_the_report_nor_the_plan(anas, ana, flor, asked, site):
    answer(flor.folder, asked.ref, answer="refused", by=flor, at=MONDAY + timedelta(hours=3))
    assert plans.assessed(anas, ana).submitted_at
    measure = plans.proposed(anas, site["pnp"], ana)
    plans.says(flor, measure, "agreed")
    assert measure.state == "consented"


# --- where the law counts from her yes ---


@pytest.fixture
def under_colombia(settings, letter, rosa, ana):
    settings.PROTOCOL = "co-2011"
    return filed_by(letter, rosa, ana, channel="", on_behalf=True)


def term_of(filing, name, *, days):
    filing.refresh_from_db()
    return standing(filing, at=MONDAY + timedelta(days=days)).term(name)


def test_where_the_law_says_so_the_term_begins_with_her_yes(under_colombia, ana):
    filing = under_colombia.folder.filing
    assert term_of(filing, "risk_evaluation", days=9).state is TermState.WAITING
    said = plans.heard("agreed", "sí")
    agreeing.note_answer(under_colombia, said, by=ana, at=MONDAY + timedelta(days=9))
    begun = term_of(filing, "risk_evaluation", days=9)
    assert begun.state is TermState.OPEN
    assert begun.from_at == (MONDAY + timedelta(days=9)).date()


def test_her_no_begins_nothing(under_colombia, ana):
    said = plans.heard("refused", "no")
    agreeing.note_answer(under_colombia, said, by=ana, at=MONDAY + timedelta(days=1))
    waiting = term_of(under_colombia.folder.filing, "risk_evaluation", days=2)
    assert waiting.state is TermState.WAITING
