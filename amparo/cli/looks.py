"""A sample of a month's looks into files, for somebody outside the team to ask about.

Which ones nobody here chooses: it follows from the record's last signed head before that month.
"""

from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime

from django.utils import timezone

from amparo.cli.mistakes import Mistake
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.access.queries import names_of
from amparo.foundations.cases.watching import sample
from amparo.foundations.ledger.queries import published_heads


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("month", metavar="YYYY-MM", help="a month that is over")
    parser.add_argument("--names", action="store_true", help="for whoever answers, not for outside")


def run(arguments: Namespace) -> int:
    since, until = _month(arguments.month)
    if until > timezone.now():
        raise Mistake("That month is not over yet.")
    before = [one for one in published_heads(seen_by=SYSTEM) if one.day < since.date().isoformat()]
    if not before:
        raise Mistake("No signed head was published before that month: nothing says which to ask.")
    seed = max(before, key=lambda one: one.day)
    looks = sample(since, until, bytes(seed.root), seen_by=SYSTEM)
    numbers = {by: number for number, by in enumerate(sorted({one.by for one in looks}), start=1)}
    names = names_of(numbers, seen_by=SYSTEM) if arguments.names else {}
    print(f"Drawn by the head of {seed.day}. Ask of each: what for, and what came of it?")
    for one in looks:
        who = names.get(one.by, f"member {numbers[one.by]}")
        did = "and worked on it" if one.acted else "and did nothing in it within a day"
        print(f"#{one.number} {one.at:%Y-%m-%d %H:%M} {who} ({one.role}): {one.reason}, {did}")
    if not looks:
        print("Nobody opened a file in that month.")
    return 0


def _month(typed: str) -> tuple[datetime, datetime]:
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError as problem:
        raise Mistake(f"{typed!r} is not a month such as 2026-10.") from problem
    year, month = (first.year + 1, 1) if first.month == 12 else (first.year, first.month + 1)  # noqa: PLR2004
    return (
        datetime(first.year, first.month, 1, tzinfo=UTC),
        datetime(year, month, 1, tzinfo=UTC),
    )
