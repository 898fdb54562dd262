"""A calendar that is corrected moves the days that were stored by it: of tasks, of what
institutions are asked, and of what is waited for elsewhere."""

import shutil
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.recalculated_due_days import date_asked_anew
from amparo.cli.commands.site import init
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import GroupKey
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.models import Filing
from amparo.law import UnknownProtocol, load_folder, protocol_folder
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
def declared(tmp_path: Path, under_law: Callable[..., None]) -> Declare:
    """The same law, once a decree declared some days non-working; with none: as it was."""

    def put_in(*days: date) -> None:
        under_law(None)
        if not days:
            return
        folder = tmp_path / "pe-2021"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(protocol_folder("pe-2021"), folder)
        said = ", ".join(map(str, days))
        with (folder / "calendar.toml").open("a") as calendar:
            calendar.write(f'\n[[declared]]\ndays = [{said}]\nscope = "national"\n')
            calendar.write('source = "a decree"\nread_in = "the gazette"\n')
        under_law(load_folder(folder))

    return put_in


def day_of(duty: Obligation) -> date:
    duty.refresh_from_db()
    return timezone.localtime(duty.due_on, LIMA).date()


def test_what_an_institution_is_asked_follows_it_and_back(
    asked: Obligation, declared: Declare
) -> None:
    assert date_asked_anew(at=IN_TIME, problems=[]) == 0
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME, problems=[]) == 1
    assert day_of(asked) == date(2026, 11, 24)
    assert date_asked_anew(at=IN_TIME, problems=[]) == 0
    declared()
    assert date_asked_anew(at=IN_TIME, problems=[]) == 1
    assert day_of(asked) == FIRST


def test_with_the_days_that_it_was_given_more(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor, declared: Declare
) -> None:
    ask(asked, carla)
    decide(anas, asked, ana)
    assert day_of(asked) == EXTENDED
    assert date_asked_anew(at=IN_TIME, problems=[]) == 0
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME, problems=[]) == 1
    assert day_of(asked) == date(2026, 11, 27)


@pytest.mark.parametrize("state", [Obligation.State.REPORTED, Obligation.State.ENDED])
def test_what_was_answered_keeps_its_day(asked: Obligation, declared: Declare, state: str) -> None:
    Obligation.objects.update(state=state)
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME, problems=[]) == 0


def test_a_day_that_the_team_set_by_insisting_stays(asked: Obligation, declared: Declare) -> None:
    said = ObligationAnswer.Kind.INSISTED
    ObligationAnswer.objects.create(duty=asked, kind=said, author="team", at=IN_TIME, sealed=b"x")
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME, problems=[]) == 0


def test_amparo_init_does_it_and_says_of_how_many(
    asked: Obligation, declared: Declare, capsys: pytest.CaptureFixture[str]
) -> None:
    declared(*TWO_DAYS)
    init._date_anew(at=IN_TIME)  # noqa: SLF001 - the step of the command
    assert "1 days of tasks" in capsys.readouterr().out
    init._date_anew(at=IN_TIME)  # noqa: SLF001 - the step of the command
    assert "days of tasks" not in capsys.readouterr().out


def passed_from(norm: str) -> None:
    """Every case came over from this norm since it was asked."""
    at = (IN_TIME - timedelta(days=1)).isoformat()
    passing = {"from": norm, "at": at, "fixed_at": at, "late": []}
    Filing.objects.update(norms=[passing])


def test_what_began_under_a_norm_that_is_gone_keeps_its_day_and_holds_nobody_back(
    asked: Obligation, declared: Declare
) -> None:
    passed_from("xx-gone")
    problems: list[Exception] = []
    assert date_asked_anew(at=IN_TIME, problems=problems) == 0
    assert [type(one) for one in problems] == [UnknownProtocol]
    assert day_of(asked) == FIRST
    passed_from("pe-2021")
    declared(*TWO_DAYS)
    assert date_asked_anew(at=IN_TIME, problems=[]) == 1


@pytest.mark.usefixtures("asked")
def test_amparo_init_ends_with_its_recovery_key_all_the_same(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.STATE = tmp_path / "site"
    settings.UPLOADS, settings.STATIC_ROOT = settings.STATE / "up", settings.STATE / "static"
    settings.ALLOWED_HOSTS = ["localhost"]
    GroupKey.objects.filter(kind="recovery").delete()
    passed_from("xx-gone")
    parser = ArgumentParser()
    init.add_arguments(parser)
    assert init.run(parser.parse_args([])) == 0
    said = capsys.readouterr().out
    assert "1 dates could not be worked out and stay as they were (UnknownProtocol)" in said
    assert "no protocol “xx-gone”" in said
    assert GroupKey.objects.filter(kind="recovery", current=True).exists()


def test_words_of_a_case_are_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    init._say_what_stays([ValueError("Killa")])  # noqa: SLF001 - what the command says
    said = capsys.readouterr().out
    assert "(ValueError)" in said
    assert "Killa" not in said


def test_of_what_was_said_twice_the_first_counts_as_on_its_page(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    ask(asked, carla)
    decide(anas, asked, ana)
    again = IN_TIME + timedelta(days=20)
    ObligationAnswer.objects.create(
        duty=asked,
        kind=ObligationAnswer.Kind.MORE_TIME,
        ref="X",
        author="unit:x",
        at=again,
        sealed=b"x",
    )
    assert date_asked_anew(at=IN_TIME, problems=[]) == 0
    assert day_of(asked) == EXTENDED
