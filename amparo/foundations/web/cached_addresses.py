"""Addresses of pages, with the pattern of each page cached per process instead of reversed for each
case."""

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

PLAIN = re.compile(r"[A-Za-z0-9_-]+")  # stands in an address as it is
_NUMBER = 7_300_000_000_000_001


def address_of(name: str, /, *parts: Any, **named: Any) -> str:
    """Return the address of the page with this name. Raises NoReverseMatch."""
    said = [str(one) for one in (*parts, *named.values())]
    if not all(map(PLAIN.fullmatch, said)):
        return reverse(name, args=parts, kwargs=named)
    pages = get_urlconf() or settings.ROOT_URLCONF
    numbers = tuple(one.isdecimal() for one in said)
    return _shape(pages, get_script_prefix(), name, numbers, tuple(named)).format(*said)


@lru_cache(maxsize=2048)
def _shape(
    pages: str, begins: str, name: str, numbers: tuple[bool, ...], named: tuple[str, ...]
) -> str:
    """Return the address with a placeholder for each part. Reversed with numbers for numeric parts
    and words for others, so that a part the page does not accept is refused as usual."""
    del begins  # by which another site on the same machine has other addresses
    tried = [f"{_NUMBER + at}" if number else f"part-{at}-" for at, number in enumerate(numbers)]
    first = len(tried) - len(named)
    here = dict(zip(named, tried[first:], strict=True))
    shape = reverse(name, urlconf=pages, args=tried[:first], kwargs=here)
    for at, one in enumerate(tried):
        shape = shape.replace(one, f"{{{at}}}")
    return shape
