"""Whoever waits for a file holds nothing that others wait for: on the database that locks rows."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from amparo.cli.walk.demo_site import Place, free_port
from amparo.settings.env import make_site  # noqa: TID251 - before there are any settings
from tests.sites import database_in, tables_on

pytestmark = pytest.mark.postgresql("locks of rows")

ROOT = Path(__file__).resolve().parents[2]
ACTS = (
    "a_go_between",
    "a_unit",
    "a_suspicion",
    "each_other",
    "named_while_she_gives",
    "each_ends_the_other",
    "many_cases",
    "many_lifted",
)
MORE = {"AMPARO_SIGN_IN_COST": "test", "DJANGO_SETTINGS_MODULE": "amparo.settings.main"}

type Came = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def came(server: str, tmp_path_factory: pytest.TempPathFactory) -> Came:
    """What came of an act: each is done in a database and a process of its own."""
    with ExitStack() as stack:
        databases = {
            act: stack.enter_context(database_in(server, template=tables_on(server)))
            for act in ACTS
        }
        more = MORE | {"DATABASE_URL": databases[ACTS[0]]}
        place = Place(tmp_path_factory.mktemp("crossing") / "site", free_port(), more)
        place.state.mkdir(parents=True)
        make_site(place.state)
        names = {act: address.rpartition("/")[2] for act, address in databases.items()}
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.crossed"],
            input=json.dumps(names),
            cwd=ROOT,
            env={**place.environment(), **more},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    found = dict(json.loads(line) for line in done.stdout.splitlines())

    def came_of(act: str) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(found[act] or "{}")
        assert said, done.stderr
        return said

    return came_of


def test_what_a_go_between_was_told_is_taken_back_while_it_reads_and_somebody_files(
    came: Came,
) -> None:
    """It once waited for the reader with the record in its hands, and the reader for the record."""
    assert came("a_go_between") == {"ends": ["done", "done", "done"], "left": [0, 0]}


def test_what_a_unit_was_told_is_taken_back_while_it_answers_and_somebody_files(came: Came) -> None:
    assert came("a_unit") == {"ends": ["done", "NotOpen", "done"], "left": "revoked"}


def test_a_leak_that_is_noted_while_another_of_the_same_account_is_lifted(came: Came) -> None:
    """It once came back: whoever lifted the first did not see the second, and gave back what that
    had taken."""
    assert came("a_suspicion") == {"ends": ["done", "done"], "active": False, "apart": True}


def test_of_two_who_name_each_other_one_is_first(came: Came) -> None:
    assert came("each_other") == {"ends": ["done", "Hindered"], "active": [True, False]}


def test_whoever_is_named_just_now_hands_no_key_on(came: Came) -> None:
    """Begun before the naming is on record, and waiting for it."""
    assert came("named_while_she_gives") == {"ends": ["done", "Refused"], "has": False}


def test_of_two_who_end_each_others_account_one_stays(came: Came) -> None:
    assert came("each_ends_the_other") == {"ends": ["done", "Refused"], "active": [True, False]}


def test_between_two_batches_of_a_leak_of_many_cases_somebody_files(came: Came) -> None:
    assert came("many_cases") == {"filed": [True, True], "asked": 6, "left": 0}


def test_between_two_batches_of_a_lifting_of_many_cases_somebody_files(came: Came) -> None:
    assert came("many_lifted") == {"filed": [True, True], "at_once": 4, "left": 0}
