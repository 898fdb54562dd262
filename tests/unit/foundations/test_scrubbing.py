"""What is taken out of pictures and documents, one rule at a time.

The same runs confined, in a process of its own: tests/unit/desk/test_files.py.
"""

import io
import zlib
from base64 import a85encode

import pikepdf
import pytest
from PIL import Image

from amparo.foundations.intake.files import embedded_photos as photographs
from amparo.foundations.intake.files import images as painting
from amparo.foundations.intake.files import pdf as scrubbing
from amparo.foundations.intake.files.sandbox_output_check import SHOWN_SIDE

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
    clean = painting.picture(picture(size=(SHOWN_SIDE * 2, 20)), "jpeg")
    with Image.open(io.BytesIO(clean)) as shown:
        assert max(shown.size) == SHOWN_SIDE


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


def with_photograph(content, filters, meant=None):
    def change(pdf):
        image = pdf.make_stream(b"")
        image.write(content, filter=filters, decode_parms=meant)
        pdf.pages[0].Contents = pdf.make_stream(b"/I Do")
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))

    return change


DCT, FLATE, IN_85 = (pikepdf.Name(f"/{one}Decode") for one in ("DCT", "Flate", "ASCII85"))


@pytest.mark.parametrize(
    ("content", "filters", "meant"),
    [
        (picture(), DCT, None),
        (picture(), pikepdf.Name("/DCT"), None),
        (picture(), pikepdf.Array([DCT]), pikepdf.Dictionary(ColorTransform=1)),
        (zlib.compress(picture()), pikepdf.Array([FLATE, DCT]), None),
        (
            a85encode(zlib.compress(picture())) + b"~>",
            pikepdf.Array([IN_85, FLATE, DCT]),
            pikepdf.Array([{}, pikepdf.Dictionary(Predictor=1), {}]),
        ),
    ],
)
def test_a_photograph_in_a_document_loses_its_notes_however_it_is_wrapped(content, filters, meant):
    clean = scrubbed(with_photograph(content, filters, meant))
    kept = clean.pages[0].Resources.XObject.I
    assert SECRET not in kept.read_raw_bytes()
    assert Image.open(io.BytesIO(kept.read_raw_bytes())).size == (60, 40)
    assert "/DecodeParms" not in kept or int(kept.DecodeParms.get("/ColorTransform", 1)) == 1


def jpeg_2000(**more):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG2000", comment=SECRET.decode(), **more)
    return out.getvalue()


def in_a_box(said):
    return (len(said) + 8).to_bytes(4, "big") + b"uuid" + said


@pytest.mark.parametrize(
    "content",
    [
        jpeg_2000(no_jp2=True),
        jpeg_2000(tile_size=(32, 32)),
        jpeg_2000() + in_a_box(bytes(16) + SECRET),
        jpeg_2000(no_jp2=True) + SECRET,
    ],
)
def test_a_photograph_of_the_newer_kind_loses_its_boxes_and_comments(content):
    assert SECRET in content
    clean = scrubbed(with_photograph(content, pikepdf.Name.JPXDecode))
    kept = clean.pages[0].Resources.XObject.I.read_raw_bytes()
    assert SECRET not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.getpixel((59, 39))[0] > 250


@pytest.mark.parametrize(
    ("content", "filters"),
    [
        (b"GIF89a", DCT),
        (picture()[:40], pikepdf.Name.JPXDecode),
        (jpeg_2000(no_jp2=True)[:60], pikepdf.Name.JPXDecode),
        (jpeg_2000()[:90], pikepdf.Name.JPXDecode),
        (picture(), pikepdf.Array([DCT, FLATE])),
    ],
)
def test_of_a_photograph_that_cannot_be_read_there_is_no_copy(content, filters):
    with pytest.raises(photographs.NotCleaned):
        scrubbed(with_photograph(content, filters))


def test_of_a_photograph_in_a_wrapping_that_nobody_knows_there_is_no_copy():
    with pytest.raises(pikepdf.PdfError):
        scrubbed(with_photograph(picture(), pikepdf.Array([pikepdf.Name("/Otro"), DCT])))


@pytest.mark.parametrize("name", ["/DCT", "[/Fl /DCTDecode]"])
def test_a_photograph_among_the_words_of_a_page_leaves_no_copy(name):
    def inside(pdf):
        drawn = f"q BI /W 60 /H 40 /BPC 8 /CS /RGB /F {name} ID ".encode() + picture() + b" EI Q"
        pdf.pages[0].Contents = pdf.make_stream(drawn)

    with pytest.raises(photographs.NotCleaned):
        scrubbed(inside)


def test_what_follows_a_photograph_or_stands_before_it_goes():
    two = b"  " + picture() + picture()
    clean = photographs.jpeg(two)
    assert SECRET not in clean
    assert clean.count(b"\xff\xd8\xff") == 1


def test_notes_behind_filling_bytes_and_between_scans_go():
    out = io.BytesIO()
    pixels = Image.effect_mandelbrot((90, 90), (-2, -2, 2, 2), 40)
    pixels.save(out, "JPEG", progressive=True, comment=b"x")
    whole = out.getvalue()
    note = b"\xff\xff\xff\xfe\x00\x13" + SECRET
    second = whole.index(b"\xff\xda", whole.index(b"\xff\xda") + 2)
    noted = whole[:2] + note + whole[2:second] + note + whole[second:]
    clean = photographs.jpeg(noted)
    assert SECRET not in clean
    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(io.BytesIO(whole)).tobytes()


def marked(pdf):
    name = pikepdf.Name
    written = pikepdf.Dictionary(
        Type=name.Annot, Subtype=name.Highlight, Rect=[0, 0, 9, 9], Contents="léase"
    )
    for key in ("/T", "/M", "/CreationDate", "/NM", "/RC"):
        written[key] = SECRET.decode()
    beside = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Popup, Rect=[0, 0, 9, 9])
    beside.T = SECRET.decode()
    written.Popup = pdf.make_indirect(beside)
    signed = pikepdf.Dictionary(Type=name.Sig)
    for key in ("/Name", "/Location", "/Reason", "/M"):
        signed[key] = SECRET.decode()
    signature = pdf.make_indirect(signed)
    field = pikepdf.Dictionary(Subtype=name.Widget, FT=name.Sig, T="firma", Rect=[0, 0, 0, 0])
    field.V = signature
    typed = pikepdf.Dictionary(
        Subtype=name.Widget, FT=name.Tx, T="texto", Rect=[0, 0, 9, 9], V="si"
    )
    pdf.pages[0].Annots = pikepdf.Array([written, pdf.make_indirect(field), typed])
    pdf.Root.Perms = pikepdf.Dictionary(DocMDP=signature)
    pdf.Root.Otro = signature


@pytest.mark.filterwarnings("ignore::pikepdf.exceptions.PageCopyWarning")
def test_who_wrote_on_a_document_and_who_signed_it_goes_and_what_was_written_stays():
    clean = scrubbing.document(document(marked))
    with pikepdf.open(io.BytesIO(clean)) as pdf:
        written, field, typed = pdf.pages[0].Annots
        assert str(written.Contents) == "léase"
        assert "/V" not in field
        assert (str(field["/T"]), str(typed["/T"]), str(typed["/V"])) == ("firma", "texto", "si")
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert SECRET not in out.getvalue()


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
