"""What is taken out of pictures and documents, one rule at a time.

The same runs confined, in a process of its own: tests/unit/desk/test_files.py.
"""

import io

import pikepdf
import pytest
from PIL import Image

from amparo.foundations.letterbox import painting, scrubbing

SECRET = b"secreto-del-monte"


def picture(kind="JPEG", size=(60, 40), mode="RGB"):
    image = Image.new(mode, size, 1)
    exif = image.getexif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # lies on its side
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def document(change=lambda _pdf: None):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    change(pdf)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def scrubbed(change):
    return pikepdf.open(io.BytesIO(scrubbing.document(document(change))))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB")])
def test_a_picture_is_painted_anew_and_upright(kind, mode):
    clean = painting.picture(picture(kind, mode=mode), kind.lower())
    assert SECRET not in clean
    with Image.open(io.BytesIO(clean)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (40, 60), {})


def test_a_picture_is_made_no_larger_than_a_screen_shows():
    clean = painting.picture(picture(size=(painting.SHOWN_SIDE * 2, 20)), "jpeg")
    with Image.open(io.BytesIO(clean)) as shown:
        assert max(shown.size) == painting.SHOWN_SIDE


def test_a_picture_longer_than_any_is_not_unpacked():
    with pytest.raises(painting.TooLarge):
        painting.picture(picture("PNG", size=(painting.LONGEST_SIDE + 1, 1)), "png")


def test_who_made_a_document_and_what_it_carries_is_taken_out():
    def knows_too_much(pdf):
        pdf.docinfo["/Author"] = SECRET.decode()
        pdf.attachments["otro.txt"] = SECRET
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET.decode())

    clean = scrubbed(knows_too_much)
    assert "/Info" not in clean.trailer
    assert "/OpenAction" not in clean.Root
    assert len(clean.attachments) == 0


def link(**action):
    def added(pdf):
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(**action),
        )
        attached = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment)
        pdf.pages[0].Annots = pikepdf.Array([annotation, attached])

    return added


def test_a_click_leads_nowhere_outside():
    clean = scrubbed(link(S=pikepdf.Name.URI, URI="https://evil.example"))
    [left] = clean.pages[0].Annots
    assert "/A" not in left


def test_a_click_inside_stays_without_what_would_follow():
    after = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")
    clean = scrubbed(link(S=pikepdf.Name.GoTo, D="x", Next=after))
    [left] = clean.pages[0].Annots
    assert str(left.A.S) == "/GoTo"
    assert "/Next" not in left.A


def test_a_photograph_in_a_document_loses_its_notes():
    def with_photograph(pdf):
        image = pdf.make_stream(b"")
        image.write(picture(), filter=pikepdf.Name.DCTDecode)
        pdf.pages[0].Contents = pdf.make_stream(b"/I Do")
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))

    clean = scrubbed(with_photograph)
    kept = clean.pages[0].Resources.XObject.I.read_raw_bytes()
    assert SECRET not in kept
    assert Image.open(io.BytesIO(kept)).size == (60, 40)


def test_what_is_nested_without_end_is_refused():
    def nested(pdf):
        deep = pikepdf.Array([1])
        for _ in range(scrubbing.DEEPEST + 2):
            deep = pikepdf.Array([deep])
        pdf.Root.Deep = deep

    with pytest.raises(painting.TooLarge):
        scrubbing.document(document(nested))


def test_more_objects_than_any_document_has_are_refused(monkeypatch):
    monkeypatch.setattr(scrubbing, "MOST_OBJECTS", 3)
    with pytest.raises(painting.TooLarge):
        scrubbing.document(document())


def test_what_is_no_jpeg_stays_as_it_is():
    assert scrubbing.without_notes(b"GIF89a") == b"GIF89a"
