"""Check of a confined process's output: whether it is a picture in the only format that the process
produces. It runs outside, before a browser gets the picture, and decodes nothing.

Code that takes over the process can then choose pixels, but no other format and no extra data.
"""

import re

SHOWN_SIDE = 2_400
LARGEST = 16 * 1024 * 1024
"""Bytes; above the size of any picture that is made."""
NOTES, FRAME, TABLES, SCAN = 0xE0, 0xC0, frozenset({0xC4, 0xDB}), 0xDA
JFIF, FRAME_LENGTH, DEPTH, COLOURS = (b"JFIF\0", 14), 15, 8, 3
_START, _END = b"\xff\xd8", b"\xff\xd9"
_MARKER = re.compile(rb"\xff+[^\x00\xff]")


def is_plain_picture(content: bytes) -> bool:
    """Return whether it is one baseline JPEG with three components, within the size limits, with no
    segments other than those needed to draw it."""
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
    """Return whether the scan runs to the end of image, with nothing after it."""
    found = _MARKER.search(content, at)
    return found is not None and found[0] == _END and found.end() == len(content)
