"""Publish the figures of the last ended period (`amparo figures publish`), or print the latest.

Each edition is made once. The first may be made at once; after it, one for each ended month.
`amparo figures attacks --year 2025` counts and protects the public tables of attacks of a year:
those that have no edition, and corrections of those in which five victims changed. With --check it
counts every edition of that year again, audits it, and stores nothing. A monitor publishes them.
"""

import json
from argparse import ArgumentParser, Namespace
from datetime import MINYEAR, datetime

from django.utils import timezone

from amparo.casework.figures.queries import totals
from amparo.casework.figures.services import publish_first, publish_what_is_due
from amparo.cli.command_errors import Mistake
from amparo.foundations.accounts.actors import SYSTEM
from amparo.observatory.figures import services as attacks
from amparo.statistics.disclosure import StatisticsMissing

INSTALL = "Protected tables need the extra `statistics`: install `amparo[statistics]`."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["publish", "show", "attacks"])
    parser.add_argument("--year", type=int, help="of the attacks; the last one if left out")
    parser.add_argument("--check", action="store_true", help="count again and store nothing")


def run(arguments: Namespace) -> int:
    if arguments.what == "attacks":
        return _of_attacks(arguments)
    return publish() if arguments.what == "publish" else show()


def _of_attacks(arguments: Namespace) -> int:
    at = timezone.now()
    year = arguments.year or timezone.localdate(at).year - 1
    if not MINYEAR < year <= timezone.localdate(at).year - 1:
        raise Mistake(f"{year} is not over, or no year.")
    try:
        return _check(year) if arguments.check else _make(year, at)
    except StatisticsMissing as problem:
        raise Mistake(INSTALL) from problem


def _make(year: int, at: datetime) -> int:
    made = attacks.make_editions(year, by=SYSTEM, at=at)
    for edition in made:
        print(f"Made, not yet published: {edition.table} {edition.edition}")
    if not made:
        print(f"Nothing to make: {year} has its tables, or too few attacks that may be counted.")
    return 0


def _check(year: int) -> int:
    wrong = 0
    for edition in attacks.editions_of(year):
        narrow, beside = attacks.audit_of(edition), attacks.compare_again(edition)
        counted = "the same" if beside.same else f"victims changed: {beside.victims_changed}"
        audited = "the audit holds" if not narrow else "THE AUDIT FAILS"
        print(f"{edition.table} {edition.edition}: {counted}; {audited}")
        wrong += bool(narrow)
    return 1 if wrong else 0


def publish() -> int:
    at = timezone.now()
    made = publish_what_is_due(by=SYSTEM, at=at)
    first = None if made else publish_first(by=SYSTEM, at=at)
    if first is not None:
        made = [first]
    for edition in made:
        print(f"Published: {edition.series} {edition.period}, counted up to {edition.until}.")
    if not made:
        print("Nothing is due: the next figures are made when this month is over.")
    return 0


def show() -> int:
    last = totals(seen_by=SYSTEM)
    if last is None:
        print("No figures were published yet.")
        return 0
    print(json.dumps(last.content, ensure_ascii=False, indent=2))
    return 0
