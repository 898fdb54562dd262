"""Acts that a page offers next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from amparo.law import Term

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Offer:
    """An act on a case: the address of its page, and what is still missing for it."""

    act: str
    label: Words
    url: str
    missing: tuple[Words, ...] = ()
    due: Term | None = None
    by: datetime | None = None
    """The date, where it is not a term of the law's clock: a promise, or a task set by a member."""
    at_once: bool = False
    """Goes before everything that the law dates."""
