"""Photographs inside documents, without metadata: camera, place, comment, thumbnails.

The data is filtered rather than redrawn, so that colours do not change: only segments and boxes
needed for drawing are kept. Runs only in the process that `renditions` confines.
"""

import re
from collections.abc import Iterator

START, END, SCAN = 0xD8, 0xD9, 0xDA
# JPEG segments that draw: frames, tables, restart interval, number of lines.
DRAWN = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, SCAN})
# Pixel density, and colour transform; both cut to their fixed length.
DENSITY, COLOURS = (0xE0, b"JFIF\0", 14), (0xEE, b"Adobe", 12)
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_NO_LENGTH = frozenset({0x01, START})

BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
IN_HEADER = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "})
_SOC, _SOT, _SOD, _EOC, _COMMENT = b"\xff\x4f", b"\xff\x90", b"\xff\x93", b"\xff\xd9", b"\xff\x64"
_TILE = 12


class NotCleaned(ValueError):
    """The content is malformed, so what else it holds is unknown."""


class NotKnown(NotCleaned):
    """The content may be valid, but in a form that this module does not parse."""


def jpeg(content: bytes) -> bytes:
    """Return the JPEG without application segments and comments. Raises NotCleaned."""
    start = content.find(b"\xff\xd8\xff")
    if start < 0:
        raise NotCleaned
    kept, at = bytearray(b"\xff\xd8"), start + 2
    while found := _MARKER.search(content, at):
        marker, at = found[1][0], found.end()
        if marker == END:
            break
        if marker in _NO_LENGTH:
            continue
        size = int.from_bytes(content[at : at + 2], "big")
        said = content[at + 2 : at + size]
        at += max(size, 2)
        kept += _segment(marker, said)
        if marker == SCAN:
            more = _MARKER.search(content, at)
            until = more.start() if more else len(content)
            kept += content[at:until]
            at = until
    return bytes(kept + b"\xff\xd9")


def _segment(marker: int, said: bytes) -> bytes:
    for kind, name, length in (DENSITY, COLOURS):
        if marker == kind and said.startswith(name) and len(said) >= length:
            # The last two bytes give the size of a thumbnail, which is not kept.
            said = said[: length - 2] + bytes(2) if kind == DENSITY[0] else said[:length]
            break
    else:
        if marker not in DRAWN:
            return b""
    return bytes((0xFF, marker)) + (len(said) + 2).to_bytes(2, "big") + said


def jpeg_2000(content: bytes) -> bytes:
    """Return the boxes that draw the picture, without comments. Raises NotCleaned."""
    if content.startswith(_SOC):
        return _codestream(content)
    kept: dict[bytes, bytes] = {}
    for name, said in boxes_in(content):
        if name in BOXES:
            kept.setdefault(name, _drawn(name, said))
    if b"jp2c" not in kept:
        raise NotCleaned
    return b"".join(_box(name, said) for name, said in kept.items())


def _drawn(name: bytes, said: bytes) -> bytes:
    if name == b"jp2h":
        return b"".join(_box(one, more) for one, more in boxes_in(said) if one in IN_HEADER)
    return _codestream(said) if name == b"jp2c" else said


def _box(name: bytes, said: bytes) -> bytes:
    return (len(said) + 8).to_bytes(4, "big") + name + said


def boxes_in(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and content of each box. Raises NotCleaned."""
    at = 0
    while at < len(content):
        head, size = 8, int.from_bytes(content[at : at + 4], "big")
        if size == 1:
            head, size = 16, int.from_bytes(content[at + 8 : at + 16], "big")
        elif size == 0:
            size = len(content) - at
        if size < head or at + size > len(content):
            raise NotCleaned
        yield content[at + 4 : at + 8], content[at + head : at + size]
        at += size


def _codestream(content: bytes) -> bytes:
    """Overwrite comments rather than remove them: tile parts state their length."""
    if not content.startswith(_SOC):
        raise NotCleaned
    clean, at, tile_ends = bytearray(content), 2, 0
    while (marker := bytes(clean[at : at + 2])) != _EOC:
        if marker == _SOD:
            at, tile_ends = tile_ends or len(clean), 0
            continue
        size = _size(clean, at)
        if marker == _SOT:
            tile_ends = _tile_ends(clean, at)
        elif marker == _COMMENT:
            clean[at + 4 : at + 2 + size] = bytes(size - 2)
        at += 2 + size
    return bytes(clean[: at + 2])


def _size(content: bytearray, at: int) -> int:
    size = int.from_bytes(content[at + 2 : at + 4], "big")
    if content[at : at + 1] != b"\xff" or size < 2 or at + 2 + size > len(content):  # noqa: PLR2004
        raise NotCleaned
    return size


def _tile_ends(content: bytearray, at: int) -> int:
    """Return where the next tile part, or the end of the codestream, begins: the last may omit its
    length."""
    length = int.from_bytes(content[at + 6 : at + 10], "big")
    ends = at + length if length else content.rfind(_EOC)
    if not at + _TILE < ends < len(content):
        raise NotCleaned
    return ends
