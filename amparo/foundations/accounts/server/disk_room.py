"""Free space on the disk: how much is reserved for text, and where tries are counted without it."""

import errno
import os
import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

KEPT_FREE = 1024**3  # bytes, or a tenth of a small disk: nothing but words is written into it
NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})  # a quota says the second
NO_ROOM_ON_A_SERVER = "53100"
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is this account's alone


def is_left(folder: Path) -> bool:
    """Return whether data other than text may be written to the disk of this folder."""
    disk = shutil.disk_usage(folder)
    return disk.free >= min(KEPT_FREE, disk.total // 10)


def was_missing(problem: BaseException | None) -> bool:
    """Return whether the disk, or the database, could not write for lack of space."""
    if isinstance(problem, OSError):
        return problem.errno in {errno.ENOSPC, errno.EDQUOT}
    cause = getattr(problem, "__cause__", None)
    return isinstance(problem, DatabaseError) and (
        getattr(cause, "sqlite_errorcode", None) in NO_ROOM
        or getattr(cause, "sqlstate", None) == NO_ROOM_ON_A_SERVER
    )


def in_memory() -> Path:
    """Return a folder that takes no space on any disk, shared by the processes of this site; made
    when it is needed (`made_in_memory`)."""
    name = sha256(str(settings.RUN).encode()).hexdigest()[:16]
    return MEMORY / f"amparo-{os.geteuid()}-{name}"


def is_there(path: Path) -> bool:
    """Return whether this account finds a file there; False where it may not even look."""
    return os.path.exists(path)  # noqa: PTH110 - that of a path refuses to look


def made_in_memory() -> Path:
    """Return the folder in memory, made if needed. Raises OSError, as for a full disk, where this
    machine has no such folder for this account."""
    folder = in_memory()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        ours = not folder.is_symlink() and folder.stat().st_uid == os.geteuid()
    except PermissionError:
        ours = False
    if not ours:
        raise OSError(errno.ENOSPC, "nowhere to count")
    return folder
