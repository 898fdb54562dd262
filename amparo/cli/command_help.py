"""The help of `amparo`: every command, with its purpose."""

import ast
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version
from types import ModuleType

from amparo.cli.argument_parser import Typed
from amparo.cli.main import found, module_of

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Try it": ("demo",),
    "Run a site": ("init", "serve", "tick", "doctor", "surfaces", "prompts", "completion"),
    "Accounts and keys": ("member", "keys", "shares", "leak"),
    "Copies and retention": ("backup", "restore", "retention"),
    "Record and figures": ("ledger", "figures", "exports", "attacks", "file", "looks"),
    "The law": ("law", "clock", "norm", "consult"),
}


def said_of(name: str) -> str:
    """The first line of a command's docstring, read without running the command."""
    said = ast.get_docstring(ast.parse(found()[name].read_text(encoding="utf-8")))
    return (said or "").partition("\n")[0]


def overview(known: Sequence[str]) -> str:
    """All commands, grouped by purpose."""
    lines = ["usage: amparo COMMAND …", "", "Runs a protection mechanism."]
    grouped = {name for names in GROUPS.values() for name in names}
    others = tuple(name for name in known if name not in grouped)
    for group, names in {**GROUPS, "Other": others}.items():
        if there := [name for name in names if name in known]:
            lines += ["", f"{group}:", *(f"  {name:<11} {said_of(name)}" for name in there)]
    return "\n".join([*lines, "", "amparo help COMMAND    its arguments", "amparo --version"])


def this_version() -> str:
    return f"amparo {version('amparo')}"


def unknown(typed: str, known: Sequence[str]) -> str:
    """The message for an unknown command, with similar ones."""
    near = get_close_matches(typed, known, n=3)
    said = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(known)}."
    return f"amparo: there is no command {typed!r}. {said} See: amparo help"


def parser_of_all(known: Sequence[str]) -> ArgumentParser:
    """All commands with their arguments, for shell completion. Imports each of them."""
    parser = Typed(prog="amparo", description="Runs a protection mechanism.")
    parser.add_argument("--version", action="version", version=this_version())
    commands = parser.add_subparsers(metavar="COMMAND")
    for name in known:
        command: ModuleType = import_module(module_of(name))
        one = commands.add_parser(name, help=said_of(name))
        if hasattr(command, "add_arguments"):
            command.add_arguments(one)
    return parser
