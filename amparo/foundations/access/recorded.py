"""Which public key is whose, as the record has it: by a hash of all of it. Until that was kept it
was the first 80 bits, and what stood in the record by then is still read so, and nothing else."""

from collections.abc import Callable
from functools import cache

from amparo.foundations.ledger.recent import last_before
from amparo.sealing import marks
from amparo.sealing.keys import KEY_SIZE

WHOLE = "whole_keys"
"""By what name it is kept where the record stood when keys began to be recorded whole."""
LETTERS = 2 * marks.SIZE


def recorded_as(public: bytes) -> str:
    """A hash, and not the key: one that is longer some day stands in a line of the record too."""
    return marks.masked("key", public).hex()


def forms_of(public: bytes) -> frozenset[str]:
    """As what this key may stand in the record; what is no key stands there as nothing."""
    if len(public) != KEY_SIZE:
        return frozenset()
    return frozenset({recorded_as(public), marks.fingerprint(public)})


def as_it_counts() -> Callable[[int, object], str]:
    """What an entry says of a key, by its place in the record: nothing where it says only how the
    key begins and came after keys were recorded whole. Whoever writes there makes no short one
    now. Where the record stood is asked once, and not where all are whole."""
    place = cache(last_before)

    def said(number: int, public: object) -> str:
        text = str(public)
        return text if len(text) == LETTERS or number <= place(WHOLE) else ""

    return said
