"""Reads the house's own source: what the architecture tests ask about."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "amparo"

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of Python, by its place below the checkout."""

    path: Path

    @property
    def place(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return parsed(self.path)

    @property
    def functions(self) -> list[Function]:
        return [node for node in self.tree.body if isinstance(node, Function.__value__)]

    @property
    def public_functions(self) -> list[Function]:
        return [node for node in self.functions if not node.name.startswith("_")]


@cache
def parsed(path: Path) -> ast.Module:
    """What a file says, read once for all tests: to look at, not to change."""
    return ast.parse(path.read_text(encoding="utf-8"), place(path))


def modules(below: Path = PACKAGE, named: str = "*") -> list[Module]:
    """Every module below a folder, without migrations, in a fixed order."""
    found = sorted(below.rglob(f"{named}.py"))
    return [Module(path) for path in found if "migrations" not in path.parts]


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.html") if "templates" in path.parts)


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract(name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = pyproject()["tool"]["importlinter"]["contracts"]
    return next(each for each in found if each["id"] == name)


def asks_for(function: Function, argument: str) -> bool:
    """Whether a function takes an argument that can only be given by its name."""
    return argument in {each.arg for each in function.args.kwonlyargs}


def called_in(function: Function) -> Iterator[str]:
    """Name each function that is called: `record`, and the last name of `ledger.record`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr


def tracked() -> list[Path]:
    """Every file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = (ROOT / name for name in sorted(listed.split("\0")) if name)
    return [path for path in found if path.is_file()]


def text_of(path: Path) -> str:
    """The text of a file; nothing for a picture or another file of bytes."""
    content = path.read_bytes()
    return "" if b"\0" in content[:8000] else content.decode("utf-8", "replace")
