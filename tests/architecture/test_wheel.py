"""One wheel holds all that a site needs: pages, styles, the law, and the translations."""

import subprocess
import sys
import zipfile

import pytest

from tests.architecture.messages import PLURALS, catalogue
from tests.architecture.source import PACKAGE, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
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
