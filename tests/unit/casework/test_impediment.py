"""Somebody could not be asked, and can be again: what was decided in her place is put to her."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.models import ImmediateAction
from amparo.casework.admission.oral_answers import stood
from amparo.casework.admission.services import open_action
from amparo.casework.measures.services import end_impediment
from amparo.casework.obligations.delivery.consent_gate import delivery
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.services import forward
from amparo.door.my_case.documents import letter_of
from amparo.door.my_case.pending_questions import decisions_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent, answer, replace_by_reason
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.services import confirm_way, issue_way
from amparo.foundations.ledger.models import Entry
from tests.obligations import WEDNESDAY, MakeMeasure, asked_about, grant

THURSDAY = WEDNESDAY + timedelta(days=1)

type SignIn = Callable[[Actor], Client]


def erased(duty: Obligation) -> bool:
    found = Obligation.objects.get(pk=duty.pk)
    return (bytes(found.extract), bytes(found.key_for_unit)) == (b"", b"")


@pytest.fixture
def decided_for_her(
    proposed: MakeMeasure, anas: OpenCase, ana: Actor, saul: Actor, carla: Actor, decided: None
) -> Obligation:
    """While she was missing a supervisor decided; the measure was granted and has left."""
    measure = proposed()
    Filing.objects.update(impediment="missing")
    ref = asked_about(measure).ref
    replace_by_reason(anas.folder, ref, reason_paper_digest=b"1" * 32, by=saul, at=WEDNESDAY)
    assert measure.unit
    return forward(anas, grant(measure), measure.unit, fields=[], by=ana, at=WEDNESDAY)


def ends(anas: OpenCase, ana: Actor) -> int:
    day = THURSDAY.date()
    return end_impediment(anas, words="llamó su hermana", since=day, by=ana, at=THURSDAY)


def test_what_was_decided_for_her_is_put_to_her_and_goes_on_until_she_answers(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor, carla: Actor, site: dict[str, Unit]
) -> None:
    assert ends(anas, ana) == 1
    question = asked_about(decided_for_her.measure)
    assert (Filing.objects.get().impediment, question.reopened) == ("", True)
    assert duty_called(decided_for_her.alias, seen_by=carla).shown
    unit = site["pnp-selva"]
    refused = delivery(anas, decided_for_her.measure, unit, seen_by=ana).reasons
    assert "not_answered" in refused
    follow_up = FollowUpTask.objects.get()
    assert (follow_up.kind, follow_up.done_at) == ("hear_her", None)


def test_her_page_says_what_was_decided_in_her_place(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    ends(anas, ana)
    found = {one.in_her_place for one in decisions_of(flor, address="REF") if one.waits}
    assert True in found
    answer(flor.folder, decided_for_her.question_ref, answer="discuss", by=flor, at=THURSDAY)
    assert not any(one.in_her_place for one in decisions_of(flor, address="REF"))


def test_her_no_takes_it_back_at_once_and_her_yes_keeps_it(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor, flor: Visitor, carla: Actor
) -> None:
    ends(anas, ana)
    ref = decided_for_her.question_ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=THURSDAY)
    assert duty_called(decided_for_her.alias, seen_by=carla).shown
    assert FollowUpTask.objects.get().outcome == "answered"
    answer(flor.folder, ref, answer="refused", by=flor, at=THURSDAY)
    assert erased(decided_for_her)


def test_a_first_no_takes_back_what_was_decided_for_her(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    ends(anas, ana)
    answer(flor.folder, decided_for_her.question_ref, answer="refused", by=flor, at=THURSDAY)
    assert erased(decided_for_her)
    assert not FollowUpTask.objects.filter(done_at=None).exists()


def test_whoever_filed_for_her_says_no_yes_in_her_place(
    decided_for_her: Obligation, flor: Visitor
) -> None:
    with pytest.raises(CannotConsent, match="not_herself"):
        answer(flor.folder, decided_for_her.question_ref, answer="agreed", by=flor, at=THURSDAY)
    assert Filing.objects.get().impediment == "missing"
    assert not erased(decided_for_her)


def test_what_she_says_to_the_team_shows_that_she_can_be_asked(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor
) -> None:
    ref = decided_for_her.question_ref
    answer(anas.folder, ref, answer="agreed", how="oral", by=ana, at=THURSDAY)
    assert Filing.objects.get().impediment == ""
    assert Entry.objects.filter(event="ImpedimentEnded").count() == 1
    assert not FollowUpTask.objects.exists()


def test_who_comes_with_words_of_her_own_can_be_asked(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor
) -> None:
    words = issue_way(anas.folder, by=ana, at=THURSDAY)
    assert Filing.objects.get().impediment == "missing"
    visitor, _ = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    confirm_way(visitor.folder, visitor.way, by=visitor, at=THURSDAY)
    assert Filing.objects.get().impediment == ""
    assert asked_about(decided_for_her.measure).reopened


def test_words_that_whoever_filed_renews_end_no_impediment(
    decided_for_her: Obligation, flor: Visitor
) -> None:
    words = issue_way(flor.folder, by=flor, at=THURSDAY)
    visitor, _ = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    confirm_way(visitor.folder, visitor.way, by=visitor, at=THURSDAY)
    assert Filing.objects.get().impediment == "missing"


def test_the_words_of_whoever_filed_end_no_impediment(
    decided_for_her: Obligation, flor: Visitor
) -> None:
    confirm_way(flor.folder, flor.way, by=flor, at=THURSDAY)
    assert Filing.objects.get().impediment == "missing"


def test_an_impediment_ends_once(decided_for_her: Obligation, anas: OpenCase, ana: Actor) -> None:
    ends(anas, ana)
    with pytest.raises(CannotConsent, match="no_impediment"):
        ends(anas, ana)
    assert Entry.objects.filter(event="ImpedimentEnded").count() == 1
    assert Document.objects.filter(kind="impediment_ended").count() == 1


def test_where_a_colleague_noted_it_meanwhile_what_was_typed_stays(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    ends(anas, ana)
    said = {"words": "habló con su hermana", "since": timezone.localdate().isoformat()}
    told = signed_in(ana).post(reverse("measures:impediment", args=[anas.code]), said)
    assert told.status_code == 409
    assert "habló con su hermana" in told.text


@pytest.fixture
def help_for_her(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor, saul: Actor
) -> ImmediateAction:
    """Immediate help that a supervisor decided too, while she was missing."""
    action = open_action(
        anas,
        kind="contact",
        owner=ana.member,
        text="buscar a su hermana",
        by=ana,
        at=WEDNESDAY,
    )
    ref = Question.objects.get(kind="action").ref
    replace_by_reason(anas.folder, ref, reason_paper_digest=b"1" * 32, by=saul, at=WEDNESDAY)
    return action


def test_before_it_ends_the_page_lists_what_was_decided_for_her(
    help_for_her: ImmediateAction, case: str, ana: Actor, signed_in: SignIn
) -> None:
    text = signed_in(ana).get(reverse("measures:impediment", args=[case])).text
    assert "Patrullaje policial</strong>: PNP-SELVA" in text
    assert "Una llamada o conversación con el equipo</strong>: El equipo" in text


def test_the_team_sees_each_with_its_name_and_where_her_answer_goes(
    help_for_her: ImmediateAction,
    decided_for_her: Obligation,
    anas: OpenCase,
    ana: Actor,
    signed_in: SignIn,
) -> None:
    ends(anas, ana)
    follow_up = reverse("obligations:follow_up", args=[anas.code, FollowUpTask.objects.get().ref])
    measure = reverse("measures:answer", args=[anas.code, decided_for_her.measure.ref])
    action = reverse("admission:action_said", args=[anas.code, help_for_her.ref])
    text = signed_in(ana).get(follow_up).text
    assert "<strong>Patrullaje policial" in text
    assert "<strong>Una llamada o conversación con el equipo" in text
    assert measure in text
    assert action in text
    for address in (measure, action):
        assert signed_in(ana).get(address).status_code == 200
    question = Question.objects.get(subject=help_for_her.ref, withdrawn_at=None)
    sent = {"answer": "refused", "way": "telephone", "words": "no", "read_back": "on"}
    sent["seen"] = stood(question)
    assert signed_in(ana).post(action, sent).status_code == 302
    [noted] = papers_in(anas.folder, seen_by=ana, kinds=["oral_answer"])
    assert anas.folder.words(noted)["text"] == "no"
    assert action not in signed_in(ana).get(follow_up).text


def test_she_reads_since_when_in_words(
    decided_for_her: Obligation, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    ends(anas, ana)
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["impediment_ended"])
    said = letter_of(paper, flor, opened=True)
    assert said.parts[1:] == [("Cuándo", "Desde el jueves 12 de noviembre de 2026")]
