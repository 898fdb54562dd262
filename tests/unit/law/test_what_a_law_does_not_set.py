"""Terms that are not on every track, texts that keep what is pending, parts that nobody knows."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from amparo.law import (
    CaseState,
    Happened,
    NoSuchTerm,
    NotInForce,
    TermState,
    case_state,
    load_folder,
    load_protocol,
    term_again,
)
from amparo.law.examples import Example, differences


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def moment(law, day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=law.zone)


def stands(law, at: str, facts=None, *, open_ended=False, **events: str) -> CaseState:
    happened = Happened({name: moment(law, day) for name, day in events.items()}, facts or {})
    return case_state(law, happened, moment(law, at), open_ended=open_ended)


@pytest.fixture
def without_green_shelter(folder):
    """The fictional act, whose green track has no term to offer shelter."""
    change(
        folder,
        "terms.toml",
        'met_by = "shelter_offered"\n',
        'met_by = "shelter_offered"\nnone_on = ["green"]\n',
    )
    path = folder / "terms.toml"
    before, green = path.read_text().split('[[term.value]]\nsince = 2024-01-01\ntrack = "green"', 1)
    path.write_text(before + green[green.index("[[term]]") :])
    return load_folder(folder)


def test_a_case_on_a_track_without_the_term_never_has_it(without_green_shelter):
    law = without_green_shelter
    state = stands(law, "2024-03-02", call_logged="2024-03-01")
    assert state.track == "green"
    assert state.find_term("shelter") is None
    assert [term.term for term in state.late] == []
    with pytest.raises(NoSuchTerm, match=r"“shelter” on the track “green”.*visit"):
        state.term("shelter")


def test_on_the_other_track_it_is_owed_as_before(without_green_shelter):
    facts = {"life_at_stake": True}
    state = stands(without_green_shelter, "2024-03-02", facts, call_logged="2024-03-01")
    assert state.term("shelter").state is TermState.LATE


def test_a_term_that_is_not_there_does_not_run_again(without_green_shelter):
    law, day = without_green_shelter, moment(without_green_shelter, "2024-03-01")
    assert term_again(law, "shelter", day, day, track="green", filed_at=day) is None
    assert term_again(law, "shelter", day, day, track="red", filed_at=day) is not None


@pytest.mark.parametrize(("said", "holds"), [("none", True), ("late", False)])
def test_an_example_may_say_that_there_is_no_such_term(without_green_shelter, said, holds):
    example = Example(
        calendar="office",
        at="2024-03-02",
        happened={"call_logged": "2024-03-01"},
        state={"shelter": said},
    )
    assert (differences(without_green_shelter, example) == ()) is holds


# --- a text that ends, and keeps what was filed in time ---


@pytest.fixture
def keeping(folder):
    """The fictional act, ended in the middle of 2024, with a calendar that goes on."""
    until = "in_force_until = 2024-06-30\nkeeps_pending = true"
    change(folder, "protocol.toml", "in_force_until = 2026-12-31", until)
    return load_folder(folder)


def test_what_was_filed_in_time_goes_on_under_it(keeping):
    state = stands(keeping, "2024-08-01", call_logged="2024-06-29", visit_made="2024-07-20")
    assert state.stage == "before_the_panel"
    assert state.term("ruling").due == moment(keeping, "2024-07-24").date()
    assert not state.dates_unknown


def test_open_ended_says_the_same(keeping):
    events = {"call_logged": "2024-06-29", "visit_made": "2024-07-20"}
    strict = stands(keeping, "2024-08-01", **events)
    assert stands(keeping, "2024-08-01", open_ended=True, **events) == strict


def test_what_is_filed_later_is_not_its_own(keeping):
    with pytest.raises(NotInForce):
        stands(keeping, "2024-08-01", call_logged="2024-07-01")
    late = stands(keeping, "2024-08-01", open_ended=True, call_logged="2024-07-01")
    assert late.dates_unknown
    assert late.term("visit").due is None


def test_without_it_nothing_may_happen_after_the_end(folder):
    change(folder, "protocol.toml", "in_force_until = 2026-12-31", "in_force_until = 2024-06-30")
    law = load_folder(folder)
    with pytest.raises(NotInForce):
        stands(law, "2024-08-01", call_logged="2024-06-29", visit_made="2024-07-20")


# --- Peru's two texts: the day of filing decides ---


@pytest.fixture
def earlier():
    return load_protocol("pe-2019")


def test_one_text_ends_on_the_day_before_the_other_begins(earlier, peru):
    until = earlier.procedure.in_force_until
    assert until is not None
    assert until + timedelta(days=1) == peru.procedure.in_force_from


@pytest.mark.parametrize(
    ("day", "text"),
    [("2019-04-28", "pe-2019"), ("2021-04-22", "pe-2019"), ("2021-04-23", "pe-2021")],
)
def test_a_request_is_of_the_text_in_force_on_its_day_alone(earlier, peru, day, text):
    for law in (earlier, peru):
        if law.id == text:
            assert stands(law, day, request_received=day).received
        else:
            with pytest.raises(NotInForce):
                stands(law, day, request_received=day)


def test_a_pending_request_stays_under_the_earlier_text(earlier):
    state = stands(
        earlier, "2024-01-15", request_received="2021-04-22", risk_study_made="2023-01-02"
    )
    assert state.stage == "evaluation"
    assert not state.dates_unknown


def test_no_term_of_it_is_said(earlier):
    state = stands(earlier, "2021-04-01", request_received="2020-01-01")
    assert (state.terms, state.next_due, state.late) == ((), None, ())
    assert state.human_clock.elapsed > timedelta(days=400)


# --- an instrument that nobody knows ---


def test_a_law_may_have_no_table_and_then_gives_no_level():
    law = load_protocol("mx-2012")
    assert law.assessment.factor == ()
    assert law.risk_method(law.procedure.in_force_from + timedelta(days=9)) is None


def test_hours_run_where_every_day_counts():
    law = load_protocol("mx-2012")
    state = stands(
        law, "2024-03-29T23:30", {"imminent_danger": True}, petition_received="2024-03-29T23:00"
    )
    assert state.term("urgent_issue").due == moment(law, "2024-03-30T02:00")
    assert state.find_term("risk_study") is None


@pytest.mark.parametrize("name", ["mx-2012", "pe-2019"])
def test_nothing_of_a_law_that_nobody_read_in_the_gazette_is_called_checked(name):
    law = load_protocol(name)
    values = [value for term in law.terms.term for value in term.value]
    texts = [text for measure in law.measures.measure for text in measure.text]
    own = "regla propia de Amparo"
    acts = [act for act in law.procedure.act if act.source != own]
    said = (*values, *texts, *acts, law.procedure.norm[0], *law.obligations.institution)
    assert [one for one in said if one.checked] == []
