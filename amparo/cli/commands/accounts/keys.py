"""Show the keys that this site uses (`amparo keys status`); `… held`, `… rehearsed`, `… another`;
`… reseal` after a change of algorithm; `… ask` and `… take` for cases that keyholders open again.

Shares are never typed here: the keyholders use `amparo shares`, on a separate machine.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from amparo.casework.referral.blanket_demands.silence_periods import keeps_any
from amparo.cli.ceremony import algorithm_counts as algorithms
from amparo.cli.ceremony import carried_files as carrying
from amparo.cli.ceremony import keys_in_words as telling
from amparo.cli.ceremony.keyholder_arguments import REFUSED, keyholders_of, note_held, public_key
from amparo.cli.ceremony.printed_shares import SHARES, shares_asked_for
from amparo.cli.command_errors import Mistake
from amparo.cli.health.key_findings import WHERE_THEY_MAY_NOT_LIE_SO
from amparo.cli.terminal.progress import Progress
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM, Refused
from amparo.foundations.accounts.credentials.keyholders import key_called, propose_key, shares_tried
from amparo.foundations.accounts.models import GroupKey, Member
from amparo.foundations.accounts.queries import keys_not_on_record, member_called
from amparo.foundations.cases.access.case_key_renewal import seal_what_is_of_another_algorithm
from amparo.foundations.cases.access.who_can_read import waiting_in_all
from amparo.foundations.cases.outdated_algorithms import of_another_algorithm
from amparo.foundations.intake.keys.recovery import (
    NotAsked,
    Replaced,
    answer,
    ask_for,
    recovery_key_of,
)
from amparo.foundations.intake.models import CaseKey
from amparo.foundations.intake.procedure.court_silence_orders import keeps_something

OTHERWISE = (
    "takes what the order demands, as a copy that an order asks for. Where nobody can open it any"
    " more, ask for that reason: member_gone."
)


def add_arguments(parser: ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    tasks.add_parser("status", help="who holds what, and what would be lost with whom")
    held = tasks.add_parser("held", help="note who keeps the shares of a key")
    held.add_argument("key", help="its fingerprint, as `status` says it")
    _ask_for_holders(held)
    tried = tasks.add_parser("rehearsed", help="note that enough shares made a key")
    tried.add_argument("key", help="the fingerprint that `amparo shares rehearse` printed")
    another = tasks.add_parser(
        "another", help="propose another recovery key, where shares are lost or seen"
    )
    another.add_argument("public", help="the public key that `amparo shares new` printed")
    _ask_for_holders(another)
    tasks.add_parser("reseal", help="let every case that is not sealed as today be sealed anew")
    asking = tasks.add_parser("ask", help="write down cases for the keyholders to open again")
    asking.add_argument("case", nargs="+", help=f"codes of the cases, {carrying.MOST} at most")
    asking.add_argument("--to", required=True, metavar="NAME", help="the member's sign-in name")
    asking.add_argument("--reason", required=True, choices=carrying.REASONS)
    asking.add_argument(
        "--may-be-told",
        action="store_true",
        help="the court's order does not forbid to tell the person, who reads of it at once",
    )
    asking.add_argument("--out", required=True, type=Path, metavar="FILE")
    taking = tasks.add_parser("take", help="take in what the keyholders answered")
    taking.add_argument("answer", type=Path)


def _ask_for_holders(parser: ArgumentParser) -> None:
    parser.add_argument("--shares", default=SHARES, metavar="KofN")
    parser.add_argument("--keyholder", action="append", default=[], metavar="NAME:BRANCH")


def run(arguments: Namespace) -> int:
    tasks: dict[str, Callable[[Namespace, datetime], None]] = {
        "status": _status,
        "held": _held,
        "rehearsed": _rehearsed,
        "another": _another,
        "reseal": _reseal,
        "ask": _ask,
        "take": _take,
    }
    tasks[arguments.what](arguments, timezone.now())
    return 0


def _status(_: Namespace, __: datetime) -> None:
    for sentence in telling.standing():
        print(sentence)


def _held(arguments: Namespace, now: datetime) -> None:
    needed, of = shares_asked_for(arguments.shares)
    holders = keyholders_of(arguments.keyholder, of)
    key = _key(arguments.key)
    try:
        note_held(key, needed=needed, holders=holders, at=now)
    except Mistake as problem:
        raise Mistake(f"{problem} {WHERE_THEY_MAY_NOT_LIE_SO[key.kind]}") from problem
    print("On record. `amparo keys status` says what would be lost with whom.")


def _rehearsed(arguments: Namespace, now: datetime) -> None:
    shares_tried(_key(arguments.key), by=SYSTEM, at=now)
    print("On record: enough shares made this key.")


def _key(fingerprint: str) -> GroupKey:
    key = key_called(fingerprint)
    if key is None:
        raise Mistake("No key of this site has that fingerprint: see `amparo keys status`.")
    return key


def _another(arguments: Namespace, now: datetime) -> None:
    """Propose another recovery key. Nothing is sealed to it before two members confirmed with the
    keyholders that it is theirs."""
    if not GroupKey.objects.filter(kind=GroupKey.Kind.RECOVERY, current=True).exists():
        raise Mistake("There is no recovery key yet: run `amparo init`.")
    needed, of = shares_asked_for(arguments.shares)
    holders = keyholders_of(arguments.keyholder, of, made=True)
    public = public_key(arguments.public)
    try:
        propose_key(public, needed=needed, holders=holders, by=SYSTEM, at=now)
    except Refused as problem:
        raise Mistake(REFUSED[str(problem)]) from problem
    print(
        f"The key {marks.fingerprint(public)} is proposed. Two members who manage the team or"
        " decide hear it from the keyholders, by a voice that they know, and type it on the page"
        " *Your keys*. Then every case is sealed to it as its team opens it; until"
        " `amparo keys status` says that none is left, keep the older shares."
    )


def _reseal(_: Namespace, __: datetime) -> None:
    """Mark cases for sealing again, without opening them. May be stopped and restarted at
    any time."""
    marked, total = 0, of_another_algorithm().filter(seal_anew=False).count()
    with Progress("Marked", "cases", total) as progress:
        for marked in seal_what_is_of_another_algorithm():
            progress.clear()
            print(f"{marked} cases marked.", flush=True)
            progress.at(marked)
    print(
        f"{marked} cases were marked now, and {waiting_in_all()} wait in all: each is sealed anew"
        " when somebody of its team next opens it, or seals all that wait on the page *Your keys*."
        " Requests that nobody opened yet are marked when they become cases."
    )
    for sentence in algorithms.standing():
        print(sentence)


def _ask(arguments: Namespace, now: datetime) -> None:
    member = (
        Member.objects.select_related("unit")
        .filter(sign_in_name=arguments.to.casefold(), active=True)
        .first()
    )
    if member is None:
        raise Mistake(f"No active member signs in as {arguments.to!r}.")
    if member.code in keys_not_on_record(seen_by=SYSTEM):
        raise Mistake(f"The key of {member.name} is not the one on record: somebody exchanged it.")
    named = [*dict.fromkeys(arguments.case)]
    carrying.must_be_few(named)
    keys = [_recovery_key(code) for code in named]
    if arguments.reason == carrying.COURT_ORDER:
        _must_not_be_silent(keys, may_be_told=arguments.may_be_told, now=now)
    publics = {bytes(key.public) for key in keys}
    if len(publics) > 1:
        raise Mistake("These cases are sealed to different recovery keys: ask for each apart.")
    carrying.write(
        arguments.out,
        carrying.Asked(
            member=member.code,
            name=member.name,
            works_at=member.unit.name,
            public=bytes(member.public),
            reason=arguments.reason,
            key=marks.fingerprint(publics.pop()),
            cases=tuple(_carried(key) for key in keys),
        ),
    )
    for key in keys:
        ask_for(key.filing, member, reason=arguments.reason, by=SYSTEM, at=now)
    print(
        f"{arguments.out}: carry it to the keyholders' machine, and run there:"
        " amparo shares open FILE ANSWER\nThat it was asked is on record, and on her page."
    )


def _must_not_be_silent(keys: list[CaseKey], *, may_be_told: bool, now: datetime) -> None:
    """Raise Mistake for cases that a court's order keeps silent: what the keyholders do away from
    the site cannot wait for the day of an order."""
    if not may_be_told:
        raise Mistake(
            f"{carrying.TOLD_AT_ONCE} Nothing was asked yet. Where it does not forbid it, say so:"
            " --may-be-told."
        )
    silent = [key.filing.code for key in keys if keeps_something(key.filing)]
    if silent:
        raise Mistake(
            f"An order keeps something of {', '.join(silent)} from the person: if you asked because"
            " a court ordered it, they would read that today. Nothing was asked. Whoever has a seat"
            f" there {OTHERWISE}"
        )
    if keeps_any(at=now):
        raise Mistake(
            "An order keeps silent a demand that names no single case, and may mean these: if you"
            " asked because a court ordered it, they would read that today. Nothing was asked."
            f" Whoever has a seat there {OTHERWISE}"
        )


def _recovery_key(code: str) -> CaseKey:
    key = recovery_key_of(code)
    if key is None:
        raise Mistake(f"There is no case {code}.")
    return key


def _carried(key: CaseKey) -> carrying.Sealed:
    filing = key.filing
    return carrying.Sealed(filing.code, filing.key_version, bytes(key.sealed))


def _take(arguments: Namespace, now: datetime) -> None:
    answered = carrying.read_answered(arguments.answer)
    member = member_called(answered.member, seen_by=SYSTEM)
    if member is None:
        raise Mistake("It was answered for somebody who does not work here any more.")
    for one in answered.cases:
        filing = _recovery_key(one.code).filing
        try:
            answer(filing, member, one.sealed, version=one.version, by=SYSTEM, at=now)
        except NotAsked as problem:
            raise Mistake(
                f"{filing.code} was not asked for, or its answer was taken in already."
            ) from problem
        except Replaced as problem:
            raise Mistake(
                f"{filing.code} was sealed anew since it was asked for: ask again."
            ) from problem
        print(f"{filing.code} waits for {member.name} on the page *Your keys*; it is on record.")
