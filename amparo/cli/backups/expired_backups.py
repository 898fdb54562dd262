"""Deletes expired backups: at the next backup, by the jobs, and by `amparo backup prune`. The
newest are kept whatever their day, so that no site is left without any."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate

from amparo.cli.backups import sealed_file as container
from amparo.cli.backups.sealed_file import Line
from amparo.foundations.erasure.backups_holding_erased import NEWEST
from amparo.foundations.ledger.models import PublishedHead

ENDING, HALF = ".backup", ".part"
FOLDERS = "backup.folders"
"""In the site's folder: folders that backups were written to, one on each line."""
LEFT_FOR_GOOD = timedelta(days=1)
"""No backup is written for so long: an older partial file was left by an interrupted run."""
WENT_ON = timedelta(days=3)
"""Between two signed heads. With a clock that was set ahead every backup seems expired, so the jobs
delete none until the clock has run on for a day."""


def expire(*, at: datetime) -> list[Path]:
    """Delete expired backups, for the jobs. Where surfaces run apart their account has no access to
    backups: there a timer runs `amparo backup prune` as the account of the whole site."""
    if settings.SURFACE or not _clock_went_on(at):
        return []
    return throw_away(folders(), at=at)


def _clock_went_on(at: datetime) -> bool:
    days = list(PublishedHead.objects.order_by("-size").values_list("day", flat=True)[:2])
    since = [(localdate(at) - days[0]), days[0] - days[1]] if len(days) > 1 else [WENT_ON * 2]
    return all(timedelta(0) <= one <= WENT_ON for one in since)


def folders() -> list[Path]:
    """Folders that backups of this site were written to, as far as they exist."""
    try:
        lines = _known().read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [path for path in map(Path, lines) if path.is_dir()]


def note_folder(folder: Path) -> None:
    """Add a folder to those that the jobs check."""
    path = folder.resolve()
    if path not in folders():
        with _known().open("a", encoding="utf-8") as file:
            file.write(f"{path}\n")


def _known() -> Path:
    return Path(settings.STATE) / FOLDERS


def throw_away(where: Sequence[Path], *, at: datetime) -> list[Path]:
    """Delete expired backups and abandoned partial files in these folders; return them. The newest
    are kept, because a clock that was set ahead makes every older one seem expired."""
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
    """Expired backups that are still there."""
    return _over(_lines(where), at)


def _over(lines: Mapping[Path, Line], at: datetime) -> list[Path]:
    return sorted(path for path, line in lines.items() if line.until <= at)


def _halves(where: Sequence[Path], at: datetime) -> list[Path]:
    before = (at - LEFT_FOR_GOOD).timestamp()
    found = [path for one in where for path in one.glob(f"amparo-*{ENDING}{HALF}")]
    return sorted(path for path in found if path.stat().st_mtime < before)


def _lines(where: Sequence[Path]) -> dict[Path, Line]:
    """The header of each backup in these folders. Folders with such names, unreadable files and
    files that are no backups are skipped."""
    found: dict[Path, Line] = {}
    for path in [path for one in where for path in one.glob(f"amparo-*{ENDING}")]:
        with suppress(container.NotABackup, OSError), path.open("rb") as source:
            found[path] = container.line_of(source)[0]
    return found
