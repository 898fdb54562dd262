"""An opinion is asked only with her consent, by a day that the law's calendar gives; it decides
nothing."""

from datetime import date, timedelta

import pytest

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.delivery.consent_gate import consultable, delivery
from amparo.casework.obligations.delivery.unlocked_obligation import term_of
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case, measures_to_consult
from amparo.casework.obligations.services import MayNotLeave, ask_her_first, ask_unit
from amparo.casework.obligations.unit_answers import NotOpen
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import exclude
from tests.obligations import TUESDAY, WEDNESDAY, MakeMeasure, asked_about

OPINION = Obligation.Kind.OPINION
LATER = WEDNESDAY + timedelta(days=20)


@pytest.fixture
def asked(
    agreed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    carla: Actor,
    site: dict[str, Unit],
) -> Obligation:
    """Carla's unit is asked; flor agreed that it learn the district."""
    measure, unit = agreed(), site["pnp-selva"]
    ask_her_first(anas, measure, unit, OPINION, fields=["coarse_place"], by=ana, at=TUESDAY)
    ref = asked_about(measure, unit, "opinion").ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=TUESDAY)
    return ask_unit(anas, measure, unit, OPINION, fields=["coarse_place"], by=ana, at=WEDNESDAY)


def test_it_is_due_in_seven_business_days(asked: Obligation) -> None:
    assert asked.due_on.date() == date(2026, 11, 20)


def test_the_unit_learns_what_she_agreed_to_for_the_opinion(
    asked: Obligation, carla: Actor
) -> None:
    found = duty_called(asked.alias, seen_by=carla)
    assert set(found.extract["fields"]) == {"coarse_place"}
    assert found.extract["what"] == "tres rondas por semana"


def test_she_is_asked_nothing_anew_while_the_unit_has_it(
    asked: Obligation, anas: OpenCase, ana: Actor
) -> None:
    """Two at once: the second would take her yes from what lies there already."""
    with pytest.raises(MayNotLeave, match="sent_already"):
        ask_her_first(anas, asked.measure, asked.unit, OPINION, fields=[], by=ana, at=LATER)
    assert asked_about(asked.measure, asked.unit, "opinion").answer == "agreed"


def test_only_units_that_the_norm_names_are_asked(agreed: MakeMeasure) -> None:
    assert [unit.code for unit in consultable(agreed())] == ["pnp", "pnp-selva"]


def test_a_measure_without_such_a_norm_needs_no_opinion(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    agreed(
        catalogue="pe21_env_supervision", unit=site["minam"], values={"coarse_place": "el distrito"}
    )
    assert measures_to_consult(anas, seen_by=ana) == []


def test_her_yes_to_the_measure_is_no_yes_to_asking(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    measure = agreed()
    with pytest.raises(MayNotLeave, match="no_question"):
        ask_unit(anas, measure, site["pnp-selva"], OPINION, fields=[], by=ana, at=WEDNESDAY)


def test_an_excluded_unit_is_never_asked(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, flor: Visitor, site: dict[str, Unit]
) -> None:
    measure = agreed()
    exclude(flor.folder, site["mininter"], by=flor, at=WEDNESDAY)
    with pytest.raises(MayNotLeave, match="recipient_excluded"):
        ask_unit(anas, measure, site["pnp-selva"], OPINION, fields=[], by=ana, at=WEDNESDAY)


def test_a_unit_of_another_institution_is_not_asked(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    said = delivery(anas, agreed(), site["minam"], kind="opinion", seen_by=ana)
    assert "opinion_not_asked_for" in said.reasons


def test_she_reads_what_would_be_told_before_she_answers(asked: Obligation, flor: Visitor) -> None:
    paper = papers_in(flor.folder, seen_by=flor, kinds=["opinion"])[0]
    assert flor.folder.words(paper)["values"] == {
        "coarse_place": "distrito del río, cerca del puente viejo"
    }


def test_silence_is_shown_as_late_and_moves_nothing(
    asked: Obligation, anas: OpenCase, ana: Actor
) -> None:
    found = duty_on_case(anas, asked.alias, seen_by=ana)
    term = term_of(found, at=LATER)
    assert term is not None
    assert term.state == "late"
    assert Measure.objects.get().state == Measure.State.CONSENTED


def test_an_objection_moves_nothing_either(
    asked: Obligation, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    found = duty_called(asked.alias, seen_by=carla)
    say(found, kind="opinion", word="not_favourable", text="No.", by=carla, at=WEDNESDAY)
    assert Measure.objects.get().state == Measure.State.CONSENTED
    heard = duty_on_case(anas, asked.alias, seen_by=ana)
    assert [(one.word, one.text) for one in heard.said] == [("not_favourable", "No.")]
    term = term_of(heard, at=LATER)
    assert term is not None
    assert term.state == "met"


@pytest.mark.parametrize("kind", ["acknowledged", "objected", "reported"])
def test_an_opinion_is_no_duty_to_take_on(kind: str, asked: Obligation, carla: Actor) -> None:
    found = duty_called(asked.alias, seen_by=carla)
    with pytest.raises(NotOpen):
        say(found, kind=kind, text="x", by=carla, at=WEDNESDAY)
