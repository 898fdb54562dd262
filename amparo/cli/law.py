"""Read, try, explain, compare and write the law as data (`amparo law test`, `check`, `show` …)."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Final

from amparo import rules
from amparo.cli.workshop.frame import Misused, Words

PARTS: Final = ("test", "check", "show", "explain", "compare", "simulate", "new", "schemas")


def main(words: list[str]) -> int:
    """Exit code 1 where something does not hold, 2 where what was typed makes no sense."""
    if not words or words[0] in {"-h", "--help"}:
        print(overview())
        return 0
    try:
        return _run(words[0], words[1:])
    except rules.MistakenProtocol as mistake:
        print(mistake.sentence(_language(words)), file=sys.stderr)
        return 1
    except rules.Refused as refused:
        print(" ".join(refused.sentence(_language(words)).split()), file=sys.stderr)
        return 2


def part_called(name: str) -> ModuleType:
    """Imported when it is asked for: the answer is there sooner than all parts could be."""
    return import_module(f"amparo.cli.workshop.{name}")


def overview() -> str:
    parts = map(part_called, PARTS)
    lines = [f"  amparo law {part.USAGE}\n      {part.HELP}" for part in parts]
    return "\n".join(
        [
            "usage: amparo law WHAT …",
            "",
            *lines,
            "",
            "PROTOCOL is a name or a folder. Each takes --language es|en (es by default).",
        ]
    )


def _run(name: str, words: list[str]) -> int:
    if name not in PARTS:
        usage = " | ".join(part_called(each).USAGE for each in PARTS)
        raise Misused(given=f"“{name}”", usage=usage)
    part = part_called(name)
    parser = Words(prog=f"amparo law {name}", usage=f"amparo law {part.USAGE}", allow_abbrev=False)
    parser.description = part.HELP
    part.add_arguments(parser)
    parser.add_argument("--language", metavar="LANGUAGE", default="es", help="es or en")
    arguments = parser.parse_intermixed_args(words)
    return int(part.run(arguments))


def _language(words: list[str]) -> str:
    """What was asked for, as far as it can be told from words that were refused."""
    asked = "=".join(words).partition("--language=")[2].partition("=")[0]
    return asked or "es"
