"""Draw a sample of a month's looks into files, for a person outside the team to ask about.

The sample cannot be chosen here or foreseen at the time of a look: it follows from the first head
of the record that is signed after the first day of the next month.
"""

from argparse import ArgumentParser, Namespace
from datetime import date

from django.utils import timezone

from amparo.cli.command_errors import Mistake
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.access.monthly_look_sample import months, sample_of


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("month", metavar="YYYY-MM", help="a month that is over")
    parser.add_argument("--names", action="store_true", help="for whoever answers, not for outside")


def run(arguments: Namespace) -> int:
    first = _month(arguments.month)
    if months(first)[1] > timezone.now():
        raise Mistake("That month is not over yet.")
    drawn = sample_of(first, seen_by=SYSTEM)
    if drawn is None:
        raise Mistake(
            "No head was signed after the first day of the next month: nothing says which to ask."
        )
    signatures = {one.by for one in drawn.looks}
    names = names_of(signatures, seen_by=SYSTEM) if arguments.names else {}
    print(f"Drawn by the head of {drawn.by_head}. Ask of each: what for, and what came of it?")
    for one, number in drawn.numbered:
        who = names.get(one.by, f"member {number}")
        did = "and worked on it" if one.acted else "and did nothing in it within a day"
        print(f"#{one.number} {one.at:%Y-%m-%d %H:%M} {who} ({one.role}): {one.reason}, {did}")
    if not drawn.looks:
        print("Nobody opened a file in that month.")
    return 0


def _month(typed: str) -> date:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError as problem:
        raise Mistake(f"{typed!r} is not a month such as 2026-10.") from problem
