"""Files: sealed as they arrive, opened piece by piece."""

import hashlib
import io
import secrets
import tracemalloc

import pytest
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
)

from amparo.crypto import file_sealing as streams
from amparo.crypto import keys
from amparo.crypto.errors import Unsealable

CONTEXT = "case/K7Q2/file/1"
KEY = bytes(range(32))
BLOCK = 64 * 1024
SEALED_BLOCK = BLOCK + 17
SIZES = [0, 1, 4095, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 1_500_000, 8 * 1024 * 1024]


def sealed(content, key=KEY, context=CONTEXT):
    sink = io.BytesIO()
    streams.seal_stream(key, io.BytesIO(content), sink, context=context)
    return sink.getvalue()


def opened(envelope, key=KEY, context=CONTEXT):
    return b"".join(streams.unseal_stream(key, io.BytesIO(envelope), context=context))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back(size):
    content = secrets.token_bytes(size)
    assert opened(sealed(content)) == content


@pytest.mark.parametrize("size", [1, BLOCK - 1, BLOCK, 200_000])
def test_a_file_of_zeros_or_of_markers_comes_back(size):
    assert opened(sealed(bytes(size))) == bytes(size)
    assert opened(sealed(b"\x80" * size)) == b"\x80" * size


@pytest.mark.parametrize("size", SIZES)
def test_the_sealer_says_what_it_sealed(size):
    content = secrets.token_bytes(size)
    sink = io.BytesIO()
    said = streams.seal_stream(KEY, io.BytesIO(content), sink, context=CONTEXT)
    digest = hashlib.blake2b(content, digest_size=32).digest()
    assert said == streams.SealedFile(size, len(sink.getvalue()), digest)


def test_how_the_pieces_arrive_changes_nothing():
    content = secrets.token_bytes(200_000)
    pieces = [content[start : start + 777] for start in range(0, len(content), 777)]
    sealer = streams.Sealer(KEY, context=CONTEXT)
    envelope = b"".join([*(sealer.push(piece) for piece in pieces), sealer.finish()])
    assert len(envelope) == len(sealed(content)) == sealer.result.sealed_size
    cut = [envelope[start : start + 1000] for start in range(0, len(envelope), 1000)]
    assert b"".join(streams.unseal_stream(KEY, cut, context=CONTEXT)) == content


def test_a_list_of_pieces_is_sealed_like_a_file():
    sink = io.BytesIO()
    streams.seal_stream(KEY, [b"uno", b"", b"dos"], sink, context=CONTEXT)
    assert opened(sink.getvalue()) == b"unodos"


def test_files_of_nearly_one_size_take_the_same_room():
    lengths = {len(sealed(bytes(size))) for size in (1_475_000, 1_490_000, 1_500_000)}
    assert len(lengths) == 1
    assert len(sealed(b"")) == len(sealed(bytes(4000)))


def test_the_wrong_key_opens_nothing():
    with pytest.raises(Unsealable):
        opened(sealed(b"x" * 100), key=keys.new_key())


def test_a_file_moved_to_another_case_does_not_open():
    with pytest.raises(Unsealable):
        opened(sealed(b"x" * 100), context="case/M3TD/file/1")


@pytest.mark.parametrize("algorithm", [0, 2, 0xFF])
def test_an_unknown_algorithm_is_refused(algorithm):
    with pytest.raises(Unsealable):
        opened(bytes([algorithm]) + sealed(b"x")[1:])


@pytest.mark.parametrize("kept", [0, 1, 24, 25, 26, 42, 1000])
def test_a_file_cut_within_the_first_block_is_refused(kept):
    with pytest.raises(Unsealable):
        opened(sealed(b"x" * 5000)[:kept])


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_a_file_cut_between_blocks_is_refused(blocks):
    envelope = sealed(secrets.token_bytes(3 * BLOCK))
    assert len(envelope) > 25 + blocks * SEALED_BLOCK
    with pytest.raises(Unsealable):
        opened(envelope[: 25 + blocks * SEALED_BLOCK])


def test_a_file_without_its_padding_is_refused():
    """All content is there, and still the end is missing."""
    envelope = sealed(bytes(8 * 1024 * 1024))
    arrived = streams.unseal_stream(KEY, [envelope[: 25 + 130 * SEALED_BLOCK]], context=CONTEXT)
    pieces = []
    with pytest.raises(Unsealable):
        pieces.extend(arrived)
    assert sum(map(len, pieces)) == 8 * 1024 * 1024


def test_blocks_in_another_order_are_refused():
    envelope = sealed(secrets.token_bytes(4 * BLOCK))
    first, second, third = 25, 25 + SEALED_BLOCK, 25 + 2 * SEALED_BLOCK
    swapped = envelope[:first] + envelope[second:third] + envelope[first:second] + envelope[third:]
    with pytest.raises(Unsealable):
        opened(swapped)


def test_a_block_sent_twice_or_left_out_is_refused():
    envelope = sealed(secrets.token_bytes(4 * BLOCK))
    end = 25 + SEALED_BLOCK
    with pytest.raises(Unsealable):
        opened(envelope[:end] + envelope[25:])
    with pytest.raises(Unsealable):
        opened(envelope[:25] + envelope[end:])


@pytest.mark.parametrize("size", [100, 0, 2 * BLOCK - 1])
def test_anything_after_the_end_is_refused(size):
    """The last size ends on a whole block, so that what follows is a block of its own."""
    envelope = sealed(bytes(size))
    for trailing in (b"\0", envelope[25:], envelope):
        with pytest.raises(Unsealable):
            opened(envelope + trailing)


def test_even_who_has_the_key_adds_nothing_after_the_end():
    """Secretstream itself would go on after a final mark."""
    own_key = hashlib.blake2b(
        CONTEXT.encode(), key=KEY, person=b"amparo/stream/1", digest_size=32
    ).digest()
    state = crypto_secretstream_xchacha20poly1305_state()
    envelope = b"\x01" + crypto_secretstream_xchacha20poly1305_init_push(state, own_key)
    whole = (b"acta\x80").ljust(BLOCK, b"\0")
    envelope += crypto_secretstream_xchacha20poly1305_push(state, whole, tag=3)
    assert opened(envelope) == b"acta"
    envelope += crypto_secretstream_xchacha20poly1305_push(state, whole, tag=3)
    with pytest.raises(Unsealable):
        opened(envelope)


def test_blocks_of_two_files_under_one_key_do_not_mix():
    one, other = sealed(bytes(2 * BLOCK)), sealed(bytes(2 * BLOCK))
    with pytest.raises(Unsealable):
        opened(one[: 25 + SEALED_BLOCK] + other[25 + SEALED_BLOCK :])


def test_an_outsider_can_open_a_file_with_libsodium_alone():
    """As the reference page says: a key of its own, then blocks until the final mark."""
    envelope = sealed(b"acta" * 20_000)
    own_key = hashlib.blake2b(
        CONTEXT.encode(), key=KEY, person=b"amparo/stream/1", digest_size=32
    ).digest()
    state = crypto_secretstream_xchacha20poly1305_state()
    crypto_secretstream_xchacha20poly1305_init_pull(state, envelope[1:25], own_key)
    first, more = crypto_secretstream_xchacha20poly1305_pull(state, envelope[25:][:SEALED_BLOCK])
    last, final = crypto_secretstream_xchacha20poly1305_pull(state, envelope[25:][SEALED_BLOCK:])
    assert (first + last).rstrip(b"\0") == b"acta" * 20_000 + b"\x80"
    assert (more, final) == (0, 3)


@pytest.mark.parametrize("size", [1_500_000, 8 * 1024 * 1024, 32 * 1024 * 1024])
def test_memory_stays_the_same_whatever_the_size(size):
    """A mebibyte is far more than a block, and far less than the files."""
    piece = bytes(BLOCK)
    sealer = streams.Sealer(KEY, context=CONTEXT)

    def envelope():
        for _ in range(size // BLOCK):
            yield sealer.push(piece)
        yield sealer.finish()

    tracemalloc.start()
    try:
        arrived = sum(len(part) for part in streams.unseal_stream(KEY, envelope(), context=CONTEXT))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert arrived == size // BLOCK * BLOCK
    assert peak < 3 * 1024 * 1024


def test_plain_content_never_leaves_the_sealer():
    sealer = streams.Sealer(KEY, context=CONTEXT)
    secret = b"el secreto de la casa"
    out = sealer.push(secret * 10_000) + sealer.finish()
    assert secret not in out


def test_a_finished_file_takes_nothing_more():
    sealer = streams.Sealer(KEY, context=CONTEXT)
    with pytest.raises(RuntimeError, match="not finished"):
        _ = sealer.result
    sealer.finish()
    with pytest.raises(RuntimeError, match="finished"):
        sealer.push(b"more")
    with pytest.raises(RuntimeError, match="finished"):
        sealer.finish()


def test_a_bad_key_or_an_empty_context_is_a_mistake():
    with pytest.raises(ValueError, match="32 bytes"):
        streams.Sealer(b"short", context=CONTEXT)
    with pytest.raises(ValueError, match="context"):
        streams.Sealer(KEY, context="")
