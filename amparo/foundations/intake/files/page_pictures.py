"""A page of a document as a picture: whoever looks at it opens no document.

Runs in the process that `renditions` confines, and nowhere else. What it draws is what is seen: no
script is run, nothing that a page names elsewhere is fetched, and letters whose shapes the document
does not bring are drawn by those that the reader itself has.
"""

import io
from contextlib import closing

import pypdfium2

from amparo.foundations.intake.files.images import QUALITY, SMALL_SIDE, Locked, TooLarge
from amparo.foundations.intake.files.renditions import COUNT, MOST_PAGES

SIDE = 1_600
WANTS_A_PASSWORD = pypdfium2.raw.FPDF_ERR_PASSWORD
MOST_TIMES = 4.0  # its own size, at 72 points to the inch
LONGEST_SIDE = 14_400.0  # points: five metres, as the format allows


def page(content: bytes, *, number: int) -> bytes:
    """How many pages there are, and one of them: the last where there are not so many. One more
    than the most says that it goes on."""
    with closing(_opened(content)) as found:
        pages = min(len(found), MOST_PAGES + 1)
        drawn = _drawn(found[min(number, pages, MOST_PAGES) - 1], SIDE)
    return pages.to_bytes(COUNT) + drawn


def first(content: bytes) -> bytes:
    """The first page, in small."""
    with closing(_opened(content)) as found:
        return _drawn(found[0], SMALL_SIDE)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    """With its fields: what somebody filled in stands in none of its pages. Raises Locked."""
    try:
        found = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        raise (Locked if problem.err_code == WANTS_A_PASSWORD else problem) from problem
    found.init_forms()
    return found


def _drawn(one: pypdfium2.PdfPage, side: int) -> bytes:
    longest = max(one.get_size())
    if longest > LONGEST_SIDE:
        raise TooLarge
    seen = one.render(scale=min(side / longest, MOST_TIMES)).to_pil().convert("RGB")
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
