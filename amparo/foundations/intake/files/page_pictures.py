"""Pages of a PDF document as pictures, so that readers need not open the document.

Runs only in the process that `renditions` confines. It draws the visible page: no script runs, no
external resource is loaded, and fonts that are not embedded are replaced by those of the library.
"""

import io
from contextlib import closing

import pypdfium2

from amparo.foundations.intake.files.images import QUALITY, SMALL_SIDE, Locked, TooLarge
from amparo.foundations.intake.files.sandboxed_rendering import COUNT, MOST_PAGES

SIDE = 1_600
WANTS_A_PASSWORD = pypdfium2.raw.FPDF_ERR_PASSWORD
MOST_TIMES = 4.0  # scale limit: 1.0 is 72 dots per inch
LONGEST_SIDE = 14_400.0  # points, about 5 m: the limit of the format


def page(content: bytes, *, number: int) -> bytes:
    """Return the number of pages and one page as JPEG: page `number`, or the last. One more than
    MOST_PAGES means that the document is longer."""
    with closing(_opened(content)) as found:
        pages = min(len(found), MOST_PAGES + 1)
        drawn = _drawn(found[min(number, pages, MOST_PAGES) - 1], SIDE)
    return pages.to_bytes(COUNT) + drawn


def first(content: bytes) -> bytes:
    """Return a small picture of the first page."""
    with closing(_opened(content)) as found:
        return _drawn(found[0], SMALL_SIDE)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    """Open the document with its form fields, which are drawn apart from the pages. Raises
    Locked."""
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
