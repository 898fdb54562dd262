"""The settings of a site: one file for every command, and a sentence for each mistake in them."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from amparo.cli.walk.demo_site import AMPARO
from amparo.settings.env_file import ENV_FILE, SETTINGS  # noqa: TID251 - the file is what is tested
from tests.sites import with_tables


def amparo(folder, *words, **more):
    """Run a command in a shell that knows the folder alone, and what else is given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AMPARO_", "DJANGO_")) and name != "DATABASE_URL"
    }
    return subprocess.run(
        [AMPARO, *words],
        env={**kept, "AMPARO_STATE": str(folder), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def refused(done, *sentences):
    """One line that says what is wrong, and no traceback."""
    assert done.returncode == 2, done.stderr
    said = [line for line in done.stderr.splitlines() if not line.startswith("Site ")]
    assert len(said) == 1, done.stderr
    for sentence in sentences:
        assert sentence in said[0]


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A site on SQLite that was set up with settings of its own."""
    folder = tmp_path_factory.mktemp("begun") / "site"
    folder.mkdir(mode=0o700)
    with_tables(folder)
    done = amparo(
        folder, "init", AMPARO_SIGN_IN_COST="test", AMPARO_ELSEWHERE="Llame a la Defensoría"
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def site(begun, tmp_path):
    """The same, of this test alone."""
    folder = tmp_path / "site"
    shutil.copytree(begun, folder)
    return folder


def test_init_keeps_settings_for_every_later_command(site):
    path = site / ENV_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert "AMPARO_ELSEWHERE='Llame a la Defensoría'\n" in path.read_text()
    done = amparo(site, "doctor", "--quick", "--json")
    found = json.loads(done.stdout)["findings"]
    assert not [one for one in found if "AMPARO_ELSEWHERE" in one["do"]]
    assert f"Site {site}, SQLite {site}/amparo.sqlite3" in done.stderr


def test_a_variable_of_the_shell_goes_before_the_file(site):
    done = amparo(site, "doctor", "--quick", AMPARO_ELSEWHERE="")
    assert "Set AMPARO_ELSEWHERE." in done.stdout


def test_another_database_in_the_shell_is_refused(site):
    done = amparo(site, "member", "list", DATABASE_URL="postgres://x:secret@127.0.0.1:1/other")
    refused(done, "DATABASE_URL names another database", str(site / ENV_FILE))
    assert "secret" not in done.stderr


def test_another_account_of_the_same_database_is_taken(tmp_path):
    (tmp_path / ENV_FILE).write_text("DATABASE_URL=postgres://site:secret@127.0.0.1:1/amparo\n")
    other = "postgres://postgres:other@127.0.0.1:1/amparo?sslmode=disable"
    done = amparo(tmp_path, "init", DATABASE_URL=other)
    refused(done, "PostgreSQL at 127.0.0.1:1 does not answer")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("AMPARO_HOST=amparo.example", "AMPARO_HOST is no setting of a site"),
        ("AMPARO_ELSEWHERE=two words", "in quotation marks"),
        ('AMPARO_ELSEWHERE="open', "is not closed"),
        ("AMPARO_HTTPS", "write NAME=value"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(site, line, said):
    (site / ENV_FILE).write_text(f"# settings\n{line}\n")
    refused(amparo(site, "tick"), f"{ENV_FILE}, line 2", said)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AMPARO_THREADS", "many", "whole number"),
        ("AMPARO_UPLOAD_LIMIT", "-1", "whole number"),
        ("AMPARO_HTTPS", "perhaps", "1 or 0"),
        ("AMPARO_SURFACES", "door,kitchen", "door, desk, portal, site"),
        ("AMPARO_SURFACE", "kitchen", "door, desk, portal, site"),
        ("AMPARO_PROTOCOL", "pe-1821", "pe-2021"),
        ("AMPARO_FOLLOWS", "pe-1821", "pe-2021"),
        ("AMPARO_CALENDAR", "the moon's", "calendar"),
        ("AMPARO_TIME_ZONE", "Lima", "Continent/City"),
        ("AMPARO_WATCH", "always", "1-5 08:30-17:30"),
        ("AMPARO_PROXIES", "proxy.example", "address"),
        ("AMPARO_MAIL_SERVER", "mail.example", "smtp+tls://"),
        ("DATABASE_URL", "postgresql", "postgres://"),
        ("DATABASE_URL", "oracle://a:b@c/d", "postgres://"),
        ("DATABASE_URL", "postgres://a:b@c:port/d", "postgres://"),
    ],
)
def test_a_malformed_setting_is_said_in_one_line(site, name, value, said):
    (site / ENV_FILE).unlink()
    done = amparo(site, "serve", "--port", "1", **{name: value})
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert name in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("command", ["tick", "member", "figures", "serve", "backup", "keys"])
def test_a_command_before_init_says_what_to_do(tmp_path, command):
    words = {"member": ["list"], "figures": ["publish"], "backup": ["check"], "keys": ["status"]}
    done = amparo(tmp_path, command, *words.get(command, []))
    refused(done, f"There is no site in {tmp_path}", "amparo init")
    assert not list(tmp_path.iterdir())


def test_help_of_a_command_needs_no_site(tmp_path):
    assert amparo(tmp_path, "tick", "--help").returncode == 0


def test_a_lost_database_gets_no_second_one_beside_it(site):
    """As where the site is on PostgreSQL and both variable and file are missing."""
    (site / ENV_FILE).unlink()
    (site / "amparo.sqlite3").unlink()
    for words in (["init"], ["tick"], ["keys", "status"]):
        done = amparo(site, *words)
        refused(done, "is of a site whose database is missing", "DATABASE_URL")
        assert "Share" not in done.stdout
    assert not (site / "amparo.sqlite3").exists()
    assert "whose database is missing" in amparo(site, "doctor").stdout


def test_a_file_that_is_no_database_is_said_in_one_line(site):
    (site / "amparo.sqlite3").write_bytes(b"something else" * 1000)
    refused(amparo(site, "member", "list"), "is no database", "amparo restore")


def test_each_setting_is_in_the_manual():
    manual = Path("docs/how-to/install.md").read_text(encoding="utf-8")
    for name in SETTINGS:
        assert f"`{name}`" in manual, name


def test_a_database_of_another_version_is_refused(site):
    with closing(sqlite3.connect(site / "amparo.sqlite3")) as there, there:
        there.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('ledger', '0015_of_tellings', '2026-11-30')"
        )
    for words in (["init"], ["tick"]):
        refused(amparo(site, *words), "was made by another version", "set up a new site")
    assert "was made by another version" in amparo(site, "doctor").stdout


def test_a_missing_driver_of_postgresql_is_named(site):
    (site / ENV_FILE).unlink()
    without = "import sys; sys.modules['psycopg'] = sys.modules['psycopg2'] = None"
    done = subprocess.run(
        [sys.executable, "-c", f"{without}; from amparo.cli.main import main; main(['tick'])"],
        env={
            **os.environ,
            "AMPARO_STATE": str(site),
            "DATABASE_URL": "postgres://a:b@c/d",
            "DJANGO_SETTINGS_MODULE": "amparo.settings.main",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    refused(done, "pip install 'amparo[postgres]'")


@pytest.fixture
def server():
    if not (found := os.environ.get("DATABASE_URL", "")):
        pytest.skip("no DATABASE_URL: script/with-postgres gives one")
    return conninfo_to_dict(found)


def url(parts, **other):
    found = {**parts, **other}
    return "postgres://{user}:{password}@{host}:{port}/{dbname}".format(
        **{"password": "", "host": "127.0.0.1", "port": 5432, **found}
    )


@pytest.mark.postgresql("what a server answers to whom it does not let in")
def test_a_server_that_refuses_is_said_in_one_line(server, tmp_path):
    for broken, said in (
        (url(server, port=1), "does not answer"),
        (url(server, dbname="not_there"), "database not_there"),
        (url(server, user="nobody_here", password="wrong"), "does not let nobody_here in"),
    ):
        done = amparo(tmp_path / "site", "init", DATABASE_URL=broken)
        refused(done, said)
        assert "wrong" not in done.stderr
        assert not (tmp_path / "site").exists()


@pytest.mark.postgresql("the encoding of a database")
def test_a_database_that_is_not_in_utf8_is_refused(server, tmp_path):
    with psycopg.connect(make_conninfo(**server), autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE ascii_only ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
            " TEMPLATE template0"
        )
        try:
            done = amparo(tmp_path / "site", "init", DATABASE_URL=url(server, dbname="ascii_only"))
            refused(done, "ascii_only is not in UTF8", "createdb --encoding=UTF8")
        finally:
            connection.execute("DROP DATABASE ascii_only WITH (FORCE)")
