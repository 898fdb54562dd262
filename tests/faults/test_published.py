"""Six ways of harming the record of a whole site: each is found and called by its name, by the
site itself and by an outsider who has files alone."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from amparo.cli.main import answer
from amparo.cli.walk.demo_site import AMPARO
from tests.architecture.source import ROOT
from tests.faults.test_record import DROPPED
from tests.sites import Site, laid_in

DROP = DROPPED["sqlite"]

SWAP = (
    "UPDATE ledger_entry SET sequence = -3 WHERE sequence = 3",
    "UPDATE ledger_entry SET sequence = 3 WHERE sequence = 4",
    "UPDATE ledger_entry SET sequence = 4 WHERE sequence = -3",
)
WITHOUT_A_SITE = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
# How: (statements, what is said of it first)
HARMS = {
    "a rewritten row": (
        ["UPDATE ledger_entry SET about = 'AAAA-AAAA' WHERE sequence = 3"],
        "Entry 3: this entry is not what was chained.",
    ),
    "a deleted row": (
        ["DELETE FROM ledger_entry WHERE sequence = 3"],
        "Entry 3: an entry is missing here.",
    ),
    "a reordered row": (
        SWAP,
        "Entry 3: this entry stood elsewhere when it was chained.",
    ),
    "a truncated tail": (
        ["DELETE FROM ledger_entry WHERE sequence > 200"],
        "Entry 201: the record ends before the head that was kept.",
    ),
    "an emptied table": (
        ["DELETE FROM ledger_entry"],
        "Entry 1: the record ends before the head that was kept.",
    ),
}
ANOTHER = "Entry 1: this is another record than the one whose head was kept."
BESIDE_AN_EXPORT = {"an emptied table": ANOTHER}
"""What is said first, where it is not the same as beside a head."""


def outside(*words):
    """As somebody with files and no site runs it."""
    return subprocess.run(
        [AMPARO, "ledger", "verify", *map(str, words)],
        env={**WITHOUT_A_SITE, "DJANGO_SETTINGS_MODULE": "no.such.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def looked_at(export, *words):
    """The same in this process, without the wait for another."""
    with redirect_stdout(StringIO()) as said:
        code = answer(["ledger", "verify", "--export", str(export), *map(str, words)])
    return code, said.getvalue().splitlines()[0]


@dataclass(frozen=True)
class Kept:
    """A site, and what an outsider took away before: a signed head and an export."""

    site: Site
    head: Path
    export: Path


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    room = tmp_path_factory.mktemp("published")
    head, export = room / "head.json", room / "export.txt"
    with laid_in(room / "site", "rosa") as site:
        head.write_text(site.ledger("publish").stdout)
        export.write_text(site.ledger("export").stdout)
        held = outside("--export", export, "--head", head)
        assert held.returncode == 0, held.stdout + held.stderr
        assert site.ledger("verify", "--head", str(head)).returncode == 0
        yield Kept(site, head, export)


@pytest.fixture(scope="module")
def harmed(kept):
    """By each harm alone: what the site says of it, and what it exports then."""
    place = kept.site.place
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.harming", str(kept.head)],
        input=json.dumps({how: [*DROP, *said[0]] for how, said in HARMS.items()}),
        cwd=ROOT,
        env={**place.environment(), "DJANGO_SETTINGS_MODULE": "amparo.settings.main"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("harm", HARMS)
def test_it_is_named_by_the_site_and_by_an_outsider(kept, harmed, tmp_path, harm):
    said, (code, inside, exported) = HARMS[harm][1], harmed[harm]
    assert (code, said in inside.splitlines()) == (1, True), inside
    now = tmp_path / "now.txt"
    now.write_text(exported)
    assert looked_at(now, "--head", kept.head) == (1, said)
    assert looked_at(now, "--before", kept.export) == (1, BESIDE_AN_EXPORT.get(harm, said))


def test_swapped_database_is_named(kept, tmp_path):
    """The record of another site under the same address, signed with the same key. Each command is
    a process of its own."""
    with laid_in(tmp_path / "other") as other:
        key = (kept.site.place.state / "signing.key").read_text()
        (other.place.state / "signing.key").write_text(key)
        other.ledger("publish")
        inside = other.ledger("verify", "--head", str(kept.head))
        now = tmp_path / "now.txt"
        now.write_text(other.ledger("export").stdout)
    assert (inside.returncode, inside.stdout.splitlines()[0]) == (1, ANOTHER)
    for words in (("--head", kept.head), ("--before", kept.export)):
        found = outside("--export", now, *words)
        assert (found.returncode, found.stdout.splitlines()[0]) == (1, ANOTHER)
