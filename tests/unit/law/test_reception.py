"""When a document counts as received: later documents, and office hours, known or not. No shipped
law names the hours, which are not sourced: where they are needed a copy has some."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from amparo.law import (
    CaseState,
    Happened,
    MistakenProtocol,
    Protocol,
    WrongValue,
    case_state,
    load_folder,
    load_protocol,
    protocol_folder,
)
from amparo.law.state.typed_facts import read_moment

SAME_DAY = 'on_closed_day = "same_day"\nsource = "DS 029-2021-PCM, art. 46.2 (texto'
HOURS = 'office_hours = "known"\nopen_until = "16:30"\n'


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return Path(shutil.copytree(protocol_folder("pe-2021"), tmp_path / "pe-2021"))


def with_hours(folder: Path, hours: str, closed: str = "next_business_day") -> None:
    path = folder / "10-admission.toml"
    text = path.read_text(encoding="utf-8")
    assert SAME_DAY in text
    written = SAME_DAY.replace("same_day", closed).replace("source", f"{hours}source", 1)
    path.write_text(text.replace(SAME_DAY, written), encoding="utf-8")


def received(law: Protocol, filed: str) -> str:
    moment = read_moment("at", filed, law.zone)
    state = case_state(law, Happened({"request_received": moment}), moment, "national")
    assert state.received is not None
    return state.received.counts_as.isoformat()


@pytest.mark.parametrize(
    ("filed", "counts"),
    [
        ("2025-09-18T07:00", "2025-09-18"),
        ("2025-09-18T16:30", "2025-09-18"),
        ("2025-09-18T16:31", "2025-09-19"),
        ("2025-09-19T16:31", "2025-09-22"),
        ("2025-09-20T09:00", "2025-09-22"),
        ("2025-09-20T23:00", "2025-09-22"),
        ("2025-09-18", "2025-09-18"),
    ],
    ids=["early", "last minute", "late", "late on a Friday", "Saturday", "late on it", "whole day"],
)
def test_what_comes_after_hours_counts_on_the_next_business_day(there, filed, counts):
    with_hours(there, HOURS)
    assert received(load_folder(there), filed) == counts


def test_the_hour_moves_a_filing_also_where_closed_days_do_not(there):
    with_hours(there, HOURS, "same_day")
    law = load_folder(there)
    assert received(law, "2025-09-20T09:00") == "2025-09-20"
    assert received(law, "2025-09-20T17:00") == "2025-09-22"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ('office_hours = "known"\n', "goes with"),
        ('open_until = "16:30"\n', "goes with"),
        ('office_hours = "known"\nopen_until = "half past four"\n', "is no hour, such as 16:30"),
        ('office_hours = "known"\nopen_until = "24:00"\n', "is no hour, such as 16:30"),
        ('office_hours = "konwn"\n', "did you mean “known”"),
    ],
)
def test_hours_that_say_nothing_are_refused(there, hours, said):
    with_hours(there, hours)
    with pytest.raises(MistakenProtocol, match=r"10-admission\.toml: reception\[") as refused:
        load_folder(there)
    assert said in str(refused.value)


def said(law: Protocol, **events: str) -> CaseState:
    moments = {name: read_moment(name, day, law.zone) for name, day in events.items()}
    return case_state(law, Happened(moments), max(moments.values()), "national")


@pytest.mark.parametrize("event", ["corrected", "reconsideration_filed"])
def test_later_document_counts_by_the_rules_of_reception(peru, event):
    (later,) = said(peru, **{event: "2024-06-15"}).received_later.values()
    assert later.counts_as.isoformat() == "2024-06-17"
    assert later.source == "DS 029-2021-PCM, art. 46.2 c (texto del DS 075-2023-PCM)"


def test_act_of_an_authority_keeps_its_own_day(peru):
    state = said(peru, decision_issued="2024-06-15")
    assert (state.received, state.received_later) == (None, {})
    assert state.term("forward").from_at.isoformat() == "2024-06-15"


@pytest.mark.parametrize(
    ("filed", "after_hours"),
    [
        ("2024-06-14T22:00", "2024-06-17"),
        ("2024-06-14", None),
        ("2024-06-15T22:00", None),
        ("2024-08-05T22:00", None),
    ],
    ids=["working day", "no hour", "Saturday", "hours matter no more"],
)
def test_unknown_hours_show_both_readings(peru, filed, after_hours):
    state = said(peru, request_received=filed)
    assert (state.received.after_hours and state.received.after_hours.isoformat()) == after_hours
    later = said(peru, reconsideration_filed=filed).received_later["reconsideration_filed"]
    assert later.after_hours == state.received.after_hours


def test_hours_that_are_known_leave_one_reading(there):
    with_hours(there, HOURS)
    assert said(load_folder(there), request_received="2025-09-18T07:00").received == (
        read_moment("at", "2025-09-18T07:00", load_protocol("pe-2021").zone),
        date(2025, 9, 18),
        "DS 029-2021-PCM, art. 46.2 (texto del DS 098-2025-PCM)",
        None,
        True,
    )


def test_certified_mail_is_refused_for_a_recourse(peru):
    """Ley 27444, art. 120.4."""
    moment = read_moment("at", "2024-06-14", peru.zone)
    told = {"corrected": moment.isoformat(), "correction_channel": "certified_mail"}
    assert list(Happened.from_plain(told, peru).events) == ["corrected"]
    with pytest.raises(WrongValue, match="political_authority"):
        Happened.from_plain({"reconsideration_channel": "certified_mail"}, peru)


SHORT = """
[[short_day]]
id = "half_day"
on = "12-24"
since = 2020-12-24
open_until = "13:00"
source = "a decree"
"""


def with_short_day(folder: Path, said: str = SHORT) -> Protocol:
    with (folder / "calendar.toml").open("a", encoding="utf-8") as calendar:
        calendar.write(said)
    for language in ("es", "en"):
        texts = folder / "texts" / f"{language}.toml"
        text = texts.read_text(encoding="utf-8")
        written = text.replace("[holidays]\n", '[holidays]\nhalf_day = "x"\n', 1)
        texts.write_text(written, encoding="utf-8")
    return load_folder(folder)


@pytest.mark.parametrize(
    ("filed", "counts"),
    [
        ("2025-12-24T13:00", "2025-12-24"),
        ("2025-12-24T13:01", "2025-12-26"),
        ("2025-12-24", "2025-12-24"),
        ("2025-12-23T15:00", "2025-12-23"),
    ],
)
def test_what_comes_after_a_short_day_counts_on_the_next_business_day(there, filed, counts):
    with_hours(there, HOURS)
    law = with_short_day(there)
    assert received(law, filed) == counts
    days = law.calendar("national")
    assert days.is_business(date(2025, 12, 24))
    assert days.after(date(2025, 12, 23), 1).due == date(2025, 12, 24)


def test_a_short_day_leaves_one_reading_of_unknown_hours_once_it_is_over(there):
    law = with_short_day(there)
    late = said(law, request_received="2024-07-17T22:00")
    assert late.received.after_hours is not None
    text = (there / "calendar.toml").read_text(encoding="utf-8")
    (there / "calendar.toml").write_text(text.replace('"12-24"', '"07-17"'), encoding="utf-8")
    late = said(load_folder(there), request_received="2024-07-17T22:00")
    assert (late.received.counts_as, late.received.after_hours) == (date(2024, 7, 18), None)
    assert late.received.source == "a decree"
    assert "office_hours_unknown" not in {one.code for one in late.warnings}


def test_a_short_day_moves_nothing_where_hours_do_not_matter(there):
    law = with_short_day(there)
    assert received(law, "2025-12-24T22:00") == "2025-12-24"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"13:00"', '"noon"', "short_day[1].open_until: “noon” is no hour"),
        ('on = "12-24"\n', "", "short_day[1]: needs one of"),
        ('id = "half_day"', 'id = "new_year"', "is there twice"),
    ],
)
def test_a_mistaken_short_day_is_refused(there, before, after, said):
    with pytest.raises(MistakenProtocol) as refused:
        with_short_day(there, SHORT.replace(before, after))
    assert said in str(refused.value)
