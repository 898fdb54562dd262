"""Sealing with a shared key, and the life of a case key."""

import hashlib

import pytest
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

from amparo.crypto import keys
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import Unsealable

CONTEXT = "case/K7Q2/narrative"
STORY = "Desde el 3 de mayo siguen mi camioneta. ¿Ñandú? 你好".encode()


@pytest.fixture
def case_key():
    return keys.new_key()


def test_content_comes_back(case_key):
    envelope = envelopes.seal(case_key, STORY, context=CONTEXT)
    assert envelopes.unseal(case_key, envelope, context=CONTEXT) == STORY


@pytest.mark.parametrize("content", [b"", b"\0", b"\x80", b"\x80\0\0", bytes(255), bytes(256)])
def test_content_that_looks_like_padding_comes_back(case_key, content):
    envelope = envelopes.seal(case_key, content, context=CONTEXT)
    assert envelopes.unseal(case_key, envelope, context=CONTEXT) == content


def test_the_wrong_key_opens_nothing(case_key):
    envelope = envelopes.seal(case_key, STORY, context=CONTEXT)
    with pytest.raises(Unsealable):
        envelopes.unseal(keys.new_key(), envelope, context=CONTEXT)


def test_an_envelope_moved_to_another_field_does_not_open(case_key):
    envelope = envelopes.seal(case_key, STORY, context=CONTEXT)
    with pytest.raises(Unsealable):
        envelopes.unseal(case_key, envelope, context="case/K7Q2/contact")


@pytest.mark.parametrize("algorithm", [0, 2, 0xFF])
def test_an_unknown_algorithm_is_refused(case_key, algorithm):
    envelope = envelopes.seal(case_key, STORY, context=CONTEXT)
    with pytest.raises(Unsealable):
        envelopes.unseal(case_key, bytes([algorithm]) + envelope[1:], context=CONTEXT)


@pytest.mark.parametrize("kept", [0, 1, 10, 25, 40, 41, 280])
def test_an_envelope_cut_short_is_refused(case_key, kept):
    envelope = envelopes.seal(case_key, STORY, context=CONTEXT)
    with pytest.raises(Unsealable):
        envelopes.unseal(case_key, envelope[:kept], context=CONTEXT)


def test_a_key_of_the_wrong_length_opens_nothing(case_key):
    envelope = envelopes.seal(case_key, STORY, context=CONTEXT)
    with pytest.raises(Unsealable):
        envelopes.unseal(case_key[:16], envelope, context=CONTEXT)


def test_yes_and_a_long_name_take_the_same_room(case_key):
    short = envelopes.seal(case_key, b"no", context=CONTEXT)
    long = envelopes.seal(case_key, b"Mar\xc3\xada de los \xc3\x81ngeles " * 6, context=CONTEXT)
    assert len(short) == len(long) == 1 + 24 + 256 + 16


def test_an_outsider_can_read_the_layout(case_key):
    """The envelope is built here from libsodium alone, as the reference page says."""
    nonce = bytes(range(24))
    padded = (STORY + b"\x80").ljust(256, b"\0")
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded, b"\x01" + CONTEXT.encode(), nonce, case_key
    )
    assert envelopes.unseal(case_key, b"\x01" + nonce + sealed, context=CONTEXT) == STORY


@pytest.mark.parametrize(
    "value", [None, {}, [], {"nombre": "Ñusta", "años": [1, 2.5, True]}, "\ud800", "", 0]
)
def test_a_value_comes_back(case_key, value):
    envelope = envelopes.seal_json(case_key, value, context=CONTEXT)
    assert envelopes.unseal_json(case_key, envelope, context=CONTEXT) == value


def test_content_that_is_no_json_is_refused_without_quoting_it(case_key):
    envelope = envelopes.seal(case_key, STORY, context=CONTEXT)
    with pytest.raises(Unsealable) as refusal:
        envelopes.unseal_json(case_key, envelope, context=CONTEXT)
    assert refusal.value.__cause__ is refusal.value.__context__ is None


def test_what_json_cannot_say_is_not_sealed(case_key):
    with pytest.raises(ValueError, match="JSON"):
        envelopes.seal_json(case_key, float("nan"), context=CONTEXT)


def test_an_empty_context_is_a_mistake(case_key):
    with pytest.raises(ValueError, match="context"):
        envelopes.seal(case_key, STORY, context="")


def test_a_removed_member_reads_nothing_written_after_the_key_was_rotated():
    ana, olga = keys.new_pair(), keys.new_pair()
    first_key = keys.new_key()
    for_olga = boxes.seal_to(olga.public, first_key, context="case-key/K7Q2/1")
    before = envelopes.seal(first_key, b"before", context=CONTEXT)

    second_key = keys.new_key()
    for_ana = boxes.seal_to(ana.public, second_key, context="case-key/K7Q2/2")
    resealed = envelopes.seal(
        second_key, envelopes.unseal(first_key, before, context=CONTEXT), context=CONTEXT
    )

    kept_by_olga = boxes.open_with(olga.secret, for_olga, context="case-key/K7Q2/1")
    with pytest.raises(Unsealable):
        boxes.open_with(olga.secret, for_ana, context="case-key/K7Q2/2")
    with pytest.raises(Unsealable):
        envelopes.unseal(kept_by_olga, resealed, context=CONTEXT)
    key_of_ana = boxes.open_with(ana.secret, for_ana, context="case-key/K7Q2/2")
    assert envelopes.unseal(key_of_ana, resealed, context=CONTEXT) == b"before"


def test_an_envelope_holds_nothing_readable(case_key):
    envelope = envelopes.seal(case_key, STORY, context=CONTEXT)
    assert b"camioneta" not in envelope
    assert b"narrative" not in envelope
    assert hashlib.blake2b(STORY, digest_size=32).digest() not in envelope
