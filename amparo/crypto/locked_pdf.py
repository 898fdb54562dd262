"""A PDF for a recipient without an account. It opens with ten words alone, under AES-256 (revision
6 of the standard security handler), in any PDF reader.

Its pages are written directly from what is given: it holds no name of a program, no date, no
script, and nothing that a reader would fetch. Enclosed files are in it byte for byte, under the
same encryption. Why a PDF: docs/decisions/0030.
"""

import io
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amparo.crypto.word_recognition import plain

if TYPE_CHECKING:
    import pikepdf

WIDTH, HEIGHT = 595, 842  # A4, in points
MARGIN, SIZE, STEP = 60, 10, 13
LETTER = SIZE * 0.6  # all letters of a typewriter's face are as wide
ACROSS = 26
FACE = "cp1252"
"""The encoding of the fonts that every reader includes."""


class NotWritable(Exception):
    """The text holds letters that the document cannot show; the error does not say which."""

    def __init__(self) -> None:
        super().__init__("This text cannot be written.")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Text on every page. `above`: in header and footer; `across`: large and pale behind the text;
    `page`: the page number, with %(one)s and %(all)s."""

    above: str
    across: str
    page: str


@dataclass(frozen=True, slots=True)
class Beside:
    """An enclosed file, unchanged. `name`: as a PDF reader shows it."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def password_of(words: Sequence[str]) -> str:
    """Return the password to type into a reader: lower case without accents, one space between
    words."""
    return " ".join(plain(word) for word in words)


def locked(
    pages: Sequence[Sequence[str]],
    head: Letterhead,
    *,
    words: Sequence[str],
    beside: Sequence[Beside] = (),
) -> bytes:
    """Return these pages of lines, and the enclosed files, as one PDF encrypted with the words.
    Raises NotWritable."""
    import pikepdf  # noqa: PLC0415 - a copy leaves seldom, and no process holds this until then

    document = pikepdf.new()
    faces = pikepdf.Dictionary(
        F1=document.make_indirect(_face("Courier")), F2=document.make_indirect(_face("Helvetica"))
    )
    for one, lines in enumerate(pages, 1):
        document.add_blank_page(page_size=(WIDTH, HEIGHT))
        page = document.pages[-1]
        page["/Resources"] = pikepdf.Dictionary(Font=faces)
        counted = head.page % {"one": one, "all": len(pages)}
        page["/Contents"] = document.make_stream(_drawn(lines, head, counted))
    for enclosed in beside:
        document.attachments[enclosed.name] = pikepdf.AttachedFileSpec(
            document, enclosed.content, filename=enclosed.name, mime_type=enclosed.media_type
        )
    if beside:  # the reader opens with the list of enclosed files
        document.Root.PageMode = pikepdf.Name.UseAttachments
    made = io.BytesIO()
    document.save(
        made,
        encryption=pikepdf.Encryption(
            user=password_of(words), owner=secrets.token_hex(32), R=6, metadata=True
        ),
    )
    return made.getvalue()


def _face(name: str) -> "pikepdf.Dictionary":
    import pikepdf  # noqa: PLC0415

    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(f"/{name}"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _drawn(lines: Sequence[str], head: Letterhead, counted: str) -> bytes:
    pale = [
        b"q 0.88 g BT /F2 %d Tf 0.7071 0.7071 -0.7071 0.7071 %d %d Tm %s Tj ET Q"
        % (ACROSS, 60 + 40 * at, 90 + 230 * at, _text(head.across))
        for at in range(3)
    ]
    above = _line(MARGIN, HEIGHT - 36, 8, f"{head.above} · {counted}")
    below = _line(MARGIN, 30, 8, f"{head.above} · {counted}")
    words = [
        _line(MARGIN, HEIGHT - 68 - STEP * at, SIZE, line) for at, line in enumerate(lines) if line
    ]
    return b"\n".join([*pale, above, *words, below])


def _line(left: int, up: int, size: int, text: str) -> bytes:
    face = b"/F1" if size == SIZE else b"/F2"
    return b"BT %s %d Tf 1 0 0 1 %d %d Tm %s Tj ET" % (face, size, left, up, _text(text))


def _text(text: str) -> bytes:
    try:
        written = unicodedata.normalize("NFC", text).encode(FACE)
    except UnicodeEncodeError:
        raise NotWritable from None
    for one in (b"\\", b"(", b")"):
        written = written.replace(one, b"\\" + one)
    return b"(" + written + b")"
