"""What no file of the repository says: where it was written, and what only its makers know."""

import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.source import ROOT, place, text_of, tracked

REGISTRIES = "|".join(
    re.escape(".".join(parts))
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("debian", "org"),
        ("ubuntu", "com/ubuntu"),
    ]
)
FORBIDDEN = {
    "the address of a package registry": rf"\b(?:[\w-]+\.)*(?:{REGISTRIES})\b",
    "a path of one machine": r"(?<![\w.])/(?:work|root|Users/\w+|home/(?!amparo\b)\w+)/",
    "a number of an issue": r"\bissues? (?:#|no\. ?|number )?\d+\b",
    "a paper that is not here": r"(?<![\w/])(?:law-facts|house|stack|protection|safety|mission|"
    r"pages|features|interop|users-ask|SPEC|COMMON)\.md\b",
    "a word about who typed it": r"\b(?:Cl[a]ude|Anthro[p]ic|Chat[G]PT|language m[o]del|"
    r"sub-?ag[e]nts?|AI assist[a]nt|"
    r"(?:this|my|our|previous) work(?:ing)? sess[i]on|helper sess[i]ons?)\b",
    "a key or password of somebody": r"-----BEGIN (?:\w+ )?PRIVATE KEY-----",
}
# A licence is copied word for word; locks hold hashes.
NOT_OURS = {"LICENSE", "requirements.lock", "requirements-test.lock"}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = [
        f"{place(path)}: {match[0]}"
        for path in tracked()
        if place(path) not in NOT_OURS
        for match in [pattern.search(text_of(path))]
        if match
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_names_packages_and_hashes_and_nothing_else(name):
    line = re.compile(
        r"[a-z0-9][a-z0-9._-]*==[\w.]+( ; [\w ._'\"=<>!()]+)?( \\)?|"
        r"    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [each for each in lines if not line.fullmatch(each)] == []


def test_what_is_made_is_not_committed():
    made = {".mo", ".pyc", ".sqlite3", ".whl"}
    assert [place(path) for path in tracked() if PurePosixPath(path).suffix in made] == []


def test_every_file_ends_with_a_line_end_and_python_has_no_tabs():
    ragged = [
        place(path)
        for path in tracked()
        if path.suffix in {".py", ".toml", ".md", ".html", ".css", ".js", ".po"}
        for text in [text_of(path)]
        if text and (not text.endswith("\n") or (path.suffix == ".py" and "\t" in text))
    ]
    assert ragged == []
