"""Documents that were kept from the person because a member noted a court order for it, which no
second member confirmed. The person reads that with the document."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.court_silence_orders import KINDS, unfounded_in

TITLE = _("What we must add")
SAID = _(
    "Somebody of the team wrote down that a court forbade to tell you. Nobody else of the team"
    " found that in an order. You may ask who wrote it, and complain of it."
)


def is_unfounded(paper: Document, visitor: Visitor) -> bool:
    return paper.kind in KINDS and paper.ref in _unfounded(visitor)


def _unfounded(visitor: Visitor) -> set[str]:
    folder = visitor.folder
    return folder.once("unfounded", lambda: unfounded_in(folder.filing, at=timezone.now()))
