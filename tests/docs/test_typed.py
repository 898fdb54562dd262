"""What the guides say to type is understood: each command is there, with its parts and options. Of
`amparo law` and `amparo clock`, which read their words themselves, the name alone is looked at."""

import re
import shlex
from argparse import ArgumentParser, _SubParsersAction
from importlib import import_module
from itertools import takewhile

import pytest

from amparo.cli import main
from amparo.cli.argument_parser import Typed
from tests.architecture.source import ROOT

GUIDES = sorted(
    [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")], key=lambda path: path.as_posix()
)
BLOCK = re.compile(r"^ *```\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
SAID = re.compile(r"`((?:[\w/.]+/)?amparo [^`\n]+)`")
READ_THEMSELVES = {"law", "clock"}
NO_MORE = {"docs/decisions"}
"""What was said once: it may have another name by now."""


def _guides() -> list[tuple[str, str]]:
    named = [(path.relative_to(ROOT).as_posix(), path.read_text()) for path in GUIDES]
    return [(name, text) for name, text in named if not name.startswith(tuple(NO_MORE))]


def _words(line: str) -> list[str]:
    """As a shell gives them to the command: without settings before, and what comes after."""
    words = shlex.split(line, comments=True)
    typed = takewhile(lambda word: word not in {">", "|", "&&", "<"}, words)
    return [word for word in typed if not re.match(r"\w+=", word)]


def _is_amparo(words: list[str]) -> bool:
    return bool(words) and words[0].rpartition("/")[2] == "amparo"


def in_blocks() -> set[tuple[str, str]]:
    found = set()
    for name, text in _guides():
        for block in BLOCK.findall(text):
            lines = block.replace("\\\n", " ").splitlines()
            found |= {(name, line.strip()) for line in lines if "amparo " in line}
    return {(name, line) for name, line in found if _is_amparo(_words(line))}


def in_sentences() -> set[tuple[str, str]]:
    return {(name, line) for name, text in _guides() for line in SAID.findall(text)}


def parser_of(name: str) -> ArgumentParser:
    parser = Typed(prog=f"amparo {name}")
    import_module(main.module_of(name)).add_arguments(parser)
    return parser


@pytest.mark.parametrize(("guide", "line"), sorted(in_blocks()))
def test_a_line_to_type_is_taken_whole(guide: str, line: str) -> None:
    words = _words(line)[1:]
    assert words[0] in {*main.names(), "--help"}, guide
    if words[0] not in {*READ_THEMSELVES, "--help"}:
        parser_of(words[0]).parse_args(words[1:])


@pytest.mark.parametrize(("guide", "line"), sorted(in_sentences()))
def test_a_command_in_a_sentence_has_these_parts_and_options(guide: str, line: str) -> None:
    words = _words(line)[1:]
    if words[0].startswith("--") or words[0] in {*READ_THEMSELVES, "COMMAND"}:
        return
    assert words[0] in main.names(), guide
    parser = parser_of(words[0])
    options = set(parser._option_string_actions)  # noqa: SLF001 - it tells by no other name
    for word in words[1:]:
        parts = _parts(parser)
        if word in parts:
            parser = parts[word]
            options |= set(parser._option_string_actions)  # noqa: SLF001
        elif parts and word.islower() and word.isalpha():
            pytest.fail(f"{guide}: amparo {words[0]} has no part {word}")
        assert not word.startswith("--") or word.partition("=")[0] in options, guide


def _parts(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    found = [one for one in parser._actions if isinstance(one, _SubParsersAction)]  # noqa: SLF001
    return dict(found[0].choices) if found else {}


def test_something_is_looked_at() -> None:
    assert min(len(in_blocks()), len(in_sentences())) > 20
