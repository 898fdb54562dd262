"""When a filing counts as received where a norm names the office's hours. No shipped law does:
their hours are not sourced, so the case is made up in a copy."""

import shutil
from pathlib import Path

import pytest

from amparo import rules
from amparo.rules.pairs import read_moment

SAME_DAY = 'on_closed_day = "same_day"\nsource = "DS 029-2021-PCM, art. 46.2 (texto'
HOURS = 'office_hours = "known"\nopen_until = "16:30"\n'


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return Path(shutil.copytree(rules.protocol_folder("pe-2021"), tmp_path / "pe-2021"))


def with_hours(folder: Path, hours: str, closed: str = "next_business_day") -> None:
    path = folder / "10-admission.toml"
    text = path.read_text(encoding="utf-8")
    assert SAME_DAY in text
    written = SAME_DAY.replace("same_day", closed).replace("source", f"{hours}source", 1)
    path.write_text(text.replace(SAME_DAY, written), encoding="utf-8")


def received(law: rules.Protocol, filed: str) -> str:
    moment = read_moment("at", filed, law.zone)
    state = rules.state(law, rules.Happened({"request_received": moment}), moment, "national")
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
    assert received(rules.load_folder(there), filed) == counts


def test_the_hour_moves_a_filing_also_where_closed_days_do_not(there):
    with_hours(there, HOURS, "same_day")
    law = rules.load_folder(there)
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
    with pytest.raises(rules.MistakenProtocol, match=r"10-admission\.toml: reception\[") as refused:
        rules.load_folder(there)
    assert said in str(refused.value)
