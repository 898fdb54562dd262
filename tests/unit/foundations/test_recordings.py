"""What is taken out of recordings and videos, in the process that is confined."""

import io
import struct
from functools import cache

import av
import pytest

from amparo.foundations.intake.files import recordings
from amparo.foundations.intake.files.embedded_photos import NotCleaned, NotKnown
from amparo.foundations.intake.files.file_types import KINDS, kind_of
from amparo.foundations.intake.files.sandboxed_rendering import (
    RECORDINGS,
    NotShown,
    cleaned,
    to_give,
)
from tests.sent_files import SECRET
from tests.sent_recordings import (
    AMR,
    FRAMES,
    MADE,
    PLACE,
    film_in_pieces,
    heard_and_seen,
    lying_on_its_side,
    recording,
    traces,
    turned,
    with_a_track_of_places,
)

RENDERING = "amparo.foundations.intake.files.sandboxed_rendering"


@cache
def given(name):
    return to_give(MADE[name][0], recording(name))


@pytest.mark.parametrize("name", MADE)
def test_no_recording_keeps_who_where_when_and_with_what(name):
    before = recording(name)
    assert kind_of(before) == MADE[name][0]
    assert len(traces(before)) > 1
    assert traces(given(name).content) == []
    assert given(name).media_type == KINDS[MADE[name][0]][0]


@pytest.mark.parametrize("name", MADE)
def test_it_is_heard_and_seen_as_before(name):
    before, after = heard_and_seen(recording(name)), heard_and_seen(given(name).content)
    assert before.keys() == after.keys()
    assert after.get("video", FRAMES) == FRAMES
    assert abs(before["audio"] - after["audio"]) <= 2  # what a decoder takes to begin


def test_what_has_no_room_for_traces_stays_what_it_is():
    assert to_give("amr", AMR).content == AMR


def test_the_track_in_which_a_camera_says_where_it_was_goes_with_its_bytes():
    before = with_a_track_of_places()
    assert before.count(SECRET + PLACE) == 20
    after = to_give("mp4", before).content
    assert traces(after) == []
    assert heard_and_seen(after)["video"] == FRAMES


def test_a_film_in_pieces_is_written_in_one():
    before = film_in_pieces()
    assert b"moof" in before
    assert traces(before)
    after = to_give("mp4", before).content
    assert traces(after) == []
    assert heard_and_seen(after) == heard_and_seen(before)


def test_what_was_filmed_with_the_telephone_on_its_side_is_not_seen_so():
    film = lying_on_its_side(recording("mp4"))
    assert turned(to_give("mp4", film).content) == turned(film)


def test_a_picture_that_hangs_on_it_stays_behind():
    cover = _tag(b"APIC", b"\0image/png\0\3\0\x89PNG\r\n\x1a\n" + SECRET)
    assert traces(to_give("mp3", cover + given("mp3").content).content) == []


def test_what_a_device_says_between_the_frames_is_not_among_them():
    """In parts of their own, that a player leaves aside, in the film and in the head of it."""
    said = _part(6, b"\5" + bytes([16 + len(SECRET)]) + bytes(16) + SECRET + b"\x80")
    odd = _part(30, SECRET + b"\x80")
    out = io.BytesIO()
    with (
        av.open(io.BytesIO(given("mp4").content)) as found,
        av.open(out, "w", format="mp4") as made,
    ):
        source = found.streams.video[0]
        into = made.add_stream_from_template(source, opaque=True)
        for packet in found.demux(source):
            if packet.size:
                more = av.Packet(said + odd + bytes(packet))
                more.pts, more.dts, more.time_base = packet.pts, packet.dts, packet.time_base
                more.is_keyframe, more.stream = packet.is_keyframe, into
                made.mux(more)
    assert out.getvalue().count(SECRET) == 2 * FRAMES
    after = to_give("mp4", out.getvalue()).content
    assert traces(after) == []
    assert heard_and_seen(after) == {"video": FRAMES}
    drawn, beside = b"\x67" + bytes([9]), b"\x06" + SECRET
    head = b"\0\0\0\1".join((b"", beside, drawn, beside))
    assert recordings._of_parts(head, "h264") == b"\0\0\0\1" + drawn  # noqa: SLF001


MPEG4_SAYS, MPEG4_CLOCK = b"\0\0\1\xb2", b"\0\0\1\xb3"


def _mpeg4(change):
    """What old telephones film, with this done to its head and to each group of frames."""
    out = io.BytesIO()
    with (
        av.open(io.BytesIO(recording("mpeg4"))) as found,
        av.open(out, "w", format="mp4") as made,
    ):
        source = found.streams.video[0]
        into = made.add_stream_from_template(source, opaque=True)
        into.codec_context.extradata = change(source.codec_context.extradata)
        for packet in found.demux(source):
            if packet.size:
                more = av.Packet(change(bytes(packet)))
                more.pts, more.dts, more.time_base = packet.pts, packet.dts, packet.time_base
                more.is_keyframe, more.stream = packet.is_keyframe, into
                made.mux(more)
    return out.getvalue()


@pytest.mark.parametrize("start", [MPEG4_SAYS, b"\0\0\1\xc7", b"\0\0\1\x40"])
def test_what_a_device_says_between_the_frames_of_mpeg4_goes_too(start):
    film = _mpeg4(lambda part: start + SECRET + part + start + SECRET)
    assert film.count(SECRET) == 2 * FRAMES + 2
    after = recordings.clean(film, "mp4")
    assert traces(after) == []
    assert MPEG4_SAYS not in after
    assert heard_and_seen(after) == {"video": FRAMES}


def test_of_mpeg4_whose_clock_says_the_time_of_day_there_is_no_copy():
    def set_to(hours):
        said = (hours << 19 | 1 << 12 | 1 << 4).to_bytes(3)
        return _mpeg4(
            lambda part: (
                part.replace(part[(at := part.find(MPEG4_CLOCK)) : at + 7], MPEG4_CLOCK + said)
                if MPEG4_CLOCK in part
                else part
            )
        )

    assert heard_and_seen(recordings.clean(set_to(0), "mp4")) == {"video": FRAMES}
    with pytest.raises(NotKnown):
        recordings.clean(set_to(14), "mp4")


@pytest.mark.parametrize("broken", [b"x", SECRET, SECRET + MPEG4_SAYS])
def test_mpeg4_that_begins_with_no_part_is_refused(broken):
    with pytest.raises(NotCleaned):
        recordings._of_mpeg4(broken, seconds=0)  # noqa: SLF001


def test_what_is_no_frame_between_the_frames_of_an_mp3_goes_too():
    plain = given("mp3").content
    half = len(plain) // 2
    for mixed in (plain + SECRET * 9, plain[:half] + SECRET * 9 + plain[half:]):
        assert SECRET not in to_give("mp3", mixed).content


def test_when_it_was_written_is_not_in_its_clock_either():
    """Some that record in pieces count from the year in which clocks begin."""
    out = io.BytesIO()
    with (
        av.open(io.BytesIO(given("webm").content)) as found,
        av.open(out, "w", format="matroska") as made,
    ):
        into = [made.add_stream_from_template(one, opaque=True) for one in found.streams]
        late = 1_772_600_000_000
        for packet in found.demux():
            if packet.size:
                packet.pts = packet.dts = late + (packet.pts or 0)
                packet.stream = into[packet.stream_index]
                made.mux(packet)
    with av.open(io.BytesIO(out.getvalue())) as before:
        assert before.start_time > 10**15
    with av.open(io.BytesIO(to_give("webm", out.getvalue()).content)) as after:
        assert after.start_time < 10**6


def test_photographs_in_a_row_are_no_video_that_is_known_here():
    """Each may have notes of its own."""
    out = io.BytesIO()
    with av.open(out, "w", format="mov") as made:
        stream = made.add_stream("mjpeg", rate=5, width=32, height=32, pix_fmt="yuvj420p")
        made.mux(stream.encode(av.VideoFrame(32, 32, "yuvj420p")))
        made.mux(stream.encode())
    with pytest.raises(NotShown, match="not_known"):
        to_give("mp4", out.getvalue())
    with pytest.raises(NotKnown):
        recordings.clean(out.getvalue(), "mp4")


@pytest.mark.parametrize("kind", sorted(RECORDINGS))
@pytest.mark.parametrize("content", [b"", bytes(99), SECRET * 50])
def test_what_is_no_recording_is_a_plain_no(kind, content):
    with pytest.raises(NotShown):
        to_give(kind, content)


def test_it_is_read_as_what_it_began_as_and_as_nothing_else():
    """A list of other files to fetch, of which some readers make a film."""
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n"
    for kind in sorted(RECORDINGS):
        with pytest.raises(NotShown):
            to_give(kind, playlist)
    with pytest.raises(NotShown):
        to_give("ogg", recording("mp4"))


def test_no_recording_is_looked_at_as_a_picture():
    with pytest.raises(NotShown, match="other_kind"):
        cleaned("mp4", recording("mp4"))


@pytest.mark.parametrize("answer", [b"<html>", b"%PDF-1.7", b"\xff\xd8\xff", b""])
def test_whoever_took_the_process_over_answers_with_a_recording_or_not_at_all(monkeypatch, answer):
    monkeypatch.setattr(f"{RENDERING}._made", lambda *_, **__: answer)
    with pytest.raises(NotShown, match="unreadable"):
        to_give("mp4", b"x")


def test_what_somebody_wrote_in_the_head_of_vorbis_goes_and_what_is_none_is_refused():
    first, third = b"\x01vorbis" + bytes(23), b"\x05vorbis" + bytes(90)
    said = b"\x03vorbis" + struct.pack("<I", 600) + SECRET * 40
    head = bytes([2, 30]) + b"\xff" * (len(said) // 255) + bytes([len(said) % 255])
    made = recordings._of_vorbis(head + first + said + third)  # noqa: SLF001
    assert SECRET not in made
    assert made.startswith(bytes([2, 30, 16]) + first)
    assert made.endswith(third)
    for broken in (b"", b"\x02", b"\x02\x1e", b"\x02\x1e\xff\xff", b"\x03\x1e\x10", SECRET):
        with pytest.raises(NotCleaned):
            recordings._of_vorbis(broken)  # noqa: SLF001


def _part(number, content):
    return struct.pack(">IB", len(content) + 1, number) + content


def _tag(kind, content):
    frame = kind + struct.pack(">I", len(content)) + b"\0\0" + content
    sizes = bytes((len(frame) >> 7 * place) & 0x7F for place in (3, 2, 1, 0))
    return b"ID3\3\0\0" + sizes + frame
