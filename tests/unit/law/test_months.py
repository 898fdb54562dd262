"""Terms in months and years run from date to date, and end as the norm says. No shipped law has
one: the fictional law's visit gets them here."""

from datetime import date

import pytest

from amparo.law import Happened, MistakenProtocol, case_state, explain, load_folder
from amparo.law.counting.day_by_day_count import counted_days
from amparo.law.counting.months import MonthsRule, NoSuchDay, ends_on
from amparo.law.state.institution_terms import standing_due
from amparo.law.state.typed_facts import read_moment

VISIT = 'amount = 10\nunit = "calendar_day"\nsource = "Example Act 1, s. 5"'
MONTHS = '\n[[months]]\nsince = 2024-01-01\nno_such_day = "next_month"\n'
MOVES = "moved_to_business_day = true\n"


def rule(no_such_day=NoSuchDay.LAST_OF_MONTH, *, moves=False):
    since = date(2024, 1, 1)
    return MonthsRule(since=since, source="x", no_such_day=no_such_day, moved_to_business_day=moves)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-03-15", 1, "2025-04-15"),
        ("2025-11-30", 2, "2026-01-30"),
        ("2024-12-31", 12, "2025-12-31"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-02-28", 1, "2025-03-28"),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(start, months, end):
    assert ends_on([rule()], date.fromisoformat(start), months) == (date.fromisoformat(end), False)


def test_where_the_norm_says_so_they_end_in_the_next_month_instead():
    """LPAG, art. 134.3: the first business day of the month after."""
    found = ends_on([rule(NoSuchDay.NEXT_MONTH)], date(2025, 1, 31), 1)
    assert found == (date(2025, 3, 1), True)
    assert ends_on([rule(NoSuchDay.NEXT_MONTH)], date(2025, 12, 31), 2) == (date(2026, 3, 1), True)


def with_visit(folder, value, months=MONTHS + MOVES):
    """The fictional law, in which the visit is owed within that, and months end so."""
    terms, calendar = folder / "terms.toml", folder / "calendar.toml"
    assert VISIT in terms.read_text()
    terms.write_text(terms.read_text().replace(VISIT, f'{value}\nsource = "Example Act 1, s. 5"'))
    text = calendar.read_text()
    source = 'source = "Example Act 2, s. 5"\n'
    calendar.write_text(text[: text.index("\n[[months]]")] + (months and months + source))
    return load_folder(folder)


def visit(law, called, at=None, **events):
    moments = {"call_logged": called, **events}
    happened = Happened({n: read_moment(n, day, law.zone) for n, day in moments.items()})
    return case_state(law, happened, read_moment("at", at or called, law.zone)).term("visit")


def test_a_last_day_that_does_not_count_is_moved_where_the_norm_moves_it(folder):
    law = with_visit(folder, 'amount = 1\nunit = "month"')
    assert visit(law, "2024-04-09").due == date(2024, 5, 9)
    friday = visit(law, "2024-04-10")
    assert (friday.due, friday.lenient_due) == (date(2024, 5, 12), None)
    assert [one.on.day for one in friday.skipped] == [10, 11]


def test_elsewhere_the_strict_day_is_due_and_the_later_one_stands_beside_it(folder):
    law = with_visit(folder, 'amount = 1\nunit = "month"', MONTHS)
    friday = visit(law, "2024-04-10")
    assert (friday.due, friday.lenient_due) == (date(2024, 5, 10), date(2024, 5, 12))


def test_a_year_is_twelve_months_and_a_delay_is_told_in_days(folder):
    law = with_visit(folder, 'amount = 1\nunit = "year"')
    late = visit(law, "2024-05-06", "2025-05-09")
    assert (late.due, late.late_by) == (date(2025, 5, 6), 3)
    said = explain(law, late, "en")
    assert said.standing == "Was due on Tuesday 6 May 2025; late by 3 calendar days."
    assert said.count == "1 year from call logged, Monday 6 May 2024"
    assert explain(law, late, "es").count.startswith("1 año desde: ")


def test_days_of_a_pause_put_the_end_off(folder):
    """Thirteen days from the move on: a restart begins it anew, from date to date."""
    law = with_visit(folder, 'amount = 2\nunit = "month"')
    moved = visit(law, "2024-04-09", "2024-05-01", caller_moved="2024-04-22")
    assert moved.due == date(2024, 6, 23)
    text = (folder / "calendar.toml").read_text()
    suspension = text.replace("\n[[months]]", SUSPENDED + "\n[[months]]", 1)
    (folder / "calendar.toml").write_text(suspension)
    for language in ("es", "en"):
        texts = folder / "texts" / f"{language}.toml"
        texts.write_text(
            texts.read_text().replace("[suspensions]\n", '[suspensions]\nsnow = "x"\n')
        )
    snowed = visit(load_folder(folder), "2024-04-09")
    assert snowed.due == date(2024, 6, 13)


SUSPENDED = """
[[suspension]]
id = "snow"
since = 2024-05-01
until = 2024-05-04
source = "Example Order 2"
scope = "all"
read_in = "fictional"
"""


def test_months_are_not_counted_day_by_day(folder):
    law = with_visit(folder, 'amount = 1\nunit = "month"')
    assert counted_days(law, visit(law, "2024-04-09"), "en") == ()


@pytest.mark.parametrize(
    ("value", "months", "why"),
    [
        ('amount = 1\nunit = "month"', "", "needs [[months]] in calendar.toml"),
        (
            'amount = 1\nunit = "month"',
            MONTHS.replace("2024", "2025"),
            "needs [[months]] in calendar.toml",
        ),
        ('amount = 121\nunit = "month"', MONTHS, "must be from 1 to 120, not 121"),
        ('amount = 11\nunit = "year"', MONTHS, "must be from 1 to 10, not 11"),
    ],
)
def test_a_term_in_months_that_cannot_be_counted_is_refused(folder, value, months, why):
    standing = folder / "40-obligations.toml"
    standing.write_text(standing.read_text().replace('unit = "month"', 'unit = "calendar_day"'))
    with pytest.raises(MistakenProtocol) as refused:
        with_visit(folder, value, months)
    assert "terms.toml: term[2].value[1]" in str(refused.value)
    assert why in str(refused.value)


def test_no_distance_is_added_to_months(folder):
    path = folder / "terms.toml"
    path.write_text(
        path.read_text().replace('amount = 72\nunit = "hour"', 'amount = 1\nunit = "month"')
    )
    with pytest.raises(MistakenProtocol, match="has no term of distance"):
        load_folder(folder)


def test_what_was_to_be_done_once_may_have_months_too(elsewhere):
    """A month from 31 January ends in March there, and the 1st to the 3rd do not count."""
    [duty] = [one for one in elsewhere.obligations.standing if one.id == "train_the_guard"]
    assert standing_due(elsewhere, duty) == date(2024, 3, 4)
