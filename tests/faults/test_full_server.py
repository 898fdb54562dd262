"""A database server whose disk has no room left: whoever writes reads that it was not stored, and
has her words back; nothing is half, reading goes on, and once there is room the same form is
taken in."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from amparo.cli.walk.browser import Upload
from amparo.cli.walk.person import recording
from tests.faults.conftest import SERVER
from tests.faults.test_full_database import nothing_was_stored
from tests.faults.test_killed import nothing_is_half
from tests.sites import laid_in, site_in

pytestmark = [
    pytest.mark.postgresql("the disk of a server"),
    pytest.mark.usefixtures("server"),
]
FACTS = "Vienen por el camino de la loma. "
SAID = {"facts": FACTS * 500, "coarse_place": "la quebrada", "safe_contact": "por la vecina"}
FILES = {"recording": Upload("voz.wav", recording(0.3))}
ROOM, PAGE = 96 * 1024 * 1024, 8192
# What a call for help is laid down in, in the order in which it is; and when all is said.
TABLES = ("intake_filing", "intake_casekey", "intake_document", "intake_attachment",
          "ledger_entry")  # fmt: skip
NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE disk_full USING MESSAGE = 'could not extend file'; END $$
"""
AT_ONCE = "CREATE TRIGGER no_room BEFORE INSERT ON {} EXECUTE FUNCTION no_room()"
AT_THE_END = """
CREATE CONSTRAINT TRIGGER no_room AFTER INSERT ON {} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION no_room()
"""


def told_that_it_was_not_stored(answer):
    assert (answer.status, answer.words) == (503, [])
    for told in ("No se guardó: de nuestro lado ya no hay espacio", FACTS, "elíjalos otra vez"):
        assert told in answer.text


def taken_in(site, person, page, form):
    person.words = person.browser.submit(page, form, SAID, FILES).words
    assert len(person.words) == 10
    assert site.rows("SELECT count(*) FROM intake_filing") == [(1,)]
    nothing_is_half(site)
    assert site.ledger("verify").returncode == 0
    assert FACTS in person.come_back().text


def test_wherever_the_server_finds_no_room_it_is_said_and_nothing_is_half(tmp_path):
    """Also where it finds none only when all is said and it is to be kept."""
    with site_in(tmp_path / "site", "rosa", server=SERVER) as site:
        person = site.person()
        page = person.browser.open("/urgent/")
        form = page.form(*SAID)
        record = site.rows("SELECT count(*) FROM ledger_entry")
        tries = [(AT_ONCE, table) for table in TABLES] + [(AT_THE_END, "ledger_entry")]
        with psycopg.connect(site.database, autocommit=True) as server:
            server.execute(NO_ROOM)
            for trigger, table in tries:
                name = sql.Identifier(table)
                server.execute(sql.SQL(trigger).format(name))
                told_that_it_was_not_stored(person.browser.submit(page, form, SAID, FILES))
                server.execute(sql.SQL("DROP TRIGGER no_room ON {}").format(name))
                nothing_was_stored(site, record)
        taken_in(site, person, page, form)


# --- the real thing, where a small disk may be made ---


@contextmanager
def small_disk(owner: Path) -> Iterator[Path]:
    """A disk in memory, for whoever the server runs as."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-small-", dir="/tmp"))
    folder.chmod(0o755)  # the server's account goes through it
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder], check=True)
        try:
            place = folder / "tables"
            place.mkdir(mode=0o700)
            found = owner.stat()
            os.chown(place, found.st_uid, found.st_gid)
            yield place
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    finally:
        folder.rmdir()


def can_make_one() -> bool:
    """As root, on the machine that the server runs on."""
    if os.geteuid() or not shutil.which("mount") or not folder_of_the_server().is_dir():
        return False
    try:
        with small_disk(folder_of_the_server()):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def folder_of_the_server() -> Path:
    with psycopg.connect(SERVER, autocommit=True) as server:
        [found] = server.execute("SHOW data_directory").fetchone() or [""]
    return Path(found)


@contextmanager
def on_a_small_disk(site) -> Iterator[Path]:
    """All tables of this site lie there; back where they were at the end."""
    name = site.database.rpartition("/")[2]
    space = f"small_{secrets.token_hex(4)}"

    def move(server, to):
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        server.execute(f"ALTER DATABASE {name} SET TABLESPACE {to}")

    with (
        small_disk(folder_of_the_server()) as place,
        psycopg.connect(SERVER, autocommit=True) as server,
    ):
        server.execute(f"CREATE TABLESPACE {space} LOCATION '{place}'")
        move(server, space)
        site.serve("--workers", "1")
        try:
            yield place
        finally:
            site.place.stop()
            move(server, "pg_default")
            server.execute(f"DROP TABLESPACE {space}")


def fill(place: Path, *, but: int) -> Path:
    """All of its room but so many pages of the database."""
    ballast = place.parent / "ballast"
    found = os.statvfs(place)
    ballast.write_bytes(bytes(found.f_bavail * found.f_frsize - but * PAGE))
    return ballast


MORE = pytest.mark.slow("a site and a disk of its own for each number of free pages")


@pytest.mark.parametrize("free", [0, pytest.param(2, marks=MORE)])
def test_on_a_full_disk_of_the_server_nothing_is_half_and_reading_goes_on(tmp_path, free):
    if not can_make_one():
        pytest.skip("no small disk can be made: not root, or not allowed to mount one")
    with (
        laid_in(tmp_path / "site", "rosa", server=SERVER) as site,
        on_a_small_disk(site) as place,
    ):
        person = site.person()
        page = person.browser.open("/urgent/")
        form = page.form(*SAID)
        record = site.rows("SELECT count(*) FROM ledger_entry")
        ballast = fill(place, but=free)
        told_that_it_was_not_stored(person.browser.submit(page, form, SAID, FILES))
        assert site.person().browser.open("/urgent/").status == 200
        nothing_was_stored(site, record)
        ballast.unlink()
        taken_in(site, person, page, form)
