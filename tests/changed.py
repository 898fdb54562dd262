"""Which tests a change touches: `script/test --changed [REVISION]`.

Of each changed file these are: the file itself where it holds tests; the tests that import it (a
helper of the tests also through other helpers); and the folder of tests that is named after its
package. The whole run remains the proof: a change can reach further than its imports say.

usage: python -m tests.changed [REVISION]    prints one path a line, since that revision or HEAD
"""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
TESTS = PurePosixPath("tests")
PLACES = {
    "protocols": ("tests/protocols", "tests/unit/law"),
    "docs": ("tests/docs",),
    "amparo/locale": ("tests/architecture/test_messages.py",),
    "amparo/law": ("tests/protocols", "tests/unit/law"),
    "script": ("tests/architecture/test_when_tests_run.py",),
}
"""What is no package of its own, or is tried elsewhere too."""


def changed(since: str) -> list[PurePosixPath]:
    """Files that differ from a revision, and files that git does not know yet."""
    known = _git("diff", "--name-only", "--diff-filter=d", since)
    new = _git("ls-files", "--others", "--exclude-standard")
    return [PurePosixPath(line) for line in (*known, *new)]


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def touched(files: Iterable[PurePosixPath], imports: dict[PurePosixPath, set[str]]) -> list[str]:
    """Paths for pytest. `imports`: the modules that each file of the tests names."""
    found: set[PurePosixPath] = set()
    for file in files:
        found |= {PurePosixPath(one) for one in _by_place(file)}
        found |= _importing(file, imports)
    return sorted(str(one) for one in found if not any(above in found for above in one.parents))


def _by_place(file: PurePosixPath) -> Iterator[str]:
    for place, tests in PLACES.items():
        if file.is_relative_to(place):
            yield from tests
    if file.parts[0] == "amparo":
        names = [part for part in file.parts[1:-1] if (ROOT / "tests/unit" / part).is_dir()]
        yield from (f"tests/unit/{names[-1]}",) if names else ()


def _importing(file: PurePosixPath, imports: dict[PurePosixPath, set[str]]) -> set[PurePosixPath]:
    if file.suffix != ".py":
        return set()
    found = {one for one, asks in imports.items() if _module(file) in asks}
    found |= {file} & imports.keys()
    if file.is_relative_to(TESTS):
        while more := _asking_for(found, imports) - found:
            found |= more
    return {one for one in found if one.name.startswith("test_")}


def _asking_for(
    files: set[PurePosixPath], imports: dict[PurePosixPath, set[str]]
) -> set[PurePosixPath]:
    names = {_module(one) for one in files}
    return {one for one, asks in imports.items() if asks & names}


def _module(file: PurePosixPath) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def read_imports() -> dict[PurePosixPath, set[str]]:
    """Of each file of the tests. What a conftest.py names, its whole folder would depend on."""
    found = {}
    for path in sorted((ROOT / TESTS).rglob("*.py")):
        if path.name != "conftest.py":
            place = PurePosixPath(path.relative_to(ROOT).as_posix())
            found[place] = set(_named(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def _named(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def main(words: list[str]) -> None:
    paths = touched(changed(words[0] if words else "HEAD"), read_imports())
    sys.stdout.write("".join(f"{one}\n" for one in paths))


if __name__ == "__main__":
    main(sys.argv[1:])
