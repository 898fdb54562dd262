"""Acts on a file that turns aside: something is missing in it, or an authority is late with it."""

import sys
from datetime import timedelta

from django.utils import timezone

from amparo.foundations.access.models import Member
from amparo.foundations.cases.services import open_case
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.models import Filing
from amparo.foundations.letterbox.queries import filing_to_open, visit_by_phrase
from amparo.rules import load
from tests.people import unlocked

PASSWORD = "a window over seven quiet rivers"
AGO = timedelta(days=12)


def late(words: str) -> None:
    """Open her file, as if it had come twelve days ago and nobody had worked on it since."""
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    filing = visitor.folder.filing
    came = (timezone.now() - AGO).isoformat()
    law = load(filing.protocol)
    Filing.objects.filter(pk=filing.pk).update(
        urgent=False, happened={law.procedure.filing: came}, filed_at=came
    )
    rosa = unlocked(Member.objects.get(sign_in_name="rosa"), PASSWORD)
    folder = filing_to_open(filing.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=timezone.now())
    sys.stdout.write(filing.code)
