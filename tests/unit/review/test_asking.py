"""Before a measure is reduced, suspended or ended, institutions are asked how strong the danger is
now: with her yes to each, by a day, and without a word about the measure."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.models import Decision
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.delivery.consent_gate import askable
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called, owed_by_unit
from amparo.casework.obligations.services import MayNotLeave, ask_unit
from amparo.casework.obligations.unit_answers import NotOpen
from amparo.casework.obligations.unit_answers import answer as say
from amparo.casework.review import services
from amparo.casework.review.changes.queries import change_called
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.services import exclude
from amparo.foundations.ledger.models import Entry
from tests.changes import asked_of_danger, institution_says, may_be_asked, proposal, says
from tests.last_days import its_day_passes, jobs_run
from tests.unit.review.conftest import FRIDAY, as_open

LATE = FRIDAY + timedelta(days=15)
GATE = "context_reported"


@pytest.fixture
def thought_of(granted, patrol, anas, ana):
    def make(kind="cease"):
        patrol.refresh_from_db()
        return services.open_change(as_open(anas, ana), proposal(patrol, kind), by=ana, at=FRIDAY)

    return make


@pytest.fixture
def change(thought_of):
    return thought_of()


@pytest.fixture
def asked(anas, ana, flor, change):
    return asked_of_danger(anas, ana, flor, change)


def found(anas, ana, change):
    return change_called(as_open(anas, ana), change.ref, seen_by=ana)


def missing(anas, ana, change):
    return [gate.id for gate in found(anas, ana, change).missing]


def standing(anas, ana, change):
    return [(one.unit.code, one.standing) for one in found(anas, ana, change).asked]


# --- whether it may be asked ---


def asks_police(anas, ana, patrol, site):
    case, unit = as_open(anas, ana), site["pnp-selva"]
    ask_unit(case, patrol, unit, Obligation.Kind.CONTEXT, fields=[], by=ana, at=FRIDAY)


def test_her_yes_to_the_measure_is_no_yes_to_asking(anas, ana, change, patrol, site):
    with pytest.raises(MayNotLeave, match="no_question"):
        asks_police(anas, ana, patrol, site)


def test_without_her_yes_nobody_is_asked_and_the_measure_stays(
    anas, ana, flor, change, patrol, site
):
    may_be_asked(anas, ana, flor, change, word="refused")
    with pytest.raises(MayNotLeave, match="refused"):
        asks_police(anas, ana, patrol, site)
    with pytest.raises(Hindered, match="nobody_asked"):
        services.note_silence(as_open(anas, ana), change.ref, text="x", by=ana, at=LATE)
    assert GATE in missing(anas, ana, change)
    assert standing(anas, ana, change) == [("pnp-selva", "refused")]


def test_an_excluded_institution_is_never_asked(anas, ana, flor, change, patrol, site):
    may_be_asked(anas, ana, flor, change)
    exclude(flor.folder, site["mininter"], by=flor, at=FRIDAY)
    with pytest.raises(MayNotLeave, match="recipient_excluded"):
        asks_police(anas, ana, patrol, site)
    assert not Obligation.objects.filter(kind="context").exists()


def test_anybody_of_the_state_may_be_asked_but_the_desk_itself(patrol, site):
    codes = {unit.code for unit in askable(patrol)}
    assert {"pnp-selva", "minam"} <= codes
    assert "dgdh" not in codes


# --- what the unit learns and says ---


def test_the_unit_learns_the_words_she_agreed_to_and_nothing_of_the_measure(asked, carla):
    seen = duty_called(asked.alias, seen_by=carla)
    assert seen.extract["what"] == "¿Qué se sabe del vecino del puente?"
    assert set(seen.extract) == {"what", "fields", "ground"}
    assert set(seen.extract["fields"]) == {"coarse_place"}


@pytest.mark.parametrize("page", ["/duties/", "/duties/{}/"])
def test_no_page_of_the_unit_names_the_measure(asked, carla, patrol, signed_in, page):
    shown = signed_in(carla).get(page.format(asked.alias)).content.decode()
    assert "Qué tan fuerte es hoy el peligro" in shown
    assert ("art. 25 b" in shown) == (asked.alias in page.format(asked.alias))
    for word in ("Patrullaje", "rondas", "art. 31", "noche", "esta medida"):
        assert word not in shown


def test_it_is_due_in_seven_business_days_among_what_the_unit_owes(asked, carla):
    assert asked.due_on.date() == date(2026, 11, 24)
    assert [line.duty.alias for line in owed_by_unit(seen_by=carla)] == [asked.alias]


def test_its_answer_on_its_own_page_opens_the_gate_of_this_change(
    asked, anas, ana, carla, signed_in, change
):
    assert GATE in missing(anas, ana, change)
    page = signed_in(carla)
    said = {"way": "context", "context-word": "same", "context-text": "sigue en la zona"}
    assert page.post(f"/duties/{asked.alias}/", said | {"context-text": ""}).status_code == 422
    assert page.post(f"/duties/{asked.alias}/", said).status_code == 302
    assert GATE not in missing(anas, ana, change)
    [one] = found(anas, ana, change).asked
    assert (one.standing, one.said[0].word, one.said[0].text) == (
        "answered",
        "same",
        "sigue en la zona",
    )


def test_what_it_says_of_the_danger_is_not_on_record(anas, ana, flor, change):
    institution_says(anas, ana, flor, change, "weaker")
    facts = " ".join(Entry.objects.values_list("facts", flat=True))
    assert "weaker" not in facts
    assert '"gate":"context_reported"' in facts


@pytest.mark.parametrize("kind", ["acknowledged", "objected", "reported", "opinion"])
def test_it_is_no_duty_to_take_on_and_no_opinion(kind, asked, carla):
    with pytest.raises(NotOpen):
        say(duty_called(asked.alias, seen_by=carla), kind=kind, text="x", by=carla, at=FRIDAY)


def test_where_nobody_signs_in_it_goes_on_paper_and_its_answer_is_written_down(
    anas, ana, flor, change, signed_in
):
    duty = asked_of_danger(anas, ana, flor, change, unit="minam")
    assert standing(anas, ana, change) == [("minam", "on_paper")]
    page = signed_in(ana)
    at = f"/desk/cases/{anas.code}/duties/{duty.alias}/"
    told = {"on": "2026-11-09", "received_by": "mesa de partes"}
    assert page.post(f"{at}handed-over/", told).status_code == 302
    said = {"word": "unknown", "text": "no consta"}
    assert page.post(f"{at}answers/context/", said).status_code == 302
    assert GATE not in missing(anas, ana, change)


# --- nobody answers ---


def silence(anas, ana, change, *, at=LATE, text="se pidió y se insistió"):
    services.note_silence(as_open(anas, ana), change.ref, text=text, by=ana, at=at)


def test_silence_alone_opens_nothing_and_is_shown_late(asked, anas, ana, change, signed_in):
    Obligation.objects.filter(pk=asked.pk).update(due_on=FRIDAY - timedelta(days=900))
    assert GATE in missing(anas, ana, change)
    page = f"/desk/cases/{anas.code}/changes/{change.ref}/"
    assert "Venció su plazo" in signed_in(ana).get(page).content.decode()


def test_nobody_speaks_of_silence_while_the_term_runs(asked, anas, ana, change):
    with pytest.raises(Hindered, match="term_runs"):
        silence(anas, ana, change, at=asked.due_on)
    assert GATE in missing(anas, ana, change)


def test_nor_where_nobody_was_asked(anas, ana, change):
    with pytest.raises(Hindered, match="nobody_asked"):
        silence(anas, ana, change)


def test_nor_where_everybody_has_answered(anas, ana, flor, change):
    institution_says(anas, ana, flor, change)
    with pytest.raises(Hindered, match="all_answered"):
        silence(anas, ana, change)


def test_nor_without_reasons(asked, anas, ana, change):
    with pytest.raises(Hindered, match="reasons"):
        silence(anas, ana, change, text=" ")


def test_nor_for_a_change_that_asks_nobody(thought_of, anas, ana):
    with pytest.raises(Hindered, match="not_asked"):
        silence(anas, ana, thought_of("strengthen"))


def test_after_the_term_a_reasoned_statement_stands_beside_who_was_silent(
    asked, anas, ana, flor, change, signed_in
):
    silence(anas, ana, change)
    assert missing(anas, ana, change) == ["beneficiary_heard"]
    says(flor, change, "refused")
    seen = found(anas, ana, change)
    assert [one["text"] for one in seen.reports] == ["se pidió y se insistió"]
    assert not seen.ready  # a fact must have changed all the same
    shown = signed_in(ana).get(f"/desk/cases/{anas.code}/changes/{change.ref}/").content.decode()
    assert "No todas las entidades respondieron dentro del plazo" in shown


# --- several are asked ---


@pytest.fixture
def asked_too(anas, ana, flor, change, mario):
    """A second institution, where somebody signs in too."""
    return asked_of_danger(anas, ana, flor, change, unit="minam")


def answers(duty, officer, *, at=FRIDAY):
    found = duty_called(duty.alias, seen_by=officer)
    say(found, kind="context", word="weaker", text="se fue", by=officer, at=at)


def test_one_answer_opens_nothing_while_another_institution_has_time(
    asked, asked_too, anas, ana, carla, mario, change
):
    """What would keep the protection may be the answer that is still to come."""
    answers(asked, carla)
    assert GATE in missing(anas, ana, change)
    answers(asked_too, mario)
    assert GATE not in missing(anas, ana, change)


def test_nobody_puts_it_to_decision_on_the_one_answer(
    asked, asked_too, anas, ana, carla, change, flor
):
    answers(asked, carla)
    says(flor, change, "refused")
    assert not found(anas, ana, change).ready
    assert missing(anas, ana, change) == [GATE]


def test_who_is_silent_beside_an_answer_is_said_to_be_once_its_term_has_passed(
    asked, asked_too, anas, ana, carla, change
):
    answers(asked, carla)
    with pytest.raises(Hindered, match="term_runs"):
        silence(anas, ana, change, at=asked_too.due_on)
    silence(anas, ana, change, at=asked_too.due_on + timedelta(seconds=1))
    assert GATE not in missing(anas, ana, change)
    assert [one["silent"] for one in found(anas, ana, change).reports] == [1]


def test_a_term_that_passed_opens_nothing_by_itself(asked, asked_too, anas, ana, carla, change):
    Obligation.objects.filter(pk=asked_too.pk).update(due_on=FRIDAY - timedelta(days=9))
    answers(asked, carla)
    assert GATE in missing(anas, ana, change)


def test_whoever_is_asked_after_it_had_opened_is_waited_for_too(
    asked, anas, ana, carla, mario, flor, change
):
    answers(asked, carla)
    assert GATE not in missing(anas, ana, change)
    later = asked_of_danger(anas, ana, flor, change, unit="minam", at=FRIDAY + timedelta(hours=1))
    assert GATE in missing(anas, ana, change)
    with pytest.raises(Hindered, match="term_runs"):
        silence(anas, ana, change, at=later.due_on)
    answers(later, mario, at=FRIDAY + timedelta(hours=2))
    assert GATE not in missing(anas, ana, change)


def test_silence_that_was_recorded_covers_nobody_who_is_asked_later(
    asked, anas, ana, mario, flor, change
):
    silence(anas, ana, change)
    later = asked_of_danger(anas, ana, flor, change, unit="minam", at=LATE + timedelta(days=1))
    assert GATE in missing(anas, ana, change)
    silence(anas, ana, change, at=later.due_on + timedelta(days=1))
    assert GATE not in missing(anas, ana, change)


def test_whom_she_takes_back_nobody_waits_for(asked, asked_too, anas, ana, carla, flor, change):
    answers(asked, carla)
    withdraw(flor.folder, asked_too.question_ref, by=flor, at=FRIDAY)
    assert GATE not in missing(anas, ana, change)


def test_where_the_only_one_asked_is_taken_back_nothing_opens(asked, anas, ana, flor, change):
    withdraw(flor.folder, asked.question_ref, by=flor, at=FRIDAY)
    assert GATE in missing(anas, ana, change)


# --- it is taken back, and ends with the change ---


def test_what_she_takes_back_is_gone_from_the_unit_at_once(
    asked, anas, ana, flor, change, carla, signed_in
):
    withdraw(flor.folder, asked.question_ref, by=flor, at=FRIDAY)
    asked.refresh_from_db()
    assert (asked.state, bytes(asked.extract)) == (Obligation.State.REVOKED, b"")
    assert "puente" not in signed_in(carla).get(f"/duties/{asked.alias}/").content.decode()
    with pytest.raises(Hindered, match="nobody_asked"):
        silence(anas, ana, change)


def test_with_the_change_ends_what_was_asked_for_it(asked, anas, ana, change):
    services.drop(as_open(anas, ana), change.ref, by=ana, at=FRIDAY)
    asked.refresh_from_db()
    assert (asked.state, bytes(asked.key_for_unit)) == (Obligation.State.ENDED, b"")
    assert not Question.objects.filter(kind="context", withdrawn_at__isnull=True).exists()


@pytest.mark.parametrize("decided", [False, True])
def test_more_of_it_that_comes_to_nothing_ends_nothing_that_was_asked_for_less(
    asked, anas, ana, delia, change, thought_of, decided
):
    more = thought_of("strengthen")
    if decided:
        no = Resolution(outcomes=(), grounds="queda como está", later=Decision.Kind.UNCHANGED)
        case = as_open(anas, delia)
        services.decide_change(case, more.ref, no, from_day=None, by=delia, at=FRIDAY)
    else:
        services.drop(as_open(anas, ana), more.ref, by=ana, at=FRIDAY)
    asked.refresh_from_db()
    assert asked.state == Obligation.State.OPEN
    assert Question.objects.filter(kind="context", withdrawn_at__isnull=True).exists()
    assert GATE in missing(anas, ana, change)


def test_the_next_change_asks_anew(asked, anas, ana, flor, change, thought_of, patrol, site):
    services.drop(as_open(anas, ana), change.ref, by=ana, at=FRIDAY)
    later = thought_of("suspend")
    assert GATE in missing(anas, ana, later)
    with pytest.raises(MayNotLeave, match="no_question"):
        asks_police(anas, ana, patrol, site)


# --- the pages ---


def test_from_whom_to_her_and_to_the_unit_on_the_pages(
    anas, ana, flor, change, came_back_as_flor, carla, signed_in
):
    page, at = signed_in(ana), f"/desk/cases/{anas.code}/changes/{change.ref}/asked/"
    assert page.get(f"{at}?unit=nobody").status_code == 422
    assert page.get(f"{at}?unit=pnp-selva").url == f"{at}of/pnp-selva/"
    assert page.post(f"{at}of/pnp-selva/", {"what": ""}).status_code == 422
    assert page.post(f"{at}of/pnp-selva/", {"what": "¿Qué se sabe?"}).status_code == 302
    assert "Espera la respuesta de la persona" in page.get(at).content.decode()
    asked = Question.objects.get(kind="context")
    assert f"/mine/decisions/{asked.ref}/" in came_back_as_flor.get("/mine/").text
    hers = came_back_as_flor.get(f"/mine/decisions/{asked.ref}/").text
    assert "Antes de cambiar esta medida se preguntaría a esta entidad: ¿Qué se sabe?" in hers
    assert "Qué sabría PNP-SELVA" in hers
    assert "Con esto no se entera de qué medida tiene usted" in hers
    question = Question.objects.get(kind="context")
    sent = came_back_as_flor.post(f"/mine/decisions/{question.ref}/", {"answer": "agree"})
    assert sent.status_code == 302
    assert page.post(f"{at}of/pnp-selva/", {}).status_code == 302
    duty = Obligation.objects.get(kind="context")
    assert f"/duties/{duty.alias}/" in signed_in(carla).get("/duties/").content.decode()


def test_what_became_shut_between_two_clicks_is_not_asked(anas, ana, flor, change, site, signed_in):
    may_be_asked(anas, ana, flor, change)
    exclude(flor.folder, site["pnp"], by=flor, at=FRIDAY)
    page = f"/desk/cases/{anas.code}/changes/{change.ref}/asked/of/pnp-selva/"
    assert signed_in(ana).post(page, {}).status_code == 409


def test_a_change_that_asks_nobody_has_no_such_page(anas, ana, thought_of, signed_in):
    more = thought_of("strengthen")
    page = f"/desk/cases/{anas.code}/changes/{more.ref}/asked/"
    for name in ("", "silence/", "of/pnp-selva/"):
        assert signed_in(ana).get(page + name).status_code == 404


def test_the_statement_is_made_on_its_page_once_the_term_has_passed(
    asked, anas, ana, change, signed_in
):
    page, at = signed_in(ana), f"/desk/cases/{anas.code}/changes/{change.ref}/asked/silence/"
    said = {"text": "se insistió por teléfono"}
    Obligation.objects.filter(pk=asked.pk).update(due_on=FRIDAY + timedelta(days=900))
    refused = page.post(at, said)
    assert refused.status_code == 409
    assert "se insistió por teléfono" in refused.content.decode()
    Obligation.objects.filter(pk=asked.pk).update(due_on=FRIDAY - timedelta(days=900))
    assert page.post(at, said).status_code == 302
    assert GATE not in missing(anas, ana, change)


def test_the_question_to_her_stands_with_its_words(anas, ana, flor, change, asked):
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["context"])
    assert flor.folder.words(paper)["what"] == "¿Qué se sabe del vecino del puente?"
    assert Unit.objects.get(code="pnp-selva").pk == asked.unit_id


@pytest.mark.postgresql("roles of the surfaces")
def test_whose_consent_ended_by_its_day_nobody_waits_for(
    asked, asked_too, anas, ana, carla, change, clock
):
    answers(asked, carla)
    question = Question.objects.get(ref=asked_too.question_ref)
    Question.objects.filter(pk=question.pk).update(ends_on=timezone.localdate())
    its_day_passes(clock)
    assert jobs_run()[0] == 1
    assert GATE not in missing(anas, ana, change)
