import tomllib
from datetime import date, timedelta
from pathlib import Path

import holidays as package
import pytest

from amparo.law import OutsideCalendar, UnknownCalendar, known_protocols, load_protocol
from amparo.law.counting.calendar import holidays
from amparo.law.counting.holidays import Holiday, NthWeekday, Weekday, easter, kept_in

HERE = Path(__file__).parent
DISAGREEMENTS = tomllib.loads((HERE / "holiday_disagreements.toml").read_text())["disagreement"]


REAL = [name for name in known_protocols() if not load_protocol(name).procedure.fictional]


@pytest.mark.parametrize("name", REAL)
def test_every_difference_from_the_holidays_package_is_explained(name):
    law = load_protocol(name)
    years = range(law.calendars.first.year, law.calendars.last.year + 1)
    ours = set(holidays(law.calendars))
    theirs = {
        date.fromordinal(day.toordinal())
        for day in package.country_holidays(law.procedure.country, years=years)
    }
    own = [one for one in DISAGREEMENTS if name in one["protocols"]]
    explained = {
        side: {day for one in own if one["only_in"] == side for day in one["days"]}
        for side in ("package", "calendar")
    }
    assert theirs - ours == explained["package"]
    assert ours - theirs == explained["calendar"]


def test_the_protocol_of_2019_counts_by_the_days_of_its_successor(peru):
    """Two folders, so that each is whole; one country, so that they may not differ."""
    before = load_protocol("pe-2019").calendars
    assert before.holiday == peru.calendars.holiday
    assert before.declared == peru.calendars.declared
    assert before.declared_unknown == peru.calendars.declared_unknown


def test_each_disagreement_says_why():
    assert all(len(one["why"]) > 20 for one in DISAGREEMENTS)


def test_a_leap_day_is_a_day_like_any_other(peru):
    """29 February 2024 was a Thursday, 2020 a Saturday; the day after is the first of March."""
    calendar = peru.calendar("national")
    assert calendar.is_business(date(2024, 2, 29))
    assert not calendar.is_business(date(2020, 2, 29))
    assert calendar.business_between(date(2024, 2, 28), date(2024, 3, 1)) == 2
    assert calendar.business_between(date(2023, 2, 28), date(2023, 3, 1)) == 1


def test_29_july_2020_was_worked(peru):
    assert peru.calendar("national").is_business(date(2020, 7, 29))
    assert not peru.calendar("national").is_business(date(2021, 7, 29))


@pytest.mark.parametrize(
    ("last_worked", "first_kept"),
    [
        ("2021-12-09", "2022-12-09"),
        ("2021-08-06", "2023-08-06"),
        ("2021-07-23", "2024-07-23"),
        ("2023-06-07", "2024-06-07"),
    ],
)
def test_a_new_holiday_begins_with_its_law(peru, last_worked, first_kept):
    kept = holidays(peru.calendars)
    assert date.fromisoformat(last_worked) not in kept
    assert date.fromisoformat(first_kept) in kept


@pytest.mark.parametrize(
    ("day", "national", "public_sector"),
    [
        ("2023-12-07", True, False),  # declared, national
        ("2024-11-14", True, False),  # declared for Lima
        ("2024-12-09", False, False),  # holiday
        ("2024-06-22", False, False),  # Saturday
        ("2024-06-24", True, True),
    ],
)
def test_the_two_calendars_differ_by_the_declared_days(peru, day, national, public_sector):
    asked = date.fromisoformat(day)
    assert peru.calendar("national").is_business(asked) is national
    assert peru.calendar("public-sector").is_business(asked) is public_sector


def test_the_calendar_of_the_public_sector_is_the_default(peru):
    assert peru.calendar().id == "public-sector"


def test_the_national_calendar_never_doubts_declared_days(ask):
    assert not ask("2026-05-04", request_received="2026-05-04").warnings


@pytest.mark.parametrize(
    ("day", "unknown"),
    [("2021-09-01", True), ("2021-11-01", False), ("2025-12-01", True), ("2024-02-01", False)],
)
def test_unknown_declared_days_are_said(ask, day, unknown):
    codes = {one.code for one in ask(day, "public-sector", request_received=day).warnings}
    assert ("declared_days_unknown" in codes) is unknown


def test_a_day_outside_the_calendar_is_refused(peru):
    calendar = peru.calendar("national")
    for day in (date(2018, 12, 31), date(2029, 1, 1)):
        with pytest.raises(OutsideCalendar):
            calendar.is_business(day)
        with pytest.raises(OutsideCalendar):
            calendar.after(day, 1)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", known_protocols())
def test_the_refusal_names_the_last_known_year(name, language):
    law = load_protocol(name)
    with pytest.raises(OutsideCalendar) as refused:
        law.calendar().after(law.calendars.last, 1)
    assert refused.value.sentence(language).endswith(f" {law.calendars.last.year}.")


AFTER = NthWeekday(nth=1, weekday=Weekday.WEDNESDAY, month=10, days_after=2)
"""The Friday after the first Wednesday of October."""


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ({"on_weekday": NthWeekday(nth=1, weekday=Weekday.MONDAY, month=2)}, 2021, "2021-02-01"),
        ({"on_weekday": NthWeekday(nth=3, weekday=Weekday.MONDAY, month=3)}, 2026, "2026-03-16"),
        ({"on_weekday": NthWeekday(nth=4, weekday=Weekday.THURSDAY, month=11)}, 2027, "2027-11-25"),
        ({"on_weekday": NthWeekday(nth=-1, weekday=Weekday.FRIDAY, month=12)}, 2027, "2027-12-31"),
        ({"on_weekday": NthWeekday(nth=-1, weekday=Weekday.SUNDAY, month=2)}, 2028, "2028-02-27"),
        ({"on_weekday": AFTER}, 2026, "2026-10-09"),
        ({"on_weekday": AFTER, "until": date(2026, 12, 31)}, 2027, None),
        ({"on": "01-06", "moved_to": Weekday.MONDAY}, 2025, "2025-01-06"),
        ({"on": "01-06", "moved_to": Weekday.MONDAY}, 2026, "2026-01-12"),
        ({"from_easter": 39, "moved_to": Weekday.MONDAY}, 2024, "2024-05-13"),
        ({"on": "10-01", "every_years": 6}, 2030, "2030-10-01"),
        ({"on": "10-01", "every_years": 6}, 2029, None),
        ({"on": "12-01", "until": date(2018, 12, 1)}, 2018, "2018-12-01"),
        ({"on": "12-01", "until": date(2018, 12, 1)}, 2019, None),
    ],
)
def test_a_holiday_falls_where_its_rule_puts_it(rule, year, day):
    kept = Holiday(id="h", since=date(2012, 1, 1), source="s", **rule)
    assert kept_in(kept, year) == (date.fromisoformat(day) if day else None)


def test_an_unknown_calendar_is_refused(peru):
    with pytest.raises(UnknownCalendar, match="national, public-sector"):
        peru.calendar("lunar")


@pytest.mark.parametrize(("year", "sunday"), [(2019, "04-21"), (2024, "03-31"), (2028, "04-16")])
def test_easter_is_where_the_church_puts_it(year, sunday):
    assert easter(year) == date.fromisoformat(f"{year}-{sunday}")


def test_the_suspensions_of_2020_are_kept_and_not_applied():
    """Nobody here read the gazette; none was found since the mechanism of 2021 is in force."""
    before = load_protocol("pe-2019")
    assert [one.checked for one in before.calendars.suspension] == [False, False, False]
    assert before.suspensions == ()
    assert before.calendar("national").is_business(date(2020, 3, 17))


def test_business_days_between_exclude_the_first_and_include_the_last(peru):
    calendar = peru.calendar("national")
    friday = date(2024, 6, 14)
    assert calendar.business_between(friday, friday + timedelta(days=3)) == 1
    assert calendar.business_between(friday, friday) == 0


def test_no_declared_day_is_called_checked(peru):
    """The gazette was not read: only the press that quoted it."""
    assert not any(one.checked for one in peru.calendars.declared)
