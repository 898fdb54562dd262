"""Where a measure moves a household, each adult is asked: nobody's yes stands for another."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.decisions import replacement_institution as recipients
from amparo.casework.measures.models import State
from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.consent.accompanying_adults import adults_of, answer_for_oneself
from amparo.foundations.consent.models import AffectedAdult, Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.consent.services import CannotConsent, withdraw
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.ledger.models import Entry
from tests import plans
from tests.plans import TUESDAY, WEDNESDAY

ENGLISH = {"accept-language": "en"}
WORDS = {"way": "in_person", "words": "sí, voy con ella"}


@pytest.fixture
def move(anas, site, ana):
    """A temporary evacuation by the ministry's own office: it moves whoever lives there."""
    return plans.proposed(anas, site["dgdh"], ana, catalogue="pe21_evacuation", values=plans.PLACE)


@pytest.fixture
def question(move):
    return Question.objects.get(subject=move.ref, withdrawn_at__isnull=True)


@pytest.fixture
def against(anas, site, ana, move):
    """What stands against telling the office roughly where."""

    def reasons():
        return may_leave(
            anas.folder,
            kind="measure",
            subject=move.ref,
            unit=site["dgdh"],
            fields=["coarse_place"],
            seen_by=ana,
        ).reasons

    return reasons


@pytest.fixture
def named(anas, ana, move):
    """Two more adults."""

    def make(*names):
        adults.name(anas, move.ref, names=names or ("Tomás", "Inés"), by=ana, at=TUESDAY)
        return list(AffectedAdult.objects.order_by("pk"))

    return make


@pytest.fixture
def says(flor):
    def make(adult, word):
        answer_for_oneself(flor.folder, adult.ref, answer=word, by=flor, at=WEDNESDAY)

    return make


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


def page_of(case, name, *more):
    return reverse(f"measures:{name}", args=[case.code, *more])


def test_her_yes_alone_moves_no_household(flor, move, against):
    plans.says(flor, move, "agreed")
    assert against() == ("adults_not_named",)
    assert move.state == State.PROPOSED


def test_one_row_for_each_adult_and_the_name_is_sealed(named):
    tomas, ines = named()
    assert {tomas.answer, ines.answer} == {""}
    stored = str(list(AffectedAdult.objects.values())) + str(list(Document.objects.values()))
    assert "Tomás" not in stored
    assert Entry.objects.filter(event="AdultsNamed").count() == 1


def test_every_adult_must_have_agreed(flor, move, against, named, says):
    plans.says(flor, move, "agreed")
    tomas, ines = named()
    says(tomas, "agreed")
    assert against() == ("adult_not_agreed",)
    says(ines, "agreed")
    assert against() == ()
    move.refresh_from_db()
    assert move.state == State.CONSENTED


def test_whoever_would_go_alone_answers_alone(flor, move, against, anas, ana):
    adults.name(anas, move.ref, names=(), by=ana, at=TUESDAY)
    plans.says(flor, move, "agreed")
    assert against() == ()
    assert move.state == State.CONSENTED


def test_their_yes_is_not_hers(named, says, against, move):
    for one in named():
        says(one, "agreed")
    assert against() == ("not_answered",)
    move.refresh_from_db()
    assert move.state == State.PROPOSED


def test_one_no_is_enough_at_any_time(flor, move, against, named, says):
    plans.says(flor, move, "agreed")
    tomas, ines = named()
    says(tomas, "agreed")
    says(ines, "agreed")
    says(ines, "refused")
    assert against() == ("adult_not_agreed",)
    move.refresh_from_db()
    assert move.state == State.PROPOSED


def test_whom_she_named_later_is_asked_too(flor, move, against, named, says):
    plans.says(flor, move, "agreed")
    [tomas] = named("Tomás")
    says(tomas, "agreed")
    assert against() == ()
    named("Rosa Elena")
    assert against() == ("adult_not_agreed",)


def test_another_recipient_is_another_question_for_each_of_them(
    flor, move, named, says, anas, ana, site
):
    plans.says(flor, move, "agreed")
    [tomas] = named("Tomás")
    says(tomas, "agreed")
    type(move).objects.filter(pk=move.pk).update(state=State.GRANTED)
    asked = recipients.ask_recipient(anas, move.ref, site["pnp"], by=ana, at=WEDNESDAY)
    [again] = adults_of(anas.folder, [asked], seen_by=ana)
    assert (again.name, again.answer) == ("Tomás", "asked")


def test_words_asked_anew_are_answered_anew(flor, move, question, named, says, anas, ana, against):
    plans.says(flor, move, "agreed")
    [tomas] = named("Tomás")
    says(tomas, "agreed")
    withdraw(flor.folder, question.ref, by=flor, at=WEDNESDAY)
    with pytest.raises(CannotConsent, match="unknown_question"):
        says(tomas, "agreed")
    assert against() == ("no_question",)


def test_somebody_who_must_not_know_is_never_asked(anas, ana, flor, move):
    body = {"units": [], "names": "mi primo Tomás Quispe Rojas"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=TUESDAY, for_person=True)
    with pytest.raises(Hindered, match="adult_must_not_know"):
        adults.name(anas, move.ref, names=["Inés", "Tomas Quispe"], by=ana, at=TUESDAY)
    assert not AffectedAdult.objects.exists()


def test_a_no_on_her_page_is_not_written_over_by_the_team(named, says, anas, ana, move):
    tomas, _ines = named()
    says(tomas, "refused")
    with pytest.raises(CannotConsent, match="answered_herself"):
        adults.note_answer(
            anas, move.ref, tomas.ref, answer="agreed", by=ana, at=WEDNESDAY, **WORDS
        )


def test_whoever_filed_for_her_says_yes_for_nobody(named, says):
    tomas, _ines = named()
    Filing.objects.update(impediment="missing")
    with pytest.raises(CannotConsent, match="not_herself"):
        says(tomas, "agreed")
    says(tomas, "refused")


def test_a_measure_for_one_person_asks_nobody_else(anas, site, ana, desk):
    patrol = plans.proposed(anas, site["pnp"], ana)
    assert not Question.objects.get(subject=patrol.ref).each_adult
    page = desk.get(page_of(anas, "adults", patrol.ref)).content.decode()
    assert "Which other adults does it protect?" in page
    assert 'name="nobody"' not in page


# The desk


def test_the_team_names_them_and_notes_what_each_says(desk, anas, move, ana):
    answered = desk.post(page_of(anas, "adults", move.ref), {"names": " Tomás \n\nInés\nTomás"})
    assert answered.status_code == 302
    tomas, ines = AffectedAdult.objects.order_by("pk")
    page = desk.get(page_of(anas, "plan")).content.decode()
    assert "Tomás" in page
    desk.post(page_of(anas, "adult", move.ref, ines.ref), {"answer": "agreed", **WORDS})
    ines.refresh_from_db()
    assert (ines.answer, ines.how) == ("agreed", "oral")
    told = Document.objects.get(kind="oral_answer")
    assert told.for_person
    assert anas.folder.words(told)["who"] == "Inés"
    shown = measure_called(anas, move.ref, seen_by=ana)
    assert [one.answer for one in shown.adults] == ["asked", "agreed"]
    assert tomas.answer == ""


@pytest.mark.parametrize(
    "sent", [{}, {"names": "Tomás", "nobody": "on"}, {"names": "a" * 200}, {"names": "\n \n"}]
)
def test_naming_nobody_is_said_and_not_guessed(desk, anas, move, question, sent):
    answered = desk.post(page_of(anas, "adults", move.ref), sent)
    assert answered.status_code == 422
    question.refresh_from_db()
    assert question.adults is None


def test_after_the_decision_nobody_is_added(desk, anas, move, question):
    type(move).objects.filter(pk=move.pk).update(state=State.GRANTED)
    answered = desk.post(page_of(anas, "adults", move.ref), {"names": "Tomás"})
    assert answered.status_code == 409
    assert "Tomás" in answered.content.decode()


def test_another_cases_adult_and_a_missing_one_are_the_same(desk, anas, move, named):
    named()
    assert desk.get(page_of(anas, "adult", move.ref, "0000-0000-0000")).status_code == 404


# Her page


def test_each_answers_on_her_page(her, flor, move, question, named):
    plans.says(flor, move, "agreed")
    tomas, ines = named()
    assert "Others in your home still have to answer" in her.get("/mine/").content.decode()
    address = f"/mine/decisions/{question.ref}/"
    page = her.get(address).content.decode()
    assert "Tomás" in page
    assert "Inés" in page
    for one in (tomas, ines):
        her.post(f"{address}adults/{one.ref}/", {"answer": "agree"})
        one.refresh_from_db()
        assert (one.answer, one.how) == ("agreed", "page")
    assert "Others in your home" not in her.get("/mine/").content.decode()
    assert "Tomás" not in her.get("/mine/papers/").content.decode()


@pytest.mark.parametrize(("ref", "word"), [("0000-0000-0000", "agree"), ("", "maybe")])
def test_nobody_elses_adult_and_no_other_word(her, question, named, ref, word):
    tomas, _ines = named()
    address = f"/mine/decisions/{question.ref}/adults/{ref or tomas.ref}/"
    assert her.post(address, {"answer": word}).status_code == (404 if ref else 400)
    assert not AffectedAdult.objects.exclude(answer="").exists()
