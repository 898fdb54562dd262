"""A test passes on every day or on none: it holds nothing that the clock said before it ran."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, modules

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
