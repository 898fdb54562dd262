"""Pages of documents as pictures: what is drawn, and how it is told which page it is.

The same runs confined, in a process of its own: tests/unit/foundations/test_confinement.py.
"""

import io

import pikepdf
import pytest
from PIL import Image

from amparo.foundations.intake.files import images as painting
from amparo.foundations.intake.files import page_pictures as drawing
from amparo.foundations.intake.files.sandboxed_rendering import COUNT
from tests.sent_files import SECRET, pages_of_pdf, paper_of_pdf


def ink(picture):
    """How many points of it are dark."""
    assert picture.startswith(b"\xff\xd8")
    with Image.open(io.BytesIO(picture)) as seen:
        return sum(seen.convert("L").histogram()[:128])


def with_annotation(subtype, text, **more):
    """A blank page on which somebody wrote: drawn by what the note brings itself."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 400))
    drawn = pdf.make_stream(f"BT /F 40 Tf 5 15 Td ({text}) Tj ET".encode())
    drawn.Type, drawn.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    drawn.BBox = pikepdf.Array([0, 0, 300, 60])
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    drawn.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=subtype,
        Rect=[20, 20, 320, 80],
        F=4,
        AP=pikepdf.Dictionary(N=drawn),
        **more,
    )
    note = pdf.make_indirect(note)
    page.Annots = pikepdf.Array([note])
    if subtype == pikepdf.Name.Widget:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([note]))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_the_first_page_is_drawn_in_small():
    small = drawing.first(pages_of_pdf("AMENAZA", ""))
    with Image.open(io.BytesIO(small)) as seen:
        assert (seen.format, max(seen.size)) == ("JPEG", painting.SMALL_SIDE)
    assert ink(small) > 0
    assert ink(drawing.first(pages_of_pdf("", "AMENAZA"))) == 0


def test_a_page_is_drawn_large_enough_to_be_read_and_it_is_said_how_many_there_are():
    made = drawing.page(pages_of_pdf("", "AMENAZA", ""), number=2)
    assert int.from_bytes(made[:COUNT]) == 3
    with Image.open(io.BytesIO(made[COUNT:])) as seen:
        assert max(seen.size) == drawing.SIDE
    assert ink(made[COUNT:]) > 1000


def test_where_there_are_not_so_many_it_is_the_last():
    paper = pages_of_pdf("UNO", "", "TRES")
    assert drawing.page(paper, number=99_999) == drawing.page(paper, number=3)


def test_a_document_that_goes_on_after_the_last_page_that_is_drawn_says_so(monkeypatch):
    monkeypatch.setattr(drawing, "MOST_PAGES", 2)
    paper = pages_of_pdf("UNO", "DOS", "", "")
    made = drawing.page(paper, number=4)
    assert int.from_bytes(made[:COUNT]) == 3
    assert made[COUNT:] == drawing.page(paper, number=2)[COUNT:]
    assert ink(made[COUNT:]) > 1000


@pytest.mark.parametrize(
    ("subtype", "more"),
    [
        (pikepdf.Name.FreeText, {}),
        (pikepdf.Name.Widget, {"FT": pikepdf.Name.Tx, "T": "x", "V": "x"}),
    ],
)
def test_what_was_written_on_it_or_filled_in_is_seen(subtype, more):
    assert ink(drawing.first(with_annotation(subtype, "SI", **more))) > 0


def test_nothing_of_what_it_hides_is_in_the_picture():
    assert SECRET not in drawing.first(paper_of_pdf())


@pytest.mark.parametrize("size", [(20_000, 10), (10, 1e9)])
def test_a_page_longer_than_any_is_not_drawn(size):
    with pytest.raises(painting.TooLarge):
        drawing.first(pages_of_pdf("x", size=size))


@pytest.mark.parametrize("size", [(3, 3), (1, 14_000)])
def test_a_tiny_or_narrow_page_is_drawn(size):
    with Image.open(io.BytesIO(drawing.first(pages_of_pdf("x", size=size)))) as seen:
        assert max(seen.size) <= painting.SMALL_SIDE


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n1 0 obj", pages_of_pdf()])
def test_what_has_no_page_is_refused(content):
    for draw in (drawing.first, lambda given: drawing.page(given, number=1)):
        with pytest.raises(Exception, match=r".+"):
            draw(content)
