"""List exports of files: their numbers and states, without any case (`list`).

`end` ends now what was not approved or taken in time; the scheduler (`amparo tick`) does the same
every minute.
"""

from argparse import ArgumentParser, Namespace

from django.utils import timezone

from amparo.casework.exports.queries import every_number
from amparo.casework.exports.recall_and_destruction import end_overdue
from amparo.foundations.accounts.actors import SYSTEM


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["list", "end"])


def run(arguments: Namespace) -> int:
    return end() if arguments.what == "end" else show()


def end() -> int:
    ended = end_overdue(by=SYSTEM, at=timezone.now())
    print(f"Ended: {ended}. Nothing of them left." if ended else "Nothing was past its time.")
    return 0


def show() -> int:
    rows = every_number(seen_by=SYSTEM)
    for one in rows:
        ends = one.taken_at or one.ends_at
        word = "taken" if one.taken_at else "until" if one.waits else "would have ended"
        print(f"{one.ref} {one.state}, asked {one.asked_at:%Y-%m-%d}, {word} {ends:%Y-%m-%d %H:%M}")
    if not rows:
        print("No copy of a file was ever asked for.")
    return 0
