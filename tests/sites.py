"""Whole sites as processes of their own: set up, served and spoken to as in real life."""

import json
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from amparo.cli.apart.rights import PARTS
from amparo.cli.walk.browser import Browser
from amparo.cli.walk.demo_site import AMPARO, INVITED, NotServing, Place, free_port
from amparo.cli.walk.member_accounts import Account
from amparo.cli.walk.person import Person
from amparo.cli.walk.step_printer import Telling
from amparo.cli.walk.story import Part, Story
from amparo.settings.env_file import ENV_FILE  # noqa: TID251 - a file of a copied site
from tests.made_once import keep_in_mind, made_once

FILE = "amparo.sqlite3"
NAME = "name"
TOLD = "told.json"
KEYHOLDERS = ("Defensoría:autonomous", "Red:civil_society", "Sala:judicial")
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

    def serve(self, *words: str) -> None:
        """With two processes, where nothing else is said."""
        _serve(self.place, *(words or ("--workers", "2")))
        for account in self.accounts.values():
            account.browser.port = self.place.port

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
        [code] = INVITED.findall(said)
        return str(code)

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, beside the product."""
        if not self.database:
            with closing(sqlite3.connect(self.place.state / FILE)) as connection:
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

    def name_keyholders(self) -> None:
        """Somebody keeps the shares of the recovery key, as whatever people reach needs."""
        said = self.place.command(["keys", "status"]).splitlines()
        key = next(line.split()[-1] for line in said if line.startswith("The recovery key"))
        named = [word for one in KEYHOLDERS for word in ("--keyholder", one)]
        self.place.command(["keys", "held", key, *named])

    def uploads(self) -> dict[str, int]:
        """Name and size of each stored file."""
        found = (self.place.state / "uploads").glob("??/*")
        sizes = {}
        for path in found:
            with suppress(FileNotFoundError):  # the site may be clearing it away
                sizes[path.name] = path.stat().st_size
        return sizes


@cache
def tables() -> Path:
    """An empty database as the migrations leave it: made once, and each site begins with a copy.
    That they run on a site of its own is shown by the demo."""
    return made_once("tables", _migrate) / FILE


@cache
def tables_on(server: str) -> str:
    """The same on PostgreSQL, by its name; nothing where no server is given."""
    if not server:
        return ""

    def make(folder: Path) -> None:
        name = _database_for_this_run(server, "tables", "template1")
        _migrate(folder, DATABASE_URL=_beside(server, name))
        (folder / NAME).write_text(name)

    return (made_once(f"tables-{_short(server)}", make) / NAME).read_text()


def _short(server: str) -> str:
    return sha256(server.encode()).hexdigest()[:16]


def _migrate(folder: Path, **more: str) -> None:
    place = Place(folder, 0, {"DJANGO_SETTINGS_MODULE": "amparo.settings.main", **more})
    line = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(line, env=place.environment(), check=True)


def with_tables(folder: Path) -> None:
    """A file of its own for the site in this folder."""
    own = folder / FILE
    own.touch(mode=0o600)
    shutil.copyfile(tables(), own)


def _database_for_this_run(server: str, prefix: str, template: str) -> str:
    name = f"{prefix}_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    keep_in_mind(server, name)
    return name


def _beside(server: str, name: str) -> str:
    return f"{server.rpartition('/')[0]}/{name}"


@dataclass(frozen=True)
class Begun:
    """A site that was set up, and that nobody serves: others begin with a copy of it."""

    site: Site
    template: str

    def copied(self, folder: Path, database: str, **more: str) -> Site:
        shutil.copytree(self.site.place.state, folder, dirs_exist_ok=True)
        (folder / ENV_FILE).unlink()  # it names the other's database
        place = _place(folder, database, **more)
        accounts = {
            key: replace(one, browser=replace(one.browser, cookies={}))
            for key, one in self.site.accounts.items()
        }
        return Site(place, self.site.word, database, accounts)


@cache
def _begun(server: str, members: tuple[str, ...]) -> Begun:
    """`amparo init`, and members who joined: once for all sites that begin alike."""
    name = "-".join(["begun", *members, _short(server)])
    made = made_once(name, lambda folder: _begin(folder, server, members))
    told = json.loads((made / TOLD).read_text(encoding="utf-8"))
    site = Site(_place(made / "site", ""), told["word"])
    for key, (secret, last_step) in told["accounts"].items():
        account = Account(Story.read().parts[key], site.browser(), secret, last_step)
        site.accounts[key] = account
    return Begun(site, told["database"])


def _begin(folder: Path, server: str, members: tuple[str, ...]) -> None:
    state = folder / "site"
    state.mkdir()
    name = _database_for_this_run(server, "begun", tables_on(server)) if server else ""
    with _served(_set_up(state, _beside(server, name) if server else ""), members) as site:
        pass
    for left in (site.place.log, *state.glob("busy-*")):
        left.unlink(missing_ok=True)
    if not server:
        with closing(sqlite3.connect(state / FILE)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    accounts = {key: (one.secret, one.last_step) for key, one in site.accounts.items()}
    told = {"word": site.word, "database": name, "accounts": accounts}
    (folder / TOLD).write_text(json.dumps(told), encoding="utf-8")


@contextmanager
def site_in(
    folder: Path, *members: str, server: str = "", anew: bool = False, **more: str
) -> Iterator[Site]:
    """Set a site up in a folder and serve it; these members of the story have joined. `server` is
    the address of a PostgreSQL to use, `more` goes into the environment of its processes. What is
    set up `anew` has its secrets and its record in common with no other."""
    folder.mkdir(parents=True, exist_ok=True)
    if anew:
        with (
            database_in(server, template=tables_on(server)) as database,
            _served(_set_up(folder, database, **more), members) as site,
        ):
            yield site
        return
    with laid_in(folder, *members, server=server, **more) as site, _served(site, ()):
        yield site


@contextmanager
def laid_in(folder: Path, *members: str, server: str = "", **more: str) -> Iterator[Site]:
    """The same site, not served: for a test of its files and tables, or one that serves it."""
    folder.mkdir(parents=True, exist_ok=True)
    begun = _begun(server, members)
    with database_in(server, template=begun.template) as database:
        site = begun.copied(folder, database, **more)
        try:
            yield site
        finally:
            site.place.stop()


def _place(folder: Path, database: str, **more: str) -> Place:
    own = {"DATABASE_URL": database} if database else {}
    return Place(folder, free_port(), {"AMPARO_SIGN_IN_COST": "test", **more, **own})


def _set_up(folder: Path, database: str, **more: str) -> Site:
    if not database:
        with_tables(folder)
    place = _place(folder, database, **more)
    word, _shares = place.set_up("Saúl Medina", ())
    return Site(place, word, database)


@contextmanager
def _served(site: Site, members: Sequence[str]) -> Iterator[Site]:
    site.serve()
    try:
        site.enrol(*members)
        yield site
    finally:
        site.place.stop()


def _serve(place: Place, *words: str) -> None:
    """On another port, where another test took this one in between."""
    for _again in range(3):
        try:
            place.serve(*words)
        except NotServing as problem:
            if "already in use" not in str(problem):
                raise
            place.port = free_port()
        else:
            return
    place.serve(*words)


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
            yield _beside(server, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for part in PARTS:  # roles outlive their database
                connection.execute(f"DROP ROLE IF EXISTS {name}_{part}")
