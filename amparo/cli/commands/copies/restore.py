"""Restore a site from a backup, into an empty place; with --rehearse into one that is thrown away.

It asks for the shares of the backup key, compares everything with the backup's list, brings the
tables up to date, checks the record, and ends by returning with the phrase of a case. Surfaces that
ran apart get new secrets and roles: no backup holds them.
"""

import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings

from amparo.cli.backups import site_restoration as restoring
from amparo.cli.backups.sealed_file import digest_of
from amparo.cli.backups.site_restoration import Place
from amparo.cli.ceremony import share_input as asking
from amparo.cli.command_errors import Mistake, end_as_by_hand
from amparo.foundations.erasure.erasure_list import NAME


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--head", metavar="NUMBER:HASH", help="a head that was kept outside")
    parser.add_argument(
        "--digest", metavar="SHA-256", help="what `backup make` printed of the file"
    )
    parser.add_argument(
        "--erased", type=Path, metavar="FILE", help="the newest list of what was erased"
    )
    parser.add_argument(
        "--key",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a signing.key of before or after, for lines of that list; once for each",
    )
    parser.add_argument("--rehearse", action="store_true", help="touch nothing of this site")
    parser.add_argument("--database", metavar="URL", help="with --rehearse: an empty PostgreSQL")


def run(arguments: Namespace) -> int:
    end_as_by_hand()
    if arguments.database and not arguments.rehearse:
        raise Mistake("--database goes with --rehearse; else DATABASE_URL says it.")
    if not arguments.rehearse:
        place = Place(Path(settings.STATE), settings.DATABASE_URL)
        return _restore(arguments, place)
    with tempfile.TemporaryDirectory(prefix="amparo-rehearsal-") as room:
        done = _restore(arguments, Place(Path(room) / "site", arguments.database or ""))
    print("It was a rehearsal: what was put back is gone again.")
    if arguments.database:
        print("Remove its database by hand.")
    return done


def _restore(arguments: Namespace, place: Place) -> int:
    line, _sealed = restoring.read_line(arguments.file)
    if arguments.digest and arguments.digest.lower() != digest_of(arguments.file):
        raise Mistake("This is not the file whose SHA-256 you kept. Nothing was put back.")
    place.refuse_what_is_full()
    print(f"A backup of {line.made_at:%Y-%m-%d %H:%M} UTC, to be gone by {line.until:%Y-%m-%d}.")
    line, key = restoring.open_line(arguments.file, asking.combined())
    contents = restoring.put_back(arguments.file, line, key, place)
    words = asking.line("Words of a case kept for rehearsals (blank: not tried): ")
    head = ["--head", arguments.head] if arguments.head else []
    steps = [("backup", "check"), ("init",), ("ledger", "verify", *head), ("backup", "restored")]
    results = [place.run(*step) for step in steps]
    results.append(_try_words(words, place, rehearsal=arguments.rehearse))
    results.append(_erase_again(arguments, place))
    if contents.apart:
        results.append(_apart_again(place, rehearsal=arguments.rehearse))
    if any(results):
        print("Not everything is as it was, or was tried: read above before you serve this.")
        return 1
    print(f"{place.state} is back. Change the mail and host settings if the machine is another.")
    return 0


def _try_words(words: str, place: Place, *, rehearsal: bool) -> int:
    """Try to open a case with a phrase, which is the purpose of a rehearsal: without one
    it fails."""
    if words:
        return place.run("backup", "words", typed=words + "\n")
    print("No words were tried: nobody knows whether a person could come back with hers.")
    return int(rehearsal)


def _erase_again(arguments: Namespace, place: Place) -> int:
    """Repeat the erasures made after this backup. No backup holds their list."""
    beside = arguments.file.with_name(NAME)
    found: Path = arguments.erased or beside
    if arguments.erased or beside.is_file():
        keys = [word for one in arguments.key for word in ("--key", str(one.resolve()))]
        return place.run("retention", "again", "--list", str(found.resolve()), *keys)
    print(
        f"No {NAME} lies beside the backup and none was named (--erased): whatever was erased after"
        " this backup was made stands here again. Find the newest one, and before you serve this"
        " run: amparo retention again --list FILE"
    )
    return 0


def _apart_again(place: Place, *, rehearsal: bool) -> int:
    """Prepare surfaces that ran apart. Roles belong to the whole PostgreSQL server: a rehearsal
    would leave its own behind, so it makes none."""
    if rehearsal:
        print("The surfaces of this site run apart: a rehearsal gives them no secrets, no roles.")
        return 0
    if place.run("surfaces"):
        print(
            "The surfaces of this site ran apart, and do not yet: serve none before"
            " `amparo surfaces` went through, nor all of them by one process."
        )
        return 1
    print(
        "The surfaces of this site ran apart: they have other secrets now. Give each its folder and"
        " the sealed files again (chown, chgrp, as when it was set up), and start each anew."
    )
    return 0
