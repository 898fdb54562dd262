"""Sealing to a public key."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from amparo.crypto import keys
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable

CASE_KEY = bytes(range(32))
CONTEXT = "case-key/K7Q2"


@pytest.fixture
def ana():
    return keys.new_pair()


@pytest.fixture
def olga():
    return keys.new_pair()


def test_each_of_two_recipients_opens_her_own_copy(ana, olga):
    for_ana = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    for_olga = boxes.seal_to(olga.public, CASE_KEY, context=CONTEXT)
    assert boxes.open_with(ana.secret, for_ana, context=CONTEXT) == CASE_KEY
    assert boxes.open_with(olga.secret, for_olga, context=CONTEXT) == CASE_KEY


def test_nobody_opens_what_was_sealed_to_another(ana, olga):
    for_ana = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    with pytest.raises(Unsealable):
        boxes.open_with(olga.secret, for_ana, context=CONTEXT)


def test_a_box_moved_to_another_case_does_not_open(ana):
    box = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    with pytest.raises(Unsealable):
        boxes.open_with(ana.secret, box, context="case-key/M3TD")


def test_the_public_key_does_not_open(ana):
    box = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    with pytest.raises(Unsealable):
        boxes.open_with(ana.public, box, context=CONTEXT)


@pytest.mark.parametrize("algorithm", [0, 2, 0x7F, 0xFF])
def test_an_unknown_algorithm_is_refused(ana, algorithm):
    box = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    with pytest.raises(Unsealable):
        boxes.open_with(ana.secret, bytes([algorithm]) + box[1:], context=CONTEXT)


@pytest.mark.parametrize("kept", [0, 1, 32, 33, 48, 112])
def test_a_box_cut_short_is_refused(ana, kept):
    box = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    with pytest.raises(Unsealable):
        boxes.open_with(ana.secret, box[:kept], context=CONTEXT)


def test_a_box_with_something_added_is_refused(ana):
    box = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    with pytest.raises(Unsealable):
        boxes.open_with(ana.secret, box + b"\0", context=CONTEXT)


def test_a_secret_of_the_wrong_length_opens_nothing(ana):
    box = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    with pytest.raises(Unsealable):
        boxes.open_with(ana.secret[:31], box, context=CONTEXT)


def test_empty_content_comes_back(ana):
    box = boxes.seal_to(ana.public, b"", context=CONTEXT)
    assert boxes.open_with(ana.secret, box, context=CONTEXT) == b""


def test_a_sealed_key_takes_113_bytes(ana):
    assert len(boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)) == 113


def test_the_same_content_never_looks_the_same(ana):
    boxes_sealed = {boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT) for _ in range(20)}
    assert len(boxes_sealed) == 20


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), bytes(32)])
def test_nothing_is_sealed_to_a_key_that_is_none(public):
    with pytest.raises(ValueError, match="key"):
        boxes.seal_to(public, CASE_KEY, context=CONTEXT)


def test_an_empty_context_is_a_mistake(ana):
    with pytest.raises(ValueError, match="context"):
        boxes.seal_to(ana.public, CASE_KEY, context="")
    with pytest.raises(ValueError, match="context"):
        boxes.open_with(ana.secret, b"\x01", context="")


def labelled(salt, suite, label, material):
    return hmac.digest(salt, b"HPKE-v1" + suite + label + material, hashlib.sha256)


def expanded(secret, suite, label, information, length):
    text = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + information
    return hmac.digest(secret, text + b"\x01", hashlib.sha256)[:length]


def opened_by_the_book(pair, box, context):
    """RFC 9180 written out: sections 4.1 (the key exchange), 5.1 (the key schedule)."""
    kem, whole = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"
    sent, sealed = box[1:33], box[33:]
    shared = X25519PrivateKey.from_private_bytes(pair.secret).exchange(
        X25519PublicKey.from_public_bytes(sent)
    )
    extracted = labelled(b"", kem, b"eae_prk", shared)
    secret = expanded(extracted, kem, b"shared_secret", sent + pair.public, 32)
    information = b"amparo/box/1\0" + context.encode()
    schedule = (
        b"\x00"
        + labelled(b"", whole, b"psk_id_hash", b"")
        + labelled(b"", whole, b"info_hash", information)
    )
    root = labelled(secret, whole, b"secret", b"")
    key = expanded(root, whole, b"key", schedule, 32)
    nonce = expanded(root, whole, b"base_nonce", schedule, 12)
    return ChaCha20Poly1305(key).decrypt(nonce, sealed, b"")


def test_an_outsider_can_open_a_box_with_the_rfc_alone(ana):
    box = boxes.seal_to(ana.public, CASE_KEY, context=CONTEXT)
    padded = (CASE_KEY + b"\x80").ljust(64, b"\0")
    assert opened_by_the_book(ana, box, CONTEXT) == padded
