"""What a page offers to do next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from amparo.law import Term

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Offer:
    """One act on a case: where its page is, and what is still missing for it."""

    act: str
    label: Words
    url: str
    missing: tuple[Words, ...] = ()
    due: Term | None = None
    by: datetime | None = None
    """By when, where no term of the law's clock says so: a promise, a task that somebody set."""
    at_once: bool = False
    """Before anything that the law dates."""
