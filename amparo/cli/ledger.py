"""Check the record (`amparo ledger verify`), or print its head to keep outside (`… head`)."""

from argparse import ArgumentParser, Namespace

from amparo.cli.consult import BROKEN
from amparo.cli.mistakes import Mistake
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.access.queries import keys_not_on_record
from amparo.foundations.ledger.queries import breaks, head
from amparo.observatory.consultations.queries import consultations
from amparo.observatory.consultations.record import breaks_in

SAID = {
    "missing": "an entry is missing here",
    "changed": "this entry is not what was chained",
    "cut": "the record ends before the head that was kept",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify", "head"])
    parser.add_argument("--head", metavar="NUMBER:HASH", help="a head that was kept outside")


def run(arguments: Namespace) -> int:
    if arguments.what == "head":
        number, digest = head()
        print(f"{number}:{digest.hex()}")
        return 0
    foreign = keys_not_on_record(seen_by=SYSTEM)
    for name in foreign:
        print(f"Key of {name}: not the one on record.")
    found = list(breaks(expected_last=_kept(arguments.head)))
    for one in found:
        print(f"Entry {one.sequence}: {SAID[one.reason]}.")
    consulted = [one for each in consultations(seen_by=SYSTEM) for one in breaks_in(each)]
    for each in consulted:
        print(f"{each.about}: {BROKEN[each.reason]}.")
    number, digest = head()
    wrong = bool(found or foreign or consulted)
    if not wrong:
        print(f"The record holds: {number} entries, head {number}:{digest.hex()}")
    return int(wrong)


def _kept(text: str | None) -> tuple[int, bytes] | None:
    if text is None:
        return None
    number, _, digest = text.partition(":")
    try:
        return int(number), bytes.fromhex(digest)
    except ValueError as problem:
        raise Mistake("--head takes what `amparo ledger head` printed: NUMBER:HASH.") from problem
