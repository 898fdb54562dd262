"""What `amparo` says when it is asked for help: every command, and what each is for."""

import ast
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from amparo import cli
from amparo.cli.typed import Typed


def said_of(name: str) -> str:
    """The first line of a command's docstring, read without running the command."""
    path = Path(cli.__path__[0]) / f"{name.replace('-', '_')}.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def overview(known: Sequence[str]) -> ArgumentParser:
    parser = Typed(prog="amparo", description="Runs a protection mechanism.")
    parser.add_argument("--version", action="version", version=f"amparo {version('amparo')}")
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(metavar="COMMAND")
    for name in known:
        commands.add_parser(name, help=said_of(name), add_help=False)
    return parser
