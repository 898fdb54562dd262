"""Padding that reduces a length to a bucket.

Content is followed by one byte 0x80 and zeros (ISO/IEC 7816-4). The whole is a multiple of 256
bytes, and above 8 KiB a Padmé size (Nikitin and others, "Reducing Metadata Leakage from Encrypted
Files and Communication with PURBs", 2019): at most an eighth larger, and the larger the content the
smaller the share of padding.
"""

from amparo.crypto.errors import Unsealable

STEP = 256
MARKER = b"\x80"


def padded_size(content_size: int, *, smallest: int = STEP) -> int:
    """Return the size of `content_size` bytes once marked and padded."""
    marked = content_size + len(MARKER)
    if marked <= smallest:
        return smallest
    return _padme(-(-marked // STEP) * STEP)


def pad(content: bytes, *, smallest: int = STEP) -> bytes:
    return (content + MARKER).ljust(padded_size(len(content), smallest=smallest), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the content. Only for data that was authenticated before."""
    marked = padded.rstrip(b"\0")
    if not marked.endswith(MARKER):
        raise Unsealable
    return marked[:-1]


def _padme(size: int) -> int:
    exponent = size.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (size + mask) & ~mask
