"""Files harmed at random: a copy without traces, or a plain no. Never anything else."""

import io
import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from amparo.crypto.file_statements import FileStatement
from amparo.crypto.signed_heads import NotPublished
from amparo.foundations.intake.files import embedded_photos as photographs
from amparo.foundations.intake.files import heif
from amparo.foundations.intake.files import images as painting
from amparo.foundations.intake.files import pdf as scrubbing
from amparo.foundations.intake.files.file_types import KINDS, kind_of
from amparo.foundations.intake.files.sandboxed_rendering import (
    MOST_PAGES,
    NotShown,
    cleaned,
    page_of,
    to_give,
)
from tests.examples import examples
from tests.sent_files import SECRET, pages_of_pdf, paper_of_pdf, photo
from tests.sent_photographs import SIDE, heic
from tests.sent_recordings import MADE, PLACE, recording

WHOLE = {
    "jpeg": photo("JPEG"),
    "png": photo("PNG"),
    "webp": photo("WEBP"),
    "pdf": paper_of_pdf(),
}
PAGES = pages_of_pdf("UNO", "DOS")
# Where, and what is put there; a hundred thousandths of its length, so that it fits any file.
places = st.integers(0, 99_999)
harms = st.lists(st.tuples(places, st.binary(max_size=9)), min_size=1, max_size=6)


def harmed(content: bytes, harms: list[tuple[int, bytes]], cut: int) -> bytes:
    found = bytearray(content)
    for place, put in harms:
        at = place * len(found) // 100_000
        found[at : at + len(put)] = put
    return bytes(found[: len(found) * cut // 100])


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
@examples(80)
@given(harms=harms, cut=st.integers(1, 100), small=st.booleans())
def test_a_harmed_picture_is_painted_anew_or_refused(kind, harms, cut, small):
    try:
        clean = painting.picture(harmed(WHOLE[kind], harms, cut), kind, small=small)
    except Exception:  # noqa: BLE001 - the confined process turns each into a plain no
        return
    assert SECRET not in clean
    assert Image.open(io.BytesIO(clean)).format == "JPEG"


@examples(80)
@given(harms=harms, cut=st.integers(1, 100))
@example(harms=[(2944, b"\x01")], cut=50)  # what is done on opening, under a name nobody knows
def test_a_harmed_document_is_cleaned_or_refused(harms, cut):
    try:
        clean = scrubbing.document(harmed(WHOLE["pdf"], harms, cut))
    except Exception:  # noqa: BLE001 - the same
        return
    for trace in (b"/OpenAction", b"/JavaScript", b"/EmbeddedFiles", b"/Author"):
        assert trace not in clean


@examples(12)
@given(kind=st.sampled_from(sorted(WHOLE)), harms=harms, cut=st.integers(1, 100))
def test_what_the_process_makes_of_it_is_an_answer(kind, harms, cut):
    with suppress(NotShown):
        assert cleaned(kind, harmed(WHOLE[kind], harms, cut)).content


@examples(10)
@given(harms=harms, cut=st.integers(40, 100), number=st.integers(1, 4))
def test_a_harmed_document_is_drawn_or_refused(harms, cut, number):
    """Never but in a process of its own: what draws may end it, and nothing else."""
    given = harmed(PAGES, harms, cut)
    with suppress(NotShown):
        found = page_of(given, number)
        assert found.content.startswith(b"\xff\xd8")
        assert 1 <= found.pages <= MOST_PAGES
    with suppress(NotShown):
        assert cleaned("pdf", given, small=True).content.startswith(b"\xff\xd8")


@examples(25)
@given(name=st.sampled_from(sorted(MADE)), harms=harms, cut=st.integers(1, 100))
def test_a_harmed_recording_has_a_copy_or_is_refused(name, harms, cut):
    """The same: what reads it may be ended by it. However it was harmed, no place comes along."""
    with suppress(NotShown):
        found = to_give(MADE[name][0], harmed(recording(name), harms, cut)).content
        assert SECRET not in found
        assert PLACE not in found


HEIC = {"whole": heic(), "in tiles": heic(SIDE, beside=True)}
FTYP = b"\0\0\0\x10ftypheic" + bytes(4)
# What describes it lies before what it draws: there one byte that is wrong leads elsewhere.
HEADS = {name: content.index(b"mdat") for name, content in HEIC.items()}


@examples(30)
@given(
    name=st.sampled_from(sorted(HEIC)), harms=harms, cut=st.integers(30, 100), head=st.booleans()
)
def test_a_harmed_photograph_of_a_telephone_has_a_copy_or_is_refused(name, harms, cut, head):
    """Never but in a process of its own, as a recording."""
    whole, ends = HEIC[name], HEADS[name]
    given = harmed(whole[:ends], harms, 100) + whole[ends:] if head else harmed(whole, harms, cut)
    with suppress(NotShown):
        found = cleaned("heif", given)
        assert SECRET not in found.content
        assert Image.open(io.BytesIO(found.content)).format == "JPEG"


@given(st.binary(max_size=400), st.sampled_from(sorted(HEADS)), harms)
def test_whatever_describes_a_photograph_is_read_or_refused(content, name, harms):
    """Its boxes are walked here: what they say is no error of ours."""
    for one in (content, FTYP + content, harmed(HEIC[name][: HEADS[name]], harms, 100)):
        with suppress(photographs.NotCleaned):
            heif.described(one)


@given(st.binary(max_size=400))
def test_notes_are_taken_out_of_anything(content):
    for whole in (content, b"\xff\xd8\xff" + content):
        with suppress(photographs.NotCleaned):
            assert photographs.jpeg(whole).endswith(b"\xff\xd9")
    for whole in (content, b"\xff\x4f\xff" + content, b"\0\0\0\0jp2c" + content):
        with suppress(photographs.NotCleaned):
            photographs.jpeg_2000(whole)


@given(st.binary(max_size=40))
def test_a_kind_is_known_or_not_taken(first):
    assert kind_of(first) in {None, *KINDS}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["digest", "salt", "size", "kind", "inclusion"]), values))
def test_no_statement_is_a_crash(said):
    with pytest.raises(NotPublished):
        FileStatement.parsed(json.dumps({"amparo": "file/1", **said}))
