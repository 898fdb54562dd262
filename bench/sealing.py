"""What sealing costs, in milliseconds and beside a bare BLAKE2b of 2 KB in the same run.

python -m bench.sealing [ROUNDS]
"""

import hashlib
import io
import secrets
import sys
import time
from collections.abc import Callable

from amparo.crypto import file_sealing as streams
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import keys, passwords, phrases, shares
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes

ROUNDS = 2000
SLOW_SHARE = 100
"""Of the rounds, how many fewer the slow rows take."""

CONTEXT = "case/K7Q2/narrative"
TEXT = secrets.token_bytes(2048)
MEBIBYTE = secrets.token_bytes(2**20)
KEY = keys.new_key()
PAIR = keys.new_pair()
BOX = boxes.seal_to(PAIR.public, KEY, context=CONTEXT)
ENVELOPE = envelopes.seal(KEY, TEXT, context=CONTEXT)
PHRASE = phrases.new_phrase("es")
TYPED = " ".join(PHRASE)
PEPPERS = secrets.token_bytes(32), secrets.token_bytes(32)
SALT = passwords.new_salt()
SHARES = shares.split(KEY, needed=2, of=3)

Work = Callable[[], object]


def seal_a_mebibyte() -> None:
    streams.seal_stream(KEY, [MEBIBYTE], io.BytesIO(), context=CONTEXT)


def one_filing() -> None:
    """What one filing seals: 2 KB of words, and its keys to eight readers and itself."""
    envelopes.seal(KEY, TEXT, context=CONTEXT)
    for _ in range(9):
        boxes.seal_to(PAIR.public, KEY, context=CONTEXT)
    phrases.keys_of(PHRASE, identity_pepper=PEPPERS[0], key_pepper=PEPPERS[1])
    salt, _ = marks.salted_hash(TEXT)
    marks.chain(marks.GENESIS, salt)


QUICK: dict[str, Work] = {
    "bare BLAKE2b of 2 KB": lambda: hashlib.blake2b(TEXT, digest_size=32).digest(),
    "seal_to, a key": lambda: boxes.seal_to(PAIR.public, KEY, context=CONTEXT),
    "open_with, a key": lambda: boxes.open_with(PAIR.secret, BOX, context=CONTEXT),
    "seal, 2 KB": lambda: envelopes.seal(KEY, TEXT, context=CONTEXT),
    "unseal, 2 KB": lambda: envelopes.unseal(KEY, ENVELOPE, context=CONTEXT),
    "keys_of": lambda: phrases.keys_of(PHRASE, identity_pepper=PEPPERS[0], key_pepper=PEPPERS[1]),
    "recognise": lambda: phrases.recognise(TYPED),
    "new_phrase": lambda: phrases.new_phrase("es"),
    "chain, 2 KB": lambda: marks.chain(marks.GENESIS, TEXT),
    "one filing: 2 KB and nine boxes": one_filing,
}
SLOW: dict[str, Work] = {
    "seal_stream, 1 MiB": seal_a_mebibyte,
    "combine, 2 of 3": lambda: shares.combine(SHARES[:2]),
    "stretch at sign-in": lambda: passwords.stretch("clave", SALT, passwords.SIGN_IN_COST),
}


def measured(work: Work, rounds: int) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    taken.sort()
    return taken[rounds // 2] * 1000, taken[rounds * 95 // 100] * 1000


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(f"{'':34}{'p50 ms':>10}{'p95 ms':>10}{'a second':>10}{'x BLAKE2b':>11}")
    bare = 0.0
    for name, work in (QUICK | SLOW).items():
        middle, high = measured(work, rounds if name in QUICK else max(rounds // SLOW_SHARE, 5))
        bare = bare or middle
        print(f"{name:34}{middle:10.4f}{high:10.4f}{1000 / middle:10.0f}{middle / bare:11.1f}")


if __name__ == "__main__":
    main()
