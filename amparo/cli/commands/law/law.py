"""Read, try, explain, compare and write the law as data (`amparo law test`, `check`, `show` …)."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Final

from amparo.cli.workshop.arguments import Misused, Words, language_typed
from amparo.cli.workshop.spanish_help import in_language, placed
from amparo.law import MistakenProtocol, Refused
from amparo.law.errors import Told

OF_EACH = "PROTOCOL is a name or a folder. Each takes --language es|en (es by default)."
PARTS: Final = ("test", "check", "show", "explain", "compare", "simulate", "new", "schemas")


def main(words: list[str]) -> int:
    """Run one part. Exit code 1 where something does not hold, 2 for wrong usage."""
    if not words or words[0].startswith(("-h", "--help", "--language")):
        print(overview(language_typed(words)))
        return 0
    try:
        return _run(words[0], words[1:])
    except MistakenProtocol as mistake:
        print(mistake.sentence(language_typed(words)), file=sys.stderr)
        return 1
    except Refused as refused:
        print(_said(refused, language_typed(words)), file=sys.stderr)
        return 2


def part_called(name: str) -> ModuleType:
    """Import the part when it is needed: importing all would delay the answer."""
    return import_module(f"amparo.cli.workshop.{name}")


def overview(language: str) -> str:
    lines = [f"{in_language('usage', language)}: {placed('amparo law WHAT …', language)}", ""]
    for part in map(part_called, PARTS):
        lines.append(f"  amparo law {placed(part.USAGE, language)}")
        lines.append(f"      {in_language(part.HELP, language)}")
    return "\n".join([*lines, "", in_language(OF_EACH, language)])


def _run(name: str, words: list[str]) -> int:
    if name not in PARTS:
        usage = " | ".join(part_called(each).USAGE for each in PARTS)
        raise Misused(given=Told("“{}”", (name,)), usage=f"amparo law {usage}")
    part = part_called(name)
    parser = Words(prog=f"amparo law {name}", usage=f"amparo law {part.USAGE}", allow_abbrev=False)
    parser.description, parser.language = part.HELP, language_typed(words)
    part.add_arguments(parser)
    parser.add_argument("--language", metavar="LANGUAGE", default="es", help="es or en")
    arguments = parser.parse_intermixed_args(words)
    return int(part.run(arguments))


def _said(refused: Refused, language: str) -> str:
    """The refusal in one line and one language, with placeholders named as in the usage."""
    for part in ("name", "allowed"):
        if isinstance(said := refused.parts.get(part), str):
            refused.parts[part] = placed(said, language)
    return " ".join(refused.sentence(language).split())
