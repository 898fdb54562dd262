"""A case outlives what anybody knows of its law: it goes on, and no date is made up."""

from datetime import date, datetime, timedelta

import pytest

from amparo.law import (
    Happened,
    NotInForce,
    OutsideCalendar,
    TermState,
    asked_term,
    case_state,
    explain,
    say_warning,
)


def day(law, text):
    return datetime.fromisoformat(text).replace(tzinfo=law.zone)


def state(law, at, facts=None, **events):
    happened = Happened({name: day(law, one) for name, one in events.items()}, facts or {})
    return case_state(law, happened, day(law, at), open_ended=True)


def test_a_term_that_reaches_beyond_the_calendar_is_owed_without_a_date(peru):
    told = state(peru, "2028-12-20", request_received="2028-12-18")
    assert told.term("preliminary_report").due == date(2028, 12, 20)
    assert told.term("decision").due is None
    assert told.term("decision").state is TermState.UNKNOWN
    assert told.term("decision").from_at == date(2028, 12, 18)
    assert told.next_due == told.term("preliminary_report")
    assert told.dates_unknown
    assert [one.since for one in told.warnings if one.code == "dates_unknown"] == [date(2029, 1, 1)]


def test_a_request_after_the_calendar_counts_from_its_day_and_has_no_date(peru):
    told = state(peru, "2029-03-05", request_received="2029-03-04")
    assert told.received.counts_as == date(2029, 3, 4)
    assert told.stage == "preliminary_evaluation"
    assert told.next_due.term in {"preliminary_report", "decision"}
    assert told.next_due.due is None
    assert not told.late
    assert told.dates_unknown


def test_the_way_of_the_case_and_its_acts_are_the_same(peru):
    before = state(peru, "2027-03-05", request_received="2027-03-04")
    after = state(peru, "2029-03-05", request_received="2029-03-04")
    assert (after.stage, after.track, after.acts) == (before.stage, before.track, before.acts)


def test_what_was_late_before_stays_late(peru):
    told = state(peru, "2029-06-01", request_received="2028-06-01")
    late = told.term("preliminary_report")
    assert late.state is TermState.LATE
    assert late.late_by >= 1
    assert late in told.late


def test_what_was_done_after_the_calendar_is_done(peru):
    events = {"request_received": "2028-12-28", "preliminary_report_issued": "2029-01-08"}
    told = state(peru, "2029-02-01", **events)
    assert told.stage == "evaluation"
    assert told.term("preliminary_report").met_at == day(peru, "2029-01-08")


def test_a_paper_filing_rolls_to_no_day_that_nobody_knows(peru):
    told = state(peru, "2029-03-05", {"channel": "paper"}, request_received="2029-03-04")
    assert told.received.counts_as == date(2029, 3, 4)


def test_a_law_that_has_ended_sets_no_date_but_keeps_its_stages(elsewhere):
    told = state(elsewhere, "2027-02-02", call_logged="2027-02-01")
    assert told.stage == "on_the_way"
    assert {term.state for term in told.terms if term.from_at} == {TermState.UNKNOWN}
    assert told.dates_unknown


def test_before_the_law_it_is_still_refused(peru):
    with pytest.raises(NotInForce):
        state(peru, "2029-01-01", request_received="2021-04-01")


def test_whoever_asks_for_a_date_is_still_refused(peru):
    happened = Happened({"request_received": day(peru, "2029-03-04")}, {})
    with pytest.raises(OutsideCalendar):
        case_state(peru, happened, day(peru, "2029-03-05"))


def test_an_opinion_asked_at_the_end_has_no_date(peru):
    asked = day(peru, "2028-12-28")
    later = asked + timedelta(days=60)
    for at in (asked, later):
        term = asked_term(peru, "prior_opinion", asked, at)
        assert (term.due, term.state) == (None, TermState.UNKNOWN)


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_is_said_in_words(peru, language):
    told = state(peru, "2029-03-05", request_received="2029-03-04")
    said = [say_warning(peru, one, language) for one in told.warnings]
    day = {"es": "lunes 1 de enero de 2029", "en": "Monday 1 January 2029"}[language]
    assert any(day in one for one in said)
    assert explain(peru, told.next_due, language).standing
