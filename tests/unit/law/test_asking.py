"""What an institution is asked for has a term of its own, counted like every other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from amparo.law import (
    Asked,
    MistakenProtocol,
    TermState,
    asked_term,
    explain,
    load_folder,
    load_protocol,
)

ASKED = datetime(2026, 11, 27, 15, tzinfo=UTC)


def asked(protocol, at, **more):
    return asked_term(protocol, "prior_opinion", ASKED, at, **more)


def test_seven_business_days_pass_over_weekends_and_both_december_holidays(peru):
    term = asked(peru, ASKED)
    assert term.due == date(2026, 12, 10)
    assert [one.on.day for one in term.skipped] == [28, 29, 5, 6, 8, 9]
    assert term.state is TermState.OPEN


def test_silence_is_late_and_nothing_else(peru):
    term = asked(peru, datetime(2026, 12, 14, 15, tzinfo=UTC))
    assert (term.state, term.late_by) == (TermState.LATE, 2)


def test_an_answer_ends_the_term(peru):
    at = ASKED + timedelta(days=30)
    assert asked(peru, at, answered_at=ASKED + timedelta(days=3)).state is TermState.MET
    assert asked(peru, at, answered_at=at).state is TermState.MET_LATE


def test_the_text_of_the_day_on_which_it_was_asked_is_the_ground(peru):
    earlier = asked_term(peru, "prior_opinion", ASKED.replace(year=2025), ASKED)
    assert earlier is not None
    assert "143.3" in earlier.source
    assert not earlier.checked
    assert "132.3" in asked(peru, ASKED).source


def test_a_protocol_that_names_no_term_gives_none(elsewhere):
    assert asked(elsewhere, ASKED) is None


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_is_explained_in_words(peru, language):
    said = explain(peru, asked(peru, ASKED), language)
    assert "7" in str(said.count)


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ('owed_by = "nobody"', "owed_by"),
        ('id = "shelter"', "asked"),
        ("amount = 0", "amount"),
        ('for = "opinoin"', "did you mean “opinion”"),
    ],
)
def test_a_mistaken_one_is_refused_by_name(folder, mistake, told):
    key = mistake.split(" =")[0]
    lines = {
        "id": 'id = "view"',
        "owed_by": 'owed_by = "guard"',
        "from": 'from = "view_asked"',
        "met_by": 'met_by = "view_given"',
        "for": 'for = "opinion"',
    }
    value = {"since": "since = 2024-01-01", "amount": "amount = 7", "unit": 'unit = "hour"'}
    (lines if key in lines else value)[key] = mistake
    role = load_protocol("xx-example").procedure.role[0].id
    text = "\n".join(["", "[[asked]]", *lines.values(), "[[asked.value]]", *value.values()])
    text += '\nsource = "Example Act 1"\n'
    path = folder / "40-obligations.toml"
    path.write_text(path.read_text() + text.replace('"guard"', f'"{role}"'))
    with pytest.raises(MistakenProtocol, match=told):
        load_folder(folder)


def test_nothing_is_asked_for_with_two_terms(folder):
    path = folder / "40-obligations.toml"
    one = """
[[asked]]
id = "{0}"
for = "opinion"
owed_by = "hotline"
from = "{0}_asked"
met_by = "{0}_given"
[[asked.value]]
since = 2024-01-01
amount = 7
unit = "hour"
source = "Example Act 1"
"""
    path.write_text(path.read_text() + one.format("view") + one.format("look"))
    with pytest.raises(MistakenProtocol, match="two terms for the same thing"):
        load_folder(folder)


def test_a_term_is_found_by_what_is_asked(peru, elsewhere):
    assert peru.term_to_answer(Asked.OPINION) == "prior_opinion"
    assert elsewhere.term_to_answer(Asked.OPINION) is None
    assert asked_term(elsewhere, None, ASKED, ASKED) is None


def ruling(protocol, complained_at, at):
    name = protocol.term_to_answer(Asked.COMPLAINT_RULING)
    return asked_term(protocol, name, complained_at, at)


def test_a_complaint_is_ruled_on_in_three_business_days(peru):
    """Complained on Friday 4 December 2026: 8 and 9 December are holidays."""
    friday = datetime(2026, 12, 4, 15, tzinfo=UTC)
    term = ruling(peru, friday, friday)
    assert term.due == date(2026, 12, 11)
    assert "158.2" in term.source
    assert ruling(peru, friday, datetime(2026, 12, 14, 15, tzinfo=UTC)).late_by == 1


def test_under_the_earlier_text_the_three_days_are_not_checked(peru):
    then = datetime(2024, 6, 24, 15, tzinfo=UTC)
    term = ruling(peru, then, then)
    assert (term.due, term.checked) == (date(2024, 6, 27), False)


def test_where_hours_count_a_complaint_has_hours_too(elsewhere):
    at = datetime(2024, 6, 24, 15, tzinfo=UTC)
    assert ruling(elsewhere, at, at).due == at + timedelta(hours=24)


def test_the_complaint_is_none_of_the_terms_of_the_clock(peru):
    assert len(peru.terms.term) == 7
    assert "complaint_ruling" not in [one.id for one in peru.terms.term]
