"""Measures the tests of the law's engine: how many small mistakes in `amparo/law` they notice.

    nice python -m bench.mutants [--each 4] [--only clock --only counting] [--reached FILE]
    nice python -m bench.mutants --only weighing --tests tests/unit/law/test_weighing.py

Takes some places of each module by chance (the same for the same seed), makes one mistake at a time
in a copy of the tree, and runs the tests that reach that line until one fails. Prints each mistake,
as it stood and as it was made, and the share that was noticed. With `--tests` these are run and no
others, and without a site: quicker by far, for tests of the law alone. What they miss another test
may still notice, so the share is the least it is.
"""

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any

import coverage

ROOT = Path(__file__).resolve().parent.parent
RULES = "amparo/law"
NEEDED = ("amparo", "bench", "docs", "protocols", "tests", "pyproject.toml")
TESTS = (
    *("tests/protocols", "tests/unit/law", "tests/unit/law", "tests/unit/site", "tests/property"),
    "tests/unit/referral/test_external.py",
)
LEFT_OUT = (  # of these the law is only the ground, and they take long
    *("tests/property/lives", "tests/property/test_lives.py", "tests/property/test_sealing.py"),
    *("tests/property/test_consent.py", "tests/property/test_referrals.py"),
    *("tests/property/test_published.py", "tests/property/test_extracts.py"),
)
EVERY = (*TESTS, *(f"--ignore={one}" for one in LEFT_OUT))
REACHED = """[run]
dynamic_context = test_function
source = amparo/law
data_file = {}
"""
PATIENCE = 900
WITHOUT_A_SITE = (
    *("-c", os.devnull, "--rootdir=.", "--import-mode=importlib", "--confcutdir=tests/unit"),
    *("-p", "no:django", "-p", "no:cacheprovider", "-p", "tests.norm_folders"),
)
"""No settings, no tables and no plug-ins for them: these take longer than the tests of the law.
There are only the two norms that cases pass between."""
OTHER: dict[type[ast.AST], Callable[[], Any]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
Mistake = Callable[[Any], None]


@dataclass(frozen=True)
class Mutant:
    module: Path
    lines: range
    before: str
    after: str
    source: str


def _other(one: Any) -> None:
    if isinstance(one, ast.Compare):
        one.ops[0] = OTHER[type(one.ops[0])]()
    else:
        one.op = OTHER[type(one.op)]()


def _not(one: Any) -> None:
    one.test = ast.UnaryOp(ast.Not(), one.test)


def _constant(one: Any) -> None:
    one.value = not one.value if isinstance(one.value, bool) else one.value + 1


def _nothing(one: Any) -> None:
    one.value = ast.Constant(None)


def mistake_at(node: ast.AST) -> Mistake | None:
    """What can be got wrong at this place, as a change of the tree."""
    if isinstance(node, ast.Compare | ast.BoolOp | ast.BinOp):
        sign = node.ops[0] if isinstance(node, ast.Compare) else node.op
        return _other if type(sign) in OTHER else None
    if isinstance(node, ast.If | ast.IfExp):
        return _not
    if isinstance(node, ast.Constant):
        return _constant if isinstance(node.value, int) else None
    if isinstance(node, ast.Return) and node.value is not None:
        return None if ast.unparse(node.value) == "None" else _nothing
    return None


def looked_at(node: ast.AST) -> Iterator[ast.AST]:
    """Every place but annotations, decorators and how much is remembered: these say nothing of
    the law."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params", "bases", "keywords"}:
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.AST) and not _is_memory(inner):
                yield from looked_at(inner)


def _is_memory(node: ast.AST) -> bool:
    names = [one.id for one in getattr(node, "targets", []) if isinstance(one, ast.Name)]
    return isinstance(node, ast.Assign) and "REMEMBERED" in names


def mutants(module: Path) -> Iterator[Mutant]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for place, node in enumerate(looked_at(tree)):
        mistake = mistake_at(node)
        if mistake is not None and isinstance(node, ast.stmt | ast.expr):
            changed = copy.deepcopy(tree)
            there = next(one for at, one in enumerate(looked_at(changed)) if at == place)
            mistake(there)
            ast.fix_missing_locations(changed)
            first, last = node.lineno, node.end_lineno or node.lineno
            before, after = (ast.unparse(one).splitlines()[0] for one in (node, there))
            yield Mutant(module, range(first, last + 1), before, after, ast.unparse(changed))


def tests_by_line(data: Path) -> coverage.CoverageData:
    """Which test reaches which line: every test is run once, unless that was written down."""
    if not data.is_file():
        _write_down(data)
    found = coverage.CoverageData(str(data))
    found.read()
    return found


def _write_down(data: Path) -> None:
    data.parent.mkdir(parents=True, exist_ok=True)
    settings = data.with_suffix(".ini")
    settings.write_text(REACHED.format(data), encoding="utf-8")
    subprocess.run(
        [
            *(sys.executable, "-m", "coverage", "run", f"--rcfile={settings}"),
            *("-m", "pytest", "-qq", "-p", "no:randomly", *EVERY),
        ],
        cwd=ROOT,
        check=True,
    )


def reaching(mutant: Mutant, reached: coverage.CoverageData) -> list[str] | None:
    """The tests that reach it; None for what is read once, when a module is loaded."""
    by_line = reached.contexts_by_lineno(str(mutant.module))
    names = {name for line in mutant.lines for name in by_line.get(line, ())}
    if names == {""}:
        return None
    parts = [name.rpartition(".") for name in sorted(names - {""}, reverse=True)]
    return [f"{file.replace('.', '/')}.py::{test}" for file, _, test in parts]


def noticed(mutant: Mutant, tree: Path, tests: list[str], others: Sequence[str]) -> bool:
    """Whether a test fails, or never ends, where this mistake was made. A line whose answer is kept
    is reached by one test only: before a mistake is called missed, the others were run too."""
    there = tree / mutant.module.relative_to(ROOT)
    good = there.read_bytes()
    there.write_text(mutant.source, encoding="utf-8")
    try:
        return any(_fails(each, tree) for each in (tests, others) if each)
    finally:
        there.write_bytes(good)


def _fails(tests: Sequence[str], tree: Path) -> bool:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-xqq", "-p", "no:randomly", *tests],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def copy_of_tree(tree: Path) -> Path:
    for name in NEEDED:
        there = tree / name
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, there, ignore=shutil.ignore_patterns("*.png"))
        else:
            shutil.copy(ROOT / name, there)
    return tree


def chosen(
    asked: argparse.Namespace, reached: coverage.CoverageData | None
) -> list[tuple[Mutant, list[str]]]:
    draw = random.Random(asked.seed)
    found: list[tuple[Mutant, list[str]]] = []
    for module in sorted((ROOT / RULES).rglob("*.py")):
        if not asked.only or module.stem in asked.only:
            named = [*WITHOUT_A_SITE, *asked.tests]
            every = [
                (one, named if reached is None else reaching(one, reached))
                for one in mutants(module)
            ]
            tried = [(one, tests) for one, tests in every if tests is not None]
            found += draw.sample(tried, min(asked.each, len(tried)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=4, help="how many places of each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], help="this module alone")
    parser.add_argument("--reached", type=Path, help="which test reaches which line: kept there")
    parser.add_argument("--tests", action="append", default=[], help="these tests and no others")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        kept = asked.reached or Path(place) / "reached"
        every = chosen(asked, None if asked.tests else tests_by_line(kept))
        others = () if asked.tests else EVERY
        if asked.tests and _fails([*WITHOUT_A_SITE, *asked.tests], ROOT):
            raise SystemExit("These tests fail where nothing is mistaken: nothing can be learnt.")
        trees: Queue[Path] = Queue()
        for number in range(asked.workers):
            trees.put(copy_of_tree(Path(place) / str(number)))

        def tried(one: tuple[Mutant, list[str]]) -> bool:
            mutant, tests = one
            tree = trees.get()
            try:
                found = noticed(mutant, tree, tests, others)
            finally:
                trees.put(tree)
            where = f"{mutant.module.relative_to(ROOT)}:{mutant.lines.start}"
            said = "noticed" if found else "MISSED "
            print(f"{said} {where}: {mutant.before}  →  {mutant.after}", flush=True)
            return found

        with ThreadPoolExecutor(asked.workers) as pool:
            results = list(pool.map(tried, every))
    share = 100 * sum(results) / len(results)
    print(f"{sum(results)} of {len(results)} noticed: {share:.1f} %")


if __name__ == "__main__":
    main()
