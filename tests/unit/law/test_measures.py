from datetime import date

import pytest

from amparo.law.measures import Binding, Branch, Level, PersonField

BEFORE, AFTER = date(2022, 4, 14), date(2022, 4, 15)


def measure(protocol, name):
    return next(one for one in protocol.measures.measure if one.id == name)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("pe21_other", "31 j", "31 k"),
        ("pe21_patrol", "31 a", "31 a"),
        ("pe21_evacuation", "33 a", "33 a"),
    ],
)
def test_the_letters_are_those_of_the_text_in_force(peru, name, before, after):
    assert before in measure(peru, name).worded(BEFORE).source
    assert after in measure(peru, name).worded(AFTER).source


def test_supplies_in_eradication_zones_exist_since_the_amendment(peru):
    assert measure(peru, "pe21_devida_supplies").worded(BEFORE) is None
    assert measure(peru, "pe21_devida_supplies").worded(AFTER).implemented_by == ("devida",)


def test_two_measures_are_urgent(peru):
    urgent = {one.id for one in peru.measures.measure if one.urgent}
    assert urgent == {"pe21_evacuation", "pe21_police_protection"}


def test_the_police_give_a_prior_opinion_on_what_they_carry_out(peru):
    for one in peru.measures.measure:
        text = one.worded(AFTER)
        assert ("pnp" in text.prior_opinion_of) == ("pnp" in (*text.through, *text.supported_by))


def test_the_activity_plan_is_of_what_the_police_carry_out(peru):
    """Annex, art. 22 f: those that the Ministry of the Interior carries out through the police."""
    for one in peru.measures.measure:
        assert one.activity_plan == ("pnp" in one.worded(AFTER).through)


def test_who_may_help_is_not_said_to_have_to(peru):
    """Annex, art. 34: SERNANP, since 2022 DEVIDA too, “podrá”."""
    for one in peru.measures.measure:
        before, after = one.worded(BEFORE), one.worded(AFTER)
        assert {"sernanp", "devida"}.isdisjoint(after.supported_by)
        assert after.may_support == (("sernanp", "devida") if one.urgent else ())
        if before is not None:
            assert before.may_support == (("sernanp",) if one.urgent else ())


def test_no_measure_needs_more_than_it_says(peru):
    assert all(one.needs for one in peru.measures.measure)
    assert not peru.measures.needs.checked
    places = {one.id for one in peru.measures.measure if PersonField.EXACT_PLACE in one.needs}
    assert places == {"pe21_patrol", "pe21_evacuation", "pe21_police_protection"}


def test_immediate_actions_are_service_targets_and_no_law(peru):
    actions = peru.measures.immediate_action
    assert [one.id for one in actions] == [
        "contact",
        "accompaniment",
        "safe_place",
        "transport",
        "digital",
    ]
    assert not any(one.checked for one in actions)


def test_the_police_stand_under_the_ministry_of_the_interior(peru):
    above = {one.id: one.part_of for one in peru.obligations.institution}
    assert above["pnp"] == "mininter"
    assert above["dgdh"] == "vmdhaj"
    assert above["vmdhaj"] == "minjusdh"


def test_the_second_text_binds_one_more_institution(peru):
    def bound(on):
        return {
            name
            for one in peru.obligations.bound
            if one.binding is Binding.BOUND and one.since <= on
            for name in one.institutions
        }

    assert len(bound(BEFORE)) == 9  # eight ministries, and the police as the channel of one
    assert bound(AFTER) - bound(BEFORE) == {"devida"}


def test_judges_and_regions_are_coordinated_with_and_not_bound(peru):
    loose = {
        (one.branch, one.level)
        for one in peru.obligations.bound
        if one.binding is Binding.COORDINATION
    }
    assert (Branch.JUDICIAL, Level.NATIONAL) in loose
    assert (Branch.EXECUTIVE, Level.REGIONAL) in loose


def test_the_list_of_impediments_is_not_called_law(peru):
    assert {one.id for one in peru.admission.impediment} == {
        "missing",
        "detained_incommunicado",
        "in_hiding",
        "unconscious",
        "no_communications",
        "minor",
    }
    assert not any(one.checked for one in peru.admission.impediment)


def test_the_request_has_eight_sections_and_never_asks_for_a_title(peru):
    assert len(peru.admission.step) == 8
    for language in peru.languages:
        questions = [
            peru.text(f"questions.{question.id}", language).lower()
            for step in peru.admission.step
            for question in step.question
        ]
        assert not any("defensor" in one or "human rights" in one for one in questions)


def test_each_offered_trait_says_why(peru):
    for trait in peru.admission.trait:
        for language in peru.languages:
            assert peru.text(f"why.{trait.id}", language)


def test_a_consent_keeps_its_version(peru):
    assert peru.consent_text("measure", "es").version == 1
    assert peru.consent_text("measure", "en", version=1).text.startswith("I agree")
    with pytest.raises(KeyError):
        peru.consent_text("measure", "es", version=9)
    with pytest.raises(KeyError):
        peru.consent_text("nothing", "es")
