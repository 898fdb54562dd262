"""The recovery key in shares of words (SLIP 39): enough of them restore it, fewer reveal
nothing."""

from collections.abc import Sequence
from contextlib import suppress

from shamir_mnemonic import (
    MnemonicError,
    Share,
    combine_mnemonics,
    generate_mnemonics,
)
from shamir_mnemonic.wordlist import WORDLIST

from amparo.crypto import word_recognition as words
from amparo.crypto.errors import BadShares
from amparo.crypto.keys import KEY_SIZE

FEWEST = 2
MOST = 16

_INDEX = words.index(WORDLIST)


def split(secret: bytes, *, needed: int, of: int) -> list[str]:
    """Split 32 bytes. `needed` is at least 2, so that one holder alone is never enough."""
    if len(secret) != KEY_SIZE:
        raise ValueError(f"A secret of {KEY_SIZE} bytes is split.")
    if not FEWEST <= needed <= of <= MOST:
        raise ValueError(f"Shares needed: at least {FEWEST}; in all: at most {MOST}.")
    # No passphrase and a random secret: there is nothing to guess, so the fewest iterations.
    groups = generate_mnemonics(1, [(needed, of)], secret, iteration_exponent=0)
    return list(groups[0])


def combine(shares: Sequence[str]) -> bytes:
    """Return the secret, from shares typed in any order and with any spacing.

    More shares than needed are accepted if all belong together.
    """
    read = {_share_of(text) for text in shares}
    if not read:
        raise BadShares("too_few")
    if len({share.group_parameters() for share in read}) != 1:
        raise BadShares("from_different_sets")
    needed = next(iter(read)).member_threshold
    if len({share.index for share in read}) < needed:
        raise BadShares("too_few")
    return _secret_of(sorted(read, key=lambda share: int(share.index))[:needed])


def _share_of(text: str) -> Share:
    typed = words.typed_words(text)
    # The library's own errors quote the share, so they must not even be the cause of ours.
    with suppress(MnemonicError, KeyError):
        full_words = [_INDEX[words.known_by(word)] for word in typed]
        share = Share.from_mnemonic(" ".join(full_words))
        if len(share.value) == KEY_SIZE and (share.group_count, share.iteration_exponent) == (1, 0):
            return share
    raise BadShares("not_a_share")


def _secret_of(shares: Sequence[Share]) -> bytes:
    with suppress(MnemonicError):
        return bytes(combine_mnemonics(share.mnemonic() for share in shares))
    raise BadShares("from_different_sets")
