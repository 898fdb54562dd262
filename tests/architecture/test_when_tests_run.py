"""When tests run and what a run says of itself: no test holds a value that the clock said before it
ran; whole sites are dealt to the workers; the run names what it did not try and what took long."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.architecture.source import ROOT, modules
from tests.changed import read_imports, touched
from tests.dealing import LONGEST, dealt
from tests.tried import Tried, reported, told

CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}


def read_at_import(node: ast.AST) -> Iterator[int]:
    """Lines on which a clock is asked before any test runs: values of modules and classes, of
    decorators and of defaults, not what a function does once it is called."""
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        inside: list[ast.AST] = [*node.decorator_list, node.args]
    else:
        inside = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        called = node.func
        name = getattr(called, "attr", getattr(called, "id", ""))
        if name in CLOCKS:
            yield node.lineno
    for one in inside:
        yield from read_at_import(one)


def test_no_test_holds_a_value_of_the_day_on_which_it_was_read():
    found = [
        f"{module.place}:{line}"
        for module in modules(ROOT / "tests")
        for line in read_at_import(module.tree)
    ]
    assert not found, f"ask the clock inside the test: {found}"


@pytest.mark.parametrize(
    "source",
    [
        "LATER = timezone.now() + DAY",
        "@pytest.mark.parametrize('until', [(timezone.now() - DAYS).date()])\ndef test(): ...",
        "def made(at=date.today()): ...",
        "class Case:\n    at = datetime.now(UTC)",
    ],
)
def test_it_is_seen_wherever_it_stands(source):
    assert list(read_at_import(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["def test():\n    at = timezone.now()", "later = lambda: timezone.now()"]
)
def test_what_is_asked_inside_a_test_is_its_own(source):
    assert not list(read_at_import(ast.parse(source)))


@dataclass(frozen=True)
class One:
    """A test of which only its name is known."""

    nodeid: str
    fixturenames: tuple[str, ...] = ()

    def get_closest_marker(self, _name: str) -> None:
        return None


SITES = [f"tests/faults/test_{file}.py::test_{n}" for file in "abc" for n in range(5)]
OTHERS = [f"tests/unit/test_{n}.py::test" for n in range(40)]
STORED = "tests/faults/test_a.py::test_stored"


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_files_of_whole_sites_are_dealt_whole_and_stand_first(workers):
    given = [*map(One, OTHERS), One(STORED, ("transactional_db",)), *map(One, SITES)]
    made = [one.nodeid for one in dealt(cast("list[pytest.Item]", given), workers)]
    assert sorted(made) == sorted(one.nodeid for one in given)
    assert [one for one in made if one not in SITES] == [*OTHERS, STORED]
    begins = [number * len(made) // workers for number in range(workers)]
    parts = [made[at:end] for at, end in zip(begins, [*begins[1:], len(made)], strict=True)]
    apart = [[one for one in part if one in SITES] for part in parts]
    files = [{one.partition("::")[0] for one in some} for some in apart]
    assert sum(map(len, files)) == 3, "no file in two parts"
    assert all(part[: len(some)] == some for part, some in zip(parts, apart, strict=True))


def test_each_browser_file_goes_to_one_worker():
    """It makes a site of its own; the longest come first, in whichever order the others come."""
    run = (ROOT / "script/test").read_text(encoding="utf-8")
    assert "--dist loadfile --no-loadscope-reorder -m browser tests/browser" in run
    assert all(list(ROOT.glob(f"{place}*")) for place in LONGEST)
    given = [One("tests/browser/test_a.py::test"), *(One(f"{place}::x") for place in LONGEST)]
    made = [one.nodeid for one in dealt(cast("list[pytest.Item]", given), 3)]
    assert made == [one.nodeid for one in [*given[1:], given[0]]]


def line(test: str, reason: str = "", seconds: float = 1.0) -> str:
    return json.dumps([test, seconds, reason])


def test_a_run_names_what_no_step_tried_and_the_slowest_files():
    said = told(
        [
            line("tests/a.py::test_one", seconds=2),
            line("tests/a.py::test_two", "no server"),
            line("tests/b.py::test_three", "no server"),
            line("tests/b.py::test_four[x]", "not root"),
            line("tests/b.py::test_four[y]", "not root"),
            line("tests/a.py::test_two", seconds=5),  # in a later step
            json.dumps(["tests/c.py::test_five", 0.5, None]),  # setting it up
        ]
    )
    assert said.splitlines() == [
        "Tried: 2 tests. Not tried here: 3.",
        "    1  no server: tests/b.py",
        "    2  not root: tests/b.py",
        "The slowest files, with the seconds of their tests in all steps:",
        "     8.0  tests/a.py",
        "     3.0  tests/b.py",
        "     0.5  tests/c.py",
    ]


def test_each_report_of_a_run_is_kept_with_its_duration():
    ended = SimpleNamespace(nodeid="a", duration=1.5)
    skipped = SimpleNamespace(nodeid="b", duration=0.0, longrepr=("a.py", 1, "Skipped: not root"))
    stats: dict[str, list[Any]] = {
        "": [ended],
        "failed": [ended, SimpleNamespace(nodeid="a", duration=1.0, context="a part of it")],
        "skipped": [skipped],
        "deselected": [object()],
    }
    assert list(reported(stats)) == [
        Tried("a", 1.5, None),
        Tried("a", 1.5, ""),
        Tried("b", 0.0, "not root"),
    ]


def test_the_whole_run_says_it():
    run = (ROOT / "script/test").read_text(encoding="utf-8")
    assert run.index("export TRIED_TESTS=") < run.index("step() {")
    assert run.rindex("\nstep ") < run.index("-m tests.tried")


IMPORTS = {
    PurePosixPath("tests/plans.py"): {"amparo.casework.measures.services"},
    PurePosixPath("tests/unit/desk/test_plan.py"): {"tests.plans", "tests.plans.make"},
    PurePosixPath("tests/unit/review/test_changing.py"): {"amparo.casework.measures.services"},
}


@pytest.mark.parametrize(
    ("file", "tests"),
    [
        ("amparo/casework/measures/forms.py", ["tests/unit/measures"]),
        (
            "amparo/casework/measures/services.py",
            ["tests/unit/measures", "tests/unit/review/test_changing.py"],
        ),
        ("amparo/desk/templates/desk/case.html", ["tests/unit/desk"]),
        ("protocols/pe-2021/terms.toml", ["tests/protocols", "tests/unit/law"]),
        ("tests/plans.py", ["tests/unit/desk/test_plan.py"]),
        ("tests/unit/desk/test_plan.py", ["tests/unit/desk/test_plan.py"]),
        ("LICENSE", []),
    ],
)
def test_a_changed_file_names_the_tests_it_touches(file: str, tests: list[str]):
    assert touched([PurePosixPath(file)], IMPORTS) == tests


def test_every_package_of_the_product_has_tests_that_a_change_names():
    files = [PurePosixPath(module.place) for module in modules()]
    imports = read_imports()
    alone = [str(file) for file in files if not touched([file], imports)]
    assert [one for one in alone if not one.startswith("amparo/urls/")] == []
