"""Use shares away from every site (`amparo shares open FILE ANSWER`); `… rehearse`, `… anew`.

Run it on a machine without network: it needs no site and writes only the answer. Shares are asked
for one by one and are not shown. No command opens every case.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from amparo.cli.ceremony import carried_files as carrying
from amparo.cli.ceremony.printed_shares import SHARES, print_shares, shares_asked_for
from amparo.cli.ceremony.share_input import combined, line
from amparo.cli.command_errors import Mistake
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shares
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import new_pair, pair_of

YES = "yes"


def add_arguments(parser: ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    opening = tasks.add_parser("open", help="seal the keys of named cases to one member")
    opening.add_argument("asked", type=Path, help="what `amparo keys ask` wrote")
    opening.add_argument("answer", type=Path, help="a new file, to carry back to the site")
    tasks.add_parser("rehearse", help="see whether shares still make their key; opens nothing")
    new = tasks.add_parser("new", help="a recovery key whose secret no site ever has")
    new.add_argument("--shares", default=SHARES, metavar="KofN")
    anew = tasks.add_parser("anew", help="other shares of the same key; no case is touched")
    anew.add_argument("--shares", default=SHARES, metavar="KofN")


def run(arguments: Namespace) -> int:
    tasks: dict[str, Callable[[Namespace], None]] = {
        "open": _open,
        "rehearse": _rehearse,
        "anew": _anew,
        "new": _new,
    }
    tasks[arguments.what](arguments)
    return 0


def _open(arguments: Namespace) -> None:
    """Show whom the request is about before any share is typed; then seal each named key to the
    member."""
    if arguments.answer.exists():
        raise Mistake(f"{arguments.answer} is there already: name a new file.")
    asked = carrying.read_asked(arguments.asked)
    print(
        f"To be opened to {asked.name}, {asked.works_at}, because: {asked.reason}.\n"
        f"The member's key: {marks.fingerprint(asked.public)}\n"
        "Ask the member, face to face or by a line that you know, to read the same from the page"
        " *Your keys* of the desk. Where it differs, somebody else would open them: stop.\n"
        f"Cases, {len(asked.cases)} in all: {', '.join(one.code for one in asked.cases)}"
    )
    if asked.reason == carrying.COURT_ORDER:
        print(carrying.TOLD_AT_ONCE)
    if line(f"Type {YES} if all of this is right: ") != YES:
        raise Mistake("Nothing was opened.")
    secret = _key_called(asked.key)
    opened = tuple(_sealed_on(one, asked, secret) for one in asked.cases)
    carrying.write(arguments.answer, carrying.Answered(asked.member, asked.reason, opened))
    print(f"{arguments.answer}: carry it to the site, and run there: amparo keys take FILE")


def _sealed_on(one: carrying.Sealed, asked: carrying.Asked, secret: bytes) -> carrying.Sealed:
    try:
        key = boxes.open_with(secret, one.sealed, context=boxes.context_of_file(one.code))
    except Unsealable as problem:
        raise Mistake(f"What stands for {one.code} is not sealed to this key.") from problem
    context = boxes.context_of_recovered(one.code, asked.member)
    sealed = boxes.seal_to(asked.public, key, context=context)
    return carrying.Sealed(one.code, one.version, sealed)


def _key_called(fingerprint: str) -> bytes:
    secret = combined()
    if marks.fingerprint(pair_of(secret).public) != fingerprint:
        raise Mistake("These shares make another key than the one this was sealed to.")
    return secret


def _rehearse(_: Namespace) -> None:
    fingerprint = marks.fingerprint(pair_of(combined()).public)
    print(
        f"These shares make the key {fingerprint}.\n"
        "On the site, `amparo keys status` names the same. Put on record there that they were"
        f" tried: amparo keys rehearsed {fingerprint}"
    )


def _new(arguments: Namespace) -> None:
    needed, of = shares_asked_for(arguments.shares)
    pair = new_pair()
    parts = shares.split(pair.secret, needed=needed, of=of)
    print_shares("A recovery key", "together open named cases", parts, needed)
    told = f'--shares {arguments.shares} --keyholder "NAME:BRANCH" … (one for each share)'
    print(
        f"It is recognised by: {marks.fingerprint(pair.public)}\n"
        f"For a site that is not set up yet: amparo init --recovery {pair.public.hex()} {told}\n"
        "For a site that has one: read to two members of the team, by a voice that they know, how"
        " it is recognised.\n"
        f"Then, on the site: amparo keys another {pair.public.hex()} {told}"
    )


def _anew(arguments: Namespace) -> None:
    needed, of = shares_asked_for(arguments.shares)
    secret = combined()
    parts = shares.split(secret, needed=needed, of=of)
    fingerprint = marks.fingerprint(pair_of(secret).public)
    print_shares("The same key", "together do what the older shares did", parts, needed)
    print(
        "The older shares still make this key: burn each of them before you part.\n"
        f"On the site: amparo keys held {fingerprint} --shares {arguments.shares}"
        ' --keyholder "NAME:BRANCH" … (one for each share, in their order)'
    )
