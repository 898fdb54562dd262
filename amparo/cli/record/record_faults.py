"""Sentences on what is wrong with a record, and reading of kept heads."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from amparo.cli.command_errors import Mistake
from amparo.crypto.public_record import Break
from amparo.crypto.signed_heads import Head, NotPublished, heads_in

SHOWN = 20
SAID = {
    "missing": "an entry is missing here",
    "changed": "this entry is not what was chained",
    "moved": "this entry stood elsewhere when it was chained",
    "cut": "the record ends before the head that was kept",
    "another": "this is another record than the one whose head was kept",
}


def sentences(found: Iterable[Break]) -> list[str]:
    every = [_sentence(one) for one in found]
    more = len(every) - SHOWN
    return [*every[:SHOWN], *([f"And {more} more."] if more > 0 else [])]


def _sentence(one: Break) -> str:
    if one.until > one.sequence:
        return (
            f"Entries {one.sequence} to {one.until}: not what was published;"
            " something here was rewritten, taken out or moved."
        )
    return f"Entry {one.sequence}: {SAID[one.reason]}."


def unsigned(heads: Iterable[Head]) -> list[str]:
    return [
        f"The head of {head.day} ({head.size} entries): its signature is not true."
        for head in heads
        if not head.is_signed
    ]


def apart(heads: Iterable[Head]) -> list[str]:
    """Sentences on heads that do not continue the one before."""
    ordered = sorted(heads, key=lambda one: one.size)
    return [
        f"The head of {new.day} does not go on from the one of {old.day}."
        for old, new in pairwise(ordered)
        if not new.goes_on_from(old)
    ]


def another_key(heads: Iterable[Head]) -> list[str]:
    """Sentences on changes of the signing key between heads."""
    ordered = sorted(heads, key=lambda one: one.size)
    return [
        f"The head of {new.day} is signed with another key than the one of {old.day}:"
        " ask why, and look for it in the record (SigningKeyTaken)."
        for old, new in pairwise(ordered)
        if new.key != old.key
    ]


def text_of(path: Path) -> str:
    """The text of a file. Raises Mistake."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        raise Mistake(f"{path} could not be read.") from problem


def heads_of(path: Path) -> list[Head]:
    """The heads in a file. Raises Mistake."""
    try:
        return heads_in(text_of(path))
    except NotPublished as problem:
        raise Mistake(f"{path}: {problem}") from problem


def kept_in(names: Iterable[str]) -> list[Head]:
    """The heads that were kept outside. Raises Mistake for a file without any, since comparing with
    nothing would always succeed."""
    kept = []
    for name in names:
        found = heads_of(Path(name))
        if not found:
            raise Mistake(f"{name}: there is no head in it that anything could be compared with.")
        kept += found
    return kept


def is_among(head: Head, others: Iterable[Head]) -> bool:
    """Whether exactly this head was published, with all signed parts, day and key."""
    return any(head.statement() == one.statement() for one in others)
