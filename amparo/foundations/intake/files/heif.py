"""HEIC photographs, as most telephones make them: HEVC, as one picture or a grid of tiles.

Runs only in the process that `renditions` confines. This module parses the container, and decodes
only the parts of the main picture: no metadata, no thumbnail, no second picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from typing import Any, cast

from av.codec.context import CodecContext
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from PIL import Image

from amparo.foundations.intake.files.embedded_photos import NotCleaned, NotKnown, boxes_in
from amparo.foundations.intake.files.images import (
    LONGEST_SIDE,
    MOST_PIXELS,
    TooLarge,
    painted,
    side_of,
)

CODED, GRID = b"hvc1", b"grid"
TURNS = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
FLIPS = (Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.FLIP_LEFT_RIGHT)
MOST_TILES = 1_024
COLOURS = {1: "ITU709", 5: "ITU601", 6: "ITU601", 9: "BT2020"}  # by ITU-T H.273 code
SMALLER = (2, 4, 8)  # scale divisors; tile sides are multiples of these
_IN_FILE, _BESIDE = 0, 1  # `iloc` construction methods: in the file, in `idat`


@dataclass(slots=True)
class Reader:
    """Read big-endian numbers from bytes."""

    content: bytes
    at: int = 0

    def number(self, size: int) -> int:
        return int.from_bytes(self.some(size))

    def some(self, size: int) -> bytes:
        """Return the next `size` bytes. Raises NotCleaned if there are fewer."""
        found = self.content[self.at : self.at + size]
        if len(found) != size:
            raise NotCleaned
        self.at += size
        return found

    def version(self) -> tuple[int, int]:
        return self.number(1), self.number(3)


@dataclass(slots=True)
class Described:
    """Metadata of the container, by item number."""

    content: bytes
    main: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    places: dict[int, tuple[int, list[tuple[int, int]]]] = field(default_factory=dict)
    tiles: dict[int, list[int]] = field(default_factory=dict)
    said: list[tuple[bytes, bytes]] = field(default_factory=list)
    of: dict[int, list[int]] = field(default_factory=dict)
    beside: bytes = b""

    def bytes_of(self, part: int) -> bytes:
        """Return the data of an item. Raises NotCleaned, NotKnown."""
        way, pieces = self.places.get(part, (_IN_FILE, []))
        if way not in {_IN_FILE, _BESIDE}:
            raise NotKnown
        source = self.content if way == _IN_FILE else self.beside
        found = b"".join(Reader(source, start).some(size) for start, size in pieces)
        if not found:
            raise NotCleaned
        return found

    def properties(self, part: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield the item's properties in the order in which they apply."""
        for place in self.of.get(part, []):
            if 0 < place <= len(self.said):
                yield self.said[place - 1]

    def one(self, part: int, name: bytes, starts: bytes = b"") -> bytes:
        every = self.properties(part)
        return next((said for kind, said in every if kind == name and said.startswith(starts)), b"")


def ready() -> None:
    """Load the decoder before the sandbox closes, by running it once."""
    _decoder(b"")
    _coloured(VideoFrame(16, 16, "yuv420p"), b"", 2)


def picture(content: bytes, *, small: bool = False) -> bytes:
    """Return the visible picture, drawn anew by `painting`. Raises NotCleaned, TooLarge; NotKnown
    for another coding; and errors of the decoder."""
    return painted(_upright(content, side_of(small=small)), small=small)


def _upright(content: bytes, side: int) -> Image.Image:
    """Return the upright picture, reduced if it is much larger than `side`: decoded, a large one
    takes many times its coded size."""
    found = described(content)
    if found.main not in found.kinds:
        raise NotCleaned
    kind = found.kinds[found.main]
    if kind not in {CODED, GRID}:
        raise NotKnown
    shape = Reader(found.one(found.main, b"ispe"), at=4)
    size = shape.number(4), shape.number(4)
    _bounded(*size)
    times = max((one for one in SMALLER if max(size) >= side * one), default=1)
    drawn = _tiles(found, times) if kind == GRID else _decoded(found, found.main, times)
    for name, said in found.properties(found.main):
        drawn = _turned(drawn, name, said, times)
    return drawn


def _bounded(width: int, height: int) -> None:
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise TooLarge


# --- the container ---


def described(content: bytes) -> Described:
    """Parse the container's boxes. Raises NotCleaned."""
    found = Described(content)
    meta = next((said for name, said in boxes_in(content) if name == b"meta"), b"")
    for name, said in boxes_in(meta[4:]):
        if name in _READ:
            _READ[name](found, Reader(said))
    return found


def _main(found: Described, said: Reader) -> None:
    version, _ = said.version()
    found.main = said.number(4 if version else 2)


def _kinds(found: Described, said: Reader) -> None:
    version, _ = said.version()
    said.number(4 if version else 2)
    for name, inside in boxes_in(said.content[said.at :]):
        one = Reader(inside)
        version, _ = one.version()
        if name != b"infe" or version not in {2, 3}:
            continue
        part = one.number(2 if version == 2 else 4)  # noqa: PLR2004 - as the format numbers them
        locked = one.number(2)
        found.kinds[part] = b"" if locked else one.some(4)


def _places(found: Described, said: Reader) -> None:
    version, _ = said.version()
    sizes = said.number(2)
    offset, length, base, index = (sizes >> bits & 0xF for bits in (12, 8, 4, 0))
    wide = 4 if version > 1 else 2
    for _ in range(said.number(wide)):
        part = said.number(wide)
        way = said.number(2) & 0xF if version else _IN_FILE
        if said.number(2):
            raise NotKnown  # in another file
        start = said.number(base)
        pieces = []
        for _ in range(said.number(2)):
            said.some(index if version else 0)
            pieces.append((start + said.number(offset), said.number(length)))
        found.places[part] = (way, pieces)


def _links(found: Described, said: Reader) -> None:
    version, _ = said.version()
    wide = 4 if version else 2
    for name, inside in boxes_in(said.content[said.at :]):
        one = Reader(inside)
        part = one.number(wide)
        if name == b"dimg":
            found.tiles[part] = [one.number(wide) for _ in range(one.number(2))]


def _properties(found: Described, said: Reader) -> None:
    for name, inside in boxes_in(said.content):
        if name == b"ipco":
            found.said = list(boxes_in(inside))
        elif name == b"ipma":
            _whose(found, Reader(inside))


def _whose(found: Described, said: Reader) -> None:
    version, flags = said.version()
    size = 2 if flags & 1 else 1
    mask = 0x7FFF if flags & 1 else 0x7F
    for _ in range(said.number(4)):
        part = said.number(4 if version else 2)
        found.of[part] = [said.number(size) & mask for _ in range(said.number(1))]


def _beside(found: Described, said: Reader) -> None:
    found.beside = said.content


_READ = {
    b"pitm": _main,
    b"iinf": _kinds,
    b"iloc": _places,
    b"iref": _links,
    b"iprp": _properties,
    b"idat": _beside,
}


# --- drawing ---


def _tiles(found: Described, times: int) -> Image.Image:
    said = Reader(found.bytes_of(found.main))
    _version, flags = said.number(1), said.number(1)
    rows, columns = said.number(1) + 1, said.number(1) + 1
    width, height = (said.number(4 if flags & 1 else 2) for _ in range(2))
    tiles = found.tiles.get(found.main, [])
    if len(tiles) != rows * columns or len(tiles) > MOST_TILES:
        raise NotCleaned
    _bounded(width, height)
    whole = Image.new("RGB", (ceil(width / times), ceil(height / times)))
    for place, part in enumerate(tiles):
        if found.kinds.get(part) != CODED:
            raise NotKnown
        one = _decoded(found, part, times)
        if one.width * columns < whole.width or one.height * rows < whole.height:
            raise NotCleaned  # the grid would have holes
        whole.paste(one, (place % columns * one.width, place // columns * one.height))
    return whole


def _decoded(found: Described, part: int, times: int) -> Image.Image:
    coding = _decoder(found.one(part, b"hvcC"))
    packet = Packet(found.bytes_of(part))
    frames = [*coding.decode(packet), *coding.decode(None)]
    if not frames or frames[0].is_corrupt:
        raise NotCleaned
    _bounded(frames[0].width, frames[0].height)
    own, whole = (found.one(one, b"colr", b"nclx") for one in (part, found.main))
    return _coloured(frames[0], own or whole, times)


def _decoder(head: bytes) -> VideoCodecContext:
    """Return a decoder with one thread: the confined process may not start others."""
    coding = CodecContext.create("hevc", "r")
    coding.thread_count = 1
    if head:
        coding.extradata = head
    return coding


def _coloured(frame: VideoFrame, said: bytes, times: int) -> Image.Image:
    """Return the frame as RGB. The container's colour information overrides the frame's."""
    more: dict[str, Any] = {"threads": 1, "interpolation": "AREA"}
    more |= {"width": ceil(frame.width / times), "height": ceil(frame.height / times)}
    if said:
        colours = Reader(said, at=8)
        more["src_colorspace"] = COLOURS.get(colours.number(2))
        more["src_color_range"] = "JPEG" if colours.number(1) & 0x80 else "MPEG"
    drawn: Image.Image = cast("Any", frame).to_image(**more)  # the library has no types for it
    return drawn


def _turned(drawn: Image.Image, name: bytes, said: bytes, times: int) -> Image.Image:
    if name == b"irot":
        turn = TURNS[Reader(said).number(1) & 3]
        return drawn.transpose(turn) if turn else drawn
    if name == b"imir":
        return drawn.transpose(FLIPS[Reader(said).number(1) & 1])
    return _cut(drawn, Reader(said), times) if name == b"clap" else drawn


def _cut(drawn: Image.Image, said: Reader, times: int) -> Image.Image:
    """Crop to the clean aperture: its size, and the offset of its centre from the picture's."""
    numbers = [said.number(4) for _ in range(8)]
    signed = [one - (1 << 32) if one >> 31 else one for one in numbers]
    (width, height, right, down) = (
        signed[at] / (signed[at + 1] * times) if signed[at + 1] else 0.0 for at in range(0, 8, 2)
    )
    left = round((drawn.width - width) / 2 + right)
    top = round((drawn.height - height) / 2 + down)
    area = (left, top, left + round(width), top + round(height))
    if not (0 <= left < area[2] <= drawn.width and 0 <= top < area[3] <= drawn.height):
        raise NotCleaned
    return drawn.crop(area)
