"""Acts on a site that an organisation runs for itself."""

import sys

from django.utils import timezone

from amparo.foundations.access.models import Member
from amparo.foundations.cases.services import open_case
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.queries import filing_to_open, visit_by_phrase
from tests.people import unlocked

PASSWORD = "a window over seven quiet rivers"


def opened(words: str) -> None:
    """Open her file as the reception does; prints its code."""
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    rosa = unlocked(Member.objects.get(sign_in_name="rosa"), PASSWORD)
    folder = filing_to_open(visitor.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=timezone.now())
    sys.stdout.write(folder.code)
