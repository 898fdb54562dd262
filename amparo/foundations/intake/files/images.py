"""Redrawing of pictures without metadata.

Runs only in the process that `renditions` confines.
"""

import io

# Import all that reading these formats may need: a confined process cannot open modules.
from PIL import (
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from amparo.foundations.intake.files.sandbox_output_check import SHOWN_SIDE

LONGEST_SIDE = 20_000
MOST_PIXELS = 64_000_000
SMALL_SIDE = 240
QUALITY = 88
READERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)


class TooLarge(Exception):
    """The picture exceeds the limits on sides or pixels."""


class Locked(Exception):
    """The document cannot be read without a password."""


def ready() -> None:
    """Load what saving needs."""
    Image.preinit()


def picture(content: bytes, kind: str, *, small: bool = False) -> bytes:
    """Return the visible pixels as a new picture, without EXIF, comment or profile. The content is
    read as the kind detected from its first bytes, and as no other."""
    side = side_of(small=small)
    with Image.open(io.BytesIO(content), formats=[kind]) as found:
        if max(found.size) > LONGEST_SIDE or found.width * found.height > MOST_PIXELS:
            raise TooLarge
        found.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(found)
    return painted(upright, small=small)


def painted(upright: Image.Image, *, small: bool) -> bytes:
    """Return the pixels as a JPEG, no larger than displayed, on white."""
    side = side_of(small=small)
    upright.thumbnail((side, side))
    seen = upright.convert("RGBA")
    clean = Image.new("RGB", seen.size, "white")
    clean.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def side_of(*, small: bool) -> int:
    """Return the longest side of a picture, in pixels."""
    return SMALL_SIDE if small else SHOWN_SIDE
