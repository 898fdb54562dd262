"""Measured the quick way (tests/measuring.py), the same lines and branches are found."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from coverage import CoverageData

from tests.architecture.source import ROOT

ROADS = """
from contextlib import suppress


def at_the_end(no):
    if no:
        with suppress(ValueError):
            print(no)


def one_way(yes, no, rows):
    if no:
        with suppress(ValueError):
            print(no)
    if yes:
        with suppress(ValueError):
            print(yes)
    for row in rows:
        try:
            print(1 / row)
        except ZeroDivisionError:
            continue
    while rows:
        if rows.pop():
            break
    else:
        print("none is left")
    return yes or no


def never(yes):
    if yes:
        return 1
    return 2


def both(yes):
    if yes:
        for _ in range(3):
            yield yes
    return [one for one in (1, 2, 3) if one > 1 and not yes]


def chosen(what):
    match what:
        case 1 | 2:
            said = "few"
        case str():
            said = "word"
        case _:
            said = "other"
    if (
        said == "few"
        and what == 1
    ):
        return said
    with suppress(KeyError):
        {}[what]
    try:
        return said
    finally:
        if what == 2:
            print(said)


at_the_end(False)
one_way(True, False, [0, 1, 2])
one_way(True, False, [])
one_way(True, False, [0])
print(*both(True), *both(False))
print(chosen(2), chosen(7), any(one for one in (0, 1)))
"""
FOUND = ("executed_lines", "missing_lines", "executed_branches", "missing_branches")


def found(folder: Path, *plugins: str) -> list[object]:
    """What coverage.py reports of these roads."""
    settings = f"[run]\nbranch = true\nplugins = {','.join(plugins)}\n"
    (folder / "settings").write_text(settings, encoding="utf-8")
    for line in ("run --rcfile=settings roads.py", "json --rcfile=settings -q -o found.json"):
        subprocess.run(
            [sys.executable, "-m", "coverage", *line.split()],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        )
    told = json.loads((folder / "found.json").read_text(encoding="utf-8"))["files"]["roads.py"]
    return [told[name] for name in FOUND]


@pytest.fixture
def roads(tmp_path: Path) -> Path:
    (tmp_path / "roads.py").write_text(ROADS, encoding="utf-8")
    return tmp_path


def test_both_ways_of_measuring_find_the_same(roads: Path) -> None:
    slowly = found(roads)
    assert all(slowly)  # something was missed, and something met, of each kind
    assert found(roads, "tests.measuring") == slowly


BODY = """
import sys


class Plain:
    one = 1

    def never(self):
        return 2


class OneOfTwo:
    if "two" in sys.argv:
        two = 2


def told(yes):
    if yes:
        return 1
    return 0


told("two" in sys.argv)
"""
TWICE = """
import subprocess, sys
from pathlib import Path
import body
from tests import measuring
if "pass on" in sys.argv:
    measuring.pass_on(Path.cwd())
line = [sys.executable, "-c", "import sys; sys.argv.append('two'); import body"]
subprocess.run(line, check=True)
"""
SETTINGS = """[run]
branch = true
parallel = true
patch = subprocess
source = .
plugins = tests.measuring
"""


def arcs_of_each(folder: Path, *words: str) -> list[set[tuple[int, int]]]:
    """What each of the two processes told of the body."""
    for name, text in {"settings": SETTINGS, "body.py": BODY, "twice.py": TWICE}.items():
        (folder / name).write_text(text, encoding="utf-8")
    line = [sys.executable, "-m", "coverage", "run", "--rcfile=settings", "twice.py", *words]
    subprocess.run(line, cwd=folder, env={"PYTHONPATH": f"{ROOT}:."}, check=True)
    told = []
    for path in folder.glob(".coverage.*"):
        data = CoverageData(str(path))
        data.read()
        told.append(set(data.arcs(str(folder / "body.py")) or ()))
    return sorted(told, key=len)


def test_what_one_process_told_of_whole_those_it_starts_leave_out_and_nothing_else(
    tmp_path: Path,
) -> None:
    (tmp_path / "twice").mkdir()
    (tmp_path / "once").mkdir()
    twice = arcs_of_each(tmp_path / "twice")
    second, first = arcs_of_each(tmp_path / "once", "pass on")
    assert first | second == twice[0] | twice[1]
    assert second - first  # what only the second did
    assert len(second) < len(twice[0])
