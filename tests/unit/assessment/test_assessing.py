"""The level comes from the facts by the protocol's table, and nobody types it."""

import pytest

from amparo.casework.assessment import queries, services
from amparo.casework.assessment.models import Assessment
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.models import Entry
from amparo.law import WrongValue, load_protocol
from amparo.law.assessment import risk_matrix as risk
from tests.plans import FOUND, TUESDAY, assessed

NEEDED = ("probability", "probability_why", "impact", "impact_why", "own_view")


def draft(anas, ana, **changes):
    services.save_draft(anas, {**FOUND, **changes}, seen=0, by=ana, at=TUESDAY)
    found = queries.draft_of(anas, seen_by=ana)
    assert found is not None
    return found


def test_the_protocols_table_sets_the_level(anas, ana):
    assessed(anas, ana)
    found = queries.latest_submitted(anas, seen_by=ana)
    assert found is not None
    assert (found.body["level"], found.weighed.grade.level) == ("extreme", "Extremo")


def test_a_level_that_was_typed_counts_for_nothing(anas, ana):
    assessed(anas, ana, level="ordinary")
    assert queries.latest_submitted(anas, seen_by=ana).body["level"] == "extreme"


def test_every_level_is_explained_by_what_was_found(anas, ana):
    weighed = draft(anas, ana).weighed
    [threat] = weighed.groups[0].items
    assert threat.what == load_protocol("pe-2021").text("factors.direct_threat", "es")
    assert threat.words == "una nota en la puerta"
    assert weighed.facts[0].words == "la nota nombra la casa"


def test_what_was_not_answered_is_unknown_and_never_no(anas, ana):
    weighed = draft(anas, ana, answers={"direct_threat": "no"}).weighed
    factors = load_protocol("pe-2021").assessment.factor
    assert len(weighed.unknown) == len(factors) - 1
    assert weighed.groups[0].items == ()


@pytest.mark.parametrize("name", NEEDED)
def test_without_this_nothing_is_recorded(anas, ana, name):
    saved = draft(anas, ana, **{name: ""})
    with pytest.raises(services.NotComplete) as refusal:
        services.submit(anas, seen=saved.paper.version, by=ana, at=TUESDAY)
    assert refusal.value.missing == (name,)
    assert Assessment.objects.get().submitted_at is None


def test_a_draft_without_likelihood_has_no_level(anas, ana):
    assert draft(anas, ana, probability="").weighed is None


@pytest.mark.parametrize(
    "wrong", [{"probability": "certain"}, {"answers": {"identity": "yes"}}, {"impact": "0"}]
)
def test_an_answer_that_the_method_does_not_know_is_not_stored(anas, ana, wrong):
    with pytest.raises(WrongValue):
        draft(anas, ana, **wrong)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("impact", ["minor", "serious", "severe", "irreparable"])
def test_more_likely_is_never_less_grave(anas, ana, impact):
    method = queries.method_of(anas, seen_by=ana)
    ranks = [risk.level(method.table, likely, impact).rank for likely in method.table.probabilities]
    assert ranks == sorted(ranks)


def test_a_draft_is_continued(anas, ana, beto):
    first = draft(anas, ana, own_view="")
    services.save_draft(anas, FOUND, seen=first.paper.version, by=ana, at=TUESDAY)
    again = queries.draft_of(anas, seen_by=ana)
    assert (again.paper.version, again.body["own_view"]) == (2, FOUND["own_view"])
    assert Assessment.objects.count() == 1


def test_two_people_saving_one_draft_lose_nothing(anas, ana):
    draft(anas, ana, own_view="la de ella")
    with pytest.raises(ChangedMeanwhile) as told:
        services.save_draft(anas, {**FOUND, "own_view": "la otra"}, seen=0, by=ana, at=TUESDAY)
    assert anas.folder.words(told.value.newer)["own_view"] == "la de ella"
    assert queries.draft_of(anas, seen_by=ana).body["own_view"] == "la de ella"


def test_who_saves_after_it_was_recorded_is_told(anas, ana):
    assessed(anas, ana)
    with pytest.raises(ChangedMeanwhile):
        services.save_draft(anas, FOUND, seen=1, by=ana, at=TUESDAY)
    assert Assessment.objects.count() == 1


def test_what_is_recorded_is_what_was_on_the_page(anas, ana):
    saved = draft(anas, ana)
    services.save_draft(anas, {**FOUND, "impact": "minor"}, seen=1, by=ana, at=TUESDAY)
    with pytest.raises(ChangedMeanwhile):
        services.submit(anas, seen=saved.paper.version, by=ana, at=TUESDAY)
    assert Assessment.objects.get().submitted_at is None


def test_a_new_assessment_is_a_new_row(anas, ana):
    assessed(anas, ana)
    assessed(anas, ana, probability="remote", answers=FOUND["answers"] | {"direct_threat": "no"})
    assert Assessment.objects.count() == 2
    assert queries.latest_submitted(anas, seen_by=ana).body["probability"] == "remote"


def test_who_may_not_assess_is_refused(anas, rosa):
    with pytest.raises(Refused):
        services.save_draft(anas, FOUND, seen=0, by=rosa, at=TUESDAY)
    assert not Document.objects.filter(kind="risk_report").exists()


def test_the_record_says_by_which_method_and_not_how_grave(anas, ana):
    row = assessed(anas, ana)
    entry = Entry.objects.get(event="RiskAssessed")
    assert row.method in entry.facts
    assert "extreme" not in entry.facts
    assert len(bytes(entry.digest)) == 32


def test_the_report_is_readable_in_no_row(anas, ana):
    assessed(anas, ana)
    sealed = b"".join(bytes(paper.sealed) for paper in Document.objects.all())
    assert b"miedo" not in sealed


def test_a_lower_level_without_a_changed_fact_is_refused(anas, ana):
    assessed(anas, ana)
    with pytest.raises(services.NotComplete, match="changed_fact"):
        assessed(anas, ana, probability="remote")
    assert Assessment.objects.filter(submitted_at__isnull=True).count() == 1
    again = queries.draft_of(anas, seen_by=ana)
    body = {**again.body, "answers": FOUND["answers"] | {"direct_threat": "no"}}
    services.save_draft(anas, body, seen=again.paper.version, by=ana, at=TUESDAY)
    draft = queries.draft_of(anas, seen_by=ana)
    services.submit(anas, seen=draft.paper.version, by=ana, at=TUESDAY)
    assert Assessment.objects.filter(submitted_at__isnull=False).count() == 2


def test_a_graver_level_waits_for_no_fact(anas, ana):
    assessed(anas, ana, probability="remote")
    assessed(anas, ana)
    assert Assessment.objects.filter(submitted_at__isnull=False).count() == 2


def test_a_fact_that_is_forgotten_changes_none(anas, ana):
    assessed(anas, ana)
    with pytest.raises(services.NotComplete, match="changed_fact"):
        assessed(anas, ana, probability="remote", answers={"remote_place": "yes"})


def test_a_changed_fact_without_a_word_on_it_lowers_nothing(anas, ana):
    assessed(anas, ana)
    answers = FOUND["answers"] | {"direct_threat": "no"}
    with pytest.raises(services.NotComplete, match="changed_fact"):
        assessed(anas, ana, probability="remote", answers=answers, words={})
