"""Backups whose day is over go: at the next one, by the jobs, and by `amparo backup prune`. The
newest stay, whatever their day: no site is left without any."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate

from amparo.cli.backups import container
from amparo.cli.backups.container import Line
from amparo.foundations.erasure.copies import NEWEST
from amparo.foundations.ledger.models import PublishedHead

ENDING, HALF = ".backup", ".part"
FOLDERS = "backup.folders"
"""In the site's folder: where backups were written, a folder a line."""
LEFT_FOR_GOOD = timedelta(days=1)
"""Nobody writes to one backup for so long: what is half since then was left by a run that ended."""
WENT_ON = timedelta(days=3)
"""Between two signed heads. A clock that was set ahead says of every backup that its day is over:
until it went on for a day, no job believes it."""


def expire(*, at: datetime) -> list[Path]:
    """What the jobs do. Where surfaces run apart their account has no backups: there a timer runs
    `amparo backup prune` as the account of the whole site."""
    if settings.SURFACE or not _clock_went_on(at):
        return []
    return throw_away(folders(), at=at)


def _clock_went_on(at: datetime) -> bool:
    days = list(PublishedHead.objects.order_by("-size").values_list("day", flat=True)[:2])
    since = [(localdate(at) - days[0]), days[0] - days[1]] if len(days) > 1 else [WENT_ON * 2]
    return all(timedelta(0) <= one <= WENT_ON for one in since)


def folders() -> list[Path]:
    """Where backups of this site were written, as far as these folders are there now."""
    try:
        lines = _known().read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [path for path in map(Path, lines) if path.is_dir()]


def note_folder(folder: Path) -> None:
    """From now on the jobs look there too."""
    path = folder.resolve()
    if path not in folders():
        with _known().open("a", encoding="utf-8") as file:
            file.write(f"{path}\n")


def _known() -> Path:
    return Path(settings.STATE) / FOLDERS


def throw_away(where: Sequence[Path], *, at: datetime) -> list[Path]:
    """Remove the backups of these folders whose time is over, and halves that nobody goes on with;
    returns them. The newest stay: a clock that was set ahead says of every older one that its time
    is over."""
    lines = _lines(where)
    newest = sorted(lines, key=lambda path: lines[path].made_at)[-NEWEST:]
    removed = []
    for path in [*_halves(where, at), *_over(lines, at)]:
        if path not in newest:
            with suppress(OSError):
                path.unlink()
                removed.append(path)
    return removed


def outlived(where: Sequence[Path], *, at: datetime) -> list[Path]:
    """Those that are there still although their time is over."""
    return _over(_lines(where), at)


def _over(lines: Mapping[Path, Line], at: datetime) -> list[Path]:
    return sorted(path for path, line in lines.items() if line.until <= at)


def _halves(where: Sequence[Path], at: datetime) -> list[Path]:
    before = (at - LEFT_FOR_GOOD).timestamp()
    found = [path for one in where for path in one.glob(f"amparo-*{ENDING}{HALF}")]
    return sorted(path for path in found if path.stat().st_mtime < before)


def _lines(where: Sequence[Path]) -> dict[Path, Line]:
    """What each backup of these folders says of itself. A folder that is called like one, what may
    not be read, and what is none of ours stay unread, and where they are."""
    found: dict[Path, Line] = {}
    for path in [path for one in where for path in one.glob(f"amparo-*{ENDING}")]:
        with suppress(container.NotABackup, OSError), path.open("rb") as source:
            found[path] = container.line_of(source)[0]
    return found
