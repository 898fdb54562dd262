"""Photographs as telephones take them (HEIC): seen upright, in a copy without place and device; and
what is made to do harm is a plain no."""

import io
import struct

import pytest
from PIL import Image

from amparo.foundations.intake.files import heif
from amparo.foundations.intake.files.embedded_photos import NotCleaned, NotKnown
from amparo.foundations.intake.files.file_types import kind_of
from amparo.foundations.intake.files.images import TooLarge
from amparo.foundations.intake.files.sandboxed_rendering import NotShown, cleaned, to_give
from tests.sent_files import SECRET
from tests.sent_photographs import CORNERS, FLIP, SIDE, SIZE, TURN, box, full, heic, numbers

# How each colour is told where it was coded with losses.
TOLD = {
    (True, False, False): "red",
    (False, False, True): "blue",
    (False, False, False): "green",
    (True, True, True): "white",
}


def seen(content):
    """Its size, and the colours in its corners."""
    found = Image.open(io.BytesIO(content))
    right, down = found.width - 20, found.height - 20
    places = [(20, 20), (right, 20), (20, down), (right, down)]
    points = [found.getpixel(one) for one in places]
    return found.size, tuple(TOLD[tuple(value > 140 for value in one)] for one in points)


@pytest.mark.parametrize("side", [0, SIDE], ids=["whole", "in tiles"])
@pytest.mark.parametrize("make", [cleaned, to_give], ids=["to look at", "to give"])
def test_a_photograph_of_a_telephone_has_a_copy_without_its_traces(side, make):
    given = heic(side)
    assert kind_of(given) == "heif"
    assert SECRET in given
    found = make("heif", given)
    assert found.media_type == "image/jpeg"
    assert SECRET not in found.content
    assert not Image.open(io.BytesIO(found.content)).getexif()
    assert seen(found.content) == (SIZE, CORNERS)


def test_it_has_a_small_picture():
    size, colours = seen(cleaned("heif", heic(SIDE), small=True).content)
    assert (size, colours) == ((240, 144), CORNERS)


RED, BLUE, GREEN, WHITE = CORNERS


@pytest.mark.parametrize(
    ("turned", "corners"),
    [
        ([(TURN, b"\0")], CORNERS),
        ([(TURN, b"\1")], (BLUE, WHITE, RED, GREEN)),
        ([(TURN, b"\2")], (WHITE, GREEN, BLUE, RED)),
        ([(TURN, b"\3")], (GREEN, RED, WHITE, BLUE)),
        ([(FLIP, b"\0")], (GREEN, WHITE, RED, BLUE)),
        ([(FLIP, b"\1")], (BLUE, RED, WHITE, GREEN)),
        ([(TURN, b"\1"), (FLIP, b"\0")], (RED, GREEN, BLUE, WHITE)),
        ([(FLIP, b"\0"), (TURN, b"\1")], (WHITE, BLUE, GREEN, RED)),
    ],
)
@pytest.mark.parametrize("side", [0, SIDE])
def test_it_is_seen_as_it_was_held(side, turned, corners):
    """Each turn and mirror in its order: the telephone says it beside the picture."""
    assert seen(heif.picture(heic(side, *turned)))[1] == corners


def cut(width, height, right, down):
    return b"clap", struct.pack(">iiiiiiii", width, 1, height, 1, right, 1, down, 1)


def test_what_was_cut_off_by_who_took_it_is_not_shown():
    assert seen(heif.picture(heic(0, cut(160, 96, -80, 48))))[0] == (160, 96)
    assert seen(heif.picture(heic(0, cut(160, 96, -80, 48))))[1] == (GREEN,) * 4
    with pytest.raises(NotCleaned):
        heif.picture(heic(0, cut(400, 96, 0, 0)))
    with pytest.raises(NotCleaned):
        heif.picture(heic(0, cut(0, 96, 0, 0)))


@pytest.mark.parametrize("small", [False, True])
def test_one_of_many_million_points_is_seen_too(small):
    """48 of them: drawn as they are they would take more than the process has."""
    found = cleaned("heif", heic(512, (TURN, b"\1"), times=28), small=small)
    size = (144, 240) if small else (1440, 2400)
    assert seen(found.content) == (size, (BLUE, WHITE, RED, GREEN))


def test_of_a_large_one_the_same_is_cut_off():
    given = heic(512, cut(4480, 2688, -2240, 1344), times=28)
    assert seen(cleaned("heif", given).content) == ((2240, 1344), (GREEN,) * 4)


def test_how_its_tiles_lie_may_stand_beside_what_describes_it():
    """As one maker writes it."""
    assert seen(heif.picture(heic(SIDE, beside=True))) == (SIZE, CORNERS)


COLOURS = b"nclx" + numbers("HHHB", 1, 13, 1, 0x80)


def test_how_its_colours_are_meant_is_taken_from_where_it_says_so():
    as_said = heif.picture(heic(0, (b"colr", COLOURS)))
    assert as_said != heif.picture(heic(0))
    assert as_said == heif.picture(heic(0, (b"colr", b"prof" + SECRET), (b"colr", COLOURS)))


@pytest.mark.parametrize("coding", [b"av01", b"jpeg", b"unci", b"iovl"])
def test_one_that_is_coded_in_another_way_says_so(coding):
    with pytest.raises(NotShown, match="other_kind"):
        cleaned("heif", heic(coding=coding))
    with pytest.raises(NotKnown):
        heif.picture(heic(SIDE, coding=coding))


def test_no_more_is_drawn_than_a_page_can_carry():
    for side in (0, SIDE):
        with pytest.raises(TooLarge):
            heif.picture(heic(side, promised=(60_000, 60)))
    with pytest.raises(NotShown, match="too_large"):
        cleaned("heif", heic(SIDE, promised=(20_000, 20_000)))


def test_tiles_that_leave_holes_or_are_too_many_are_a_plain_no():
    with pytest.raises(NotCleaned):
        heif.picture(heic(SIDE, promised=(4_000, 3_000)))
    given = heic(SIDE)
    rows = given.index(numbers("BBBBHH", 0, 0, 1, 2, *SIZE)) + 2
    with pytest.raises(NotCleaned):
        heif.picture(given[:rows] + b"\xff\xff" + given[rows + 2 :])


def made(*described):
    return box(b"ftyp", b"heic", bytes(4), b"heic") + full(b"meta", *described)


MAIN = full(b"pitm", numbers("H", 1))
A_GRID = full(b"iinf", numbers("H", 1), full(b"infe", numbers("HH", 1, 0), b"grid", version=2))
LOCKED = full(b"iinf", numbers("H", 1), full(b"infe", numbers("HH", 1, 1), b"hvc1", version=2))
LARGE = box(
    b"iprp",
    box(b"ipco", full(b"ispe", numbers("II", 9, 9))),
    full(b"ipma", numbers("IHBB", 1, 1, 1, 1)),
)
OF_ITSELF = full(b"iref", box(b"dimg", numbers("HHH", 1, 1, 1)))
BESIDE = box(b"idat", numbers("BBBBHH", 0, 0, 0, 0, 9, 9))


def lies(way=1, *, elsewhere=0, pieces=1, start=0, size=8):
    row = numbers("HHHH", 1, way, elsewhere, pieces) + numbers("II", start, size) * pieces
    return full(b"iloc", b"\x44\0", numbers("H", 1), row, version=1)


@pytest.mark.parametrize(
    ("described", "reason"),
    [
        ([], "unreadable"),
        ([MAIN, LOCKED, LARGE, lies()], "other_kind"),
        ([MAIN, A_GRID, LARGE], "unreadable"),
        ([MAIN, A_GRID, LARGE, BESIDE, lies()], "unreadable"),
        ([MAIN, A_GRID, LARGE, BESIDE, lies(), OF_ITSELF], "other_kind"),
        ([MAIN, A_GRID, LARGE, BESIDE, lies(way=2), OF_ITSELF], "other_kind"),
        ([MAIN, A_GRID, LARGE, BESIDE, lies(elsewhere=1), OF_ITSELF], "other_kind"),
        ([MAIN, A_GRID, LARGE, BESIDE, lies(start=4_000_000_000), OF_ITSELF], "unreadable"),
        ([MAIN, A_GRID, lies(), BESIDE], "unreadable"),
        ([numbers("I", 4) + b"free"], "unreadable"),
    ],
)
def test_what_was_made_to_do_harm_is_a_plain_no(described, reason):
    """Locked, of itself, in another file, behind its end, without a size, boxes without end."""
    with pytest.raises(NotShown, match=reason):
        cleaned("heif", made(*described))


def test_one_that_is_said_a_thousand_times_over_fills_no_memory():
    ballast = box(b"free", bytes(1_000_000))
    given = made(MAIN, A_GRID, LARGE, lies(way=0, pieces=5_000, size=1_000_000), OF_ITSELF)
    with pytest.raises(NotShown, match="too_large"):
        cleaned("heif", given + ballast)


@pytest.mark.parametrize("content", [b"", bytes(99), SECRET * 50, b"\0\0\0\x18ftypheic" + bytes(9)])
def test_what_is_none_is_a_plain_no(content):
    with pytest.raises(NotShown, match="unreadable"):
        cleaned("heif", content)


@pytest.mark.parametrize("left", [40, 70, 95])
def test_one_that_was_cut_is_a_plain_no(left):
    with pytest.raises(NotShown, match="unreadable"):
        cleaned("heif", heic()[: len(heic()) * left // 100])
