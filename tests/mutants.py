"""Do the tests notice a mistake? Changes one place of the product at a time, at random, and runs
the tests that reach it. A change that no test notices is a missing test, or code without effect.

usage: python -m tests.mutants NUMBER SEED    script/slow mutants calls it; a seed draws the same

Works on a copy of the checkout. First each test is run once, to know what it reaches
(tests/reach.py); tests of whole sites, which run in other processes, are left out.
"""

import ast
import json
import os
import random  # noqa: TID251 - what is drawn here protects nothing
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("amparo", "protocols", "tests", "bench", "docs", "pyproject.toml", "script")
FOLDERS = ("tests/unit", "tests/property", "tests/protocols", "tests/architecture")
FIRST = 40  # tests that reach least are tried first: they are about that place
OTHERWISE: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}


@dataclass(frozen=True)
class Mutant:
    """One place of the product, as bytes of its file, and what stands there instead."""

    file: str
    line: int
    start: int
    end: int
    instead: str

    def put_into(self, root: Path) -> bytes:
        """Change the file below `root`; returns what it held before."""
        before = (root / self.file).read_bytes()
        changed = before[: self.start] + self.instead.encode() + before[self.end :]
        (root / self.file).write_bytes(changed)
        return before

    def __str__(self) -> str:
        was = (ROOT / self.file).read_bytes()[self.start : self.end].decode()
        return f"{self.file}:{self.line}  {was!r} -> {self.instead!r}"


def mutants_of(file: str) -> Iterator[Mutant]:
    """Every change that could be made inside the functions of a file."""
    source = (ROOT / file).read_bytes()
    begins = [0]
    for line in source.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    for node in _inside_functions(ast.parse(source)):
        for changed, instead in _changes(node):
            start = begins[changed.lineno - 1] + changed.col_offset
            end = begins[(changed.end_lineno or 0) - 1] + (changed.end_col_offset or 0)
            yield Mutant(file, changed.lineno, start, end, instead)


def _inside_functions(tree: ast.Module) -> Iterator[ast.AST]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return (node for one in functions for statement in one.body for node in ast.walk(statement))


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test):
            yield test, f"not ({ast.unparse(test)})"
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield value, "None"
        case ast.expr():
            if instead := _otherwise(node):
                yield node, f"({instead})"
        case _:
            pass


def _otherwise(node: ast.expr) -> str:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OTHERWISE:
            return f"{ast.unparse(left)} {OTHERWISE[type(op)]} {ast.unparse(right)}"
        case ast.BoolOp(op=op, values=values):
            word = " or " if isinstance(op, ast.And) else " and "
            return word.join(f"({ast.unparse(one)})" for one in values)
        case ast.Constant(value=bool() | int() as value):
            return str(not value if isinstance(value, bool) else value + 1)
        case _:
            return ""


def drawn(number: int, seed: int) -> list[Mutant]:
    """So many, each in another place. The longer a file, the more often it is drawn."""
    files = [one.relative_to(ROOT).as_posix() for one in sorted((ROOT / "amparo").rglob("*.py"))]
    found = [one for file in files if "/migrations/" not in file for one in mutants_of(file)]
    return random.Random(seed).sample(found, number)  # noqa: S311


def reached(lines: list[str], mutant: Mutant) -> list[str]:
    """Tests that call the function around it, those that reach least first."""
    functions = ast.walk(ast.parse((ROOT / mutant.file).read_bytes()))
    around = {
        f"{mutant.file}:{min([one.lineno, *(each.lineno for each in one.decorator_list)])}"
        for one in functions
        if isinstance(one, ast.FunctionDef) and one.lineno <= mutant.line <= (one.end_lineno or 0)
    }
    tests = [json.loads(line) for line in lines]
    found = [one for one in tests if around & set(one["reaches"])]
    return [one["test"] for one in sorted(found, key=lambda one: len(one["reaches"]))]


def is_noticed(root: Path, tests: list[str]) -> bool:
    """Whether one of these tests fails, run in the copy below `root`."""
    return any(
        part and not _passes(root, part, workers)
        for part, workers in ((tests[:FIRST], 0), (tests[FIRST:], 2))
    )


def _passes(root: Path, tests: list[str], workers: int) -> bool:
    names = root / "names"
    names.write_text("\n".join(tests), encoding="utf-8")
    return run(root, "-x", "-n", str(workers), f"@{names}") == 0


def run(root: Path, *words: str, **more: str) -> int:
    """Call pytest in the copy below `root`; returns how it ended."""
    line = [str(ROOT / ".venv/bin/python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    environment = {**os.environ, **more}
    return subprocess.run(line, cwd=root, env=environment, stdout=DEVNULL, check=False).returncode


def copied(root: Path) -> None:
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name)
        else:
            shutil.copy(ROOT / name, root / name)


def main(number: int, seed: int) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        copied(root)
        reach = str(root / "reach")
        run(root, "-p", "tests.reach", "-n", "2", "-m", "not slow", *FOLDERS, REACH=reach)
        lines = [line for path in root.glob("reach.*") for line in path.read_text().splitlines()]
        noticed = 0
        for mutant in drawn(number, seed):
            tests = reached(lines, mutant)
            before = mutant.put_into(root)
            seen = is_noticed(root, tests)
            (root / mutant.file).write_bytes(before)
            noticed += seen
            said = "noticed " if seen else "SURVIVED"
            sys.stdout.write(f"{said} {len(tests):5} tests  {mutant}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{noticed} of {number} were noticed (seed {seed}).\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
