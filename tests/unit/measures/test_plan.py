"""A measure is put to the person, with one recipient and the very words it would be told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from amparo.casework.measures import queries, services
from amparo.casework.measures.catalogue import catalogue, recipients
from amparo.casework.measures.models import Measure, State
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.consent.services import CannotConsent, withdraw, withdraw_all
from amparo.foundations.intake.documents.services import ChangedMeanwhile, papers_in
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.services import exclude, withdraw_procedure
from tests.plans import (
    PLACE,
    TOLD,
    TUESDAY,
    WEDNESDAY,
    decided,
    heard,
    outcome,
    proposal,
    proposed,
    put,
    says,
    seated,
)


def standing_question(measure):
    return Question.objects.get(subject=measure.ref, withdrawn_at__isnull=True)


def shown(anas, ana, measure):
    return queries.measure_called(anas, measure.ref, seen_by=ana)


def test_she_reads_what_who_and_which_words_before_she_answers(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["measure"])
    body = flor.folder.words(paper)
    assert (body["measure"], body["who"]) == ("pe21_patrol", "PNP-SELVA")
    assert body["values"] == TOLD
    assert body["fields"] == standing_question(measure).fields == ["coarse_place", "schedule"]


def test_the_protocol_learns_that_measures_are_proposed(anas, ana, site):
    proposed(anas, site["pnp-selva"], ana)
    assert Filing.objects.get(pk=anas.case.filing_id).facts["measures_proposed"] is True


def test_urgent_is_what_the_norm_says_and_nobody_picks_it(anas, ana, site):
    patrol = proposed(anas, site["pnp-selva"], ana)
    guard = proposed(anas, site["pnp-selva"], ana, catalogue="pe21_police_protection", values=PLACE)
    assert (patrol.urgent, guard.urgent) == (False, True)


@pytest.mark.parametrize("excluded", ["pnp-selva", "pnp", "mininter"])
def test_whom_she_excluded_its_command_and_its_parts_are_refused(anas, ana, site, excluded):
    exclude(anas.folder, site[excluded], by=ana, at=TUESDAY)
    with pytest.raises(services.Hindered, match="recipient_excluded"):
        proposed(anas, site["pnp"], ana)
    assert not Measure.objects.exists()
    assert not Question.objects.exists()


def test_a_fact_that_the_measure_does_not_need_may_not_be_told(anas, ana, site):
    with pytest.raises(services.Hindered, match="field_not_needed"):
        proposed(anas, site["pnp-selva"], ana, values={**PLACE, "chosen_name": "Flor"})
    assert not Document.objects.filter(kind="measure").exists()


@pytest.mark.parametrize("values", [{}, {"schedule": "de noche"}, {"coarse_place": " "}])
def test_nobody_is_asked_without_roughly_where(anas, ana, site, values):
    with pytest.raises(services.Hindered, match="no_place"):
        proposed(anas, site["pnp-selva"], ana, values=values)
    assert not Question.objects.exists()


@pytest.mark.parametrize("catalogue", ["pe21_legal_aid", "pe21_other", "pe21_police_protection"])
def test_roughly_where_is_told_with_every_measure(anas, ana, site, catalogue):
    measure = proposed(anas, site["minam"], ana, catalogue=catalogue, values=PLACE)
    assert standing_question(measure).fields == ["coarse_place"]


def test_only_what_the_norm_of_the_filing_day_knows_is_offered(anas, ana, site):
    assert "pe21_devida_supplies" in catalogue(anas)
    anas.folder.filing.filed_at = anas.folder.filing.filed_at.replace(year=2021)
    before = catalogue(anas)
    assert "pe21_devida_supplies" not in before
    assert before["pe21_other"].text.source != catalogue_today(anas)["pe21_other"].text.source


def catalogue_today(anas):
    anas.folder.filing.filed_at = anas.folder.filing.filed_at.replace(year=2026)
    return catalogue(anas)


def test_the_norms_implementer_comes_first(anas, ana, site):
    entry = catalogue(anas)["pe21_patrol"]
    assert recipients(anas, entry, seen_by=ana).first == "pnp"


def test_who_must_not_know_never_comes_first(anas, ana, site):
    exclude(anas.folder, site["pnp-selva"], by=ana, at=TUESDAY)
    found = recipients(anas, catalogue(anas)["pe21_patrol"], seen_by=ana)
    assert found.must_not_know == {"mininter", "pnp", "pnp-selva"}
    assert found.first == ""


def test_her_yes_opens_the_way_out_and_nothing_else_does(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    asked = {"kind": "measure", "subject": measure.ref, "unit": site["pnp-selva"], "fields": []}
    assert not may_leave(anas.folder, seen_by=ana, **asked).allowed
    says(flor, measure, "agreed")
    assert measure.state == State.CONSENTED
    assert may_leave(anas.folder, seen_by=ana, **asked).allowed
    assert Filing.objects.get(pk=anas.case.filing_id).facts["consent_recorded"] is True


def test_her_no_stands_and_counts_for_nothing_against_the_case(anas, ana, site, flor, delia):
    measure = proposed(anas, site["pnp-selva"], ana)
    other = proposed(anas, site["minam"], ana, catalogue="pe21_env_supervision", values=PLACE)
    says(flor, measure, "refused")
    delias = put(anas, ana, delia)
    assert measure.state == State.REFUSED_BY_BENEFICIARY
    assert [one.ref for one in queries.to_decide(delias, seen_by=delia)] == [other.ref]


def test_taking_a_consent_back_makes_it_a_proposal_again(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    withdraw(flor.folder, standing_question(measure).ref, by=flor, at=WEDNESDAY)
    measure.refresh_from_db()
    assert measure.state == State.PROPOSED
    assert shown(anas, ana, measure).answer == "withdrawn"


def test_after_all_sharing_was_taken_back_she_can_be_asked_again(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    withdraw_all(flor.folder, by=flor, at=WEDNESDAY)
    services.ask_again(anas, measure.ref, by=ana, at=WEDNESDAY)
    assert standing_question(measure).fields == ["coarse_place", "schedule"]
    assert shown(anas, ana, measure).answer == "asked"


def test_asked_again_after_a_yes_from_after_she_left_it_is_a_proposal(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    withdraw_procedure(flor, at=WEDNESDAY)
    says(flor, measure, "agreed")
    measure.refresh_from_db()
    assert measure.state == State.CONSENTED
    again = opened(anas.code, seen_by=ana)
    services.ask_again(again, measure.ref, by=ana, at=WEDNESDAY)
    measure.refresh_from_db()
    assert measure.state == State.PROPOSED
    assert standing_question(measure).answer == ""


def test_who_is_asked_is_not_asked_twice(anas, ana, site):
    measure = proposed(anas, site["pnp-selva"], ana)
    with pytest.raises(services.Hindered, match="still_asked"):
        services.ask_again(anas, measure.ref, by=ana, at=WEDNESDAY)


def test_other_words_are_asked_anew_whatever_she_had_answered(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    seen = shown(anas, ana, measure).seen
    newer = proposal(site["pnp"], what="una ronda", values=PLACE)
    services.change(anas, measure.ref, newer, seen=seen, by=ana, at=WEDNESDAY)
    measure.refresh_from_db()
    assert (measure.state, measure.unit) == (State.PROPOSED, site["pnp"])
    assert (standing_question(measure).answer, standing_question(measure).fields) == (
        "", ["coarse_place"],
    )  # fmt: skip


def test_who_changes_what_was_answered_meanwhile_is_told(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    seen = shown(anas, ana, measure).seen
    says(flor, measure, "agreed")
    with pytest.raises(ChangedMeanwhile):
        services.change(anas, measure.ref, proposal(site["pnp"]), seen=seen, by=ana, at=WEDNESDAY)
    assert standing_question(measure).answer == "agreed"


def test_an_answer_in_conversation_says_how_it_was_given(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    seen = shown(anas, ana, measure).seen
    services.note_answer(
        anas, measure.ref, heard("agreed", "que vengan, dijo"), seen=seen, by=ana, at=TUESDAY
    )
    measure.refresh_from_db()
    assert (standing_question(measure).how, measure.state) == ("oral", State.CONSENTED)
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["oral_answer"])
    assert flor.folder.words(paper)["text"] == "que vengan, dijo"


def test_after_she_left_nothing_is_proposed(anas, ana, site, flor):
    withdraw_procedure(flor, at=TUESDAY)
    with pytest.raises(services.Hindered, match="procedure_withdrawn"):
        proposed(anas, site["pnp-selva"], ana)


def test_after_the_decision_the_plan_stands(anas, ana, site, delia):
    measure = proposed(anas, site["pnp-selva"], ana)
    delias = put(anas, ana, delia)
    decided(delias, delia, outcome(delias, measure, delia))
    with pytest.raises(services.Hindered, match="decided"):
        proposed(anas, site["minam"], ana, catalogue="pe21_env_supervision", values=PLACE)
    seen = shown(anas, ana, measure).seen
    with pytest.raises(services.Hindered, match="decided"):
        services.change(anas, measure.ref, proposal(site["pnp"]), seen=seen, by=ana, at=WEDNESDAY)


REASONS = {"cannot_ask": "está incomunicada", "cannot_wait": "la buscan", "will_ask": "al salir"}


@pytest.fixture
def unreachable(anas):
    Filing.objects.filter(pk=anas.case.filing_id).update(impediment="missing")
    anas.folder.filing.impediment = "missing"
    return anas


def test_a_supervisors_reason_stands_for_one_measure_and_one_recipient(
    unreachable, ana, saul, site
):
    measure = proposed(unreachable, site["pnp-selva"], ana)
    other = proposed(unreachable, site["pnp"], ana)
    sauls = seated(unreachable, saul, ana)
    services.replace_consent(sauls, measure.ref, reasons=REASONS, by=saul, at=TUESDAY)
    assert shown(sauls, saul, measure).replaced
    assert shown(sauls, saul, measure).agreed
    assert not shown(sauls, saul, other).agreed
    measure.refresh_from_db()
    assert measure.state == State.PROPOSED  # nobody says that she consented


def test_a_reason_left_empty_replaces_nothing(unreachable, ana, saul, site):
    measure = proposed(unreachable, site["pnp-selva"], ana)
    sauls = seated(unreachable, saul, ana)
    with pytest.raises(services.Hindered, match="reasons"):
        services.replace_consent(
            sauls, measure.ref, reasons={**REASONS, "cannot_wait": " "}, by=saul, at=TUESDAY
        )
    assert not Document.objects.filter(kind="reason").exists()


def test_where_nothing_prevents_asking_nobody_replaces_her_word(anas, ana, saul, site):
    measure = proposed(anas, site["pnp-selva"], ana)
    sauls = seated(anas, saul, ana)
    with pytest.raises(CannotConsent):
        services.replace_consent(sauls, measure.ref, reasons=REASONS, by=saul, at=TUESDAY)
    assert not Document.objects.filter(kind="reason").exists()


def test_an_analyst_cannot_replace_her_word(unreachable, ana, site):
    measure = proposed(unreachable, site["pnp-selva"], ana)
    with pytest.raises(services.Hindered, match="not_permitted"):
        services.replace_consent(unreachable, measure.ref, reasons=REASONS, by=ana, at=TUESDAY)


def test_the_day_of_a_measures_end_follows_from_its_duration(anas, ana, site, delia):
    measure = proposed(anas, site["pnp-selva"], ana)
    delias = put(anas, ana, delia)
    decided(delias, delia, outcome(delias, measure, delia))
    assert shown(anas, ana, measure).ends_on == date(2027, 2, 9)
    measure.refresh_from_db()
    # In UTC the next day has begun.
    evening = datetime(2026, 11, 11, 22, 30, tzinfo=ZoneInfo("America/Lima"))
    Measure.objects.filter(pk=measure.pk).update(granted_at=evening)
    assert shown(anas, ana, measure).ends_on == date(2027, 2, 9)
