"""Courses of criminal proceedings: the published cases of Amnesty's statement, and random courses
against a table of steps that was written apart from the data."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.law.errors import MistakenProtocol
from amparo.law.state.proceedings import (
    Course,
    Days,
    Doubt,
    Step,
    Track,
    course_of,
    load_proceedings,
    read_proceedings,
)

LAW = load_proceedings("pe")
TODAY = date(2026, 1, 1)

ANY_TIME = {
    "prescribed",
    "amnesty_or_pardon",
    "extinguished_by_death",
    "precautionary_detention_police",
    "pretrial_detention",
    "appearance_restrictions",
    "asset_freeze_or_travel_ban",
    "civil_party",
    "territorial_transfer",
}
FIRST = {"complaint_filed", "private_prosecution", "preliminary_inquiry", "formal_investigation"}
NEXT = {
    "complaint_filed": "preliminary_inquiry archived_prosecutor formal_investigation",
    "private_prosecution": "trial",
    "preliminary_inquiry": "archived_prosecutor formal_investigation declared_complex",
    "archived_prosecutor": "reopened",
    "reopened": "preliminary_inquiry archived_prosecutor formal_investigation",
    "formal_investigation": "declared_complex indictment intermediate_stage dismissed "
    "early_termination",
    "declared_complex": "indictment intermediate_stage dismissed early_termination",
    "indictment": "intermediate_stage trial",
    "intermediate_stage": "dismissed trial",
    "dismissed": "appeal records_cleared",
    "early_termination": "appeal final_conviction",
    "trial": "trial_broken acquitted_first convicted_first deferred_sentence",
    "trial_broken": "trial trial_broken",
    "acquitted_first": "appeal final_acquittal",
    "convicted_first": "suspended_sentence effective_sentence deferred_sentence appeal "
    "final_conviction",
    "deferred_sentence": "appeal final_conviction",
    "suspended_sentence": "appeal final_conviction",
    "effective_sentence": "appeal final_conviction",
    "annulled_retrial": "trial trial_broken",
    "appeal": "annulled_retrial acquitted_appeal convicted_appeal conviction_revoked cassation",
    "acquitted_appeal": "cassation final_acquittal",
    "convicted_appeal": "cassation final_conviction",
    "conviction_revoked": "cassation final_acquittal",
    "cassation": "annulled_retrial final_acquittal final_conviction",
    "precautionary_detention_police": "released",
    "pretrial_detention": "released appeal",
    "appearance_restrictions": "appeal",
    "asset_freeze_or_travel_ban": "appeal",
}
AFTER_THE_END = {
    "final_acquittal": {"records_cleared"},
    "final_conviction": {"amnesty_or_pardon"},
    "prescribed": {"records_cleared"},
    "amnesty_or_pardon": {"records_cleared"},
}


def course(*steps: Step, today: date = TODAY) -> Course:
    return course_of(LAW, steps, today)


def names(found: Course) -> set[str]:
    return {one.id for one in found.may_follow}


def test_the_stages_are_those_of_the_catalogue():
    assert len(LAW.stages) == 37
    assert not LAW.checked


@given(st.data())
def test_what_may_follow_is_what_the_table_says(data):
    """Each course goes where it may; the table is asked apart, track by track."""
    steps, last = [], {}
    for number in range(data.draw(st.integers(1, 12))):
        found = course(*steps)
        ended = last.get(Track.PROCEEDING) if found.ended else None
        if ended:
            expected = AFTER_THE_END.get(ended, set())
        else:
            expected = ANY_TIME | (set() if Track.PROCEEDING in last else FIRST)
            expected |= {one for name in last.values() for one in NEXT.get(name, "").split()}
        assert names(found) == expected
        assert found.doubts == ()
        if not expected:
            break
        name = data.draw(st.sampled_from(sorted(expected)))
        steps.append(Step(name, date(2015, 1, 1) + timedelta(days=30 * number)))
        if name == "annulled_retrial":
            last.pop(Track.APPEALS, None)
        last[LAW.stage(name).track] = name


def test_acuna_is_acquitted_for_good_only_after_cassation():
    steps = [
        Step("complaint_filed", date(2011, 8, 1), date(2011, 8, 31)),
        Step("convicted_first", date(2014, 8, 5)),
        Step("conviction_revoked", date(2014, 12, 17)),
        Step("cassation", date(2015, 1, 1), date(2017, 5, 2)),
    ]
    assert not course(*steps).ended
    found = course(*steps, Step("final_acquittal", date(2017, 5, 3)))
    assert found.ended
    assert names(found) == {"records_cleared"}
    assert found.lasted == Days(2072, 2102)
    assert found.doubts == ()


def test_espinar_has_two_acquittals_and_one_new_trial():
    steps = [
        Step("formal_investigation", date(2012, 5, 1), date(2012, 5, 31)),
        Step("territorial_transfer", date(2012, 6, 1), date(2016, 12, 31)),
        Step("trial", date(2017, 1, 1)),
        Step("acquitted_first", date(2017, 7, 1), date(2017, 7, 31)),
        Step("annulled_retrial", date(2018, 5, 8)),
        Step("trial_broken", date(2019, 9, 20)),
        Step("trial_broken", date(2019, 10, 18)),
        Step("trial", date(2020, 2, 1)),
        Step("acquitted_first", date(2021, 1, 1), date(2021, 12, 31)),
        Step("acquitted_appeal", date(2022, 1, 1), date(2022, 12, 31)),
    ]
    found = course(*steps)
    assert (found.trials, found.restarts, found.ended) == (2, 1, False)
    assert found.doubts == ()
    died = course(*steps[:8], Step("extinguished_by_death", date(2022, 2, 1)))
    assert died.ended
    assert names(died) == set()


def test_an_archived_file_rests_and_can_be_reopened():
    steps = [
        Step("complaint_filed", date(2013, 4, 26)),
        Step("archived_prosecutor", date(2013, 10, 1)),
    ]
    found = course(*steps)
    assert found.paused
    assert "reopened" in names(found)
    assert found.lasted == Days(158, 158)
    went_on = course(
        *steps,
        Step("reopened", date(2014, 10, 1)),
        Step("acquitted_first", date(2017, 3, 16)),
        Step("acquitted_appeal", date(2018, 9, 19), final_on=date(2018, 9, 30)),
    )
    assert (went_on.restarts, went_on.paused, went_on.ended) == (1, False, True)
    assert went_on.lasted == Days(158 + 1460, 158 + 1460)


@pytest.mark.parametrize(
    ("steps", "doubts"),
    [
        (
            (Step("convicted_first", date(2015, 1, 1)), Step("indictment", date(2016, 1, 1))),
            ((1, Doubt.NOT_FORESEEN),),
        ),
        (
            (Step("final_acquittal", date(2015, 1, 1)), Step("trial", date(2016, 1, 1))),
            ((1, Doubt.AFTER_THE_END),),
        ),
        (
            (Step("trial", date(2015, 1, 1), date(2014, 1, 1)),),
            ((0, Doubt.DAYS_REVERSED),),
        ),
        (
            (Step("dismissed", date(2015, 1, 1), final_on=date(2014, 1, 1)),),
            ((0, Doubt.FINAL_BEFORE_IT_WAS_REACHED),),
        ),
        ((Step("trial", date(2015, 1, 1)), Step("cassation", date(2019, 1, 1))), ()),
        (
            (Step("dismissed", date(2015, 1, 1)), Step("appeal", date(2015, 1, 5))),
            (),
        ),
    ],
)
def test_what_contradicts_is_kept_and_named(steps, doubts):
    found = course(*reversed(steps))
    assert found.steps == steps
    assert found.doubts == doubts


def test_an_acquittal_ends_nothing_before_it_is_final():
    acquitted = Step("acquitted_first", date(2025, 1, 1), final_on=date(2026, 3, 1))
    assert not course(acquitted).ended
    assert course(acquitted, today=date(2026, 3, 1)).ended
    assert course(acquitted, today=date(2026, 6, 1)).lasted == Days(424, 424)


@pytest.mark.parametrize("country", ["xx", "../pe", ""])
def test_a_country_without_data_is_unknown(country):
    with pytest.raises(LookupError):
        load_proceedings(country)


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ('id = "a"\ntrack = "proceeding"\nen = "A"\nes = "A"\nafter = ["b"]', "is not known"),
        ('id = "a"\ntrack = "court"\nen = "A"\nes = "A"', "track"),
    ],
)
def test_a_mistake_in_the_data_is_named(tmp_path: Path, stage, said):
    path = tmp_path / "pe.toml"
    path.write_text(f'country = "pe"\nchecked = false\n\n[[stage]]\n{stage}\n', encoding="utf-8")
    with pytest.raises(MistakenProtocol, match=said):
        read_proceedings(path)
