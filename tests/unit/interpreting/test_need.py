"""Who needs an interpreter, and what waits for one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.casework.admission.messages import send_message
from amparo.casework.admission.services import keep_note
from amparo.casework.assessment import services as assessment
from amparo.casework.interpreting import services
from amparo.casework.interpreting.languages import is_spoken_here, source_of_need
from amparo.casework.interpreting.models import Interpretation, InterpreterNeed
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from tests.people import BODY
from tests.plans import FOUND
from tests.unit.interpreting.conftest import TUESDAY


def waiting():
    found = Interpretation.objects.filter(done_at__isnull=True)
    return sorted(found.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("words", "ours"),
    [
        ("es", True),
        ("Español", True),
        ("ESPANOL", True),
        ("castellano y un poco de yine", True),
        ("English", True),
        ("inglés", True),
        ("asháninka", False),
        ("quechua chanka", False),
        ("lengua de señas", False),
    ],
)
def test_a_language_is_known_by_whatever_she_calls_it(words, ours):
    assert is_spoken_here(words) is ours


@pytest.mark.parametrize(
    ("bodies", "source"),
    [
        ([{}], ""),
        ([{"language": "es"}], ""),
        ([{"language": "awajún"}], "language"),
        ([{"language": "es", "interpreter": "yes"}], "asked"),
        ([{"language": "awajún", "interpreter": "no"}], ""),
        ([{"interpreter": "no"}, {"interpreter": "yes"}], "asked"),
        ([{"language": None, "interpreter": ""}], ""),
    ],
)
def test_what_she_said_last_counts(bodies, source):
    assert source_of_need(bodies) == source


def test_a_case_in_another_language_begins_with_an_interview(anas):
    assert InterpreterNeed.objects.get().source == "language"
    assert waiting() == ["interview"]


def test_whoever_speaks_a_language_of_the_site_gets_none(letter, rosa, ana):
    folder = file_request(letter(body=BODY), by=STRANGER, at=TUESDAY).folder
    waits = filing_to_open(folder.code, seen_by=rosa)
    assert waits
    open_case(waits, by=rosa, at=TUESDAY)
    send_message(opened(folder.code, seen_by=ana), text="Vendremos.", by=ana, at=TUESDAY)
    assert not InterpreterNeed.objects.exists()
    assert waiting() == []


def test_what_she_adds_later_counts_too(anas, flor):
    InterpreterNeed.objects.all().delete()
    Interpretation.objects.all().delete()
    body = {"interpreter": "yes"}
    write_paper(flor.folder, kind="answer", body=body, by=flor, at=TUESDAY)
    assert InterpreterNeed.objects.get().source == "asked"


def test_each_notice_to_her_gets_a_task_and_a_note_of_the_team_none(anas, ana):
    keep_note(anas, text="para el equipo", by=ana, at=TUESDAY)
    assert waiting() == ["interview"]
    send_message(anas, text="Vendremos el jueves.", by=ana, at=TUESDAY)
    assert waiting() == ["interview", "notice"]


def test_each_weighing_of_the_danger_gets_an_interview(anas, ana):
    assessment.save_draft(anas, FOUND, seen=0, by=ana, at=TUESDAY)
    assert waiting() == ["interview", "interview"]


def test_the_task_shows_the_very_words_to_carry(anas, ana, signed_in):
    send_message(anas, text="Vendremos el jueves.", by=ana, at=TUESDAY)
    task = Interpretation.objects.get(kind="notice")
    page = signed_in(ana).get(reverse("interpreting:task", args=[anas.code, task.ref])).text
    assert "Vendremos el jueves." in page
    other = Interpretation.objects.get(kind="interview")
    page = signed_in(ana).get(reverse("interpreting:task", args=[anas.code, other.ref])).text
    assert "Vendremos el jueves." not in page


def test_it_stands_on_the_case_page_and_on_the_worklist(anas, ana, signed_in):
    browser = signed_in(ana)
    page = browser.get(reverse("desk:case", args=[anas.code])).text
    assert "Entrevista con intérprete" in page.split('id="interpreting"')[1]
    Case.objects.update(due_term="interpreter.interview")
    assert "Entrevista con intérprete" in browser.get(reverse("desk:worklist")).text


def test_the_task_leads_where_nothing_of_the_law_is_due_before(anas, ana):
    soon = TUESDAY + timedelta(minutes=5)
    services.plan_interview(anas, due_on=soon, by=ana, at=TUESDAY)
    case = Case.objects.get()
    assert (case.due_term, case.due_on) == ("interpreter.interview", soon)


def test_the_team_may_note_it_either_way(anas, ana, signed_in):
    browser, address = signed_in(ana), reverse("interpreting:need", args=[anas.code])
    assert browser.post(address, {"needed": "no", "text": "habla español"}).status_code == 302
    assert waiting() == []
    send_message(anas, text="Vendremos el jueves.", by=ana, at=TUESDAY)
    assert waiting() == []
    assert browser.post(address, {"needed": "yes", "text": "me equivoqué"}).status_code == 302
    assert waiting() == ["interview", "notice"]  # what she has not read yet is told to her too
    assert InterpreterNeed.objects.get().source == "team"


def test_she_asks_for_one_or_says_that_she_needs_none(flor, anas):
    for said, kinds in (("no", []), ("yes", ["interview"])):
        body = {"interpreter": said, "language": "yine"}
        write_paper(flor.folder, kind="interpreter_wish", body=body, by=flor, at=TUESDAY)
        assert waiting() == kinds
    assert InterpreterNeed.objects.get().source == "asked"


def test_a_mistaken_answer_writes_nothing_and_keeps_the_words(anas, ana, signed_in):
    address = reverse("interpreting:need", args=[anas.code])
    page = signed_in(ana).post(address, {"needed": "maybe", "text": "habla yine"})
    assert page.status_code == 422
    assert "habla yine" in page.text
    assert InterpreterNeed.objects.get().source == "language"


def test_another_team_finds_none_of_its_pages(anas, named, olga, signed_in):
    for page, more in (("need", []), ("name", []), ("interpreter", [named.ref])):
        address = reverse(f"interpreting:{page}", args=[anas.code, *more])
        assert signed_in(olga).get(address).status_code == 404
