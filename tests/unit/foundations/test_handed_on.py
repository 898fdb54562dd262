"""What a confined process answers: a picture as it makes them, or nothing that anybody sees."""

import io

import pytest
from PIL import Image

from amparo.foundations.intake.files import sandbox_output_check as handed_on
from amparo.foundations.intake.files.sandbox_output_check import SHOWN_SIDE, is_plain_picture


def picture(size=(30, 20), mode="RGB", **more):
    out = io.BytesIO()
    noise = Image.effect_noise(size, 90).convert(mode)
    noise.save(out, "JPEG", quality=88, **more)
    return out.getvalue()


PLAIN = picture()


@pytest.mark.parametrize("size", [(1, 1), (30, 20), (SHOWN_SIDE, 1), (1_600, 1_200)])
def test_what_is_made_here_is_handed_on(size):
    assert is_plain_picture(picture(size))


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        PLAIN[:-1],
        PLAIN[:-2],
        PLAIN[:200],
        PLAIN + b"PK\x03\x04",
        PLAIN[:-2] + PLAIN,
        b"GIF89a" + PLAIN,
        b"\xff\xd8\xff\xfe\x00\x04hi" + PLAIN[2:],
        b"\xff\xd8\xff\xe1\x00\x08Exif\0\0" + PLAIN[2:],
        picture(comment=b"x"),
        picture(progressive=True),
        picture(mode="L"),
        picture(mode="CMYK"),
        picture((SHOWN_SIDE + 1, 1)),
    ],
)
def test_anything_else_is_not(given):
    assert not is_plain_picture(given)


def test_every_picture_cut_anywhere_is_refused():
    assert not any(is_plain_picture(PLAIN[:until]) for until in range(len(PLAIN)))


def test_one_with_more_bytes_than_any_is_refused(monkeypatch):
    monkeypatch.setattr(handed_on, "LARGEST", len(PLAIN) - 1)
    assert not is_plain_picture(PLAIN)
