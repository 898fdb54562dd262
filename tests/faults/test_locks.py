"""Whoever waits for a file holds nothing that others wait for: on the database that locks rows."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amparo.cli.walk.place import Place, free_port
from amparo.settings.env import make_site  # noqa: TID251 - before there are any settings
from tests.faults.conftest import server_of
from tests.sites import database_in, tables_on

pytestmark = pytest.mark.postgresql("locks of rows")

ROOT = Path(__file__).resolve().parents[2]
ACT = "import django; django.setup(); from tests.faults import crossing; crossing.{}()"


def test_what_a_go_between_was_told_is_taken_back_while_it_reads_and_somebody_files(
    tmp_path: Path,
) -> None:
    """It once waited for the reader with the record in its hands, and the reader for the record."""
    came = crossed("a_go_between", tmp_path)
    assert came == {"ends": ["done", "done", "done"], "left": [0, 0]}


def test_what_a_unit_was_told_is_taken_back_while_it_answers_and_somebody_files(
    tmp_path: Path,
) -> None:
    came = crossed("a_unit", tmp_path)
    assert came == {"ends": ["done", "NotOpen", "done"], "left": "revoked"}


def test_a_leak_that_is_noted_while_another_of_the_same_account_is_lifted(tmp_path: Path) -> None:
    """It once came back: whoever lifted the first did not see the second, and gave back what that
    had taken."""
    came = crossed("a_suspicion", tmp_path)
    assert came == {"ends": ["done", "done"], "active": False, "apart": True}


def test_of_two_who_name_each_other_one_is_first(tmp_path: Path) -> None:
    came = crossed("each_other", tmp_path)
    assert came == {"ends": ["done", "Hindered"], "active": [True, False]}


def test_whoever_is_named_just_now_hands_no_key_on(tmp_path: Path) -> None:
    """Begun before the naming is on record, and waiting for it."""
    came = crossed("named_while_she_gives", tmp_path)
    assert came == {"ends": ["done", "Refused"], "has": False}


def test_of_two_who_end_each_others_account_one_stays(tmp_path: Path) -> None:
    came = crossed("each_ends_the_other", tmp_path)
    assert came == {"ends": ["done", "Refused"], "active": [True, False]}


def test_between_two_batches_of_a_leak_of_many_cases_somebody_files(tmp_path: Path) -> None:
    came = crossed("many_cases", tmp_path)
    assert came == {"filed": [True, True], "asked": 6, "left": 0}


def test_between_two_batches_of_a_lifting_of_many_cases_somebody_files(tmp_path: Path) -> None:
    came = crossed("many_lifted", tmp_path)
    assert came == {"filed": [True, True], "at_once": 4, "left": 0}


def crossed(act: str, tmp_path: Path) -> dict[str, Any]:
    server = server_of("postgresql")
    with database_in(server, template=tables_on(server)) as database:
        more = {
            "AMPARO_SIGN_IN_COST": "test",
            "DJANGO_SETTINGS_MODULE": "amparo.settings.main",
            "DATABASE_URL": database,
        }
        place = Place(tmp_path / "site", free_port(), more)
        place.state.mkdir(parents=True, exist_ok=True)
        make_site(place.state)
        done = subprocess.run(
            [sys.executable, "-c", ACT.format(act)],
            cwd=ROOT,
            env={**place.environment(), **more},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said
