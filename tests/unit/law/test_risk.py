from datetime import date

import pytest

from amparo.law import Unanswered, WrongValue
from amparo.law.assessment import risk_matrix as risk


@pytest.fixture
def method(peru):
    return peru.risk_method(date(2024, 6, 24))


def test_irreparable_and_imminent_is_the_highest(method):
    assert risk.level(method, "imminent", "irreparable").highest


def test_remote_and_minor_is_the_lowest(method):
    assert risk.level(method, "remote", "minor").rank == 0


def test_levels_compare_by_how_grave_they_are(method):
    assert risk.level(method, "imminent", "severe") > risk.level(method, "possible", "minor")
    assert str(risk.level(method, "imminent", "severe")) == "extreme"


@pytest.mark.parametrize(
    ("probability", "impact", "missing"),
    [
        (None, "severe", "probability"),
        ("likely", None, "impact"),
        ("", "severe", "probability"),
        (None, None, "probability"),
    ],
)
def test_a_missing_answer_is_unknown_and_never_zero(method, probability, impact, missing):
    with pytest.raises(Unanswered, match=missing):
        risk.level(method, probability, impact)


def test_an_answer_off_the_scale_is_refused(method):
    with pytest.raises(WrongValue, match="remote, possible, likely, imminent"):
        risk.level(method, "certain", "severe")


def test_the_reasons_come_with_the_level(peru, method):
    reasoned = risk.explain(
        method,
        peru.assessment.factor,
        {"direct_threat": "yes", "remote_place": "yes", "community_support": "yes"}
        | {"earlier_attack": "no"},
        probability="likely",
        impact="severe",
    )
    assert reasoned.threats == ("direct_threat",)
    assert reasoned.vulnerabilities == ("remote_place",)
    assert reasoned.capacities == ("community_support",)
    assert "earlier_attack" not in reasoned.unknown
    assert "aggressor_near" in reasoned.unknown
    assert (reasoned.method, reasoned.level.id) == ("pe-2021-table-1", "high")


@pytest.mark.parametrize("answers", [{"shoe_size": "yes"}, {"direct_threat": "perhaps"}])
def test_only_the_protocols_factors_are_answered_with_its_answers(peru, method, answers):
    with pytest.raises(WrongValue):
        risk.explain(method, peru.assessment.factor, answers, probability="likely", impact="minor")


def test_the_table_says_that_no_norm_names_it(method):
    assert not method.checked
    assert "names no levels" in method.note


def test_before_the_first_table_there_is_none(peru):
    assert peru.risk_method(date(2021, 4, 22)) is None


def test_identity_is_never_a_factor(peru):
    traits = {trait.id for trait in peru.admission.trait}
    assert traits.isdisjoint({factor.id for factor in peru.assessment.factor})
