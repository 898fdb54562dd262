"""Each line of what must be tested names tests, and each test that is named exists."""

import ast
import re
from functools import cache

import pytest

from tests.architecture.source import PACKAGE, ROOT

PAGE = (ROOT / "docs/reference/what-is-tested.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\w+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
PARTS = [dict(ROW.findall(part)) for part in PAGE.split("\n## ")[1:]]
TWENTY, PROMISED, READERS = PARTS
A_LINE = re.compile(r"\blines? (\d+)(?: and (\d+))?")


def test_each_of_the_twenty_lines_names_a_test():
    assert [int(number) for number in TWENTY] == list(range(1, 21))
    assert [number for number, said in TWENTY.items() if not TEST.search(said)] == []


def test_each_promise_names_a_test_or_a_line_that_does():
    assert list(PROMISED) == list("abcdefghijk")
    for letter, said in PROMISED.items():
        lines = [number for found in A_LINE.findall(said) for number in found if number]
        assert TEST.search(said) or lines, letter
        assert set(lines) <= set(TWENTY), letter


def test_every_reader_of_a_strangers_bytes_is_there_and_was_tried():
    assert [int(number) for number in READERS] == list(range(1, len(READERS) + 1))
    for number, said in READERS.items():
        assert TEST.search(said), number
    named = re.findall(r"`(amparo/[\w/]+\.py)`", str(READERS))
    assert [place for place in named if not (ROOT / place).is_file()] == []


# Libraries that take a foreign format apart, and those that take none: each that is used is in one
# of the two, so that somebody says of a new one which it is.
TAKES_APART = frozenset(
    {
        "PIL", "av", "base64", "csv", "email", "fido2", "html", "http", "pickle",
        "pikepdf", "pyarrow", "pypdfium2", "shamir_mnemonic", "struct", "tarfile", "tomllib",
        "wave", "xml", "zipfile",
    }
)  # fmt: skip
TAKES_NONE = frozenset(
    {
        "amparo", "argparse", "ast", "asyncio", "bisect", "calendar", "collections", "concurrent",
        "contextlib", "copy", "cryptography", "ctypes", "dataclasses", "datetime", "decimal",
        "difflib",
        "django",
        "enum", "environ", "errno", "fcntl", "functools", "gc", "getpass", "granian",
        "hashlib", "heapq",
        "hmac", "importlib", "io", "ipaddress", "itertools", "json", "logging", "math", "mmap",
        "mnemonic", "multiprocessing", "nacl", "numpy", "operator", "os", "pathlib", "platform",
        "psycopg",
        "pyotp", "random", "rapidfuzz", "re", "resource", "scipy", "secrets", "segno", "shlex",
        "shtab",
        "shutil", "signal",
        "simpy", "socket", "sqlite3", "ssl", "statistics", "subprocess", "sys", "tempfile",
        "textwrap", "threading", "time", "traceback", "types", "typing", "unicodedata", "urllib",
        "wsgiref", "zoneinfo", "zxcvbn",
    }
)  # fmt: skip
# By hand: numbers out of bytes that are no mark of ours, and JSON. That of entries of the record,
# which are chained, is not meant.
BY_HAND = re.compile(
    r"int\.from_bytes\((?!marks\.|drawn|digest)|\bunpack(_from)?\(|json\.loads?\((?![\w.]*facts)"
)
OUR_OWN = {
    "amparo/casework/referral/blanket_demands/silence_periods.py": "facts of the record",
    "amparo/casework/figures/edition_counts.py": "facts of the record, as columns",
    "amparo/casework/figures/queries.py": "an edition that this site counted",
    "amparo/cli/apart/server_locks.py": "what the kernel says of a local socket",
    "amparo/cli/apart/rights.py": "comes with the program",
    "amparo/cli/commands/site/demo.py": "of a demo, which the same program wrote",
    "amparo/cli/walk/browser.py": "what this very site answers to its own tries",
    "amparo/cli/walk/page_reader.py": "what this very site answers to its own tries",
    "amparo/cli/walk/person.py": "writes a sound, reads none",
    "amparo/cli/walk/demo_site.py": "asks whether this very site answers",
    "amparo/cli/walk/story.py": "comes with the program",
    "amparo/cli/walk/step_printer.py": "what a command of this program printed",
    "amparo/cli/workshop/compare.py": "writes marks of HTML, reads none",
    "amparo/desk/confirmations.py": "the note of an act, signed by this site",
    "amparo/desk/case/files.py": "writes a picture into its page, reads none",
    "amparo/foundations/accounts/server/load_balance.py": "numbers of this machine's own processes",
    "amparo/foundations/accounts/sign_in/limits_in_memory.py": "counts that this site wrote",
    "amparo/foundations/accounts/mail/neutral_mail.py": "the sender, from this machine's settings",
    "amparo/foundations/accounts/sign_in/phrase_guessing.py": "counts of its own processes",
    "amparo/foundations/cases/fields.py": "comes with the program, and facts of the record",
    "amparo/foundations/intake/files/sandbox.py": "writes a filter for the kernel, reads none",
    "amparo/foundations/intake/names/look_alikes.py": "comes with the program",
    "amparo/observatory/catalogues/terms.py": "comes with the program",
    "amparo/foundations/intake/keys/inbox_keys.py": "facts of the record",
    "amparo/observatory/figures/pictures.py": "comes with the program",
    "amparo/observatory/figures/public_tables.py": "comes with the program",
    "amparo/observatory/figures/queries.py": "an edition that this site counted",
    "amparo/observatory/figures/services.py": "an edition that this site counted",
    "amparo/observatory/evidence/views.py": "writes a new copy of a picture, reads none",
    "amparo/observatory/exports/esf.py": "writes XML, reads none",
    "amparo/observatory/exports/package.py": "reads again what this program has just written",
    "amparo/observatory/exports/parquet.py": "reads again what this program has just written",
    "amparo/crypto/locked_pdf.py": "writes a document, reads none",
    "amparo/settings/env.py": "secrets of this machine, its owner's alone",
    "amparo/simulation/separate_process.py": "of its own process, and of named types alone",
    "amparo/simulation/assumptions.py": "comes with the program",
    "amparo/site/ledger.py": "writes a list of news, reads none",
}


def takes_apart(source: str) -> bool:
    return bool(imported(source) & TAKES_APART or BY_HAND.search(source))


@cache
def imported(source: str) -> frozenset[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return frozenset(one.partition(".")[0] for one in found)


SOURCES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in PACKAGE.rglob("*.py")
    if "migrations" not in path.parts
}


def test_of_each_library_it_is_said_whether_it_takes_a_foreign_format_apart():
    used = set().union(*map(imported, SOURCES.values())) - {"__future__"}
    assert sorted(used - TAKES_APART - TAKES_NONE) == []
    assert sorted(TAKES_APART & TAKES_NONE) == []


@pytest.mark.parametrize(
    "line",
    [
        "import av",
        "from av.codec.context import CodecContext",
        "import pypdfium2",
        "from fido2 import cbor",
        "from base64 import b64decode",
        "import zipfile, io",
        "from xml.etree import ElementTree as ET",
        "def f(path):\n    import tomllib",
        "size = int.from_bytes(content[:4])",
        "struct.unpack_from('>I', content)",
        "found = json.loads(path.read_text())",
        "found = json.load(file)",
    ],
)
def test_a_new_reader_is_noticed(line):
    assert takes_apart(line)
    assert not takes_apart("facts = json.loads(entry.facts)\nimport io")


def test_nothing_else_takes_a_foreign_format_apart():
    """A new reader: a line in docs/reference/what-is-tested.md, or why nobody else writes that."""
    reading = {place for place, source in SOURCES.items() if takes_apart(source)}
    tried = set(re.findall(r"`(amparo/[\w/]+\.py)`", str(READERS)))
    assert sorted(reading - tried - set(OUR_OWN)) == []
    assert sorted(set(OUR_OWN) - reading) == []
    assert sorted(set(OUR_OWN) & tried) == []


def test_every_test_that_is_named_exists():
    named = TEST.findall(PAGE)
    assert len(named) == PAGE.count("::")
    gone = [
        f"{place}::{name}"
        for place, name in named
        if not (ROOT / place).is_file()
        or f"def {name}(" not in (ROOT / place).read_text(encoding="utf-8")
    ]
    assert gone == []
