"""A site that is kept in one sealed file, and put back on an empty machine."""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import sleep

import psycopg
import pytest

from amparo.cli.apart.rights import PARTS
from amparo.cli.backups import container
from amparo.cli.walk.browser import Browser, Upload
from amparo.cli.walk.person import Person
from amparo.cli.walk.place import AMPARO, Place, free_port
from amparo.sealing import shares
from tests.canary.search import encodings_of
from tests.faults.conftest import KINDS
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


@pytest.fixture(scope="module", params=KINDS)
def kept(request, tmp_path_factory) -> Iterator[Kept]:
    server = os.environ.get("DATABASE_URL", "") if request.param == "postgresql" else ""
    if request.param == "postgresql" and not server:
        pytest.skip("no DATABASE_URL: script/with-postgres gives one")
    room = tmp_path_factory.mktemp("kept")
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
        said = site.place.command(["backup", "make", str(room / "away")])
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


@pytest.fixture
def empty(kept, tmp_path):
    """Environment of an empty machine: a folder, and a database of its own where one is used."""
    with database_in(os.environ["DATABASE_URL"] if kept.site.database else "") as database:
        env = {**kept.site.place.environment(), "AMPARO_STATE": str(tmp_path / "fresh")}
        yield env | ({"DATABASE_URL": database} if database else {})


def amparo(env, *words, typed=()):
    lines = "".join(f"{line}\n" for line in typed)
    return subprocess.run(
        [AMPARO, *words], env=env, input=lines, capture_output=True, text=True, check=False
    )


def nothing_came_of(env) -> bool:
    return not list(Path(env["AMPARO_STATE"]).parent.glob("fresh*"))


def test_it_comes_back_whole_on_a_fresh_machine_and_old_words_open_it(kept, empty):
    typed = (kept.parts[2], kept.parts[0], "", kept.words)
    done = amparo(empty, "restore", str(kept.path), typed=typed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "As it was:" in done.stdout
    assert "The record holds" in done.stdout
    assert "Nobody is signed in." in done.stdout
    assert re.search(r"These words open \w{4}-\w{4}\.", done.stdout)
    fresh = Path(empty["AMPARO_STATE"])
    for name in ("site.toml", "signing.key"):
        assert (fresh / name).read_bytes() == (kept.site.place.state / name).read_bytes()
    assert beside(fresh) == beside(kept.site.place.state)
    assert len(beside(fresh)) > 10
    assert not (fresh / "drafts" / ".git").exists()
    assert {path.name for path in fresh.glob("uploads/??/*")} == set(kept.site.uploads())
    private = [path for path in fresh.rglob("*") if not {"static", "run"} & set(path.parts)]
    assert {path.stat().st_mode & 0o077 for path in private} == {0}
    # One entry more than the backup had: that this site was put back.
    before = int(opened(kept.path, kept.parts[:2])[1].head.partition(":")[0])
    assert int(amparo(empty, "ledger", "head").stdout.partition(":")[0]) == before + 1
    # What was changed after it was put back is seen when it is compared again.
    (stored,) = fresh.glob("uploads/??/*")
    stored.write_bytes(b"other")
    (fresh / "retention.toml").write_text("")
    again = amparo(empty, "backup", "check")
    assert again.returncode == 1
    assert f"{stored.relative_to(fresh)} is not what it was." in again.stdout
    assert "retention.toml is not what it was." in again.stdout
    assert "Table ledger_entry holds" in again.stdout


def test_surfaces_that_ran_apart_do_so_again_each_as_its_own_role(kept, empty):
    """The person comes back through the door alone; what falls due is done; the doctor tries what
    must fail."""
    typed = (kept.parts[2], kept.parts[0], "", kept.words)
    done = amparo(empty, "restore", str(kept.path), typed=typed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "they have other secrets now" in done.stdout
    fresh = Path(empty["AMPARO_STATE"])
    for part in PARTS:
        ours = (fresh / "surfaces" / f"{part}.toml").read_text()
        theirs = (kept.site.place.state / "surfaces" / f"{part}.toml").read_text()
        assert not set(re.findall(r'(?:django_secret|sitting_pepper) = "(\w+)"', ours)) & set(
            re.findall(r'"(\w+)"', theirs)
        )
    comes_back_through_the_door_alone(fresh, empty, kept.words)
    jobs = amparo({**empty, "AMPARO_SURFACE": "jobs"}, "tick")
    assert (jobs.returncode, jobs.stderr) == (0, "")
    said = amparo(empty, "doctor", "--quick").stdout.splitlines()
    found = [line for line in said if "role" in line or "surface" in line]
    assert len(found) == (0 if kept.site.database else 1), found
    assert all("SQLite knows no roles" in line for line in found)


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


def test_an_owner_who_is_no_superuser_puts_it_back_with_its_roles(kept, tmp_path):
    if not kept.site.database:
        pytest.skip("SQLite knows no roles")
    with owned_by_no_superuser(os.environ["DATABASE_URL"]) as database:
        more = {"AMPARO_STATE": str(tmp_path / "fresh"), "DATABASE_URL": database}
        env = {**kept.site.place.environment(), **more}
        done = amparo(env, "restore", str(kept.path), typed=(*kept.parts[:2], "", ""))
        assert done.returncode == 0, done.stdout + done.stderr
        said = amparo(env, "doctor", "--quick").stdout.splitlines()
        assert [line for line in said if "role" in line or "surface" in line] == []
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as there:
            door = f"{database.rpartition('/')[2]}_door"
            there.execute(f"ALTER ROLE {door} CREATEDB")  # what was made stronger is made weak
            assert "may do more" in amparo(env, "doctor", "--quick").stdout
            whole = {**env, "DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0]}
            whole["DATABASE_URL"] += f"/{database.rpartition('/')[2]}"
            assert amparo(whole, "surfaces").returncode == 0
            seen = there.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = %s", [door])
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


def test_a_rehearsal_changes_nothing_here_and_leaves_nothing(kept, tmp_path):
    before = kept.site.ledger("head").stdout
    with database_in(os.environ["DATABASE_URL"] if kept.site.database else "") as database:
        more = ["--database", database] if database else []
        env = {**kept.site.place.environment(), "TMPDIR": str(tmp_path)}
        typed = (*kept.parts[:2], "", kept.words)
        done = amparo(env, "restore", str(kept.path), "--rehearse", *more, typed=typed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "These words open" in done.stdout
    assert "a rehearsal gives them no secrets, no roles" in done.stdout
    assert kept.site.ledger("head").stdout == before
    assert not list(tmp_path.iterdir())


def test_too_few_shares_or_those_of_another_key_open_nothing(kept, empty):
    other = shares.split(os.urandom(32), needed=2, of=3)
    for given, sentence in (
        (kept.parts[:1], "too few"),
        (other[:2], "another key"),
        (["no such words"], "not a share"),
    ):
        done = amparo(empty, "restore", str(kept.path), typed=(*given, "", ""))
        assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr
        assert nothing_came_of(empty)


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
        done = amparo(empty, "restore", str(path), typed=(*kept.parts[:2], "", ""))
        said = "no backup" if harm == "other" else "cut or changed"
        assert (done.returncode, said in done.stderr) == (2, True), harm
        assert nothing_came_of(empty)


def test_a_place_that_is_not_empty_is_left_alone(kept):
    env = kept.site.place.environment()
    done = amparo(env, "restore", str(kept.path), typed=(*kept.parts[:2], "", ""))
    assert (done.returncode, "not empty" in done.stderr) == (2, True)
    assert kept.site.rows("SELECT count(*) FROM letterbox_filing") == [(1,)]


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


def test_until_when_it_is_kept_is_on_it_and_on_record(kept, tmp_path):
    kept.site.place.command(["backup", "make", str(tmp_path), "--keep", "7"])
    (path,) = tmp_path.iterdir()
    line, contents = opened(path, kept.parts[1:])
    assert line.until - line.made_at == timedelta(days=7)
    assert path.stat().st_mode & 0o077 == 0
    assert not contents.gone
    assert contents.rows["letterbox_filing"] == 1
    (facts,) = kept.site.rows(
        "SELECT facts FROM ledger_entry WHERE event = 'BackupMade' ORDER BY sequence DESC LIMIT 1"
    )[0]
    assert f'"until":"{line.until.date().isoformat()}"' in facts


def test_a_file_that_is_lost_is_named_and_the_rest_is_kept(kept, tmp_path):
    (name,) = kept.site.uploads()
    stored = kept.site.place.state / "uploads" / name[:2] / name
    stored.rename(tmp_path / "lost")
    (tmp_path / "away").mkdir()
    try:
        done = amparo(kept.site.place.environment(), "backup", "make", str(tmp_path / "away"))
    finally:
        (tmp_path / "lost").rename(stored)
    lost = f"uploads/{name[:2]}/{name}"
    assert done.returncode == 1
    assert f"{lost}: a table names it and it is not there." in done.stdout
    (path,) = (tmp_path / "away").iterdir()
    assert opened(path, kept.parts[:2])[1].gone == [lost]


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


def test_a_recording_comes_back_under_its_language_and_what_no_page_plays_is_named(kept, tmp_path):
    prompts = kept.site.place.state / "prompts"
    names = ("K'iche'/danger.mp3", unicodedata.normalize("NFD", "Asháninka/words.mp3"))
    for name in (*names, "Quechua chanka/.DS_Store"):
        (prompts / name).parent.mkdir(parents=True, exist_ok=True)
        (prompts / name).write_bytes(b"x")
    try:
        done = amparo(kept.site.place.environment(), "backup", "make", str(tmp_path))
    finally:
        shutil.rmtree(prompts)
    assert done.returncode == 1
    assert "prompts/Quechua chanka/.DS_Store: a name that no page can have" in done.stdout
    (path,) = tmp_path.iterdir()
    found = set(opened(path, kept.parts[:2])[1].files)
    assert {f"prompts/{name}" for name in names} <= found
    assert not any("DS_Store" in name for name in found)


def test_another_file_than_the_one_whose_digest_was_kept_puts_nothing_back(kept, empty):
    kept_outside = ("--digest", "0" * 64)
    done = amparo(empty, "restore", str(kept.path), *kept_outside, typed=(*kept.parts[:2], "", ""))
    assert (done.returncode, "not the file whose SHA-256" in done.stderr) == (2, True)
    assert nothing_came_of(empty)


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
TAKING = "amparo.cli.backups.taking"


@pytest.mark.parametrize(
    ("place", "named"),
    [
        (f"{TAKING}.Writer.finish", 0),  # the tables and files are in it, not the list
        (f"{TAKING}.container.compared", 0),  # whole, and not read back yet
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
        assert opened(path, kept.parts[:2])[1].rows["letterbox_filing"] == 1
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
