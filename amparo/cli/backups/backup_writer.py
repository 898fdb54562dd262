"""Write one backup: everything that a site is, sealed to its backup key."""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.db import connection

from amparo.cli.apart.checks_before_serve import are_prepared
from amparo.cli.backups import sealed_file as container
from amparo.cli.backups import table_copies as databases
from amparo.cli.backups.expired_backups import ENDING, HALF, note_folder
from amparo.cli.backups.sealed_file import Contents, Line, Writer
from amparo.cli.command_errors import Mistake
from amparo.cli.terminal.progress import Counted, Progress, megabytes
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.events import BackupMade
from amparo.foundations.accounts.models import GroupKey
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.ledger.services import record
from amparo.settings.env_file import ENV_FILE  # noqa: TID251 - it goes into the copy

ROOM, TURN = "backup-", "backup.turn"  # of the copy of the tables, in the site's folder


def make(folder: Path, *, keep: timedelta, at: datetime) -> tuple[Path, Contents]:
    """Write a backup into `folder`, read it back and record it. Raises Mistake."""
    key = GroupKey.objects.filter(kind=GroupKey.Kind.BACKUP, current=True).first()
    if key is None:
        raise Mistake("There is no backup key yet. With its keyholders, run: amparo backup key")
    if not folder.is_dir():
        raise Mistake(f"{folder} is no folder.")
    public = bytes(key.public)
    line = Line(made_at=at, until=at + keep, key=marks.fingerprint(public), number=key.number)
    path = folder / f"amparo-{at:%Y%m%dT%H%M%S}Z{ENDING}"
    with _whole_or_not_at_all(path) as half:
        contents, own_key = _write(half, line, public)
        container.compared(half, line, own_key)
    note_folder(folder)
    record(BackupMade(about=key.name, number=key.number, until=line.until.date()), by=SYSTEM, at=at)
    return path, contents


def _write(path: Path, line: Line, public: bytes) -> tuple[Contents, bytes]:
    with _room() as room, databases.copied(room) as copy, path.open("xb") as sink:
        writer = Writer(sink, line, public=public)
        contents = Contents(
            version("amparo"),
            connection.vendor,
            copy.head(),
            copy.rows(),
            apart=are_prepared(),
        )
        secrets = ("site.toml", "signing.key")
        sources = {copy.path.name: copy.path}
        sources |= {name: Path(settings.STATE) / name for name in secrets}
        sources |= {f"uploads/{name[:2]}/{name}": path_of(name) for name in copy.files()}
        sources |= _beside()
        with Progress("Sealed", "MB", _size_of(sources.values()), megabytes) as progress:
            for name, source in sources.items():
                if not container.is_fine(name):
                    continue
                try:
                    with source.open("rb") as file:
                        size = os.fstat(file.fileno()).st_size
                        counted = cast("BinaryIO", Counted(file, progress))
                        contents.files[name] = writer.add(name, counted, size)
                except FileNotFoundError:
                    contents.gone.append(name)
        writer.finish(contents)
        sink.flush()
        os.fsync(sink.fileno())
    return contents, writer.key


def _size_of(paths: Iterable[Path]) -> int:
    """Return the total size of those paths that exist."""
    size = 0
    for path in paths:
        with suppress(FileNotFoundError):
            size += path.stat().st_size
    return size


def _beside() -> dict[str, Path]:
    """Optional files of a site: its settings; its retention schedule, which two members adopted
    byte for byte; recordings; drafts of rules, as far as they are read."""
    single = {
        ENV_FILE: Path(settings.STATE) / ENV_FILE,
        "retention.toml": Path(settings.RETENTION),
    }
    found = {name: path for name, path in single.items() if path.is_file()}
    for name, folder, read in (
        ("prompts", Path(settings.PROMPTS), ("*/*",)),
        ("drafts", Path(settings.DRAFTS), ("*/*.toml", "*/*.md", "*/*/*.toml")),
    ):
        paths = sorted(path for one in read for path in folder.glob(one) if path.is_file())
        found |= {f"{name}/{path.relative_to(folder).as_posix()}": path for path in paths}
    return found


def left_out() -> list[str]:
    """Recordings and drafts whose names could not be restored; such recordings are not played."""
    return [name for name in _beside() if not container.is_fine(name)]


@contextmanager
def _room() -> Iterator[Path]:
    """A folder for the copy of the tables; runs wait for each other. Leftovers of killed runs are
    deleted first, because a copy would outlive what is erased meanwhile."""
    state = Path(settings.STATE)
    turn = os.open(state / TURN, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        for left in state.glob(f"{ROOM}*/"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix=ROOM, dir=state) as room:
            yield Path(room)
    finally:
        os.close(turn)


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[Path]:
    half = path.with_name(path.name + HALF)
    if path.exists() or half.exists():
        raise Mistake(f"{path.name} is being made, or was made in this very second.")
    try:
        yield half
        half.replace(path)
        with suppress(OSError):  # some file systems refuse it on folders
            handle = os.open(path.parent, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
    except sqlite3.OperationalError as problem:
        raise Mistake(f"The tables could not be copied: {problem}. Nothing was kept.") from problem
    except OSError as problem:
        raise Mistake(f"{path.parent}: {problem.strerror}. Nothing was kept there.") from problem
    finally:
        half.unlink(missing_ok=True)


def lost(contents: Contents) -> list[str]:
    """Files that were missing though a table still refers to them; erased ones are not referred to
    any more."""
    if not contents.gone:
        return []
    with _room() as room, databases.copied(room) as copy:
        named = set(copy.files())
    return [name for name in contents.gone if Path(name).name in named or "/" not in name]
