"""By which a page that is being written is known as one of a request. It tells nothing of that
request, and nothing is found by it: only a draft or a file that is open already is compared."""

from django.conf import settings

from amparo.crypto import marks
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.services import once_hash


def mark_of_begun(once: bytes) -> str:
    """Of the pages of a request in the making, which is sent with this form."""
    return _mark(once_hash(once).hex())


def mark_of_rest(filing: int) -> str:
    """Of the pages of the other questions of a request that was sent in a hurry."""
    return _mark(f"rest/{filing}")


def is_mark_of(mark: str, filing: Filing) -> bool:
    return mark in {_mark(bytes(filing.once_hash).hex()), mark_of_rest(filing.pk)}


def _mark(of: str) -> str:
    return marks.blinded(settings.SITE.identity_pepper, "pages", of).hex()
