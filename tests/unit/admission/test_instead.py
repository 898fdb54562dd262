"""Help that cannot wait for somebody who cannot be asked: a supervisor's reasons stand, for one
action, until she can."""

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission import queries, services
from amparo.casework.admission.models import ImmediateAction
from amparo.foundations.cases.services import give_seat
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer, end_impediment
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.models import Entry

REASONS = {
    "cannot_ask": "nadie sabe dónde está",
    "cannot_wait": "la casa sigue vigilada",
    "will_ask": "en cuanto aparezca, por su hermana",
}


@pytest.fixture
def action(anas, ana, saul):
    """Asked of somebody who is missing; a supervisor sits on the case."""
    Filing.objects.update(impediment="missing")
    anas.folder.filing.impediment = "missing"
    now = timezone.now()
    give_seat(anas.case, anas.folder, saul.member, reason="supervises", by=ana, at=now)
    return services.open_action(
        anas,
        kind="contact",
        owner=ana.member,
        text="buscar a su hermana",
        by=ana,
        at=now,
    )


@pytest.fixture
def address(case, action):
    return reverse("admission:decide_instead", args=[case, action.ref])


def said_of(action, open_case, actor):
    return queries.action_called(open_case, action.ref, seen_by=actor).consent


def test_a_supervisors_reasons_stand_and_the_help_can_be_done(
    case, action, address, anas, ana, saul, flor, signed_in
):
    assert signed_in(saul).post(address, REASONS).status_code == 302
    assert said_of(action, anas, ana) == "replaced"
    [reason] = papers_in(flor.folder, seen_by=flor, kinds=["reason"])
    assert flor.folder.words(reason)["cannot_wait"] == "la casa sigue vigilada"
    entry = Entry.objects.get(event="ConsentReplaced")
    assert '"kind":"action"' in entry.facts
    assert bytes(entry.digest) == bytes(reason.digest)
    services.end_action(anas, action, done=True, text="", by=ana, at=timezone.now())
    assert ImmediateAction.objects.get().state == "done"


def test_it_opens_no_gate_of_the_decision(address, saul, signed_in):
    signed_in(saul).post(address, REASONS)
    assert "consent_recorded" not in Filing.objects.get().facts


def test_the_page_says_who_may_decide(case, action, ana, saul, signed_in):
    page = reverse("admission:action", args=[case, action.ref])
    decide = reverse("admission:decide_instead", args=[case, action.ref])
    assert decide in signed_in(saul).get(page).text
    text = signed_in(ana).get(page).text
    assert decide not in text
    assert reverse("desk:seats", args=[case]) in text


@pytest.mark.parametrize("missing", REASONS)
def test_each_reason_is_needed(missing, address, action, anas, ana, saul, signed_in):
    page = signed_in(saul).post(address, REASONS | {missing: " "})
    assert page.status_code == 422
    assert page.context["form"].errors[missing]
    assert said_of(action, anas, ana) == "asked"


def test_only_a_supervisor_with_a_seat_decides(address, ana, olga, enrolled, signed_in):
    another = enrolled("Sara Pinto", "supervisor")
    for other in (ana, olga, another):
        assert signed_in(other).post(address, REASONS).status_code == 404
    assert Question.objects.get().replaced_at is None


def test_without_an_impediment_the_answer_is_no_and_nothing_is_written(address, saul, signed_in):
    Filing.objects.update(impediment="")
    page = signed_in(saul).post(address, REASONS)
    assert page.status_code == 409
    assert page.context["form"].errors["__all__"]
    assert REASONS["cannot_wait"] in page.text
    assert not Document.objects.filter(kind="reason").exists()


def test_nobodys_reason_stands_above_her_own_no(action, address, anas, flor, saul, signed_in):
    ref = Question.objects.get().ref
    answer(flor.folder, ref, answer="refused", by=flor, at=timezone.now())
    assert signed_in(saul).post(address, REASONS).status_code == 409


def test_when_she_can_be_asked_again_the_question_is_hers(
    action, address, anas, ana, saul, signed_in
):
    signed_in(saul).post(address, REASONS)
    end_impediment(Filing.objects.get(), how="team", by=ana, at=timezone.now())
    assert said_of(action, anas, ana) == "asked"
    with pytest.raises(services.NotAgreed):
        services.end_action(anas, action, done=True, text="", by=ana, at=timezone.now())
