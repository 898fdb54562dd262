"""A site made beside the tests, with what one script does there before anybody is served."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from amparo.cli.walk.demo_site import Place, free_port
from amparo.settings.env import (  # noqa: TID251 - before there are any settings
    make_signing_key,
    make_site,
)
from tests.sites import database_in, tables_on, with_tables

ROOT = Path(__file__).resolve().parents[2]
MORE = {"AMPARO_SIGN_IN_COST": "test", "DJANGO_SETTINGS_MODULE": "amparo.settings.main"}


@contextmanager
def prepared(folder: Path, server: str, act: str) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    """The place, its database where it is not a file, and what `main` of `act` wrote."""
    with database_in(server, template=tables_on(server)) as database:
        more = MORE | ({"DATABASE_URL": database} if database else {})
        place = Place(folder, free_port(), more)
        place.state.mkdir(parents=True, exist_ok=True)
        make_site(place.state)
        make_signing_key(place.state)
        if not database:
            with_tables(place.state)
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import django; django.setup(); from tests.faults.{act} import main; main()",
            ],
            cwd=ROOT,
            env={**place.environment(), **more},
            umask=0o077,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        yield place, database, json.loads(done.stdout)
