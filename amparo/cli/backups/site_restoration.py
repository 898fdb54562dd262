"""Restore a site from one backup into an empty place, completely or not at all."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import environ

from amparo.cli.backups import sealed_file as container
from amparo.cli.backups import table_copies as databases
from amparo.cli.backups.sealed_file import Contents, Line, NotABackup
from amparo.cli.command_errors import Mistake
from amparo.cli.terminal.progress import reading
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import pair_of
from amparo.settings.env_file import keep_settings  # noqa: TID251 - they come out of the copy

RESTORED = "restored.json"
SAID = {
    "not_one": "This file is no backup of Amparo.",
    "damaged": "This backup was cut or changed. Nothing was put back: try an older one.",
    "another_key": "These shares make another key than the one this backup is sealed to.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site is restored: its folder, and for PostgreSQL the address of an empty database."""

    state: Path
    database: str

    def refuse_what_is_full(self) -> None:
        if self.state.exists() and (not self.state.is_dir() or any(self.state.iterdir())):
            raise Mistake(f"{self.state} is not empty. Nothing was put back: name a new folder.")
        if self.database:
            databases.must_be_empty(self.database)

    def run(self, *words: str, typed: str = "") -> int:
        """Run a command of Amparo in this place; its output goes to this process's output."""
        env = {**os.environ, "AMPARO_STATE": str(self.state), "DATABASE_URL": self.database}
        started = [sys.executable, "-c", "from amparo.cli.main import main; main()", *words]
        sys.stdout.flush()
        return subprocess.run(started, env=env, input=typed, text=True, check=False).returncode  # noqa: S603 - our own words


def read_line(path: Path) -> tuple[Line, bytes]:
    """The header of a backup, and its sealed key. Raises Mistake."""
    try:
        with path.open("rb") as source:
            return container.line_of(source)
    except NotABackup as problem:
        raise Mistake(SAID[str(problem)]) from problem
    except OSError as problem:
        raise Mistake(f"{path}: {problem.strerror}.") from problem


def open_line(path: Path, secret: bytes) -> tuple[Line, bytes]:
    """The header of a backup, and its opened key. Raises Mistake."""
    line, sealed = read_line(path)
    if marks.fingerprint(pair_of(secret).public) != line.key:
        raise Mistake(SAID["another_key"])
    try:
        return line, container.key_in(line, sealed, secret)
    except NotABackup as problem:
        raise Mistake(SAID["damaged"]) from problem


def put_back(path: Path, line: Line, key: bytes, place: Place) -> Contents:
    """Unpack, compare with the list, and only then put the site in its place. Raises Mistake."""
    place.refuse_what_is_full()
    half = place.state.with_name(place.state.name + ".part")
    if half.exists():
        raise Mistake(f"{half} is left of a try that broke off: remove it first.")
    half.mkdir(parents=True, mode=0o700)
    try:
        contents = _unpack(path, line, key, half)
        _lay(contents, half, place)
    except NotABackup as problem:
        raise Mistake(SAID["damaged"]) from problem
    except OSError as problem:
        raise Mistake(f"{place.state}: {problem.strerror}. Nothing was put back.") from problem
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return contents


def _unpack(path: Path, line: Line, key: bytes, half: Path) -> Contents:
    def lay_down(name: str, content: BinaryIO) -> tuple[int, str]:
        target = half / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("xb") as sink:
            measured = container.hashed(content, sink)
            sink.flush()
            os.fsync(sink.fileno())
        return measured

    with reading("Unpacked", path) as source:
        container.line_of(source)
        return container.each_file(source, line, key, lay_down)


def _lay(contents: Contents, half: Path, place: Place) -> None:
    if (contents.vendor == "postgresql") != bool(place.database):
        other = "PostgreSQL: name an empty database" if contents.vendor != "sqlite" else "SQLite"
        raise Mistake(f"This backup is of a site on {other}. Nothing was put back.")
    (half / RESTORED).write_bytes(contents.text())
    for folder in ("uploads", "mail"):
        (half / folder).mkdir(exist_ok=True, mode=0o700)
    if place.database:
        dump = half / databases.NAMES["postgresql"]
        databases.put_back(dump, environ.Env.db_url_config(place.database))
        dump.unlink()
    keep_settings(half, database=place.database)
    if place.state.exists():
        place.state.rmdir()
    half.rename(place.state)
