"""Photographs as most telephones of today send them (HEIC): one picture, or tiles in rows, with
place, device and comment in notes beside them. Written box by box: nothing here reads such a file.
"""

import io
import struct
from collections.abc import Iterator
from functools import cache
from typing import Any

import av
from PIL import Image

from tests.sent_files import GPS, SECRET

SIZE, SIDE = (320, 192), 128
CORNERS = ("red", "blue", "green", "white")  # left and right above, left and right below
INTO = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"hvc1", b"hvcC"]
HEADS = {b"stsd": 8, b"hvc1": 78}  # before what is in such a box
CODING = {"x265-params": "log-level=none:keyint=1", "preset": "ultrafast"}
TURN, FLIP = b"irot", b"imir"


def box(name: bytes, *said: bytes) -> bytes:
    content = b"".join(said)
    return struct.pack(">I", len(content) + 8) + name + content


def full(name: bytes, *said: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(name, struct.pack(">I", version << 24 | flags), *said)


def numbers(form: str, *said: int) -> bytes:
    return struct.pack(f">{form}", *said)


@cache
def heic(side: int = 0, *turned: tuple[bytes, bytes], **more: Any) -> bytes:
    """One of SIZE, or so many `times` as large, with a colour in each corner. `side`: of the
    tiles; `turned`: what is to be done before it is shown; `more`: `coding` of the picture,
    `beside` for what says how the tiles lie, `promised` for its size."""
    size = tuple(one * more.get("times", 1) for one in SIZE)
    picture = corners().resize(size, Image.Resampling.NEAREST)
    parts = [_coded(one.size, one.tobytes()) for one in _tiles(picture, side)]
    kinds = [more.get("coding", b"hvc1")] * len(parts)
    contents = [content for _head, content in parts]
    width, height = more.get("promised", size)
    links = b""
    if side:
        rows, columns = -(-size[1] // side), -(-size[0] // side)
        kinds.append(b"grid")
        contents.append(numbers("BBBBHH", 0, 0, rows - 1, columns - 1, width, height))
        tiles = range(1, len(parts) + 1)
        links = box(b"dimg", numbers(f"HH{len(parts)}H", len(contents), len(parts), *tiles))
    main = len(contents)
    kinds.append(b"Exif")
    contents.append(bytes(4) + notes())
    links += box(b"cdsc", numbers("HHH", main + 1, 1, main))
    sizes = [full(b"ispe", numbers("II", *one)) for one in ((side, side), (width, height))]
    said = [parts[0][0], *sizes, *(box(*one) for one in turned)]
    own = {part: [1, 2] for part in range(1, main)}
    own[main] = [*([] if side else [1]), 3, *range(4, 4 + len(turned))]
    described = [
        full(b"hdlr", bytes(4), b"pict", bytes(13)),
        full(b"pitm", numbers("H", main)),
        full(b"iinf", numbers("H", len(kinds)), *_named(kinds)),
        full(b"iref", links),
        box(b"iprp", box(b"ipco", *said), full(b"ipma", numbers("I", len(own)), *_whose(own))),
    ]
    return _put_together(described, contents, beside=main if more.get("beside") else 0)


def corners() -> Image.Image:
    found = Image.new("RGB", SIZE, "gray")
    half = (SIZE[0] // 2, SIZE[1] // 2)
    for place, colour in enumerate(CORNERS):
        found.paste(colour, _area(place % 2 * half[0], place // 2 * half[1], *half))
    return found


def _area(left: int, top: int, width: int, height: int) -> tuple[int, int, int, int]:
    return (left, top, left + width, top + height)


def _tiles(picture: Image.Image, side: int) -> Iterator[Image.Image]:
    if not side:
        yield picture
        return
    for top in range(0, picture.height, side):
        for left in range(0, picture.width, side):
            yield picture.crop(_area(left, top, side, side))


@cache
def _coded(size: tuple[int, int], points: bytes) -> tuple[bytes, bytes]:
    """How it is coded, and its one frame: taken out of a film of one picture."""
    out, picture = io.BytesIO(), Image.frombytes("RGB", size, points)
    with av.open(out, "w", format="mp4") as made:
        stream = made.add_stream("libx265", rate=1, options=CODING)
        stream.width, stream.height = picture.size
        stream.pix_fmt, stream.codec_tag = "yuv420p", "hvc1"
        for packet in [*stream.encode(av.VideoFrame.from_image(picture)), *stream.encode()]:
            made.mux(packet)
    film = out.getvalue()
    frame = next(said for name, said in _boxes(film) if name == b"mdat")
    found = film
    for name in INTO:
        found = next(said for other, said in _boxes(found) if other == name)[HEADS.get(name, 0) :]
    return box(b"hvcC", found), frame


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        yield name, content[at + 8 : at + size]
        at += size


def notes() -> bytes:
    exif = Image.new("RGB", (1, 1)).getexif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825).update(GPS)
    return exif.tobytes()


def _named(kinds: list[bytes]) -> Iterator[bytes]:
    for part, kind in enumerate(kinds, 1):
        yield full(b"infe", numbers("HH", part, 0), kind, b"\0", version=2)


def _whose(own: dict[int, list[int]]) -> Iterator[bytes]:
    for part, places in own.items():
        yield numbers("HB", part, len(places)) + bytes(places)


def _put_together(described: list[bytes], contents: list[bytes], *, beside: int) -> bytes:
    """`beside`: the part that lies among what describes the others."""
    kind = box(b"ftyp", b"heic", bytes(4), b"mif1heic")

    def meta(start: int) -> bytes:
        places, at = b"", start
        for part, content in enumerate(contents, 1):
            there = part == beside
            places += numbers("HHHH", part, int(there), 0, 1)
            places += numbers("II", 0 if there else at, len(content))
            at += 0 if there else len(content)
        found = full(b"iloc", b"\x44\0", numbers("H", len(contents)), places, version=1)
        return full(b"meta", *described, found, *idat)

    idat = [box(b"idat", contents[beside - 1])] if beside else []
    drawn = [content for part, content in enumerate(contents, 1) if part != beside]
    start = len(kind) + len(meta(0)) + 8
    return kind + meta(start) + box(b"mdat", *drawn)
