"""Put a draft to the public, print or close it: `amparo consult open|list|print|check|close`.

Proposals are looked at and answered by members on the desk: no command can read them.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.utils import timezone

from amparo.cli.command_errors import Mistake
from amparo.foundations.accounts.actors import SYSTEM
from amparo.observatory.consultations.canonical_record import breaks_in, closing_of, record_of
from amparo.observatory.consultations.models import Consultation
from amparo.observatory.consultations.queries import (
    consultation_called,
    consultations,
    counts_of,
    told_in,
)
from amparo.observatory.consultations.record_types import ProposalSaid, RecordSaid
from amparo.observatory.consultations.services import (
    LOOK_DAYS,
    Hindered,
    NotADraft,
    Plan,
    close,
    open_consultation,
)

SAID = {
    "unknown_law": "There is no such law: --beside takes one of `amparo law test`.",
    "no_reader": "Nobody has an account yet who could look at proposals and answer them: what is"
    " sent would stay closed for ever. Invite somebody first: amparo member invite.",
    "closes_too_early": "The last day lies before the first, or is over.",
    "consulted_already": "This draft was put to everybody already: another text has another id.",
    "goes_on": "Its last day is not over: until then everybody may take part.",
    "closed_already": "It is closed.",
    "unanswered": "Some proposals have no answer. Answer them on the desk, or say --reason.",
}
BROKEN = {
    "key": "the key to which proposals are sealed is not the one on record",
    "draft": "the draft is not the one that was put to people",
    "gone": "a proposal was deleted",
    "unrecorded": "a proposal was never recorded",
    "shown": "what is shown is not what was recorded",
    "answers": "the answers are not those that were recorded",
    "record": "the record is not the one that it was closed with",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["open", "list", "print", "check", "close"])
    parser.add_argument("name", nargs="?", default="", help="of `open` the draft's folder")
    parser.add_argument("--beside", default="", metavar="LAW", help="the law it would change")
    parser.add_argument("--from", dest="first", default="", metavar="DAY", help="today by default")
    parser.add_argument("--until", default="", metavar="DAY", help="the last day to take part")
    parser.add_argument("--look-days", type=int, default=LOOK_DAYS, metavar="DAYS")
    parser.add_argument("--about", default="", metavar="WORDS", help="what people read first")
    parser.add_argument("--reason", default="", metavar="WORDS", help="why it closes unanswered")
    parser.add_argument("--json", action="store_true", help="the record, for machines")


def run(arguments: Namespace) -> int:
    acts = {"open": _open, "list": _list, "print": _print, "check": _check, "close": _close}
    try:
        return acts[arguments.what](arguments)
    except NotADraft as refused:
        raise Mistake(str(refused)) from refused
    except Hindered as refused:
        raise Mistake(SAID[refused.reason]) from refused


def _open(arguments: Namespace) -> int:
    if not (arguments.name and arguments.beside and arguments.until and arguments.about):
        raise Mistake("Say the draft's folder, --beside, --until and --about.")
    if not 1 <= arguments.look_days <= 30:  # noqa: PLR2004 - a month at most
        raise Mistake("--look-days takes 1 to 30.")
    plan = Plan(
        folder=Path(arguments.name),
        beside=arguments.beside,
        about=arguments.about,
        opens_on=_day(arguments.first) if arguments.first else timezone.localdate(),
        closes_on=_day(arguments.until),
        look_days=arguments.look_days,
    )
    made = open_consultation(plan, by=SYSTEM, at=timezone.now())
    print(f"Put to everybody from {made.opens_on} to {made.closes_on}: {made.name}")
    if made.readers.count() == 1:
        print("Only one member can open what is proposed: let somebody else read it too.")
    return 0


def _list(_: Namespace) -> int:
    for one in consultations(seen_by=SYSTEM):
        phase = one.phase_on(timezone.localdate())
        print(f"{one.name}\t{phase.value}\t{one.opens_on}\t{one.closes_on}\t{one.beside}")
    return 0


def _print(arguments: Namespace) -> int:
    found = _called(arguments.name)
    record = record_of(found)
    if arguments.json:
        print(json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        print("\n".join(_told(found, record)))
    return 0


def _check(arguments: Namespace) -> int:
    broken = list(breaks_in(_called(arguments.name)))
    for one in broken:
        print(f"{one.about}: {BROKEN[one.reason]}.")
    if not broken:
        print("Nothing was deleted or altered. Whether the ledger is whole: amparo ledger verify")
    return 1 if broken else 0


def _close(arguments: Namespace) -> int:
    closed = close(_called(arguments.name), reason=arguments.reason, by=SYSTEM, at=timezone.now())
    print("\n".join(_told(closed, record_of(closed))))
    return 0


def _told(found: Consultation, record: RecordSaid) -> Iterator[str]:
    told = told_in(found, seen_by=SYSTEM)
    counts = counts_of(found, told, at=timezone.now(), seen_by=SYSTEM)
    yield f"{found.name}, beside {found.beside}, from {found.opens_on} to {found.closes_on}"
    yield found.about
    yield (
        f"Proposals: {counts.received}. Answered: {counts.answered}, not answered:"
        f" {counts.unanswered}, waiting for a look: {counts.waiting} ({counts.overdue} longer than"
        f" {found.look_days} days), withdrawn: {counts.withdrawn}."
    )
    kinds = (
        ("whole", counts.withheld),
        ("in part", counts.passages),
        ("in answers", counts.answers),
    )
    for name, by_reason in kinds:
        for reason, number in sorted(by_reason.items()):
            yield f"Withheld {name}, {reason}: {number}."
    for one in record["proposals"]:
        yield from _one(one)
    if found.closing_reason:
        yield f"\nClosed with proposals unanswered, because: {found.closing_reason}"
    end = closing_of(found)
    if end:
        yield f"\nClosed. Digest {bytes(end.digest).hex()}"
        yield f"Head of the ledger {end.sequence}:{bytes(end.hash).hex()}"


def _one(one: ProposalSaid) -> Iterator[str]:
    whose = f", {one['organisation']}" if one["organisation"] else ""
    yield f"\n{one['code']}: {one['heading']} ({one['kind']}, {one['received_on']}{whose})"
    state = {"waiting": "Waits for a look.", "withdrawn": "Taken back by its author."}
    withheld = f"Withheld: {one['reason']}."
    yield one["text"] or state.get(one["state"], withheld)
    if one["passages"]:
        yield f"Passages withheld: {one['passages']}, {one['reason']}."
    for answer in one["answers"]:
        older = "" if answer["version"] == one["version"] else " (to an earlier text)"
        yield f"  {answer['outcome']}{older}, {answer['answered_on']}: {answer['reasons']}"
        if answer["changed"]:
            yield f"  Changes: {answer['changed']}"
        if answer.get("passages"):
            yield f"  Passages withheld: {answer['passages']}, {answer['reason']}."


def _called(name: str) -> Consultation:
    found = consultation_called(name, seen_by=SYSTEM)
    if found is None:
        names = ", ".join(one.name for one in consultations(seen_by=SYSTEM)) or "none yet"
        raise Mistake(f"There is no consultation {name!r}; there are: {names}.")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Mistake(f"{text!r} is no day: write 2026-12-31.") from problem
