"""A calendar that is corrected moves the days that were stored by it: of tasks, of what
institutions are asked, and of what is waited for elsewhere."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amparo import rules
from amparo.casework.obligations.dated_anew import date_asked_anew
from amparo.casework.obligations.models import Answer, Duty
from amparo.cli import init
from amparo.foundations.access.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from tests.unit.obligations.test_more_time import (
    EXTENDED,
    FIRST,
    IN_TIME,
    ask,
    asked,
    asked_at,
    decide,
)

__all__ = ["asked", "asked_at"]

type Declare = Callable[..., None]

LIMA = ZoneInfo("America/Lima")
TWO_DAYS = (date(2026, 11, 12), date(2026, 11, 13))


@pytest.fixture
def declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Declare:
    """The same law, once a decree declared some days non-working; with none: as it was."""
    as_it_was = rules.load

    def put_in(*days: date) -> None:
        monkeypatch.setattr(rules, "load", as_it_was)
        if not days:
            return
        folder = tmp_path / "pe-2021"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(rules.protocol_folder("pe-2021"), folder)
        said = ", ".join(map(str, days))
        with (folder / "calendar.toml").open("a") as calendar:
            calendar.write(f'\n[[declared]]\ndays = [{said}]\nscope = "national"\n')
            calendar.write('source = "a decree"\nread_in = "the gazette"\n')
        changed = rules.load_folder(folder)
        monkeypatch.setattr(rules, "load", lambda _name: changed)

    return put_in


def day_of(duty: Duty) -> date:
    duty.refresh_from_db()
    return timezone.localtime(duty.due_on, LIMA).date()


def test_what_an_institution_is_asked_follows_it_and_back(asked: Duty, declared: Declare) -> None:
    assert date_asked_anew(at=IN_TIME) == 0
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME) == 1
    assert day_of(asked) == date(2026, 11, 24)
    assert date_asked_anew(at=IN_TIME) == 0
    declared()
    assert date_asked_anew(at=IN_TIME) == 1
    assert day_of(asked) == FIRST


def test_with_the_days_that_it_was_given_more(
    asked: Duty, anas: OpenCase, ana: Actor, carla: Actor, declared: Declare
) -> None:
    ask(asked, carla)
    decide(anas, asked, ana)
    assert day_of(asked) == EXTENDED
    assert date_asked_anew(at=IN_TIME) == 0
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME) == 1
    assert day_of(asked) == date(2026, 11, 27)


@pytest.mark.parametrize("state", [Duty.State.REPORTED, Duty.State.ENDED])
def test_what_was_answered_keeps_its_day(asked: Duty, declared: Declare, state: str) -> None:
    Duty.objects.update(state=state)
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME) == 0


def test_a_day_that_the_team_set_by_insisting_stays(asked: Duty, declared: Declare) -> None:
    said = Answer.Kind.INSISTED
    Answer.objects.create(duty=asked, kind=said, author="team", at=IN_TIME, sealed=b"x")
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME) == 0


def test_amparo_init_does_it_and_says_of_how_many(
    asked: Duty, declared: Declare, capsys: pytest.CaptureFixture[str]
) -> None:
    declared(*TWO_DAYS)
    init._date_anew(at=IN_TIME)  # noqa: SLF001 - the step of the command
    assert "1 days of tasks" in capsys.readouterr().out
    init._date_anew(at=IN_TIME)  # noqa: SLF001 - the step of the command
    assert "days of tasks" not in capsys.readouterr().out
