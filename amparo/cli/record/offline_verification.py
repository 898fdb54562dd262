"""`amparo ledger verify` for outsiders: from files alone, without a site or its settings."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from amparo.cli.command_errors import Mistake
from amparo.cli.record import record_faults as saying
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_record as lines
from amparo.crypto.public_record import Line, Walk
from amparo.crypto.signed_heads import Head, Inclusion, NotPublished


def run(arguments: Namespace) -> int:
    if arguments.what != "verify":
        raise Mistake("--export, --feed and --proof go with `amparo ledger verify`.")
    if arguments.before and not arguments.export:
        raise Mistake("--before goes with --export: it is compared with it.")
    kept = saying.kept_in(arguments.head or ())
    found, held = [], []
    for given, check in (
        (arguments.feed, _feed),
        (arguments.export, _export),
        (arguments.proof, _proof),
    ):
        if given:
            wrong, right = check(given, kept, arguments)
            found += wrong
            held += right
    for sentence in found or held:
        print(sentence)
    return 1 if found else 0


type Said = tuple[list[str], list[str]]


def _feed(path: Path, kept: Sequence[Head], _: Namespace) -> Said:
    """Check that every head is signed and continues the one before, and that the kept ones are
    among them."""
    heads = sorted(saying.heads_of(path), key=lambda one: one.size)
    found = saying.unsigned([*heads, *kept]) + saying.apart(heads)
    found += [sentence for head in kept if (sentence := _not_among(head, heads))]
    last = heads[-1] if heads else None
    held = f"{len(heads)} heads hold" + (
        f", the last of {last.day}: {_named(last)}." if last else "."
    )
    return found, [held, *saying.another_key(heads)]


def _not_among(head: Head, shown: Sequence[Head]) -> str:
    if shown and head.begins != shown[0].begins:
        return f"The head of {head.day} that was kept is of another record than those shown now."
    if shown and head.size < shown[0].size:
        return f"The head of {head.day} is older than those shown now: compare it with an export."
    if saying.is_among(head, shown):
        return ""
    return f"The head of {head.day} that was kept is not among those shown now."


def _export(path: Path, kept: Sequence[Head], arguments: Namespace) -> Said:
    """Check that the lines are chained and match every head that was published or kept."""
    own, found_lines = _read(path)
    heads = [*own, *kept, *(saying.heads_of(arguments.feed) if arguments.feed else ())]
    walk = Walk(frozenset(head.size for head in heads))
    for line in found_lines:
        walk.add(line)
    places = {line.link: line.number for line in found_lines}
    breaks = walk.breaks(places.get)
    if arguments.before:
        _, older = _read(arguments.before)
        known = {one.sequence for one in breaks}
        breaks += [one for one in lines.compared(older, found_lines) if one.sequence not in known]
    breaks += walk.against(heads, breaks)
    found = [
        *saying.unsigned(heads),
        *saying.sentences(breaks),
        *_too_many(walk, heads),
    ]
    held = f"The export holds: {walk.number} entries, and {len(set(heads))} heads of them."
    return found, [held, *saying.another_key(heads)]


def _too_many(walk: Walk, heads: Sequence[Head]) -> Iterator[str]:
    signed = max((head.size for head in heads), default=0)
    if walk.number > signed:
        yield f"Entries {signed + 1} to {walk.number} are under no head: they prove nothing."


def _read(path: Path) -> tuple[list[Head], list[Line]]:
    try:
        with path.open(encoding="utf-8") as text:
            return lines.read(text)
    except NotPublished as problem:
        raise Mistake(f"{path}: {problem}") from problem
    except (OSError, ValueError) as problem:
        raise Mistake(f"{path} could not be read.") from problem


def _proof(path: Path, kept: Sequence[Head], _: Namespace) -> Said:
    """Check that a filing is in a published record. The fingerprint must be compared with the one
    on paper."""
    try:
        proof = Inclusion.parsed(saying.text_of(path))
    except NotPublished as problem:
        raise Mistake(f"{path}: {problem}") from problem
    head = proof.head
    found = saying.unsigned([head])
    if kept and not saying.is_among(head, kept):
        found.append("This proof is of a head that is not among those that were kept.")
    if not lines.is_in(proof):
        found.append("This is not in the record that was published.")
    fingerprint = marks.fingerprint(proof.digest) if proof.digest else "nobody's"
    return found, [f"Fingerprint {fingerprint} is in the record of {head.day}: {_named(head)}."]


def _named(head: Head) -> str:
    key = marks.fingerprint(head.key)
    return f"{head.size} entries, {head.root.hex()}, signed with the key {key}"
