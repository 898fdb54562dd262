"""Whole sites as processes of their own: set up, served and spoken to as in real life."""

import atexit
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import psycopg

from amparo.cli.apart.rights import PARTS
from amparo.cli.walk.accounts import Account
from amparo.cli.walk.browser import Browser
from amparo.cli.walk.person import Person
from amparo.cli.walk.place import AMPARO, NotServing, Place, free_port
from amparo.cli.walk.story import Part, Story
from amparo.cli.walk.telling import Telling

TELLING = Telling(Story.read().protocol, Story.read().calendar)


@dataclass
class Site:
    """A site with its own folder and its own database, which a test may break."""

    place: Place
    word: str  # invites the first supervisor
    database: str = ""
    accounts: dict[str, Account] = field(default_factory=dict)

    def browser(self, language: str = "es") -> Browser:
        return Browser(self.place.host, self.place.port, language)

    def person(self) -> Person:
        return Person(self.browser())

    def enrol(self, *keys: str) -> None:
        """Members of the story join by real invitations; reception opens the door."""
        for key in keys:
            part = Story.read().parts[key]
            account = Account(part, self.browser())
            account.join(self.invitation(part), TELLING.now())
            self.accounts[key] = account

    def invitation(self, part: Part) -> str:
        roles = [word for role in part.roles for word in ("--role", role)]
        said = self.place.command(
            ["member", "invite", part.name, *roles, "--unit", part.unit, "--sign-in", part.key]
        )
        return said.split()[-1]

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, beside the product."""
        if not self.database:
            with closing(sqlite3.connect(self.place.state / "amparo.sqlite3")) as connection:
                return connection.execute(question).fetchall()
        with psycopg.connect(self.database) as connection:
            return connection.execute(question).fetchall()

    def ledger(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`amparo ledger ...`, whatever comes out."""
        return subprocess.run(
            [AMPARO, "ledger", *words],
            env=self.place.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def uploads(self) -> dict[str, int]:
        """Name and size of each stored file."""
        found = (self.place.state / "uploads").glob("??/*")
        sizes = {}
        for path in found:
            with suppress(FileNotFoundError):  # the site may be clearing it away
                sizes[path.name] = path.stat().st_size
        return sizes


@cache
def _tables() -> Path:
    """An empty database as the migrations leave it: made once, and each site begins with a copy.
    That they run on a site of its own is shown by the demo."""
    folder = Path(mkdtemp(prefix="tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _migrate(folder)
    return folder / "amparo.sqlite3"


@cache
def _template(server: str) -> str:
    """The same on PostgreSQL."""
    name = f"tables_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    atexit.register(_drop, server, name)
    with TemporaryDirectory() as folder:
        _migrate(Path(folder), DATABASE_URL=f"{server.rpartition('/')[0]}/{name}")
    return name


def _migrate(folder: Path, **more: str) -> None:
    place = Place(folder, 0, {"DJANGO_SETTINGS_MODULE": "amparo.settings.main", **more})
    line = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(line, env=place.environment(), check=True)


def _drop(server: str, name: str) -> None:
    with suppress(psycopg.OperationalError), psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def site_in(folder: Path, *, server: str = "", **more: str) -> Iterator[Site]:
    """Set a site up in a folder and serve it. `server` is the address of a PostgreSQL to use."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {"AMPARO_SIGN_IN_COST": "test", **more}
    with database_in(server, template=_template(server) if server else "") as database:
        if database:
            environment["DATABASE_URL"] = database
        else:
            own = folder / "amparo.sqlite3"
            own.touch(mode=0o600)
            shutil.copyfile(_tables(), own)
        place = Place(folder, free_port(), environment)
        word, _shares = place.set_up("Saúl Medina", ())
        _serve(place)
        try:
            yield Site(place, word, database)
        finally:
            place.stop()


def _serve(place: Place) -> None:
    """On another port, where another test took this one in between."""
    for _again in range(3):
        try:
            place.serve("--workers", "2")
        except NotServing as problem:
            if "already in use" not in str(problem):
                raise
            place.port = free_port()
        else:
            return
    place.serve("--workers", "2")


@contextmanager
def database_in(server: str, *, template: str = "template1") -> Iterator[str]:
    """A database of the test's own beside the given one; nothing where no server is given."""
    if not server:
        yield ""
        return
    name = f"site_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for part in PARTS:  # roles outlive their database
                connection.execute(f"DROP ROLE IF EXISTS {name}_{part}")
