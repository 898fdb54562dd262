"""Hours are real hours, also in the night in which the clocks of a country are set back."""

from datetime import UTC, datetime, timedelta

import pytest

from amparo.law import Happened, case_state, load_folder, load_protocol


@pytest.fixture
def where_clocks_change(folder):
    named = folder / "protocol.toml"
    text = named.read_text(encoding="utf-8")
    named.write_text(text.replace("Asia/Kathmandu", "America/Santiago"), encoding="utf-8")
    return load_folder(folder)


def shelter(law, called, at):
    """The three hours within which a shelter is owed where a life is at stake."""
    happened = Happened({"call_logged": called}, {"life_at_stake": True})
    return next(one for one in case_state(law, happened, at).terms if one.term == "shelter")


@pytest.mark.parametrize(
    ("called", "due"),
    [
        # Summer time ends on the 5th of April 2026: the hour from 23 to 24 comes twice.
        ("2026-04-04T23:30-03:00", "2026-04-05T01:30-04:00"),
        # It begins on the 6th of September: at midnight it is one.
        ("2026-09-05T23:30-04:00", "2026-09-06T03:30-03:00"),
    ],
)
def test_three_hours_last_three_hours(where_clocks_change, called, due):
    law = where_clocks_change
    moment = datetime.fromisoformat(called).astimezone(law.zone)
    found = shelter(law, moment, moment)
    assert found.due == datetime.fromisoformat(due)
    assert found.due.astimezone(UTC) - moment.astimezone(UTC) == timedelta(hours=3)


def test_lateness_is_counted_in_real_hours_too(where_clocks_change):
    law = where_clocks_change
    moment = datetime.fromisoformat("2026-04-04T20:30-03:00").astimezone(law.zone)
    due = shelter(law, moment, moment).due
    at = (due.astimezone(UTC) + timedelta(hours=2)).astimezone(law.zone)
    assert shelter(law, moment, at).late_by == 2


def test_mexicos_unit_of_rapid_reaction_owes_the_three_and_the_nine_hours():
    """From memory, so nothing of it is called read."""
    law = load_protocol("mx-2012")
    for term, owed in (("urgent_issue", 3), ("urgent_in_place", 9)):
        rule = law.term_rules[term]
        [value] = rule.value
        assert (rule.owed_by, value.amount, value.checked) == ("reception_unit", owed, False)
    assert law.acts["send_to_evaluation"].needs == ("urgent_measures_issued",)
    assert not law.acts["send_to_evaluation"].checked
