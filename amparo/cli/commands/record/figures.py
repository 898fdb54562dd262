"""Publish the figures of the last ended period (`amparo figures publish`), or print the latest.

Each edition is made once. The first may be made at once; after it, one for each ended month.
"""

import json
from argparse import ArgumentParser, Namespace

from django.utils import timezone

from amparo.casework.figures.queries import totals
from amparo.casework.figures.services import publish_first, publish_what_is_due
from amparo.foundations.accounts.actors import SYSTEM


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["publish", "show"])


def run(arguments: Namespace) -> int:
    return publish() if arguments.what == "publish" else show()


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
