"""What may move the end of a term: how it is told, and what the loader refuses."""

from dataclasses import replace
from datetime import datetime

import pytest

from amparo.law import (
    Happened,
    MistakenProtocol,
    Term,
    TermState,
    TooLateToExtend,
    as_json,
    case_state,
    explain,
    load_folder,
)
from amparo.law.counting.day_by_day_count import counted_days, pauses_of
from amparo.law.state.case import Mover
from amparo.law.term_rules_in_words import besides

CALLED = {"call_logged": "2025-02-25", "visit_made": "2025-03-04"}
PLEADED = {
    "call_logged": "2025-04-20",
    "visit_made": "2025-04-22",
    "panel_ruled": "2025-04-24",
    "caller_told": "2025-04-27",
    "plea_made": "2025-05-04",
}


@pytest.fixture
def term(elsewhere):
    def term(name: str, at: str, facts=None, **events: str) -> Term:
        moments = {
            event: datetime.fromisoformat(day).replace(tzinfo=elsewhere.zone)
            for event, day in events.items()
        }
        now = datetime.fromisoformat(at).replace(tzinfo=elsewhere.zone)
        return case_state(elsewhere, Happened(moments, facts or {}), now).term(name)

    return term


def test_an_extension_is_told_with_the_day_that_it_had_before(elsewhere, term):
    more = {"more_time_asked": "2025-03-05", "more_time_given": "2025-03-06"}
    found = term("ruling", "2025-03-07", **CALLED, **more)
    said = explain(elsewhere, found, "en")
    (moved,) = said.moved
    assert moved.startswith("Extended once, by 2 business days; without that: Monday 10 March 2025")
    assert moved.endswith("(Example Act 2, s. 7).")
    assert found.due_before.isoformat() == "2025-03-10"


def test_a_late_extension_refuses_with_the_last_day_on_which_it_could_be_given(term):
    more = {"more_time_asked": "2025-03-10", "more_time_given": "2025-03-11"}
    with pytest.raises(TooLateToExtend) as refused:
        term("ruling", "2025-03-11", **CALLED, **more)
    assert "2025-03-10" in str(refused.value)
    assert "ya había vencido" in refused.value.sentence("es")


def test_a_case_that_goes_on_with_a_late_extension_says_that_it_counts_for_nothing(elsewhere):
    days = {**CALLED, "more_time_asked": "2025-03-10", "more_time_given": "2025-03-11"}
    moments = {
        name: datetime.fromisoformat(day).replace(tzinfo=elsewhere.zone)
        for name, day in days.items()
    }
    happened = Happened(moments)
    now = moments["more_time_given"]
    found = case_state(elsewhere, happened, now, open_ended=True).term("ruling")
    assert found.state is TermState.LATE
    said = explain(elsewhere, found, "en").moved
    assert said == ("More time came after the end, and so there is none (Example Act 2, s. 7).",)


def test_a_term_that_stands_still_has_no_date_and_says_what_it_waits_for(elsewhere):
    (rule,) = (one for one in elsewhere.terms.term if one.id == "plea_answer")
    endless = replace(rule, value=(replace(rule.value[0], at_most=None),))
    terms = tuple(endless if one is rule else one for one in elsewhere.terms.term)
    law = replace(elsewhere, terms=replace(elsewhere.terms, term=terms), _built={})
    days = {**PLEADED, "papers_asked": "2025-05-06"}
    moments = {
        name: datetime.fromisoformat(day).replace(tzinfo=law.zone) for name, day in days.items()
    }
    now = datetime(2025, 6, 20, tzinfo=law.zone)
    found = case_state(law, Happened(moments), now).term("plea_answer")
    assert (found.state, found.due, found.late_by) == (TermState.STOPPED, None, 0)
    said = explain(law, found, "en")
    assert said.standing == "It stands still, and runs on with: papers given."
    done = {**moments, "plea_answered": now}
    found = case_state(law, Happened(done), now).term("plea_answer")
    assert (found.state, found.due) == (TermState.MET, None)


def test_a_wait_is_told_with_its_first_and_last_day(elsewhere, term):
    papers = {"papers_asked": "2025-05-06", "papers_given": "2025-05-08"}
    found = term("plea_answer", "2025-05-09", **PLEADED, **papers)
    (wait,) = pauses_of(found, "en")
    assert wait.startswith("It stood still from Wednesday 7 May 2025 to Thursday 8 May 2025:")
    assert wait.endswith("(Example Act 2, s. 8).")
    days = {one.on.isoformat(): one for one in counted_days(elsewhere, found, "en")}
    assert days["2025-05-07"].why == "the term stood still"
    assert days["2025-05-07"].source == "Example Act 2, s. 8"
    assert days["2025-05-09"].number == 3


def test_a_suspension_over_weekends_is_one_stretch(elsewhere, term):
    found = term("ruling", "2025-09-04", call_logged="2025-08-25", visit_made="2025-09-03")
    (stretch,) = pauses_of(found, "en")
    first, last = "Sunday 7 September 2025", "Thursday 18 September 2025"
    assert stretch.startswith(f"Terms were suspended from {first} to {last}:")
    assert stretch.endswith("(Example Order 21).")


def test_a_total_is_told_beside_the_wait_that_it_ends(elsewhere, term):
    found = term("plea_answer", "2025-05-20", **PLEADED, papers_asked="2025-05-06")
    assert found.moved_by(Mover.TOTAL)
    assert explain(elsewhere, found, "en").moved == (
        "Never more than 20 calendar days in all (Example Act 2, s. 8).",
    )


def test_peru_says_that_a_term_of_distance_is_added_and_that_nobody_here_knows_it(peru, ask):
    state = ask("2025-05-05", decision_notified="2025-05-02")
    found = state.term("reconsideration")
    (said,) = explain(peru, found, "es").moved
    assert "término de la distancia" in said
    assert "Aquí no se sabe cuánto es" in said
    assert found.due.isoformat() == "2025-05-23"
    assert not any("moved" in one for one in as_json(state, ())["terms"])
    assert not state.term("decision").moved


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("decision", "la obligación sigue"),
        ("correction", "Recomendar"),
        ("reconsideration", "puede perderse el derecho"),
    ],
)
def test_peru_says_what_follows_when_a_term_passes(peru, name, words):
    rule = peru.term_rules[name]
    said = besides(peru, rule, peru.procedure.in_force_from.replace(year=2026), "es")
    assert words in said[-1]


def test_a_law_that_says_nothing_of_the_end_is_not_made_to(peru):
    assert not any(
        one.does in {"taken_as_refused", "taken_as_granted"}
        for rule in peru.terms.term
        for one in rule.on_expiry
    )


@pytest.mark.parametrize("language", ["es", "en"])
def test_everything_that_may_move_a_term_is_told_in_each_language(elsewhere, language):
    said = [
        line
        for rule in elsewhere.terms.term
        for line in besides(elsewhere, rule, elsewhere.calendars.last, language)
    ]
    assert len(said) == 10
    assert len(set(said)) == len(said)


MISTAKES = [
    ("terms.toml", "amount = 2\nasked", "amount = 0\nasked", "extension.amount", "from 1"),
    ("terms.toml", 'asked = "more_time_asked"', 'asked = "more"', "extension.asked", "not known"),
    (
        "terms.toml",
        'asked = "more_time_asked"',
        'asked = "more_time_given"',
        "extension.granted",
        "same as",
    ),
    (
        "terms.toml",
        'granted = "more_time_given"',
        'granted = "closed"',
        "extension.granted",
        "must come after",
    ),
    (
        "terms.toml",
        'granted = "more_time_given"',
        'granted = "call_logged"',
        "extension.granted",
        "no act records it",
    ),
    ("terms.toml", 'by = "council"', 'by = "panel"', "extension.granted_by", "nobody gives them"),
    ("terms.toml", 'by = "council"', 'by = "caller"', "extension.granted_by", "only an authority"),
    ("terms.toml", '["road_closed", "panel_ill"]', "[]", "extension.grounds", "at least one"),
    ("terms.toml", '"road_closed"', '"Road"', "extension.grounds[1]", "small letters"),
    ("terms.toml", '"panel_ill"', '"panel_away"', "extensions.panel_away", "is missing"),
    ("terms.toml", "amount = 20", "amount = 0", "at_most.amount", "from 1"),
    ("terms.toml", 'from = "papers_asked"', 'from = "papers"', "stop[1].from", "not known"),
    ("terms.toml", 'until = "papers_given"', 'until = "plea_answered"', "stop[1].until", "ends"),
    ("terms.toml", 'until = "papers_given"', 'until = "closed"', "stop[1].until", "come after"),
    ("terms.toml", 'from = "caller_moved"', 'from = "visit_made"', "restart[1].from", "ends the"),
    ("terms.toml", 'does = "duty_stays"', 'does = "opens"', "on_expiry[1].act", "belongs to"),
    ("terms.toml", 'does = "duty_stays"', 'does = "right_lapses"', "on_expiry[1].does", "duties"),
    ("terms.toml", 'calendar = "valley_office"', 'calendar = "v"', "term[5].calendar", "not known"),
    ("terms.toml", "adds_distance = true\n", "", "distance", "added to no term"),
    ("terms.toml", 'fact = "caller_from"', 'fact = "life_at_stake"', "distance.fact", "not known"),
    ("terms.toml", 'fact = "caller_from"\n', "", "distance.fact", "is missing"),
    ("terms.toml", 'id = "hills"', 'id = "moon"', "distance.place[1].id", "not known"),
    ("terms.toml", "amount = 12", "amount = -1", "distance.place[1].amount", "from 1"),
    ("terms.toml", "since = 2026-01-01", "since = 2024-01-01", "distance.place[2].since", "twice"),
    ("calendar.toml", "until = 2025-09-18", "until = 2025-09-01", "suspension[1].until", "before"),
    ("calendar.toml", 'owed_by = ["panel"]', 'owed_by = ["pan"]', "suspension[1].owed_by", "known"),
    ("calendar.toml", 'terms = ["visit"]', 'terms = ["vist"]', "suspension[2].terms", "“visit”"),
    ("calendar.toml", 'id = "strike"', 'id = "flood"', "suspension[2].id", "twice"),
    ("calendar.toml", 'scope = "valley_days"', 'scope = "hill"', "holiday[3].scope", "not known"),
    ("calendar.toml", 'id = "flood"\n', "", "suspension[1].id", "is missing"),
]


@pytest.mark.parametrize(("file", "written", "instead", "key", "why"), MISTAKES)
def test_what_cannot_move_a_term_is_refused(folder, file, written, instead, key, why):
    path = folder / file
    assert written in path.read_text()
    path.write_text(path.read_text().replace(written, instead, 1))
    with pytest.raises(MistakenProtocol) as refused:
        load_folder(folder)
    assert key in str(refused.value)
    assert why in str(refused.value)


def test_what_is_asked_beside_the_procedure_neither_stops_nor_waits(folder):
    path = folder / "40-obligations.toml"
    text = path.read_text()
    at = text.index("[[asked.value]]")
    path.write_text(f"{text[:at]}adds_distance = true\n\n{text[at:]}")
    with pytest.raises(MistakenProtocol, match="terms of the procedure itself"):
        load_folder(folder)
