"""What her page says that she answers: to what a yes is said, who learns what, and of whom it would
be untrue that they learn nothing."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone, translation

from amparo.door.my_case.documents import parts_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import ask
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.leaked_classes import Leaked
from tests.laid_out import laid_out

type Ask = Callable[..., Question]
READS = "belongs to this institution, and reads what you told already"


@pytest.fixture
def put_to(anas: OpenCase, ana: Actor) -> Ask:
    def put(
        kind: str, body: dict[str, Any], *, unit: Unit | None = None, fields: Sequence[str] = ()
    ) -> Question:
        now = timezone.now()
        paper = write_paper(anas.folder, kind=kind, body=body, by=ana, at=now, for_person=True)
        return ask(
            anas.folder, kind=kind, subject="ABCD", unit=unit, fields=[*fields],
            paper_ref=paper.ref, by=ana, at=now,
        )  # fmt: skip

    return put


def page(her: Client, question: Question) -> str:
    address = f"/mine/decisions/{question.ref}/"
    shown = her.get(address, headers={"Accept-Language": "en"}).content.decode()
    return laid_out(shown.split('<div class="opened flow" lang="es">', 1)[0])


def test_a_yes_to_giving_a_measure_up_says_so_on_its_button(her: Client, put_to: Ask) -> None:
    body = {"label": "Rondas", "what": "Sin rondas nadie pasa de noche.", "kind": "renounce"}
    said = page(her, put_to("change", body))
    assert "Yes, I give it up</button>" in said
    assert "No, I keep it</button>" in said
    assert "I agree</button>" not in said


@pytest.mark.parametrize("kind", ["strengthen", "reduce"])
def test_what_whoever_owes_a_changed_measure_reads_is_said_before_she_answers(
    her: Client, put_to: Ask, kind: str
) -> None:
    said = page(her, put_to("change", {"label": "Rondas", "what": "Hasta la casa.", "kind": kind}))
    assert "What whoever must do it would learn" in said
    assert "I agree</button>" in said


def test_of_what_ends_nobody_learns_more(her: Client, put_to: Ask) -> None:
    said = page(her, put_to("change", {"label": "Rondas", "what": "Termina.", "kind": "cease"}))
    assert "would learn" not in said


def test_of_whoever_works_on_her_case_it_is_not_said_that_they_learn_nothing(
    her: Client, put_to: Ask, site: dict[str, Unit], settings: LazySettings
) -> None:
    body = {"label": "Salir", "what": "Salir unos meses.", "values": {"language": "awajún"}}
    question = put_to("measure", body, unit=site["dgdh"], fields=["language"])
    said = page(her, question)
    assert READS in said
    assert "It would not learn" not in said
    # With an organisation the ministry's own directorate reads nothing.
    settings.ORGANISATION = "Casa del Valle"
    elsewhere = page(her, question)
    assert READS not in elsewhere
    assert "It would not learn" in elsewhere


def test_help_by_the_team_itself_is_no_news_for_the_team(her: Client, put_to: Ask) -> None:
    body = {"kind": "contact", "text": "Llamarle cada noche."}
    said = page(her, put_to("action", body, fields=["contact_channel", "language"]))
    assert "No institution is told anything on this yes" in said
    assert "would learn" not in said


def test_what_got_out_is_told_in_plain_words() -> None:
    with translation.override("es"):
        [(_name, words)] = parts_of({"leaked": list(Leaked.values)})
    assert len(words.splitlines()) == len(Leaked.values)
    assert "Datos para contactarle a usted, o a alguien de su caso" in words
