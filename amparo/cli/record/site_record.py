"""The record of this site: checked from its own tables, signed, printed, exported."""

import re
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.law.consult import BROKEN
from amparo.cli.record import record_faults as saying
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_record as lines
from amparo.crypto.signed_heads import Head
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.member_signatures import not_in_own_hand
from amparo.foundations.accounts.membership.suspension_queries import open_all_the_same
from amparo.foundations.accounts.queries import keys_not_on_record
from amparo.foundations.intake.blanket_demands import not_signed
from amparo.foundations.ledger.daily_publication import NoSigningKey, publish
from amparo.foundations.ledger.entry_iteration import ODD
from amparo.foundations.ledger.queries import lines_published, published_heads
from amparo.foundations.ledger.recent_entries import published_by
from amparo.foundations.ledger.verification import breaks, head
from amparo.observatory.consultations.canonical_record import breaks_in
from amparo.observatory.consultations.queries import consultations

NOT_SIGNED = (
    "Entry {0.sequence} says {0.event} in the name of {0.by} and is not signed with that key: it"
    " counts for nothing, and somebody else wrote it."
)
NOT_NOTED = (
    "The demand {0} stands where everybody reads, and nobody noted it in her own hand: it is shown"
    " to nobody, and somebody else wrote it."
)
UNREADABLE = "Something in the record cannot be read, so {0} could not be compared with it."
NOT_GIVEN_BACK = (
    "The account {0.code} is suspended and stands in the tables as if it were not: nobody signs in"
    " with it, and somebody else wrote that."
)
CUT = (
    "Entries that followed entry {} and were cut off leave no trace here: only a head that was kept"
    " outside since then shows it (keep what `amparo ledger head` prints, and give it to --head)."
)
HEARD_FOR = timedelta(days=30)
HEARD = "A head of thirty days ago covers it: this alone is no alarm any more."
LINK = re.compile(r"(\d+):((?:[0-9a-f]{2})+)")


def run(arguments: Namespace) -> int:
    acts: dict[str, Callable[[Namespace], int]] = {
        "verify": _verify,
        "head": _head,
        "publish": _publish,
        "export": _export,
    }
    if arguments.before:
        raise Mistake("--before goes with --export: it is compared with it.")
    return acts[arguments.what](arguments)


def _head(_: Namespace) -> int:
    number, digest = head()
    print(f"{number}:{digest.hex()}")
    return 0


def _publish(_: Namespace) -> int:
    try:
        made = publish(by=SYSTEM, at=timezone.now())
    except NoSigningKey as problem:
        raise Mistake("This site has no key to sign with: run `amparo init`.") from problem
    print(made.text())
    return 0


def _export(_: Namespace) -> int:
    """Export what outsiders may hold: up to the last published head, without any code."""
    heads = published_heads(seen_by=SYSTEM)
    if not heads:
        raise Mistake("No head was published yet: run `amparo ledger publish`.")
    for line in lines.written(heads, lines_published(seen_by=SYSTEM)):
        print(line)
    return 0


def _verify(arguments: Namespace) -> int:
    links, kept = _kept(arguments.head or [])
    ours = published_heads(seen_by=SYSTEM)
    heard: list[str] = []
    said = _compared("the keys in use", _exchanged())
    said += _compared("what members sign", _forged(heard))
    said += _compared("what everybody reads of demands", _not_noted())
    said += _compared("whose account is suspended", _not_given_back())
    said += saying.unsigned([*ours, *kept]) + saying.apart(ours)
    first = links[0] if links else None
    found = list(breaks(expected_last=first, kept=kept))
    for link in links[1:]:
        found += breaks(expected_last=link)
    said += saying.sentences(dict.fromkeys(found))
    said += _compared("what was said in public", _of_consultations())
    for sentence in said + heard:
        print(sentence)
    if not said:
        number, digest = head()
        print(f"The record holds: {number} entries, head {number}:{digest.hex()}")
        for last in ours[-1:]:
            key = marks.fingerprint(last.key)
            print(f"Published on {last.day}: {last.size} entries, signed with the key {key}.")
        outside = [number for number, _ in links] + [one.size for one in kept]
        print(CUT.format(max(outside or [one.size for one in ours], default=0)))
    return 1 if said else 0


def _compared(what: str, found: Iterator[str]) -> list[str]:
    """Sentences of what was found; one sentence where the record cannot be read."""
    said: list[str] = []
    try:
        said.extend(found)
    except (AttributeError, KeyError, TypeError, *ODD):
        said.append(UNREADABLE.format(what))
    return said


def _exchanged() -> Iterator[str]:
    for name in keys_not_on_record(seen_by=SYSTEM):
        yield f"Key of {name}: not the one on record."


def _not_given_back() -> Iterator[str]:
    for one in open_all_the_same(seen_by=SYSTEM):
        yield NOT_GIVEN_BACK.format(one)


def _not_noted() -> Iterator[str]:
    for one in not_signed(seen_by=SYSTEM):
        yield NOT_NOTED.format(one)


def _of_consultations() -> Iterator[str]:
    for each in consultations(seen_by=SYSTEM):
        for one in breaks_in(each):
            yield f"{one.about}: {BROKEN[one.reason]}."


def _forged(heard: list[str]) -> Iterator[str]:
    """Entries in members' names that they did not sign. Those older than the limit are moved to
    `heard`, since they stay in the record for ever and would hide anything new."""
    old = published_by(timezone.now() - HEARD_FOR)
    for one in not_in_own_hand(seen_by=SYSTEM):
        if one.sequence > old:
            yield NOT_SIGNED.format(one)
        else:
            heard.append(f"{NOT_SIGNED.format(one)} {HEARD}")


def _kept(given: list[str]) -> tuple[list[tuple[int, bytes]], list[Head]]:
    links, heads = [], []
    for one in given:
        if link := LINK.fullmatch(one):
            links.append((int(link[1]), bytes.fromhex(link[2])))
        elif Path(one).is_file():
            heads += saying.heads_of(Path(one))
        else:
            raise Mistake(
                "--head takes what `amparo ledger head` printed, NUMBER:HASH,"
                " or a file with heads as the site shows them."
            )
    return links, heads
