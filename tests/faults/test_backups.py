"""A site that is kept in one sealed file, and put back on an empty machine."""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import sleep

import psycopg
import pytest

from amparo.cli.apart.rights import PARTS
from amparo.cli.backups import sealed_file as container
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.copies import restore
from amparo.cli.walk.browser import Browser, Upload
from amparo.cli.walk.demo_site import AMPARO, Place, free_port
from amparo.cli.walk.person import Person
from amparo.crypto import shares
from tests.canary.search import encodings_of
from tests.faults.conftest import on_postgresql, server_of
from tests.sites import Site, database_in, site_in

PROTOCOLS = Path(__file__).resolve().parents[2] / "protocols"
FACTS = "Una camioneta espera frente a la casa de Ñusta."
FILE = b"%PDF-1.7\n" + b"una nota bajo la puerta " * 4000
REQUEST = {"facts": FACTS, "coarse_place": "la quebrada honda", "safe_contact": "la vecina"}


@dataclass(frozen=True)
class Kept:
    """A site with one request, whose words somebody kept; its backup and the shares for it."""

    site: Site
    words: str
    parts: list[str]
    path: Path


ON_POSTGRESQL = on_postgresql("backup of a server")
on_both = pytest.mark.parametrize("kept", ["sqlite", ON_POSTGRESQL], indirect=True)
on_a_server = pytest.mark.parametrize("kept", [ON_POSTGRESQL], indirect=True)


@pytest.fixture
def kept(request):
    """On SQLite, where no other kind is asked for."""
    return request.getfixturevalue(f"kept_on_{getattr(request, 'param', 'sqlite')}")


@pytest.fixture(scope="module")
def kept_on_sqlite(tmp_path_factory):
    with kept_in(tmp_path_factory.mktemp("kept"), "") as kept:
        yield kept


@pytest.fixture(scope="module")
def kept_on_postgresql(server, tmp_path_factory):
    with kept_in(tmp_path_factory.mktemp("kept"), server) as kept:
        yield kept


@contextmanager
def kept_in(room: Path, server: str) -> Iterator[Kept]:
    (room / "away").mkdir()
    with site_in(room / "site", "rosa", server=server) as site:
        browser = site.person().browser
        page = browser.open("/urgent/")
        files = {"recording": [Upload("nota.pdf", FILE)]}
        sent = browser.submit(page, page.form(*REQUEST), REQUEST, files)
        lay_beside(site.place.state)
        said = site.place.command(["backup", "key", "--shares", "2of3"])
        site.place.command(["surfaces"])  # a fresh machine has none of these roles
        parts = re.findall(r"^Share \d+ of 3:\n {2}(.+)$", said, re.MULTILINE)
        said = site.place.command(["backup", "make", str(room / "away"), "--keep", "7"])
        assert "read back and whole" in said
        (path,) = (room / "away").iterdir()
        yield Kept(site, " ".join(sent.words), parts, path)


def lay_beside(state: Path) -> None:
    """A schedule of the site's own, and a draft of rules."""
    own = (PROTOCOLS / "retention.toml").read_text(encoding="utf-8")
    (state / "retention.toml").write_text(f"# Our own, byte for byte: á.\n{own}", encoding="utf-8")
    shutil.copytree(PROTOCOLS / "xx-example", state / "drafts" / "xx-2030-draft")
    (state / "drafts" / ".git").mkdir()
    (state / "drafts" / ".git" / "config").write_text("none of ours")


def beside(state: Path) -> dict[str, bytes]:
    """What lies there, byte for byte."""
    read = [state / "retention.toml", *(state / "drafts").rglob("*.*")]
    found = {path.relative_to(state).as_posix(): path for path in read if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items()}


def amparo(env, *words, typed=()):
    lines = "".join(f"{line}\n" for line in typed)
    return subprocess.run(
        [AMPARO, *words], env=env, input=lines, capture_output=True, text=True, check=False
    )


@contextmanager
def owned_by_no_superuser(server: str) -> Iterator[str]:
    """An empty database whose owner may make roles and nothing else."""
    name = f"owner_{os.urandom(6).hex()}"
    with psycopg.connect(server, autocommit=True) as there:
        there.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER CREATEROLE PASSWORD 'x'")
        with database_in(server) as database:
            base = database.rpartition("/")[2]
            there.execute(f"ALTER DATABASE {base} OWNER TO {name}")
            yield f"postgres://{name}:x@{server.rpartition('@')[2].rpartition('/')[0]}/{base}"
        there.execute(f"DROP ROLE {name}")


@dataclass(frozen=True)
class Restored:
    """What came back on an empty machine; what was printed, and lay there, right afterwards."""

    env: dict[str, str]
    printed: str
    head: str
    lies: dict[str, bytes]
    modes: set[int]
    uploads: set[str]

    @property
    def folder(self) -> Path:
        return Path(self.env["AMPARO_STATE"])


@pytest.fixture
def restored(request, kept):
    kind = "postgresql" if kept.site.database else "sqlite"
    return request.getfixturevalue(f"restored_on_{kind}")


@pytest.fixture(scope="module")
def restored_on_sqlite(kept_on_sqlite, tmp_path_factory):
    with restored_in(tmp_path_factory.mktemp("restored"), kept_on_sqlite) as restored:
        yield restored


@pytest.fixture(scope="module")
def restored_on_postgresql(kept_on_postgresql, tmp_path_factory):
    with restored_in(tmp_path_factory.mktemp("restored"), kept_on_postgresql) as restored:
        yield restored


@contextmanager
def restored_in(room: Path, kept: Kept) -> Iterator[Restored]:
    """On a server by the owner of an empty database, who is no superuser."""
    fresh = room / "fresh"
    with ExitStack() as stack:
        env = {**kept.site.place.environment(), "AMPARO_STATE": str(fresh)}
        if kept.site.database:
            server = server_of("postgresql")
            env["DATABASE_URL"] = stack.enter_context(owned_by_no_superuser(server))
        typed = (kept.parts[2], kept.parts[0], "", kept.words)
        done = amparo(env, "restore", str(kept.path), typed=typed)
        assert done.returncode == 0, done.stdout + done.stderr
        head = amparo(env, "ledger", "head").stdout
        private = [path for path in fresh.rglob("*") if not {"static", "run"} & set(path.parts)]
        modes = {path.stat().st_mode & 0o077 for path in private}
        uploads = {path.name for path in fresh.glob("uploads/??/*")}
        yield Restored(env, done.stdout, head, beside(fresh), modes, uploads)


@pytest.mark.parametrize(
    "kept",
    [pytest.param("sqlite", marks=pytest.mark.slow("restores once more")), ON_POSTGRESQL],
    indirect=True,
)
def test_it_comes_back_whole_on_a_fresh_machine_and_old_words_open_it(kept, restored):
    assert "As it was:" in restored.printed
    assert "The record holds" in restored.printed
    assert "Nobody is signed in." in restored.printed
    assert re.search(r"These words open \w{4}-\w{4}\.", restored.printed)
    fresh = restored.folder
    for name in ("site.toml", "signing.key"):
        assert (fresh / name).read_bytes() == (kept.site.place.state / name).read_bytes()
    assert restored.lies == beside(kept.site.place.state)
    assert len(restored.lies) > 10
    assert not (fresh / "drafts" / ".git").exists()
    assert restored.uploads == set(kept.site.uploads())
    assert restored.modes == {0}
    # One entry more than the backup had: that this site was put back.
    before = int(opened(kept.path, kept.parts[:2])[1].head.partition(":")[0])
    assert int(restored.head.partition(":")[0]) == before + 1
    changed_afterwards_is_seen(restored)


def changed_afterwards_is_seen(restored):
    fresh = restored.folder
    (stored,) = fresh.glob("uploads/??/*")
    changed = {stored: b"other", fresh / "retention.toml": b""}
    were = {path: path.read_bytes() for path in changed}
    try:
        for path, content in changed.items():
            path.write_bytes(content)
        again = amparo(restored.env, "backup", "check")
    finally:
        for path, content in were.items():
            path.write_bytes(content)
    assert again.returncode == 1
    assert f"{stored.relative_to(fresh)} is not what it was." in again.stdout
    assert "retention.toml is not what it was." in again.stdout
    assert "Table ledger_entry holds" in again.stdout


@on_a_server
def test_surfaces_that_ran_apart_do_so_again_each_as_its_own_role(kept, restored):
    """The person comes back through the door alone; what falls due is done; the doctor tries what
    must fail."""
    assert "they have other secrets now" in restored.printed
    fresh, env = restored.folder, restored.env
    for part in PARTS:
        ours = (fresh / "surfaces" / f"{part}.toml").read_text()
        theirs = (kept.site.place.state / "surfaces" / f"{part}.toml").read_text()
        assert not set(re.findall(r'(?:django_secret|sitting_pepper) = "(\w+)"', ours)) & set(
            re.findall(r'"(\w+)"', theirs)
        )
    comes_back_through_the_door_alone(fresh, env, kept.words)
    jobs = amparo({**env, "AMPARO_SURFACE": "jobs"}, "tick")
    assert (jobs.returncode, jobs.stderr) == (0, "")
    assert of_roles(amparo(env, "doctor", "--quick").stdout) == []


def of_roles(said):
    return [line for line in said.splitlines() if "role" in line or "surface" in line]


@on_a_server
def test_an_owner_who_is_no_superuser_puts_it_back_with_its_roles(kept, restored):
    """And a role that was made stronger is made weak again, by a superuser."""
    base, server = restored.env["DATABASE_URL"].rpartition("/")[2], server_of("postgresql")
    with psycopg.connect(server, autocommit=True) as there:
        owner = "SELECT rolsuper FROM pg_roles WHERE rolname = %s"
        name = restored.env["DATABASE_URL"].partition("://")[2].partition(":")[0]
        assert there.execute(owner, [name]).fetchone() == (False,)
        there.execute(f"ALTER ROLE {base}_door CREATEDB")
        assert "may do more" in amparo(restored.env, "doctor", "--quick").stdout
        whole = {**restored.env, "DATABASE_URL": f"{server.rpartition('/')[0]}/{base}"}
        assert amparo(whole, "surfaces").returncode == 0
        seen = there.execute(
            "SELECT rolcreatedb FROM pg_roles WHERE rolname = %s", [f"{base}_door"]
        )
        assert seen.fetchone() == (False,)


def comes_back_through_the_door_alone(fresh, env, words):
    more = {name: env[name] for name in ("DATABASE_URL",) if name in env}
    door = Place(fresh, free_port(), {"AMPARO_SIGN_IN_COST": "test", **more})
    door.serve("--surface", "door", "--workers", "1")
    try:
        browser = Browser(door.host, door.port)
        assert browser.fill(browser.open("/return/"), {"phrase": words}).path == "/mine/"
        another = Person(Browser(door.host, door.port))
        assert another.ask_urgently(FACTS, "la quebrada", "la vecina").words
        assert browser.open("/desk/in/").status == 404
    finally:
        door.stop()


@pytest.mark.slow("puts a site back once more")
@on_both
def test_surfaces_come_back_on_each_database(kept, restored):
    """On SQLite too, which knows no roles, with secrets of their own."""
    assert "they have other secrets now" in restored.printed
    comes_back_through_the_door_alone(restored.folder, restored.env, kept.words)
    said = of_roles(amparo(restored.env, "doctor", "--quick").stdout)
    assert len(said) == (0 if kept.site.database else 1), said
    assert all("SQLite knows no roles" in line for line in said)


@pytest.mark.parametrize(
    "kept",
    ["sqlite", on_postgresql("backup of a server", pytest.mark.slow("restores once more"))],
    indirect=True,
)
def test_a_rehearsal_changes_nothing_here_and_leaves_nothing(kept, tmp_path):
    before = kept.site.ledger("head").stdout
    with database_in(server_of("postgresql") if kept.site.database else "") as database:
        more = ["--database", database] if database else []
        env = {**kept.site.place.environment(), "TMPDIR": str(tmp_path)}
        typed = (*kept.parts[:2], "", kept.words)
        done = amparo(env, "restore", str(kept.path), "--rehearse", *more, typed=typed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "These words open" in done.stdout
    assert "a rehearsal gives them no secrets, no roles" in done.stdout
    assert kept.site.ledger("head").stdout == before
    assert not list(tmp_path.iterdir())


@dataclass(frozen=True)
class Empty:
    """An empty machine, where what is refused is asked for within this process."""

    folder: Path
    patch: pytest.MonkeyPatch

    def refused(self, file: Path, typed: Sequence[str], *words: str) -> str:
        """Why nothing is put back there."""
        self.patch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        parser = ArgumentParser()
        restore.add_arguments(parser)
        with pytest.raises(Mistake) as refused:
            restore.run(parser.parse_args([str(file), *words]))
        assert not list(self.folder.parent.glob("fresh*"))
        return str(refused.value)


@pytest.fixture
def empty(tmp_path, monkeypatch, settings):
    settings.STATE, settings.DATABASE_URL = tmp_path / "fresh", ""
    monkeypatch.setattr(restore, "end_as_by_hand", lambda: None)
    return Empty(settings.STATE, monkeypatch)


def test_too_few_shares_or_those_of_another_key_open_nothing(kept, empty):
    other = shares.split(os.urandom(32), needed=2, of=3)
    for given, sentence in (
        (kept.parts[:1], "too few"),
        (other[:2], "another key"),
        (["no such words"], "not a share"),
    ):
        assert sentence in empty.refused(kept.path, (*given, "", ""))


def test_a_backup_that_was_harmed_puts_nothing_back(kept, empty, tmp_path):
    whole = kept.path.read_bytes()
    middle = len(whole) // 2
    harmed = {
        "cut": whole[:middle],
        "bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "line": re.sub(rb'"until": "\d{4}', b'"until": "2999', whole, count=1),
        "longer": whole + b"\0",
        "other": b"PK\x03\x04" + whole,
    }
    for harm, content in harmed.items():
        path = tmp_path / harm
        path.write_bytes(content)
        said = "no backup" if harm == "other" else "cut or changed"
        assert said in empty.refused(path, (*kept.parts[:2], "", "")), harm


def test_another_file_than_the_one_whose_digest_was_kept_puts_nothing_back(kept, empty):
    said = empty.refused(kept.path, (*kept.parts[:2], "", ""), "--digest", "0" * 64)
    assert "not the file whose SHA-256" in said


def test_a_place_that_is_not_empty_is_left_alone(kept):
    env = kept.site.place.environment()
    done = amparo(env, "restore", str(kept.path), typed=(*kept.parts[:2], "", ""))
    assert (done.returncode, "not empty" in done.stderr) == (2, True)
    assert kept.site.rows("SELECT count(*) FROM intake_filing") == [(1,)]


@on_both
def test_what_is_opened_holds_no_word_of_a_case(kept):
    opened = io.BytesIO()
    with kept.path.open("rb") as source:
        line, sealed = container.line_of(source)
        key = container.key_in(line, sealed, shares.combine(kept.parts[:2]))
        container.each_file(source, line, key, lambda _, one: container.hashed(one, opened))
    content = opened.getvalue()
    assert b"django_secret" in content  # it was opened
    for word in ("camioneta", "Ñusta", "quebrada honda", "la vecina", "bajo la puerta"):
        for written in encodings_of(word):
            assert written not in content, word


def opened(path, parts):
    """The list of a backup, after all of it was compared."""
    with path.open("rb") as source:
        line, sealed = container.line_of(source)
    return line, container.compared(
        path, line, container.key_in(line, sealed, shares.combine(parts))
    )


def test_until_when_it_is_kept_is_on_it_and_on_record(kept):
    line, contents = opened(kept.path, kept.parts[1:])
    assert line.until - line.made_at == timedelta(days=7)
    assert kept.path.stat().st_mode & 0o077 == 0
    assert not contents.gone
    assert contents.rows["intake_filing"] == 1
    (facts,) = kept.site.rows(
        "SELECT facts FROM ledger_entry WHERE event = 'BackupMade' ORDER BY sequence LIMIT 1"
    )[0]
    assert f'"until":"{line.until.date().isoformat()}"' in facts


def test_what_a_backup_lacks_is_named(kept, tmp_path):
    """A file that a table names; and of the recordings one whose name no page can have."""
    (name,) = kept.site.uploads()
    stored = kept.site.place.state / "uploads" / name[:2] / name
    prompts = kept.site.place.state / "prompts"
    names = ("K'iche'/danger.mp3", unicodedata.normalize("NFD", "Asháninka/words.mp3"))
    (tmp_path / "away").mkdir()
    stored.rename(tmp_path / "lost")
    try:
        for one in (*names, "Quechua chanka/.DS_Store"):
            (prompts / one).parent.mkdir(parents=True, exist_ok=True)
            (prompts / one).write_bytes(b"x")
        done = amparo(kept.site.place.environment(), "backup", "make", str(tmp_path / "away"))
    finally:
        (tmp_path / "lost").rename(stored)
        shutil.rmtree(prompts)
    lost = f"uploads/{name[:2]}/{name}"
    assert done.returncode == 1
    assert f"{lost}: a table names it and it is not there." in done.stdout
    assert "prompts/Quechua chanka/.DS_Store: a name that no page can have" in done.stdout
    (path,) = (tmp_path / "away").iterdir()
    contents = opened(path, kept.parts[:2])[1]
    assert contents.gone == [lost]
    assert {f"prompts/{one}" for one in names} <= set(contents.files)
    assert not any("DS_Store" in one for one in contents.files)


def test_a_disk_without_room_keeps_nothing_that_looks_whole(kept, tmp_path):
    made = kept.site.rows("SELECT count(*) FROM ledger_entry WHERE event = 'BackupMade'")
    done = subprocess.run(
        ["prlimit", f"--fsize={64 * 1024}", AMPARO, "backup", "make", str(tmp_path)],
        env=kept.site.place.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert not list(tmp_path.iterdir())
    assert not list(kept.site.place.state.glob("backup-*"))
    assert made == kept.site.rows("SELECT count(*) FROM ledger_entry WHERE event = 'BackupMade'")


KILLED = """
import os, signal, sys
from unittest import mock
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings.main")
django.setup()
from amparo.cli.main import main
place, folder = sys.argv[1:]
with mock.patch(place, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)):
    main(["backup", "make", folder])
"""
TAKING = "amparo.cli.backups.backup_writer"
MORE = pytest.mark.slow("two backups for each place where it is killed")


@pytest.mark.parametrize(
    ("place", "named"),
    [
        # The tables and files are in it, not the list.
        pytest.param(f"{TAKING}.Writer.finish", 0, marks=MORE),
        # Whole, and not read back yet.
        pytest.param(f"{TAKING}.container.compared", 0, marks=MORE),
        (f"{TAKING}.record", 1),  # read back and named, and not on record
    ],
)
def test_killed_while_it_was_made_nothing_looks_whole_that_is_not(kept, tmp_path, place, named):
    env, away = kept.site.place.environment(), tmp_path / "away"
    away.mkdir()
    on_record = "SELECT count(*) FROM ledger_entry WHERE event = 'BackupMade'"
    before = kept.site.rows(on_record)
    words = [sys.executable, "-c", KILLED, place, str(away)]
    assert subprocess.run(words, env=env, check=False).returncode == -signal.SIGKILL
    assert kept.site.rows(on_record) == before
    assert len(list(away.glob("*.backup"))) == named
    for path in away.glob("*.backup"):
        assert opened(path, kept.parts[:2])[1].rows["intake_filing"] == 1
    for half in away.glob("*.part"):
        assert b"camioneta" not in half.read_bytes()
        os.utime(half, (1, 1))  # long ago
    # The next one, a second later, is whole, and of what was left in the middle nothing stays.
    sleep(1.1)
    assert amparo(env, "backup", "make", str(away)).returncode == 0
    assert len(list(away.glob("*.backup"))) == named + 1
    assert not list(away.glob("*.part"))
    assert not list(kept.site.place.state.glob("backup-*"))
    assert kept.site.ledger("verify").returncode == 0
