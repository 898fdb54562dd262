"""Export the codes of documented attacks that may be published: `amparo attacks export`.

Only what victims and sources agreed to publish leaves. For one recipient a monitor exports on the
desk: with whom each agreed to share is sealed.
"""

from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from django.utils import timezone

from amparo.cli.command_errors import Mistake
from amparo.foundations.accounts.actors import SYSTEM
from amparo.observatory.attacks.partial_dates import NotADate, read_date
from amparo.observatory.attacks.queries import Filter
from amparo.observatory.catalogues.terms import TermList, terms
from amparo.observatory.exports import parquet
from amparo.observatory.exports.audience import Audience
from amparo.observatory.exports.formats import FORMATS, TABLES
from amparo.observatory.exports.package import LICENCES
from amparo.observatory.exports.queries import Wanted
from amparo.observatory.exports.services import (
    Chosen,
    NothingLeaves,
    NotTheSame,
    Package,
    export_attacks,
)
from amparo.observatory.exports.tally import COUNTED


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["export"])
    parser.add_argument("--format", choices=list(FORMATS), default=TABLES)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new ZIP")
    parser.add_argument("--licence", choices=list(LICENCES), default=next(iter(LICENCES)))
    parser.add_argument("--kind", default="", metavar="CODE", help="attacks with such an act")
    parser.add_argument("--department", default="", metavar="CODE", help="as PE-UCA")
    parser.add_argument("--verification", default="", metavar="CODE", help="how sure it is")
    parser.add_argument("--when", default="", metavar="DATE", help="2026, 2026-05, 2025..2026")


def run(arguments: Namespace) -> int:
    wanted = Wanted(_filter(arguments), Audience())
    chosen = Chosen(FORMATS[arguments.format], arguments.licence)
    if arguments.out.exists():
        raise Mistake(f"{arguments.out} is there already.")
    try:
        made = export_attacks(wanted, chosen, by=SYSTEM, at=timezone.now())
    except NothingLeaves:
        print("Nothing leaves: no victim agreed that it is published.")
        return 1
    except NotTheSame:
        print("The register was changed meanwhile. Nothing was written: run it again.")
        return 1
    with arguments.out.open("xb") as target, closing(made.content):
        target.writelines(made.pieces)
    _tell(made, arguments)
    return 0


def _tell(made: Package, arguments: Namespace) -> None:
    tally = made.tally
    print(f"{arguments.out}: number {made.ref}, {made.size} bytes.")
    for kind in COUNTED:
        print(f"{kind}: {tally.out[kind]} of {tally.read[kind]}")
    for reason, numbers in tally.left_by_reason.items():
        told = ", ".join(f"{number} {kind}" for kind, number in numbers.items())
        print(f"left out, {reason}: {told}")
    if arguments.format == TABLES and not parquet.is_installed():
        print("Without Parquet: it needs the extra 'parquet'.")


def _filter(arguments: Namespace) -> Filter:
    try:
        when = read_date(arguments.when)
    except NotADate as problem:
        raise Mistake(f"{arguments.when} is no date: 2026, 2026-05 or 2025..2026.") from problem
    return Filter(
        kind=_code(TermList.KIND, arguments.kind),
        department=_code(TermList.DEPARTMENT, arguments.department),
        verification=_code(TermList.VERIFICATION, arguments.verification),
        since=when.first_month,
        until=when.last_month,
    )


def _code(wanted: TermList, code: str) -> str:
    if code and code not in terms(wanted):
        raise Mistake(f"{code} does not stand in the list {wanted.value}.")
    return code
