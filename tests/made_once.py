"""What takes long is made once for a whole run, however many workers, steps and sites begin with a
copy of it: whoever needs it first makes it, and others who need it meanwhile wait.

`script/test` names the folder for all its steps; where pytest is called by itself, the first
process makes one, leads its workers there and clears it away.
"""

import atexit
import fcntl
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import psycopg

NAMED = "MADE_FOR_TESTS"
DATABASES = "databases"
"""Server and name of each that was made beside the tests' own."""


def folder() -> Path:
    if NAMED not in os.environ:
        os.environ[NAMED] = mkdtemp(prefix="made-for-tests-")
        atexit.register(_cleared_away, Path(os.environ[NAMED]))
    made = Path(os.environ[NAMED])
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` filled. What was not made to its end is made anew."""
    made, done = folder() / name, folder() / f"{name}.done"
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir(mode=0o700)
            make(made)
            done.touch()
    return made


def keep_in_mind(server: str, database: str) -> None:
    """A database that goes with all that was made."""
    with (folder() / DATABASES).open("a", encoding="utf-8") as kept:
        kept.write(f"{server} {database}\n")


def _cleared_away(made: Path) -> None:
    with suppress(FileNotFoundError):
        for line in (made / DATABASES).read_text(encoding="utf-8").splitlines():
            server, _, name = line.partition(" ")
            with (
                suppress(psycopg.OperationalError),
                psycopg.connect(server, autocommit=True) as connection,
            ):
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    shutil.rmtree(made, ignore_errors=True)
