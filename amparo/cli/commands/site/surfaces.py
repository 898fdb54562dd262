"""Prepare each surface to be served alone: secrets of its own, and on PostgreSQL a role of its own.

Run it as the account of the whole site: once, after each new version, and after a restore.
"""

import secrets
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from amparo.cli.apart import checks_before_serve as serving
from amparo.cli.apart import database_roles as roles
from amparo.cli.apart import rights
from amparo.cli.command_errors import Mistake
from amparo.cli.health import dated_findings as time
from amparo.cli.health import start_up_findings as start
from amparo.settings import one_surface  # noqa: TID251 - this command makes what they read
from amparo.settings.env import BrokenSite  # noqa: TID251 - of what it reads before


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--show", action="store_true", help="print what each may, change nothing")
    parser.add_argument(
        "--sql",
        action="store_true",
        help="write the secrets, and print the statements for whoever may make roles",
    )
    parser.add_argument(
        "--anew",
        action="append",
        default=[],
        choices=rights.PARTS,
        help="with other secrets: whoever is on a visit there begins again",
    )


def run(arguments: Namespace) -> int:
    if settings.SURFACE or not (Path(settings.STATE) / "site.toml").exists():
        raise Mistake("Run this as the account of the whole site, once it is set up.")
    return _show() if arguments.show else _make(arguments)


def _show() -> int:
    for part in rights.PARTS:
        _print(part)
    return 0


def _must_be_whole(kept: list[str]) -> None:
    """Check the secrets to keep before anything is written. Raises Mistake."""
    for part in kept:
        try:
            one_surface.must_be_whole(Path(settings.STATE) / one_surface.FOLDER / f"{part}.toml")
        except BrokenSite as problem:
            raise Mistake(
                f"{problem} Nothing was changed. Put back the copy of that file, or have other"
                f" secrets made: amparo surfaces --anew {part} (whoever is on a visit there begins"
                " again)."
            ) from problem


def _must_be_fit() -> None:
    """Check what the door alone cannot, which is not served before this command ran. Where it is
    served already, missing keyholders are reported and do not stop its rights from being set: the
    desk checks them when it starts. Raises Mistake."""
    missing, nobody = list(time.unsigned()), list(start.nobody_answers(timezone.now()))
    if serving.are_prepared():
        for one in nobody:
            print(one, file=sys.stderr)
        nobody = []
    if found := [*missing, *nobody]:
        raise Mistake("\n".join([f"{one.says} {one.do}" for one in found]))


def _make(arguments: Namespace) -> int:
    _must_be_whole([part for part in rights.PARTS if part not in arguments.anew])
    _must_be_fit()
    if connection.vendor == "postgresql":
        passwords = {part: _password(part, arguments.anew) for part in rights.PARTS}
        _make_roles(passwords, in_words=arguments.sql)
        addresses = {part: _address(part, word) for part, word in passwords.items()}
    else:
        addresses = dict.fromkeys(rights.PARTS, "")
    said = [_make_secrets(part, addresses[part], arguments.anew) for part in rights.PARTS]
    if not arguments.sql:
        print("\n".join(said))
    if connection.vendor != "postgresql":
        print(
            "SQLite knows no roles: each surface has secrets of its own, and whoever takes one"
            " process over has every table. For roles put the site on PostgreSQL."
        )
    return 0


def _make_secrets(part: str, address: str, anew: list[str]) -> str:
    """Make the secrets of a part. Return their path and the role."""
    state = Path(settings.STATE)
    path = one_surface.make_part(
        state,
        part,
        database=address,
        signing_key=settings.SIGNING_KEY,
        anew=part in anew,
    )
    for folder in (state / "run", one_surface.run_folder(state, part)):
        if not folder.exists():  # later it may belong to another account
            folder.mkdir()
            folder.chmod(0o711)  # its content is private; all may see when the jobs last ran
    return f"{part}: {path}" + (f", role {roles.name_of(part)}" if address else "")


def _password(part: str, anew: list[str]) -> str:
    """The part's present password, so that a serving process keeps its access; or a new one."""
    path = Path(settings.STATE) / one_surface.FOLDER / f"{part}.toml"
    known = one_surface.database_in(path) if part not in anew else ""
    return urlsplit(known).password or secrets.token_hex(24)


def _make_roles(passwords: dict[str, str], *, in_words: bool) -> None:
    if in_words:
        print("BEGIN;")
        for statement in roles.statements(passwords):
            print(f"{statement};")
        print("COMMIT;")
        return
    try:
        roles.make(passwords)
    except ProgrammingError as problem:
        raise Mistake(
            "This account may not make roles. Give what this prints to whoever may:"
            " amparo surfaces --sql"
        ) from problem


def _address(part: str, password: str) -> str:
    """The site's database address with the part's role and password."""
    found = urlsplit(settings.DATABASE_URL)
    where = found.netloc.rpartition("@")[2]
    asks = f"{quote(roles.name_of(part), safe='')}:{password}@{where}"
    return urlunsplit((found.scheme, asks, found.path, found.query, found.fragment))


def _print(part: str) -> None:
    print(f"{part}:")
    by_table: dict[str, list[str]] = {}
    for right in rights.rights_of(part):
        columns = f"({', '.join(right.columns)})" if right.columns else ""
        by_table.setdefault(right.table, []).append(f"{right.verb}{columns}")
    for table, words in by_table.items():
        print(f"  {table}: {' '.join(words)}{_where(rights.rows_of(part).get(table, {}))}")
    print(f"  puts on record: {' '.join(sorted(rights.kinds_of(part)))}")


def _where(rows: Mapping[str, str]) -> str:
    if not rows:
        return ""
    said = dict.fromkeys(rows.values())
    if len(said) == 1 and len(rows) == len(rights.VERBS):
        return f" where {next(iter(said))}"
    return "".join(f"\n    {verb} where {which}" for verb, which in rows.items())
