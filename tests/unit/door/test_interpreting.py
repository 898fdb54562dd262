"""Her page says that an interpreter was asked for, and who may interpret; she agrees or refuses."""

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.interpreting import interpreters
from amparo.casework.interpreting.interpreters import Proposed
from amparo.casework.interpreting.models import (
    Interpretation,
    Interpreter,
    InterpreterNeed,
    RelatedPersonInterpreterNeed,
)
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.queries import filing_to_open
from tests.befallen import note
from tests.people import MONDAY

NAME = "Rosalía Tuesta"


@pytest.fixture
def asked(her, anas):
    """She asked for an interpreter on her page."""
    given = {"interpreter": "yes", "language": "yine"}
    assert her.post(reverse("door:interpreter"), given).status_code == 302


@pytest.fixture
def named(asked, anas, ana):
    words = Proposed(NAME, "yine", "radio 7", "La conocemos de la federación.")
    return interpreters.name(anas, words, by=ana, at=MONDAY)


def page(her):
    return her.get(reverse("door:mine")).text


def says(her, named, answer):
    ref = Question.objects.get(subject=named.ref).ref
    assert her.post(reverse("door:decision", args=[ref]), {"answer": answer}).status_code == 302


def test_what_she_asks_for_stands_on_her_page_and_on_the_case(asked, her, anas, ana, signed_in):
    assert InterpreterNeed.objects.get().source == "asked"
    assert "Usted pidió intérprete." in page(her)
    assert "yine" in signed_in(ana).get(reverse("desk:case", args=[anas.code])).text


def test_she_may_say_that_she_needs_none(asked, her):
    her.post(reverse("door:interpreter"), {"interpreter": "no", "language": ""})
    assert InterpreterNeed.objects.get().ended_at
    assert not Interpretation.objects.filter(done_at__isnull=True).exists()
    assert "no necesita intérprete" in page(her)


def test_nothing_is_noted_before_she_chooses(her, anas):
    told = her.post(reverse("door:interpreter"), {"language": "yine"})
    assert told.status_code == 400
    assert "yine" in told.text
    assert not Document.objects.filter(kind="interpreter_wish").exists()


def test_she_is_asked_about_this_very_one_by_name(named, her):
    shown = page(her)
    assert f"decision-{Question.objects.get().ref}" in shown
    assert NAME in shown
    assert "federación" in shown
    assert "radio 7" not in shown  # how to reach them is the team's


def test_her_yes_alone_lets_nobody_interpret(named, her):
    says(her, named, "agree")
    assert Interpreter.objects.get().answer == "agreed"
    assert "El equipo todavía averigua" in page(her)


def test_she_reads_who_may_interpret_and_takes_it_back(named, her):
    says(her, named, "agree")
    ref = Question.objects.get(subject=named.ref).ref
    assert her.post(reverse("door:withdraw", args=[ref])).status_code == 302
    assert Interpreter.objects.get().ended == "taken_back"
    assert "Usted lo retiró" in page(her)


def test_once_vetted_and_bound_her_page_says_so(named, her, anas, ana):
    says(her, named, "agree")
    day = MONDAY.date()
    interpreters.vet(anas, named.ref, ties=[], text="x", on=day, by=ana, at=MONDAY)
    assert "Todavía no ha firmado" in page(her)


def test_she_may_refuse_one_and_change_her_mind(named, her):
    says(her, named, "refuse")
    assert Interpreter.objects.get().ended == "refused"
    assert "Cambiar mi respuesta" in page(her)
    says(her, named, "agree")
    assert Interpreter.objects.get().ended == ""


def test_nothing_of_it_stands_on_the_page_of_somebody_else(named, another):
    assert NAME not in page(another)
    assert "Quién interpreta" not in page(another)


# --- for somebody else of her case ---

FOR_HER_MOTHER = {
    "who": "Justina Mori", "relation": "family", "interpreter": "yes",
    "language": "yine",
}  # fmt: skip


def test_she_asks_for_one_for_somebody_else_of_her_case(her, anas, ana, signed_in):
    answered = her.post(reverse("door:interpreter"), FOR_HER_MOTHER)
    assert answered.status_code == 302
    need = RelatedPersonInterpreterNeed.objects.get()
    assert need.ended_at is None
    assert not InterpreterNeed.objects.exists()  # she herself needs none
    waits = Interpretation.objects.get(done_at__isnull=True)
    assert (waits.kind, waits.other) == ("interview", need.other)
    assert "a solas" in page(her)
    desk = signed_in(ana)
    assert "yine" in desk.get(reverse("desk:case", args=[anas.code])).text
    address = reverse("interpreting:need_of", args=[anas.code, need.other.ref])
    assert "Justina Mori" in desk.get(address).text


def test_that_none_is_needed_for_them_any_more_is_said_there_too(her, anas):
    her.post(reverse("door:interpreter"), FOR_HER_MOTHER)
    her.post(reverse("door:interpreter"), FOR_HER_MOTHER | {"interpreter": "no"})
    assert RelatedPersonInterpreterNeed.objects.get().ended_at
    assert not Interpretation.objects.filter(done_at__isnull=True).exists()


def test_whom_it_is_for_is_said_first_and_nothing_typed_is_lost(her, anas):
    for lacks in ("who", "relation"):
        told = her.post(reverse("door:interpreter"), FOR_HER_MOTHER | {lacks: ""})
        assert told.status_code == 400
        assert "yine" in told.text
    assert not RelatedPersonInterpreterNeed.objects.exists()


def test_of_whoever_must_not_know_the_page_says_nothing_and_notes_nothing(her, anas, flor):
    body = {"units": [], "names": "Evaristo Mori"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=MONDAY)
    told = her.post(reverse("door:interpreter"), FOR_HER_MOTHER | {"who": "Evaristo Mori"})
    assert told.status_code == 400
    assert "no debe saber" not in told.text
    assert not RelatedPersonInterpreterNeed.objects.exists()
    assert not Document.objects.filter(kind="interpreter_wish_of").exists()


def test_while_her_page_may_be_in_other_hands_nobody_is_named_there(her, anas, ana):
    note(anas, ana)
    told = her.post(reverse("door:interpreter"), FOR_HER_MOTHER)
    assert told.status_code == 400
    assert not RelatedPersonInterpreterNeed.objects.exists()
    assert her.post(reverse("door:interpreter"), {"interpreter": "no"}).status_code == 302


def test_what_she_asked_before_her_case_was_opened_is_noted_once_it_is(rosa, filed, came_back):
    came_back(filed).post(reverse("door:interpreter"), FOR_HER_MOTHER)
    assert not RelatedPersonInterpreterNeed.objects.exists()
    waits = filing_to_open(filed.folder.code, seen_by=rosa)
    assert waits is not None
    open_case(waits, by=rosa, at=timezone.now())
    assert RelatedPersonInterpreterNeed.objects.get().ended_at is None
