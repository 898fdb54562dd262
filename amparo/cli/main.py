"""The command `amparo`.

Each module below `commands` is a command; the first line of its docstring is its help. The other
packages hold parts of commands.
"""

import gc
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from errno import ENAMETOOLONG
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Protocol, cast

from amparo.cli import commands
from amparo.cli.argument_parser import Typed
from amparo.cli.command_errors import Mistake
from amparo.law import Refused

# These need neither a database nor a site that was set up.
PURE = frozenset({"clock", "demo", "file", "law", "shares"})
# These run before there is a site, or report themselves what is missing.
FIRST = frozenset({"completion", "doctor", "init", "restore"})
HELP = frozenset({"-h", "--help"})
# Run every minute: a line each time would fill the log.
SILENT = frozenset({"completion", "tick"})
# With one of these, `amparo ledger verify` reads only files.
OFFLINE = frozenset({"--export", "--feed", "--proof"})


class Command(Protocol):
    """The interface of a command module; or `main(words)`, if it parses its words itself."""

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, arguments: Namespace) -> int: ...


def found() -> dict[str, Path]:
    """Return the file of each command by the name that is typed."""
    folder = Path(commands.__path__[0])
    return {path.stem: path for path in sorted(folder.glob("*/[a-z]*.py"))}


def module_of(name: str) -> str:
    return f"{commands.__name__}.{found()[name].parent.name}.{name}"


def names() -> list[str]:
    """Return the name of every command, as it is typed."""
    return sorted(found())


def main(words: Sequence[str] | None = None) -> None:
    sys.exit(answer(sys.argv[1:] if words is None else words))


def answer(words: Sequence[str]) -> int:
    """Run one command and return its exit code: 2 for wrong usage."""
    try:
        try:
            return understand(words)
        finally:
            sys.stdout.flush()  # here, where a reader who has gone is no error
    except BrokenPipeError:
        # The reader has gone (`amparo ... | head`): nothing more is printed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def understand(words: Sequence[str]) -> int:
    known, (first, *others) = names(), [*words] or ["help"]
    if first in known:
        return carry_out(first, others)
    # Imported when needed, as Django is: a pure command answers sooner without.
    listing = import_module("amparo.cli.command_help")
    if first == "--version":
        print(listing.this_version())
        return 0
    if first not in {*HELP, "help"}:
        print(listing.unknown(first, known), file=sys.stderr)
        return 2
    if others and others[0] in known:
        return carry_out(others[0], ["--help"])
    print(listing.overview(known))
    return 0


def carry_out(name: str, words: Sequence[str]) -> int:
    try:
        _must_be_text(words)
        return _run(name, words)
    except (Mistake, Refused, PermissionError) as mistake:
        return _mistaken(name, mistake)
    except OSError as problem:
        if problem.errno != ENAMETOOLONG:
            raise
        return _mistaken(name, "no file may have so long a name.")


def _must_be_text(words: Sequence[str]) -> None:
    """Raise Mistake for words that are not UTF-8."""
    for word in words:
        if not word.isascii() and any("\ud800" <= sign <= "\udfff" for sign in word):
            raise Mistake(f"{ascii(word)[:80]} is no text: write it in UTF-8.")


def _mistaken(name: str, why: object) -> int:
    print(f"amparo {name}: {why}", file=sys.stderr)
    return 2


def _offline(words: Sequence[str]) -> bool:
    return bool(OFFLINE & {word.partition("=")[0] for word in words})


def _one_surface(words: Sequence[str]) -> None:
    """Set the surface before anything else: it decides which secrets and which database role are
    used."""
    for before, word in pairwise(["", *words]):
        given = word if before == "--surface" else word.partition("--surface=")[2]
        if given in import_module("amparo.settings.one_surface").SURFACES:
            os.environ["AMPARO_SURFACE"] = given


def _run(name: str, words: Sequence[str]) -> int:
    if name not in PURE and not (name == "ledger" and _offline(words)):
        os.umask(0o077)  # new files are readable by the site's own account alone
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings.main")
        if name == "serve":
            _one_surface(words)
        _set_up()
        os.umask(import_module("django.conf").settings.UMASK)
        if not HELP.intersection(words):
            _say_and_see_the_site(name, needed=name not in FIRST and words[:1] != ["prune"])
        return _asking_a_database(name, words)
    return _called(name, words)


def _called(name: str, words: Sequence[str]) -> int:
    command = cast("Command", import_module(module_of(name)))
    if hasattr(command, "main"):
        return int(command.main(list(words)))
    parser = Typed(
        prog=f"amparo {name}", description=import_module("amparo.cli.command_help").said_of(name)
    )
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def _set_up() -> None:
    """Set Django up. Raises Mistake where the settings cannot be used. The garbage collector looks
    through nothing of what is loaded here: all of it stays."""
    settings = import_module("amparo.settings.env")
    exceptions = import_module("django.core.exceptions")
    is_first = not import_module("django.apps").apps.ready
    gc.disable()
    try:
        import_module("django").setup()
    except settings.BrokenSite as problem:
        raise Mistake(str(problem)) from problem
    except exceptions.ImproperlyConfigured as problem:
        if "psycopg" not in str(problem):
            raise
        raise Mistake(
            "The driver of PostgreSQL is not installed: pip install 'amparo[postgres]'."
        ) from problem
    finally:
        if is_first:
            gc.freeze()
        gc.enable()


def _say_and_see_the_site(name: str, *, needed: bool) -> None:
    """Print which site and database are used. Raises Mistake where one is needed and missing."""
    settings = import_module("django.conf").settings
    connecting = import_module("amparo.cli.health.database_connection")
    if name not in SILENT:
        part = f", the {settings.SURFACE} alone" if settings.SURFACE else ""
        print(f"Site {settings.STATE}{part}, {connecting.name_of_database()}", file=sys.stderr)
    site = Path(settings.STATE) / "site.toml"
    if not needed or settings.SURFACE:
        return
    if not site.exists():
        raise Mistake(
            f"There is no site in {settings.STATE}: run `amparo init` first, or name the folder of"
            " one in AMPARO_STATE."
        )
    if found := connecting.trouble(site):
        raise Mistake(f"{found.says} {found.do}")


def _asking_a_database(name: str, words: Sequence[str]) -> int:
    """Run a command. Raises Mistake where the database cannot be used."""
    try:
        return _called(name, words)
    except import_module("django.db").Error as problem:
        found = import_module("amparo.cli.health.database_connection").reason(problem)
        if found is None:
            raise
        raise Mistake(f"{found.says} {found.do}") from problem
