"""Keep everything a site is in one sealed file (`amparo backup make FOLDER`); `… key`, `… prune`.

The file opens only with the shares of the backup key, which is not the recovery key: the holder of
the file and these shares has a copy of the site, and still cannot read any case.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from amparo.cli.backups import backup_writer as taking
from amparo.cli.backups import expired_backups as expiring
from amparo.cli.backups import restored_site_comparison as comparing
from amparo.cli.backups.sealed_file import digest_of
from amparo.cli.ceremony import share_input as asking
from amparo.cli.ceremony.keyholder_arguments import keyholders_of, must_name_keyholders, note_held
from amparo.cli.ceremony.printed_shares import SHARES, print_shares, shares_asked_for
from amparo.cli.command_errors import Mistake, end_as_by_hand
from amparo.crypto import shares
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.membership.after_backup_restore import begin_again
from amparo.foundations.accounts.models import GroupKey
from amparo.foundations.accounts.queries import keys_not_on_record
from amparo.foundations.accounts.services import make_group
from amparo.foundations.erasure import erasure_list as listed
from amparo.foundations.erasure.backups_holding_erased import NEWEST
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import NoSuchWords, visit_by_phrase

DAYS = 30
MOST_DAYS = 36_500


def add_arguments(parser: ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    key = tasks.add_parser("key", help="make the backup key and print its shares, once")
    key.add_argument("--shares", default=SHARES, metavar="KofN")
    key.add_argument("--keyholder", action="append", default=[], metavar="NAME:BRANCH")
    key.add_argument("--anew", action="store_true", help="another key, where shares were lost")
    make = tasks.add_parser("make", help="write a backup into a folder, and read it back")
    make.add_argument("folder", type=Path)
    make.add_argument("--keep", type=int, default=DAYS, metavar="DAYS", help="by default 30")
    prune = tasks.add_parser("prune", help="remove those whose day is over, where none is made")
    prune.add_argument("folder", type=Path, nargs="*", help="beside those that were written to")
    tasks.add_parser("restored", help="put on record that this site was put back")
    tasks.add_parser("check", help="compare a site that was put back with its backup's list")
    tasks.add_parser("words", help="come back with words of a case, as its person would")


def run(arguments: Namespace) -> int:
    end_as_by_hand()
    tasks: dict[str, Callable[[Namespace], int]] = {
        "key": _key,
        "make": _make,
        "prune": _prune,
        "check": _check,
        "restored": _restored,
        "words": _words,
    }
    return tasks[arguments.what](arguments)


def _key(arguments: Namespace) -> int:
    needed, of = shares_asked_for(arguments.shares)
    holders = keyholders_of(arguments.keyholder, of, made=True) if arguments.keyholder else []
    there = GroupKey.objects.filter(kind=GroupKey.Kind.BACKUP, current=True).exists()
    if there and not arguments.anew:
        raise Mistake(
            "There is a backup key; its shares were printed when it was made. "
            "Where too few are left: --anew (older backups still need the older shares)."
        )
    if not holders:
        must_name_keyholders("amparo backup key")
    pair = new_pair()
    parts = shares.split(pair.secret, needed=needed, of=of)
    with transaction.atomic():
        now = timezone.now()
        made = make_group("backup", "", public=pair.public, by=SYSTEM, at=now)
        if holders:
            note_held(made, needed=needed, holders=holders, at=now)
    print_shares("The backup key", "together put this site back", parts, needed)
    return 0


def _make(arguments: Namespace) -> int:
    if not 1 <= arguments.keep <= MOST_DAYS:
        raise Mistake(f"--keep takes a number of days, 1 to {MOST_DAYS}.")
    if any(name == "backup" for name in keys_not_on_record(seen_by=SYSTEM)):
        raise Mistake("The backup key is not the one on record: somebody exchanged it.")
    now = timezone.now()
    path, contents = taking.make(arguments.folder, keep=timedelta(days=arguments.keep), at=now)
    rows, files = sum(contents.rows.values()), len(contents.files)
    print(f"{path}: {path.stat().st_size} bytes, {rows} rows, {files} files, read back and whole.")
    for name in taking.left_out():
        print(f"{name}: a name that no page can have, left out.")
    print(f"SHA-256 {digest_of(path)}, head of its record {contents.head}")
    print("Keep both where this machine cannot write, and take the file to another one.")
    _list_erased(arguments.folder)
    _throw_away([arguments.folder], at=now)
    missing = taking.lost(contents)
    for name in missing:
        print(f"{name}: a table names it and it is not there.")
    return 1 if missing or taking.left_out() else 0


def _prune(arguments: Namespace) -> int:
    for one in arguments.folder:
        if not one.is_dir():
            raise Mistake(f"{one} is no folder.")
    where = {path.resolve() for path in (*arguments.folder, *expiring.folders())}
    _throw_away(sorted(where), at=timezone.now())
    return 0


def _throw_away(where: Sequence[Path], *, at: datetime) -> None:
    for old in expiring.throw_away(where, at=at):
        print(f"{old.name}: its time is over, removed.")
    for old in expiring.outlived(where, at=at):
        print(
            f"{old.name}: its time is over, and it is still here: the newest {NEWEST} stay, so"
            " that no site is left without one, and in case the clock is set ahead. What was erased"
            " since stands in it, and persons read so. Make others; it goes then."
        )


def _list_erased(folder: Path) -> None:
    """Copy the list of erasures beside the backup. No backup contains it: after an older one is
    restored, these erasures are repeated."""
    try:
        erased = listed.copy_to(folder / listed.NAME)
    except OSError as problem:
        raise Mistake(
            f"{problem.filename or listed.NAME}: {problem.strerror}. The backup is whole, and the"
            " list of what was erased is NOT beside it: put back without it, it brings back what"
            " was erased. Let this account read that list (chmod o+r), and run this again."
        ) from problem
    if erased:
        print(f"{listed.NAME}: {erased} erasures. Carry it too: the newest one counts.")


def _check(_: Namespace) -> int:
    contents = comparing.listed()
    found = comparing.differences(contents)
    for sentence in found:
        print(sentence)
    if not found:
        rows, files = sum(contents.rows.values()), len(contents.files)
        print(f"As it was: {rows} rows in {len(contents.rows)} tables, {files} files.")
    return 1 if found else 0


def _restored(_: Namespace) -> int:
    contents = comparing.listed()
    number = int(contents.head.partition(":")[0])
    begin_again(number, by=SYSTEM, at=timezone.now())
    print(f"On record: this site was put back as it was at entry {number}. Nobody is signed in.")
    return 0


def _words(_: Namespace) -> int:
    typed = asking.line("Words of a case kept for rehearsals: ")
    try:
        visitor, _pair = visit_by_phrase(typed, seen_by=STRANGER)
    except NoSuchWords as problem:
        raise Mistake("These words open nothing here.") from problem
    print(f"These words open {visitor.folder.code}.")
    return 0
