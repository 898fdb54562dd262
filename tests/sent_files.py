"""Files as somebody sends them: with their traces all over, and some made to do harm."""

import io
import struct
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

SECRET = b"secreto-del-monte"
GPS = {1: "S", 2: (11.0, 12.0, 13.0), 3: "W", 4: (74.0, 1.0, 2.0)}


def photo(kind="JPEG", size=(60, 40), said=SECRET):
    """A picture whose maker, place and comment are all over it."""
    picture = Image.new("RGB", size, "teal")
    exif = picture.getexif()
    exif[0x010E] = said.decode()
    exif.get_ifd(0x8825).update(GPS)
    out = io.BytesIO()
    more = {"comment": said} if kind == "JPEG" else {}
    picture.save(out, kind, exif=exif, **more)
    return out.getvalue()


def paper_of_pdf():
    """A PDF that knows its author, runs a script, carries a file and a photograph."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET.decode()}')"
    )
    pdf.docinfo["/Author"] = SECRET.decode()
    with pdf.open_metadata() as about:
        about["dc:title"] = SECRET.decode()
    pdf.attachments["otro.txt"] = SECRET
    page = pdf.pages[0]
    page.Annots = pdf.make_indirect(
        pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    Rect=[0, 0, 9, 9],
                    A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://secreto-del-monte.pe"),
                ),
                pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment),
            ]
        )
    )
    image = pdf.make_stream(b"")
    image.write(photo(), filter=pikepdf.Name.DCTDecode)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def pages_of_pdf(*lines, size=(595, 842)):
    """A PDF with one line in large letters on each page, in a font that it does not bring."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for line in lines:
        page = pdf.add_blank_page()
        page.MediaBox = pikepdf.Array([0, 0, *size])
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(f"BT /F 60 Tf 40 400 Td ({line}) Tj ET".encode())
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def locked_pdf(password="llave"):
    """A PDF that opens with a password alone; with an empty one it only says what not to do."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(user=password, owner="otra"))
    return out.getvalue()


def uploaded(content, name="Ñandú é.jpg"):
    """As a file arrives with a form: sealed on its way in."""
    request = RequestFactory().post("/", {"files": SimpleUploadedFile(name, content)})
    return request.FILES.getlist("files")


def bomb():
    """A picture of 50,000 pixels a side, all black, in 300 kilobytes. One mebibyte of zeros is
    compressed once and repeated: to compress all of it takes five seconds."""
    side, block = 50_000, 1 << 20
    zeros = side * (1 + side // 8)  # each row has one byte before its pixels

    def compressed(length, end):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(bytes(length)) + packer.flush(end)

    packed = compressed(block, zlib.Z_FULL_FLUSH) * (zeros // block)
    packed += compressed(zeros % block, zlib.Z_FINISH)
    checksum = zeros % 65_521 << 16 | 1  # Adler-32 of so many zeros
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0),
        b"IDAT": b"\x78\xda" + packed + struct.pack(">I", checksum),
        b"IEND": b"",
    }
    out = [b"\x89PNG\r\n\x1a\n"]
    for kind, content in parts.items():
        check = struct.pack(">I", zlib.crc32(kind + content))
        out += [struct.pack(">I", len(content)), kind, content, check]
    return b"".join(out)
