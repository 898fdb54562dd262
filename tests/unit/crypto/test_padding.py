"""What a length still tells."""

import pytest

from amparo.crypto import padding
from amparo.crypto.errors import Unsealable


@pytest.mark.parametrize(
    ("content", "padded"),
    [(0, 256), (1, 256), (255, 256), (256, 512), (2000, 2048), (8191, 8192), (8192, 8704)],
)
def test_sizes_go_by_256_up_to_8_kib(content, padded):
    assert padding.padded_size(content) == padded


def test_a_megabyte_leaves_few_sizes_to_tell_apart():
    sizes = {padding.padded_size(size) for size in range(2**20, 2**21, 997)}
    assert len(sizes) <= 33


@pytest.mark.parametrize("size", [0, 100, 4095, 10_000, 1_500_000, 10**9])
def test_padding_costs_an_eighth_at_most(size):
    assert size < padding.padded_size(size) <= max(256, size + 257, size * 9 // 8 + 256)


def test_what_was_not_padded_is_refused():
    with pytest.raises(Unsealable):
        padding.unpad(b"plain\0\0")
    with pytest.raises(Unsealable):
        padding.unpad(b"")
