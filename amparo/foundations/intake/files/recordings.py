"""What is left of a recording or a video when everything but what is heard and seen is taken out.

Runs in the process that `renditions` confines, and nowhere else. Sound and frames are taken over as
they are, into a file whose every other part is written anew: whatever stood beside them, known or
not, has no way into it.
"""

import io
import re
import wave
from collections.abc import Callable

import av
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from amparo.foundations.intake.files.embedded_photos import NotCleaned, NotKnown

# How each kind is read, by its first bytes and as no other.
READ_AS = {
    "mp3": "mp3", "mp4": "mov", "m4a": "mov", "amr": "amr", "ogg": "ogg", "wav": "wav",
    "webm": "matroska",
}  # fmt: skip
# What is written of it: the first that takes what is in it.
WRITTEN_AS = {
    "mp3": ("mp3",), "mp4": ("mp4", "3gp", "mov"), "m4a": ("ipod", "mp4"), "amr": ("amr",),
    "ogg": ("ogg",), "wav": ("wav",), "webm": ("webm", "matroska"),
}  # fmt: skip
BRANDS = {b"qt  ": ("mov",), b"3gp": ("3gp", "mp4"), b"3g2": ("3g2", "3gp", "mp4")}
# How sound and frames are coded in what telephones and browsers make. Of others it is not known
# what lies between the frames: photographs in a row (MJPEG) have notes of their own.
SOUND = frozenset(
    {
        "aac", "alac", "amr_nb", "amr_wb", "flac", "mp3", "opus", "pcm_alaw", "pcm_f32le",
        "pcm_mulaw", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32le", "pcm_u8",
        "speex", "vorbis",
    }
)  # fmt: skip
SEEN = frozenset({"h263", "h264", "hevc", "mpeg4", "vp8", "vp9"})
# These alone are opened to learn what a file holds, whatever it says.
DECODERS = SOUND | SEEN | {"amrnb", "amrwb", "libopus", "mp3float"}
# Of these two what draws is kept, by number. All else is room in which a device says what it likes.
DRAWS = {
    "h264": "filter_units=pass_types=1-5|7|8",
    "hevc": "filter_units=pass_types=0-9|16-21|32-34",
}
# How their drawing begins, and how the number of a part is told. Of MPEG-4 all that draws.
HEADS: dict[str, tuple[frozenset[int], Callable[[int], int]]] = {
    "h264": (frozenset({7, 8}), lambda first: first & 0x1F),
    "hevc": (frozenset({32, 33, 34}), lambda first: first >> 1 & 0x3F),
    "mpeg4": (frozenset({*range(0x30), 0xB0, 0xB1, 0xB3, 0xB5, 0xB6}), lambda first: first),
}
STARTS = {"mpeg4": b"\0\0\1"}  # before each part; of the others four bytes
READING = {"codec_whitelist": ",".join(sorted(DECODERS))}
# Without the writer's own marks, and from the moment zero, whenever it was.
WRITING = {
    "fflags": "+bitexact",
    "avoid_negative_ts": "make_zero",
    "write_xing": "0",
    "id3v2_version": "0",
}
_BESIDE = Disposition.attached_pic | Disposition.timed_thumbnails
_MP3_FRAME = 0xFFE0
_STARTS = re.compile(rb"\0{2,3}\x01")
_CLOCK = re.compile(rb"\0\0\x01\xb3(...)", re.DOTALL)
_MAY_RUN_AHEAD = 2  # seconds
_VORBIS_FIRST, _VORBIS_SAYS_NOTHING = 30, b"\x03vorbis" + bytes(8) + b"\x01"


type AnyPacket = Packet[Stream]


def ready() -> None:
    """Take in what reading and writing need, by doing both once."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(800))
    clean(out.getvalue(), "wav")


def clean(content: bytes, kind: str) -> bytes:
    """The same sound and frames, and nothing beside them. Raises NotCleaned, NotKnown, and whatever
    the reader says of a broken file."""
    started = next((ways for brand, ways in BRANDS.items() if content[8:12].startswith(brand)), ())
    refusal: Exception = NotCleaned()
    for writer in (kind == "mp4" and started) or WRITTEN_AS[kind]:
        try:
            return _written(content, kind, writer)
        except NotCleaned:
            raise
        except ValueError as problem:  # this one takes not what is in it
            refusal = problem
    raise refusal


def _written(content: bytes, kind: str, writer: str) -> bytes:
    out = io.BytesIO()
    packets: list[AnyPacket] = []
    with (
        av.open(io.BytesIO(content), "r", format=READ_AS[kind], options=READING) as found,
        av.open(out, "w", format=writer, container_options=WRITING) as made,
    ):
        kept = _kept(found)
        into = {one.index: made.add_stream_from_template(one, opaque=True) for one in kept}
        filters = {one.index: _filter(one, into[one.index]) for one in kept}
        for packet in found.demux(kept):
            for bare in _bare(packet, filters[packet.stream.index], raw=kind == "mp3"):
                bare.stream = into[packet.stream.index]
                packets.append(bare)
        _put_in_time(packets)
        made.mux(packets)
    if not packets:
        raise NotCleaned
    return out.getvalue()


def _kept(found: InputContainer) -> list[AudioStream | VideoStream]:
    """What is heard and seen. Places, times and texts that run along stay behind, as do pictures
    hung on it. Of two tracks of a sort the one that is known is enough."""
    sorts = [one for one in found.streams if one.type in {"audio", "video"}]
    every = [one for one in sorts if not one.disposition & _BESIDE]
    known = [
        one
        for one in every
        if isinstance(one, AudioStream | VideoStream) and _coding(one) in SOUND | SEEN
    ]
    if not known or {one.type for one in every} != {one.type for one in known}:
        raise NotKnown
    return known


def _coding(stream: Stream) -> str:
    context = getattr(stream, "codec_context", None)  # there is none for what the reader knows not
    return str(context.codec.canonical_name) if context else ""


def _filter(one: Stream, into: Stream) -> BitStreamFilterContext | None:
    """What takes out of each packet what does not draw; of the head of the stream it is done
    here."""
    coding, found = _coding(one), None
    if coding in DRAWS:
        found = BitStreamFilterContext(DRAWS[coding], one, into)
    if coding in HEADS:
        into.codec_context.extradata = _of_parts(into.codec_context.extradata or b"", coding)
    elif coding == "vorbis":
        into.codec_context.extradata = _of_vorbis(one.codec_context.extradata or b"")
    return found


def _bare(
    packet: AnyPacket, without: BitStreamFilterContext | None, *, raw: bool
) -> list[AnyPacket]:
    """The coded bytes and their time. `raw`: frames lie in the file without a frame around them, so
    what is no frame may stand between them."""
    if packet.has_sidedata("new_extradata"):
        raise NotKnown
    content = bytes(packet)
    if packet.is_corrupt or not content:
        return []
    if raw and int.from_bytes(content[:2]) & _MP3_FRAME != _MP3_FRAME:
        return []
    if _coding(packet.stream) == "mpeg4":
        content = _of_mpeg4(content, seconds=float((packet.pts or 0) * (packet.time_base or 0)))
    bare: AnyPacket = Packet(content)
    bare.pts, bare.dts = packet.pts, packet.dts
    bare.duration, bare.is_keyframe = packet.duration, packet.is_keyframe
    made = without.filter(bare) if without else [bare]
    for one in made:
        one.time_base = packet.time_base
    return made


def _put_in_time(packets: list[AnyPacket]) -> None:
    """Some containers say when a frame is shown, and not when it is read: before the one after
    it."""
    later: dict[int, int] = {}
    for one in reversed(packets):
        if one.dts is None and one.pts is not None:
            one.dts = min(one.pts, later.get(one.stream_index, one.pts + 1) - 1)
        if one.dts is not None:
            later[one.stream_index] = one.dts


def _of_parts(head: bytes, coding: str) -> bytes:
    drawn, number = HEADS[coding]
    before, *parts = _STARTS.split(head)
    if before:
        raise NotCleaned
    start = STARTS.get(coding, b"\0\0\0\1")
    return b"".join(start + one for one in parts if one and number(one[0]) in drawn)


def _of_mpeg4(content: bytes, *, seconds: float) -> bytes:
    """`seconds`: when it is shown. Before groups of frames a clock runs along, which the frames
    count from. Raises NotKnown where it says the time of a day."""
    for said in _CLOCK.findall(content):
        bits = int.from_bytes(said)
        hours, minutes, rest = bits >> 19, bits >> 13 & 0x3F, bits >> 6 & 0x3F
        if hours * 3600 + minutes * 60 + rest > seconds + _MAY_RUN_AHEAD:
            raise NotKnown
    return _of_parts(content, "mpeg4")


def _of_vorbis(parts: bytes) -> bytes:
    """Its three first parts, of which the second holds whatever somebody wrote. Raises
    NotCleaned."""
    at, second = 2, 0
    while parts[at : at + 1] == b"\xff":
        at, second = at + 1, second + 0xFF
    start = at + 1
    if parts[:2] != bytes([2, _VORBIS_FIRST]) or start > len(parts):
        raise NotCleaned
    second += parts[at]
    end = start + _VORBIS_FIRST
    sizes = bytes([2, _VORBIS_FIRST, len(_VORBIS_SAYS_NOTHING)])
    return sizes + parts[start:end] + _VORBIS_SAYS_NOTHING + parts[end + second :]
