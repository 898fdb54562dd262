"""Whether what a confined process answers is a picture as it makes them: looked at outside, before
a reader's browser sees it. Nothing is decoded here.

Whoever has taken the process over chooses the points of a picture, and neither another format nor
anything beside them.
"""

import re

SHOWN_SIDE = 2_400
LARGEST = 16 * 1024 * 1024
"""Bytes: more than one of that size has."""
NOTES, FRAME, TABLES, SCAN = 0xE0, 0xC0, frozenset({0xC4, 0xDB}), 0xDA
JFIF, FRAME_LENGTH, DEPTH, COLOURS = (b"JFIF\0", 14), 15, 8, 3
_START, _END = b"\xff\xd8", b"\xff\xd9"
_MARKER = re.compile(rb"\xff+[^\x00\xff]")


def is_plain_picture(content: bytes) -> bool:
    """Whether it is one JPEG in one pass and three colours, no larger than they are made, with
    nothing in it that does not draw it."""
    if len(content) > LARGEST or not content.startswith(_START):
        return False
    at, frames = len(_START), 0
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        said = content[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == SCAN:
            return frames == 1 and _ends_so(content, at)
        if len(said) != length - 2 or not _is_known(marker, said):
            return False
        frames += marker == FRAME
    return False


def _is_known(marker: int, said: bytes) -> bool:
    if marker == FRAME:
        height, width = int.from_bytes(said[1:3]), int.from_bytes(said[3:5])
        sides = 0 < min(height, width) <= max(height, width) <= SHOWN_SIDE
        return len(said) == FRAME_LENGTH and said[0] == DEPTH and said[5] == COLOURS and sides
    if marker == NOTES:
        name, length = JFIF
        return said.startswith(name) and len(said) == length
    return marker in TABLES


def _ends_so(content: bytes, at: int) -> bool:
    """Whether the scan goes on to the end, and nothing comes after it."""
    found = _MARKER.search(content, at)
    return found is not None and found[0] == _END and found.end() == len(content)
