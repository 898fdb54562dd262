"""What happened to a piece of evidence, in words."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amparo.observatory.evidence.queries import Step

HAPPENED = {
    "EvidenceAdded": _("Brought it"),
    "EvidenceShown": _("Looked at it"),
    "EvidenceTaken": _("Downloaded it as it came"),
}


def in_words(steps: Iterable[Step]) -> list[tuple[datetime, str, str]]:
    """Return when, who and what of each step."""
    return [(one.at, one.who, str(HAPPENED[one.event])) for one in steps if one.event in HAPPENED]
