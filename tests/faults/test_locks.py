"""Whoever waits for a file holds nothing that others wait for: on the database that locks rows."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amparo.cli.walk.place import Place, free_port
from amparo.settings.env import make_site  # noqa: TID251 - before there are any settings
from tests.sites import database_in

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


def crossed(act: str, tmp_path: Path) -> dict[str, Any]:
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        pytest.skip("no DATABASE_URL: script/with-postgres gives one")
    with database_in(server) as database:
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
