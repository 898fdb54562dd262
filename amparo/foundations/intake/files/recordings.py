"""Recordings and videos without metadata.

Runs only in the process that `renditions` confines. Coded audio and frames are copied into a new
container, so that nothing else of the original, known or not, is carried over.
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

# Demuxer for each kind that the first bytes show; no other is tried.
READ_AS = {
    "mp3": "mp3", "mp4": "mov", "m4a": "mov", "amr": "amr", "ogg": "ogg", "wav": "wav",
    "webm": "matroska",
}  # fmt: skip
# Muxers to try: the first that accepts the streams is used.
WRITTEN_AS = {
    "mp3": ("mp3",), "mp4": ("mp4", "3gp", "mov"), "m4a": ("ipod", "mp4"), "amr": ("amr",),
    "ogg": ("ogg",), "wav": ("wav",), "webm": ("webm", "matroska"),
}  # fmt: skip
BRANDS = {b"qt  ": ("mov",), b"3gp": ("3gp", "mp4"), b"3g2": ("3g2", "3gp", "mp4")}
# Codecs that telephones and browsers produce. With others it is unknown what lies between frames:
# Motion JPEG, for example, has metadata in each picture.
SOUND = frozenset(
    {
        "aac", "alac", "amr_nb", "amr_wb", "flac", "mp3", "opus", "pcm_alaw", "pcm_f32le",
        "pcm_mulaw", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32le", "pcm_u8",
        "speex", "vorbis",
    }
)  # fmt: skip
SEEN = frozenset({"h263", "h264", "hevc", "mpeg4", "vp8", "vp9"})
# Only these decoders are opened to probe a file, whatever it declares.
DECODERS = SOUND | SEEN | {"amrnb", "amrwb", "libopus", "mp3float"}
# NAL units to keep. The others may hold data of the device.
DRAWS = {
    "h264": "filter_units=pass_types=1-5|7|8",
    "hevc": "filter_units=pass_types=0-9|16-21|32-34",
}
# Header units to keep, and how to read a unit's type. For MPEG-4, all units that draw.
HEADS: dict[str, tuple[frozenset[int], Callable[[int], int]]] = {
    "h264": (frozenset({7, 8}), lambda first: first & 0x1F),
    "hevc": (frozenset({32, 33, 34}), lambda first: first >> 1 & 0x3F),
    "mpeg4": (frozenset({*range(0x30), 0xB0, 0xB1, 0xB3, 0xB5, 0xB6}), lambda first: first),
}
STARTS = {"mpeg4": b"\0\0\1"}  # before each unit; four bytes for the others
READING = {"codec_whitelist": ",".join(sorted(DECODERS))}
# No writer tags; timestamps start at zero.
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
    """Load what reading and writing need, by doing both once."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(800))
    clean(out.getvalue(), "wav")


def clean(content: bytes, kind: str) -> bytes:
    """Return the same audio and frames in a new file. Raises NotCleaned, NotKnown, and errors of
    the demuxer."""
    started = next((ways for brand, ways in BRANDS.items() if content[8:12].startswith(brand)), ())
    refusal: Exception = NotCleaned()
    for writer in (kind == "mp4" and started) or WRITTEN_AS[kind]:
        try:
            return _written(content, kind, writer)
        except NotCleaned:
            raise
        except ValueError as problem:  # this muxer does not accept the streams
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
    """Return the audio and video streams. Drops data and subtitle streams, and attached pictures.
    Raises NotKnown if there is audio, or video, in unknown codecs only."""
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
    context = getattr(stream, "codec_context", None)  # None for unknown streams
    return str(context.codec.canonical_name) if context else ""


def _filter(one: Stream, into: Stream) -> BitStreamFilterContext | None:
    """Return the filter that removes other units from each packet; clean the stream's header
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
    """Return the packet's coded bytes and times only. `raw`: the format has no container, so data
    between frames is possible and dropped."""
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
    """Fill missing decoding times: each before that of the next packet."""
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
    """Return the frame's units that draw. `seconds`: presentation time. Raises NotKnown if the
    clock in a group header runs ahead of it, because it then tells the time of day."""
    for said in _CLOCK.findall(content):
        bits = int.from_bytes(said)
        hours, minutes, rest = bits >> 19, bits >> 13 & 0x3F, bits >> 6 & 0x3F
        if hours * 3600 + minutes * 60 + rest > seconds + _MAY_RUN_AHEAD:
            raise NotKnown
    return _of_parts(content, "mpeg4")


def _of_vorbis(parts: bytes) -> bytes:
    """Return the three Vorbis headers with an empty comment header. Raises NotCleaned."""
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
