"""What is left of a picture when everything but what is seen is taken out.

Runs in the process that `renditions` confines, and nowhere else.
"""

import io

# All that reading these three can want is taken in here: a confined process opens no module.
from PIL import (
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from amparo.foundations.intake.files.output_checks import SHOWN_SIDE

LONGEST_SIDE = 20_000
MOST_PIXELS = 64_000_000
SMALL_SIDE = 240
QUALITY = 88
READERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)


class TooLarge(Exception):
    """More of it than a page should have to carry."""


class Locked(Exception):
    """Nothing of it is read without a password, which nobody here has."""


def ready() -> None:
    """Take in what saving needs."""
    Image.preinit()


def picture(content: bytes, kind: str, *, small: bool = False) -> bytes:
    """The seen pixels, painted into a new picture: no EXIF, no comment, no profile comes along.

    It is read as the kind that its first bytes said, and as no other.
    """
    side = side_of(small=small)
    with Image.open(io.BytesIO(content), formats=[kind]) as found:
        if max(found.size) > LONGEST_SIDE or found.width * found.height > MOST_PIXELS:
            raise TooLarge
        found.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(found)
    return painted(upright, small=small)


def painted(upright: Image.Image, *, small: bool) -> bytes:
    """Its pixels alone, no larger than they are shown, as a JPEG."""
    side = side_of(small=small)
    upright.thumbnail((side, side))
    seen = upright.convert("RGBA")
    clean = Image.new("RGB", seen.size, "white")
    clean.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def side_of(*, small: bool) -> int:
    """The longest that a picture has here."""
    return SMALL_SIDE if small else SHOWN_SIDE
