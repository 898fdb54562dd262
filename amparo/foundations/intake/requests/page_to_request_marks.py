"""Marks that tie a page being written to a request. A mark reveals nothing of the request and is no
search key: it is compared only with an open draft or case."""

from django.conf import settings

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.services import once_hash


def mark_of_begun(once: bytes) -> str:
    """Return the mark for pages of a draft that is sent with this form."""
    return _mark(once_hash(once).hex())


def mark_of_rest(filing: int) -> str:
    """Return the mark for pages with the remaining questions of a request that was sent in a
    hurry."""
    return _mark(f"rest/{filing}")


def is_mark_of(mark: str, filing: Filing) -> bool:
    return mark in {_mark(bytes(filing.once_hash).hex()), mark_of_rest(filing.pk)}


def _mark(of: str) -> str:
    return marks.blinded(settings.SITE.identity_pepper, "pages", of).hex()
