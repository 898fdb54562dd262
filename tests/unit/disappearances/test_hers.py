"""After a death her page asks nobody, nothing of hers ends by it, and nobody stands in for her."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.disappearances import services
from amparo.casework.disappearances.models import DisappearanceOrDeath
from amparo.casework.measures.models import Measure
from amparo.door.visit.person_session import COOKIE
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import (
    CannotConsent,
    answer,
    end_impediment,
    replace_by_reason,
)
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import read_by_person, write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.intake.services import exclude
from tests import plans
from tests.befallen import AT, note


@pytest.fixture
def asked(anas: OpenCase, ana: Actor, site: dict[str, Unit]) -> Question:
    measure = plans.proposed(anas, site["pnp"], ana)
    return Question.objects.get(subject=measure.ref)


@pytest.fixture
def died(asked: Question, anas: OpenCase, ana: Actor) -> DisappearanceOrDeath:
    return note(anas, ana, what="died", kind="killing")


@pytest.fixture
def page(flor: Visitor, filed: Filed) -> Client:
    client = Client()
    assert filed.pair or filed.way
    content = {"way": flor.way.pk, "secret": pair_of(filed).hex()}
    client.cookies[COOKIE] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client


def pair_of(filed: Filed) -> bytes:
    assert filed.pair
    return filed.pair.secret


def test_her_page_asks_nothing_any_more(died: DisappearanceOrDeath, page: Client) -> None:
    shown = page.get(reverse("door:mine"))
    assert "ya no se pregunta ni se decide nada" in shown.content.decode()
    assert shown.context["waiting"] is None


@pytest.mark.parametrize("name", ["withdraw_all", "leave", "otherwise", "elsewhere"])
def test_nobody_decides_there(name: str, died: DisappearanceOrDeath, page: Client) -> None:
    assert page.post(reverse(f"door:{name}")).status_code == 409
    filing = Filing.objects.get()
    assert (filing.withdrawn_at, filing.sharing_ended_at) == (None, None)


def test_what_was_typed_there_is_given_back_to_be_sent_as_a_message(
    died: DisappearanceOrDeath, page: Client
) -> None:
    told = page.post(reverse("door:otherwise"), {"text": "ella tenía miedo del puente"})
    assert told.status_code == 409
    assert "ella tenía miedo del puente" in told.text


def test_whoever_has_the_words_can_still_write(died: DisappearanceOrDeath, page: Client) -> None:
    assert page.get(reverse("door:write")).status_code == 200


@pytest.mark.parametrize("said", ["agreed", "refused"])
def test_nobody_answers_for_her(
    said: str,
    died: DisappearanceOrDeath,
    asked: Question,
    anas: OpenCase,
    flor: Visitor,
    ana: Actor,
) -> None:
    for by in (flor, ana):
        with pytest.raises(CannotConsent, match="died"):
            answer(anas.folder, asked.ref, answer=said, by=by, at=AT)


def test_no_reason_stands_for_her_word(
    died: DisappearanceOrDeath, asked: Question, anas: OpenCase, saul: Actor
) -> None:
    with pytest.raises(CannotConsent, match="no_impediment"):
        replace_by_reason(anas.folder, asked.ref, reason_paper_digest=b"1", by=saul, at=AT)
    with pytest.raises(CannotConsent, match="no_impediment"):
        end_impediment(anas.folder.filing, how="team", by=saul, at=AT)


def test_a_death_ends_no_measure(asked: Question, anas: OpenCase, ana: Actor) -> None:
    before = list(Measure.objects.values_list("ref", "state"))
    note(anas, ana, what="died", kind="killing")
    assert list(Measure.objects.values_list("ref", "state")) == before


def test_nobody_receives_a_notice_for_her(
    died: DisappearanceOrDeath, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    paper = write_paper(
        anas.folder, kind="message", body={"text": "x"}, by=ana, at=AT, for_person=True
    )
    flor.folder.filing.refresh_from_db()
    read_by_person(flor.folder, paper, by=flor, at=AT)
    assert Document.objects.get(pk=paper.pk).read_at is None


def test_where_it_was_a_mistake_she_is_asked_as_before(
    died: DisappearanceOrDeath, asked: Question, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    services.set_aside(anas, died.ref, text="era otra", by=ana, at=AT + timedelta(hours=1))
    assert answer(flor.folder, asked.ref, answer="agreed", by=flor, at=AT).answer == "agreed"


def test_where_it_was_a_mistake_nobody_asks_about_who_must_not_know_since(
    site: dict[str, Unit], anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    note(anas, ana)
    units = Question.objects.filter(kind="search", withdrawn_at=None).values_list("unit__code")
    before = {code for (code,) in units if code}
    assert before
    dead = note(anas, ana, what="found_dead", at=AT + timedelta(hours=1))
    gone = min(before)
    exclude(flor.folder, site[gone], by=flor, at=AT + timedelta(hours=2))
    services.set_aside(anas, dead.ref, text="era otra", by=ana, at=AT + timedelta(hours=3))
    assert {code for (code,) in units.all() if code} == before - {gone}


def test_who_was_missing_before_is_missing_again(anas: OpenCase, ana: Actor) -> None:
    note(anas, ana)
    dead = note(anas, ana, what="found_dead")
    assert Filing.objects.get().impediment == "died"
    services.set_aside(anas, dead.ref, text="era otra", by=ana, at=AT)
    assert Filing.objects.get().impediment == "missing"


type SignIn = Callable[[Actor], Client]


def test_the_page_of_the_case_says_so(
    died: DisappearanceOrDeath, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    page = signed_in(ana).get(reverse("desk:case", args=[anas.code]) + "?tab=all").content.decode()
    assert "Desaparición y muerte" in page
    assert "La persona falleció" in page
    assert "Abrir un caso para su familia o su colectivo" in page
    assert "Asesinato u homicidio" in page
    assert "Preguntar a la persona" not in page
