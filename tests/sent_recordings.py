"""Recordings and videos as telephones send them, made of tones and colours: with place, device,
author and times all over. And a look at what stays of that, with nothing of what takes it out."""

import io
import struct
from collections.abc import Iterator
from functools import cache

import av

from tests.sent_files import SECRET

PLACE = b"-12.0464-077.0428/"
SAID = {
    "title": SECRET.decode(), "artist": SECRET.decode(), "comment": SECRET.decode(),
    "location": PLACE.decode(), "creation_time": "2026-03-04T05:06:07Z",
}  # fmt: skip
# name: (kind by its first bytes, container, how frames and sound are coded)
MADE = {
    "mp4": ("mp4", "mp4", "libx264", "aac"),
    "hevc": ("mp4", "mp4", "libx265", "aac"),
    "mov": ("mp4", "mov", "libx264", "aac"),
    "3gp": ("mp4", "3gp", "h263", "aac"),
    "mpeg4": ("mp4", "mp4", "mpeg4", "aac"),
    "m4a": ("m4a", "ipod", "", "aac"),
    "webm": ("webm", "webm", "libvpx", "libopus"),
    "vorbis": ("webm", "webm", "libvpx", "vorbis"),
    "mkv": ("webm", "matroska", "libx264", "libopus"),
    "ogg": ("ogg", "ogg", "", "libopus"),
    "ogg-vorbis": ("ogg", "ogg", "", "vorbis"),
    "mp3": ("mp3", "mp3", "", "libmp3lame"),
    "wav": ("wav", "wav", "", "pcm_s16le"),
}
AMR = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 12  # has no room for anything but sound
RATES = {"libopus": 48_000}
WIDTH, HEIGHT, FRAMES = 176, 144, 8


@cache
def recording(name: str) -> bytes:
    """One of MADE, with whatever its container can say of whoever made it."""
    _kind, container, frames, sound = MADE[name]
    out = io.BytesIO()
    options = {"write_id3v1": "1"} if name == "mp3" else {}
    with av.open(out, "w", format=container, container_options=options) as made:
        made.metadata.update(SAID)
        streams = [_seen(made, frames)] if frames else []
        _mux(made, [*streams, _heard(made, sound)])
    whole = out.getvalue()
    return _marked(whole) if container in {"mp4", "mov", "3gp", "ipod"} else whole


@cache
def film_in_pieces() -> bytes:
    """As a browser films: what is in it is said anew before each piece."""
    out = io.BytesIO()
    pieces = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    with av.open(out, "w", format="mp4", container_options=pieces) as made:
        made.metadata.update(SAID)
        _mux(made, [_seen(made, "libx264"), _heard(made, "aac")])
    return out.getvalue()


@cache
def with_a_track_of_places() -> bytes:
    """As some cameras write it beside sound and frames: where it was, each second."""
    out = io.BytesIO()
    with av.open(out, "w", format="mov") as made:
        streams = [_seen(made, "libx264"), _heard(made, "aac")]
        places = made.add_stream("pcm_u8", rate=8000, layout="mono")
        made.start_encoding()
        packet = av.Packet((SECRET + PLACE) * 20)
        packet.stream, packet.pts, packet.dts = places, 0, 0
        packet.time_base = places.time_base
        made.mux(packet)
        _mux(made, streams)
    whole = out.getvalue()
    at = whole.rindex(b"raw ", 0, whole.rindex(b"stts"))
    handler = whole.rindex(b"soun", 0, at)
    return whole[:handler] + b"meta" + whole[handler + 4 : at] + b"gpmd" + whole[at + 4 :]


def lying_on_its_side(film: bytes) -> bytes:
    """As telephones film: the frames as they were taken, and how they are to be turned."""
    at = film.index(b"tkhd") + 44
    turned = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, HEIGHT << 16, 0, 0x40000000)
    return film[:at] + turned + film[at + len(turned) :]


def turned(film: bytes) -> tuple[int, ...]:
    return struct.unpack_from(">5i", film, film.index(b"tkhd") + 44)


def _seen(made, coded):
    stream = made.add_stream(coded, rate=10, width=WIDTH, height=HEIGHT, pix_fmt="yuv420p")
    stream.metadata["handler_name"] = SECRET.decode()
    return stream


def _heard(made, coded):
    rare = coded == "vorbis"
    return made.add_stream(
        coded,
        rate=RATES.get(coded, 16_000),
        layout="stereo" if rare else "mono",
        options={"strict": "experimental"} if rare else None,
    )


def _mux(made, streams):
    made.start_encoding()
    for stream in streams:
        for frame in _colours() if stream.type == "video" else _silence(stream.codec_context):
            made.mux(stream.encode(frame))
        made.mux(stream.encode())


def _colours():
    for number in range(FRAMES):
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([20 * number]) * plane.buffer_size)
        frame.pts = number
        yield frame


def _silence(context):
    samples = context.frame_size or 1024
    for number in range(12):
        frame = av.AudioFrame(context.format.name, context.layout.name, samples)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts = context.sample_rate, number * samples
        yield frame


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def _marked(whole: bytes) -> bytes:
    """What telephones hang on: the place twice, XMP, and free room in which something lies."""
    place = struct.pack(">HH", len(PLACE), 0x15C7) + PLACE
    keys = b"\0\0\0\0\0\0\0\1" + _box(b"mdta", b"com.apple.quicktime.location.ISO6709")
    meta = _box(b"keys", keys) + _box(b"ilst", _box(b"\0\0\0\1", _box(b"data", bytes(8) + PLACE)))
    hung = _box(b"udta", _box(b"\xa9xyz", place) + _box(b"titl", SECRET)) + _box(b"meta", meta)
    parts = []
    for kind, start, end in _boxes(whole, 0, len(whole)):
        content = whole[start:end]
        parts.append(_box(kind, content + hung if kind == b"moov" else content))
    return b"".join(parts) + _box(b"uuid", bytes(16) + SECRET) + _box(b"free", SECRET)


# --- what stays ---

INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"mvex", b"moof"}
TELLS = {
    b"uuid", b"keys", b"ilst", b"meta", b"loci", b"\xa9xyz", b"tref", b"gmhd", b"nmhd",
    b"chpl", b"XMP_", b"tmcd",
}  # fmt: skip
# How the writer says that nothing is said.
SAYS_NOTHING = _box(
    b"meta", bytes(4) + _box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9)) + _box(b"ilst", b"")
)
EBML_INSIDE = {
    0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0, 0x1254C367, 0x7373,
    0x67C8,
}  # fmt: skip
# Chapters, Attachments, DateUTC, Title, SegmentFilename, BlockAdditions; names of tracks.
EBML_TELLS = {0x1043A770, 0x1941A469, 0x4461, 0x7BA9, 0x7384, 0x75A1, 0x536E}
TAG_NAME = 0x45A3


def traces(content: bytes) -> list[str]:
    """Each place of a recording where somebody could have written who, where, when or with what."""
    found = [
        str(said) for said in (SECRET, PLACE, b"x264 - core", b"x265 (build") if said in content
    ]
    if content[4:8] == b"ftyp":
        found += _of_boxes(content, 0, len(content))
    elif content.startswith(b"\x1aE\xdf\xa3"):
        found += _of_elements(content)
    elif content.startswith(b"OggS"):
        found += _of_ogg(content)
    elif content.startswith(b"RIFF"):
        found += [str(one) for one in _chunks(content) if one not in {b"fmt ", b"data", b"fact"}]
    elif not content.startswith(b"#!AMR"):
        marks = (b"ID3", b"TAG", b"APETAGEX", b"Xing", b"Info", b"Lavf")
        found += [str(one) for one in marks if one in content]
    return found


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", content, at + 8), 16
        assert size >= head
        yield kind, at + head, at + size
        at += size
    assert at == end


def _of_boxes(content: bytes, at: int, end: int) -> Iterator[str]:
    for kind, start, stop in _boxes(content, at, end):
        said = content[start:stop]
        if kind in INSIDE:
            yield from _of_boxes(content, start, stop)
        elif kind in TELLS or LOOKS.get(kind, lambda _said: False)(said):
            yield f"{kind!r} {said[:40]!r}"


def _has_a_date(said: bytes) -> bool:
    return any(said[4 : 4 + 2 * (8 if said[0] else 4)])


# Whether it says more than it must.
LOOKS = {
    b"udta": SAYS_NOTHING.__ne__,
    b"free": any,
    b"skip": any,
    b"mvhd": _has_a_date,
    b"tkhd": _has_a_date,
    b"mdhd": _has_a_date,
    b"hdlr": lambda said: said[8:12] not in {b"vide", b"soun", b"url "},
}


def _of_elements(content: bytes) -> Iterator[str]:
    """How long each track is may be said, and no more."""
    for name, start, stop in _elements(content, 0, len(content)):
        if name in EBML_TELLS:
            yield hex(name)
        if name == TAG_NAME and content[start:stop] != b"DURATION":
            yield str(content[start:stop])


def _elements(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    while at < end:
        name, at = _number(content, at, marked=True)
        size, at = _number(content, at, marked=False)
        yield name, at, at + size
        if name in EBML_INSIDE:
            yield from _elements(content, at, min(at + size, end))
        at += size


def _number(content: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    length = 9 - content[at].bit_length()
    value = int.from_bytes(content[at : at + length])
    return value if marked else value & ~(1 << 7 * length), at + length


def _of_ogg(content: bytes) -> Iterator[str]:
    """Of its comments: who says them is the program, and there is none."""
    start = next(
        content.index(mark) + len(mark) for mark in (b"OpusTags", b"\x03vorbis") if mark in content
    )
    (vendor,) = struct.unpack_from("<I", content, start)
    (comments,) = struct.unpack_from("<I", content, start + 4 + vendor)
    if comments:
        yield f"{comments} comments"


def _chunks(content: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        yield kind
        at += 8 + size + size % 2


def heard_and_seen(content: bytes) -> dict[str, int]:
    """How many frames can be decoded, of sound and of what is seen."""
    found: dict[str, int] = {}
    with av.open(io.BytesIO(content)) as opened:
        for stream in opened.streams:
            opened.seek(0)
            found[stream.type] = len(list(opened.decode(stream)))
    return found
