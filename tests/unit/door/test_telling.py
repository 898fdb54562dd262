"""She tells what happened, how she sees the danger, and what she wants to give up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.unopened_request_alerts import alert_unopened
from amparo.casework.review import services
from amparo.casework.review.dated_tasks import tasks_in
from amparo.casework.review.models import MeasureChange, ReviewTask
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.dates_outside_terms import UNWEIGHED
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.models import Question
from amparo.foundations.erasure.models import ExactLocation
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.services import withdraw_procedure
from tests.plans import decided, outcome, proposed, put, says
from tests.unit.review.conftest import as_open


@pytest.fixture
def patrol(anas, ana, site, flor, delia):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    case = put(anas, ana, delia)
    measure.refresh_from_db()
    decided(case, delia, outcome(case, measure, delia))
    return measure


@pytest.mark.parametrize(
    ("page", "kind", "task"),
    [("happened", "incident", "reassess"), ("otherwise", "otherwise", "disagreement")],
)
def test_what_she_tells_is_stored_once_and_opens_a_dated_task(her, anas, page, kind, task):
    address = reverse(f"door:{page}")
    assert her.get(address).status_code == 200
    for _ in range(2):
        assert her.post(address, {"text": "algo pasó", "once": "a"}).status_code == 302
    assert Document.objects.filter(kind=kind).count() == 1
    assert ReviewTask.objects.filter(kind=task, done_at__isnull=True).count() == 1


@pytest.mark.parametrize("page", ["happened", "otherwise"])
def test_an_empty_page_says_what_to_do(her, anas, page):
    assert her.post(reverse(f"door:{page}"), {"text": " "}).status_code == 400
    assert not ReviewTask.objects.exists()


def test_giving_up_ends_nothing_and_says_so(her, patrol):
    address = reverse("door:give_up", args=[patrol.ref])
    assert address in her.get(reverse("door:mine")).content.decode()
    assert "Hoy no termina nada" in her.get(address).content.decode()
    assert her.post(address, {"text": "", "once": "b"}).status_code == 302
    patrol.refresh_from_db()
    assert patrol.state == "granted"
    assert MeasureChange.objects.get().kind == "renounce"


def test_nobody_gives_up_anothers_measure(another, patrol):
    address = reverse("door:give_up", args=[patrol.ref])
    assert another.get(address).status_code == 404
    assert another.post(address, {}).status_code == 404
    assert not MeasureChange.objects.exists()


def test_what_is_thought_of_is_said_before_she_is_asked(her, anas, ana, patrol):
    her.post(reverse("door:give_up", args=[patrol.ref]), {"text": "", "once": "b"})
    change = MeasureChange.objects.get()
    words = "sin rondas nadie pasa de noche"
    services.explain_risk(
        as_open(anas, ana), change.ref, text=words, seen=1, by=ana, at=timezone.now()
    )
    question = Question.objects.get(kind="change")
    for address in (reverse("door:mine"), reverse("door:decision", args=[question.ref])):
        said = her.get(address).content.decode()
        assert f"Lea primero qué puede significar: {words}" in said
        assert 'class="travels"' not in said
        assert "hasta que el cambio se ejecute" in said


def test_who_read_what_it_may_mean_and_says_no_keeps_the_measure(her, anas, ana, patrol):
    her.post(reverse("door:give_up", args=[patrol.ref]), {"text": "", "once": "b"})
    change = MeasureChange.objects.get()
    services.explain_risk(
        as_open(anas, ana), change.ref, text="nadie pasa", seen=1, by=ana, at=timezone.now()
    )
    asked = Question.objects.get(kind="change")
    address = reverse("door:decision", args=[asked.ref])
    assert her.post(address, {"answer": "refuse"}).status_code == 302
    assert MeasureChange.objects.get().state == "dropped"


def test_what_happens_before_anybody_opened_her_request_makes_it_urgent(her, filed, rosa):
    """Her page said that the team must look anew, and nothing on any list or in any mail did."""
    assert not Filing.objects.get().urgent
    later = timezone.now() + timedelta(minutes=16)
    assert alert_unopened(by=SYSTEM, at=later) == 0
    page = her.post(reverse("door:happened"), {"text": "Entraron de noche."}, follow=True)
    assert page.status_code == 200
    assert "/mine/complete/" not in page.content.decode(), "all questions were answered before"
    assert alert_unopened(by=SYSTEM, at=later), "who opens it is woken"
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    assert open_case(folder, by=rosa, at=later).danger == UNWEIGHED


def test_a_message_alone_wakes_nobody(her, filed):
    her.post(reverse("door:write"), {"text": "Buenos días."})
    assert not Filing.objects.get().urgent


def test_who_sees_it_otherwise_before_anybody_opened_it_is_answered_from_that_day(her, filed, rosa):
    """Her page said that she is owed an answer, and no list asked anybody for one."""
    page = her.post(reverse("door:otherwise"), {"text": "Es más grave."}, follow=True)
    assert "El equipo tiene cinco días para responderle aquí" in page.content.decode()
    said = Document.objects.get(kind="otherwise")
    later = timezone.now() + timedelta(days=7)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    case = open_case(folder, by=rosa, at=later)
    task = ReviewTask.objects.get(kind="disagreement", done_at=None)
    assert (task.case_id, task.about) == (case.pk, said.ref)
    assert task.due_on == said.written_at + timedelta(days=5), "late, as she was promised it"
    [due] = [one for one in tasks_in(opened(case.code, seen_by=rosa)) if one.kind == "disagreement"]
    assert due.ref == task.ref


@pytest.mark.parametrize("page", ["happened", "otherwise", "write"])
def test_who_left_before_anybody_opened_it_is_not_told_that_the_team_reads_it(
    her, flor, rosa, page
):
    withdraw_procedure(flor, at=timezone.now())
    words = {"text": "Volvieron anoche."}
    answer = her.post(reverse(f"door:{page}"), words, headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert "Nobody would read" in answer.content.decode()
    assert words["text"] in answer.content.decode()
    assert not Document.objects.filter(kind__in=["incident", "otherwise", "message"]).exists()
    again = her.post("/urgent/", {"facts": words["text"]})
    assert again.headers["Location"] == "/words/"
    assert Filing.objects.count() == 2


def test_where_exactly_she_is_stays_hers_where_nobody_would_read_it(her, flor, rosa):
    withdraw_procedure(flor, at=timezone.now())
    sent = {"kind": "now", "text": "La casa azul, detrás del molino.", "days": 3}
    answer = her.post(reverse("door:places"), sent, headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert "Nobody would read" in answer.content.decode()
    assert sent["text"] in answer.content.decode()
    assert 'name="facts"' not in answer.content.decode(), "there it would not go by itself"
    assert not ExactLocation.objects.exists()
    assert her.get(reverse("door:places")).status_code == 200, "what stands there can be ended"


def test_who_left_after_it_was_opened_is_read_by_her_team(her, flor, anas):
    withdraw_procedure(flor, at=timezone.now())
    assert her.post(reverse("door:happened"), {"text": "Volvieron."}).status_code == 302
    assert Document.objects.filter(kind="incident").exists()
