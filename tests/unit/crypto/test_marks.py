"""Marks: hashes that an outsider can check, blind rows, tokens, public codes."""

import hashlib
import shutil
import subprocess
import unicodedata

import pytest

from amparo.crypto import hashes_and_tokens as marks

KEY = bytes(range(32))


def test_blake2b_is_the_one_of_the_rfc():
    """RFC 7693, appendix A."""
    expected = (
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
    )
    assert hashlib.blake2b(b"abc").hexdigest() == expected


def test_an_outsider_checks_a_link_with_b2sum():
    program = shutil.which("b2sum")
    if program is None:
        pytest.skip("b2sum is part of GNU coreutils")
    link = marks.chain(marks.GENESIS, b'{"event":"RequestReceived"}')
    text = b"amparo/chain/1\n" + bytes(32) + b'{"event":"RequestReceived"}'
    said = subprocess.run([program, "-l", "256"], input=text, capture_output=True, check=True)
    assert said.stdout.split()[0].decode() == link.hex()


def test_a_link_depends_on_all_that_came_before():
    links = {
        marks.chain(marks.GENESIS, b"a"),
        marks.chain(marks.GENESIS, b"b"),
        marks.chain(marks.chain(marks.GENESIS, b"a"), b"b"),
        marks.chain(marks.chain(marks.GENESIS, b"b"), b"b"),
        marks.chain(marks.GENESIS, b""),
    }
    assert len(links) == 5


def test_a_chain_and_a_salted_hash_of_the_same_bytes_differ():
    assert marks.chain(KEY, b"text") != marks.salted_hash(b"text", KEY)[1]


def test_a_salted_hash_is_checked_with_its_salt():
    salt, digest = marks.salted_hash(b"text")
    assert marks.salted_hash(b"text", salt) == (salt, digest)
    expected = hashlib.blake2b(b"amparo/salted/1\n" + salt + b"text", digest_size=32).digest()
    assert digest == expected


def test_equal_texts_have_different_salted_hashes():
    assert marks.salted_hash(b"si")[1] != marks.salted_hash(b"si")[1]


def test_blind_rows_of_equal_values_meet_under_one_label_and_key():
    row = marks.blinded(KEY, "surname", "Ñahui")
    assert marks.blinded(KEY, "surname", unicodedata.normalize("NFD", "Ñahui")) == row
    assert marks.blinded(KEY, "village", "Ñahui") != row
    assert marks.blinded(KEY[::-1], "surname", "Ñahui") != row
    assert marks.blinded(KEY, "surname", "ñahui") != row


def keyed(key, content, purpose):
    return hashlib.blake2b(content, key=key, person=purpose, digest_size=32).digest()


def test_an_outsider_with_the_key_can_make_blind_rows_and_parts_of_tokens():
    row = b"\0\0\0\7surname" + "Ñahui".encode()
    assert marks.blinded(KEY, "surname", "Ñahui") == keyed(KEY, row, b"amparo/blinded/1")
    assert marks.token_parts(KEY) == (
        keyed(KEY, b"", b"amparo/tokenfind"),
        keyed(KEY, b"", b"amparo/token-key"),
    )


def test_an_outsider_with_the_key_can_make_the_mark_of_a_holder():
    own = keyed(KEY, b"", b"amparo/holderkey")
    row = b"\0\0\0\6person" + b"\0\0\0\0" + b"\0\0\0\3key"
    assert marks.of_holder(KEY, b"person", b"", b"key") == keyed(own, row, b"amparo/holder/1")


def test_where_the_parts_of_a_holder_end_is_part_of_its_mark():
    made = {
        marks.of_holder(KEY, b"ab", b"c"),
        marks.of_holder(KEY, b"a", b"bc"),
        marks.of_holder(KEY, b"abc"),
        marks.of_holder(KEY, b"ab", b"c", b""),
        marks.of_holder(KEY[::-1], b"ab", b"c"),
    }
    assert len(made) == 5


def test_where_the_label_ends_is_part_of_the_row():
    assert marks.blinded(KEY, "ab", "c") != marks.blinded(KEY, "a", "bc")


def test_a_token_gives_two_parts_and_neither_gives_the_other():
    token = marks.token()
    lookup, key = marks.token_parts(token)
    assert len({token, lookup, key}) == 3
    assert {len(lookup), len(key)} == {32}
    assert marks.token_parts(token) == (lookup, key)
    assert marks.token_parts(marks.token()) != (lookup, key)


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33)])
def test_wrong_lengths_are_refused(wrong):
    with pytest.raises(ValueError, match="32 bytes"):
        marks.chain(wrong, b"")
    with pytest.raises(ValueError, match="32 bytes"):
        marks.salted_hash(b"", wrong)
    with pytest.raises(ValueError, match="32 bytes"):
        marks.blinded(wrong, "label", "value")
    with pytest.raises(ValueError, match="32 bytes"):
        marks.of_holder(wrong, b"person")
    with pytest.raises(ValueError, match="32 bytes"):
        marks.token_parts(wrong)


def test_a_fingerprint_is_the_start_of_the_digest_in_crockford_base32():
    assert marks.fingerprint(bytes(32)) == "0000-0000-0000-0000"
    assert marks.fingerprint(b"\xff" * 32) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert marks.fingerprint(bytes([0b00001_000, 0b10_00011_0, 0b0100_0010]), groups=1) == "1234"
    assert marks.fingerprint(bytes(31) + b"\1", groups=12).endswith("0000")


def test_what_a_fingerprint_begins_with_is_read_back():
    for digest in (bytes(range(32)), b"\xff" * 32, bytes(32)):
        assert marks.digest_begins(marks.fingerprint(digest)) == digest[:10]
        assert marks.digest_begins(marks.fingerprint(digest, groups=1)) == digest[:2]


def test_a_digest_too_short_for_its_fingerprint_is_refused():
    with pytest.raises(ValueError, match="too short"):
        marks.fingerprint(bytes(9))


def test_new_codes_have_no_letters_that_look_like_others():
    drawn = "".join(marks.new_code() for _ in range(500))
    assert set(drawn) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")


def test_new_codes_differ_and_have_the_length_asked_for():
    codes = {marks.new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {9}
    assert len(marks.new_code(groups=4)) == 19


@pytest.mark.parametrize(
    "typed",
    [
        "K7Q2-01B9",
        "k7q2 o1b9",
        " k7q2oib9 ",
        "K7Q2–0lB9",
        "Ｋ7Ｑ2 01B9",
        "K7 Q2-01-B9\n",
        "k7q2OLb9",
    ],
)
def test_a_code_is_known_however_it_is_typed(typed):
    assert marks.code_normalised(typed) == "K7Q2-01B9"


@pytest.mark.parametrize("typed", ["", "---", "K7Q2-01Bü", "K7U2", "код", "K" * 65, "\0"])
def test_what_cannot_be_a_code_is_empty(typed):
    assert marks.code_normalised(typed) == ""


def test_a_new_code_is_already_as_we_write_it():
    for _ in range(100):
        code = marks.new_code()
        assert marks.code_normalised(code.lower()) == code
