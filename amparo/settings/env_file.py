"""The settings of a site in one file, which every command reads: `amparo.env` in its folder."""

import os
import shlex
from pathlib import Path

from amparo.settings.env import BrokenSite, env, text_of, write

ENV_FILE = "amparo.env"
SETTINGS = (
    "DATABASE_URL",
    "AMPARO_HOSTS",
    "AMPARO_HTTPS",
    "AMPARO_PROXIES",
    "AMPARO_SURFACES",
    "AMPARO_PROTOCOL",
    "AMPARO_ORGANISATION",
    "AMPARO_FOLLOWS",
    "AMPARO_CALENDAR",
    "AMPARO_TIME_ZONE",
    "AMPARO_UPLOAD_LIMIT",
    "AMPARO_PROMPTS",
    "AMPARO_DRAFTS",
    "AMPARO_DRAFT_DAYS",
    "AMPARO_GLASS_HOURS",
    "AMPARO_RETENTION",
    "AMPARO_EXIT_TO",
    "AMPARO_ELSEWHERE",
    "AMPARO_WATCH",
    "AMPARO_URGENT_WATCH",
    "AMPARO_MAIL_SERVER",
    "AMPARO_MAIL_FROM",
    "AMPARO_SIGN_IN_COST",
)
"""Names allowed in a site's `amparo.env`. Other settings belong to one process alone."""
_ABOUT = """# Settings of this site: every `amparo` command reads them here.
# One NAME=value on a line, in quotation marks where it holds spaces."""


def take_over(folder: Path) -> None:
    """Put the content of the site's `amparo.env` into the environment, which takes precedence.

    Not for a single surface, which has its own database and secrets. Raises BrokenSite if a line
    cannot be read, or if the environment names another database than the file.
    """
    if env.str("AMPARO_SURFACE", default="") or not (folder / ENV_FILE).exists():
        return
    given = _settings_in(folder / ENV_FILE)
    named = os.environ.get("DATABASE_URL")
    if named is not None and _place_of(named) != _place_of(given.get("DATABASE_URL", "")):
        raise BrokenSite(
            f"DATABASE_URL names another database than {folder / ENV_FILE}. Unset it; or, where the"
            " site's database was moved, write its address into that file."
        )
    for name, value in given.items():
        os.environ.setdefault(name, value)


def _place_of(address: str) -> str:
    """Return host and name of a database, without the account: `amparo surfaces` may use another
    one."""
    return address.partition("?")[0].rpartition("@")[2].rpartition("://")[2]


def _settings_in(path: Path) -> dict[str, str]:
    found = {}
    for number, line in enumerate(text_of(path).splitlines(), 1):
        where = f"{path}, line {number}"
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            words = shlex.split(line)
        except ValueError as problem:
            raise BrokenSite(f"{where}: a quotation mark is not closed.") from problem
        name, sign, value = words[0].partition("=")
        if len(words) > 1 or not sign:
            raise BrokenSite(f"{where}: write NAME=value, in quotation marks if it holds spaces.")
        if name not in SETTINGS:
            raise BrokenSite(f"{where}: {name} is no setting of a site.")
        found[name] = value
    return found


def keep_settings(folder: Path, *, database: str | None = None) -> None:
    """Write `amparo.env`: its present content, or else what the environment says now; with this
    address of the database if one is given. Raises BrokenSite."""
    path = folder / ENV_FILE
    if path.exists() and database is None:
        return
    here = {name: os.environ[name] for name in SETTINGS if os.environ.get(name)}
    said = _settings_in(path) if path.exists() else here
    if database is not None:
        said["DATABASE_URL"] = database
    lines = [f"{name}={shlex.quote(said[name])}" for name in SETTINGS if said.get(name)]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write(path, "\n".join([_ABOUT, *lines]))
