"""One wheel holds all that a site needs: pages, styles, the law, and the translations."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from amparo.cli.walk.browser import Browser
from amparo.cli.walk.demo_site import Place, free_port
from tests.architecture.messages import PLURALS, catalogue
from tests.architecture.source import PACKAGE, ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def wheel(built):
    with zipfile.ZipFile(built) as opened:
        return set(opened.namelist())


def files_below(folder, suffixes):
    return [path for path in folder.rglob("*") if path.suffix in suffixes and path.is_file()]


def test_it_holds_every_template_and_every_static_file(wheel):
    needed = files_below(PACKAGE, {".html", ".txt", ".css", ".js", ".svg", ".png", ".ico"})
    missing = {path.relative_to(ROOT).as_posix() for path in needed} - wheel
    assert missing == set()


def test_it_holds_the_law(wheel):
    law = files_below(ROOT / "protocols", {".toml", ".md"})
    missing = {f"amparo/_protocols/{path.relative_to(ROOT / 'protocols')}" for path in law} - wheel
    assert missing == set()


def test_it_holds_what_a_new_protocol_begins_with(wheel):
    skeleton = files_below(PACKAGE / "cli" / "workshop" / "skeleton", {".toml"})
    missing = {path.relative_to(ROOT).as_posix() for path in skeleton} - wheel
    assert skeleton
    assert missing == set()


@pytest.mark.parametrize("language", PLURALS)
def test_it_holds_the_translations(wheel, language):
    compiled = catalogue(language).with_suffix(".mo").relative_to(ROOT)
    assert compiled.as_posix() in wheel


def test_it_holds_the_licence_and_nothing_of_the_workshop(wheel):
    assert any(name.endswith("/licenses/LICENSE") for name in wheel)
    assert [
        name for name in wheel if name.startswith(("tests/", "script/", "bench/", "docs/"))
    ] == []


@pytest.fixture
def installed(built, tmp_path) -> Iterator[Place]:
    """A site of nothing but what the wheel holds, as `pip install` unpacks it."""
    with zipfile.ZipFile(built) as opened:
        opened.extractall(tmp_path / "unpacked")
    more = {"PYTHONPATH": str(tmp_path / "unpacked")}
    place = Place(tmp_path / "site", free_port(), more)
    place.set_up("Saúl", [])
    place.serve("--no-tick", "--workers", "1")
    yield place
    place.stop()


def test_what_is_installed_from_it_is_set_up_and_serves_styled_pages_in_spanish(installed):
    where = subprocess.run(
        [sys.executable, "-c", "import amparo; print(amparo.__file__)"],
        env=installed.environment(),
        cwd=installed.state,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(where.stdout).is_relative_to(installed.state.parent / "unpacked")
    assert "pe-2021" in installed.command(["clock", "pe-2021", "--json"])
    browser = Browser(installed.host, installed.port)
    page = browser.open("/")
    assert page.heading == "¿Le amenazan por defender derechos?"
    (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page.body.decode())
    assert b"--paper" in browser.ask("GET", sheet, b"", {}).body
