"""One slow run: what it gives, and which passwords are refused."""

import hashlib
import threading
import time
import unicodedata

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13
from zxcvbn.matching import RANKED_DICTIONARIES

from amparo.crypto import passwords

SALT = bytes(range(16))
COST = passwords.TEST_COST


def test_the_same_password_gives_the_same_parts():
    first = passwords.stretch("jazmín lluvia corbata", SALT, COST)
    assert passwords.stretch("jazmín lluvia corbata", SALT, COST) == first


def test_another_password_another_salt_or_another_cost_gives_other_parts():
    stretched = [
        passwords.stretch("jazmín", SALT, COST),
        passwords.stretch("jazmin", SALT, COST),
        passwords.stretch("jazmín", passwords.new_salt(), COST),
        passwords.stretch("jazmín", SALT, passwords.Cost(memory_kib=16, passes=1)),
        passwords.stretch("jazmín", SALT, passwords.Cost(memory_kib=8, passes=2)),
    ]
    assert len({part for one in stretched for part in (one.verifier, one.wrapping_key)}) == 10


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_every_unicode_form_of_a_password_is_the_same_password(form):
    typed = unicodedata.normalize(form, "Ñandú ﬁn Ⅻ")
    assert passwords.stretch(typed, SALT, COST) == passwords.stretch("Ñandú ﬁn Ⅻ", SALT, COST)


def test_the_parts_are_keyed_hashes_of_one_argon2id_run_that_neither_reveals():
    """Checked against another implementation of Argon2id than the one used."""
    root = Argon2id(salt=SALT, length=32, iterations=1, lanes=1, memory_cost=8).derive(b"clave")
    stretched = passwords.stretch("clave", SALT, COST)
    assert {len(stretched.verifier), len(stretched.wrapping_key)} == {32}
    assert len({root, stretched.verifier, stretched.wrapping_key}) == 3
    for part, purpose in [
        (stretched.verifier, b"amparo/verifier1"),
        (stretched.wrapping_key, b"amparo/wrapping1"),
    ]:
        assert part == hashlib.blake2b(key=root, person=purpose, digest_size=32).digest()


def test_both_implementations_agree_and_one_knows_the_vector_of_the_rfc():
    """RFC 9106, section 5.3; libsodium takes neither a secret nor four lanes."""
    vector = Argon2id(
        salt=b"\2" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        secret=b"\3" * 8,
        ad=b"\4" * 12,
    )
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert vector.derive(b"\1" * 32).hex() == expected
    theirs = Argon2id(salt=SALT, length=32, iterations=3, lanes=1, memory_cost=1024)
    ours = crypto_pwhash_alg(32, b"x" * 9, SALT, 3, 2**20, crypto_pwhash_ALG_ARGON2ID13)
    assert theirs.derive(b"x" * 9) == ours


def test_signing_in_costs_64_mib_and_three_passes():
    assert passwords.Cost(memory_kib=65536, passes=3, lanes=1) == passwords.SIGN_IN_COST


def test_more_than_one_lane_is_refused():
    with pytest.raises(ValueError, match="lane"):
        passwords.stretch("clave", SALT, passwords.Cost(memory_kib=8, passes=1, lanes=2))


@pytest.mark.parametrize("password", ["", "\0", "\ud800", "a" * 100_000])
def test_whatever_was_typed_is_stretched(password):
    assert len(passwords.stretch(password, SALT, COST).verifier) == 32


def test_a_verifier_matches_only_itself():
    verifier = passwords.stretch("clave", SALT, COST).verifier
    assert passwords.verifier_matches(verifier, bytes(verifier))
    assert not passwords.verifier_matches(verifier, verifier[:-1] + b"\0\0")
    assert not passwords.verifier_matches(verifier, bytes(32))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "too_short"),
        ("Kx9$vv!", "too_short"),
        ("xyxyxyxyxyxy", "repeated"),
        ("abcdefghijk", "sequence"),
        ("2024-05-06", "date"),
        ("qwertyhgfds", "keyboard"),
        ("password1", "common_word"),
        ("Contraseña2026", "common_word"),
        ("defensora1", "common_word"),
        ("maria.quispe", "contains_hint"),
        ("MARÍAmaría", "contains_hint"),
        ("quispe1985", "contains_hint"),
    ],
)
def test_an_easy_password_is_refused_with_its_reason(password, reason):
    assert passwords.guessable(password, ["María Quispe", "al"]) == reason


@pytest.mark.parametrize(
    "password", ["jazmín lluvia corbata delfín", "Kx9$vv!2mmQw", "María y 4 tercos tucanes azules"]
)
def test_a_good_password_is_taken(password):
    assert passwords.guessable(password, ["María Quispe", "al"]) is None


@pytest.mark.parametrize(
    "password",
    ["@$0" * 100_000, "(4@8{[<6931!|7$5+%2" * 9, "a\u0301" * 5000, "\ufdfa" * 500, "🦙" * 500],
)
def test_a_very_long_password_is_judged_quickly(password):
    start = time.process_time()
    passwords.guessable(password, ["x" * 10_000] * 1000)
    assert time.process_time() - start < 5


def test_names_given_as_hints_do_not_stay_in_memory():
    passwords.guessable("rosaura-1234", ["Rosaura"])
    assert RANKED_DICTIONARIES["user_inputs"] == {}


def test_passwords_are_judged_in_threads_as_alone():
    heard = []

    def judge(name):
        heard.extend(passwords.guessable(f"{name}2026", [name]) for _ in range(10))

    threads = [threading.Thread(target=judge, args=[name]) for name in ("Rosaura", "Eleuterio")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == ["contains_hint"] * 20
