"""Documents about a demand for the file or a legal hold, as the person reads them: names and order
of their parts, and what they mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.door.wording import PARTS
from amparo.foundations.erasure.queries import holds_of
from amparo.foundations.erasure.services import HELD
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document

PARTS_OF: dict[str, dict[str, Promise]] = {
    "demand": {
        "demanded_by": PARTS["demanded_by"],
        "on": PARTS["on"],
        "what": _("What they demand"),
        "ground": PARTS["ground"],
        "still_holds": _("Why it still holds"),
        "answered": PARTS["answered"],
        "handed": _("What is handed over"),
    },
    "legal_hold": {
        "kept_for": _("Why it must be kept"),
        "text": _("Which order, claim or investigation, and its number"),
    },
}
"""Kinds of documents with their own names and order of parts; other parts follow."""
HANDED: dict[str, Promise] = {
    "nothing": _("Nothing"),
    "copy": _("To this court alone, one copy of parts of the file, if two people allow it"),
}
MEANS: dict[str, Promise] = {
    "demand": _(
        "That it was demanded does not mean that it was handed over: what leaves here stands on"
        " your page. Your protection goes on as it is. A lawyer can tell you what can be done"
        " against it."
    ),
    "legal_hold": _(
        "Nothing of your file is erased until somebody else of the team lifts this, but for the"
        " words that say where exactly somebody is: they go on their day all the same. Your"
        " protection goes on as it is, and nobody reads more of you because of it. You can ask"
        " already now that it be erased: that is done only once this is lifted."
    ),
}
"""Explanations shown below documents that may alarm."""


def meaning_of(paper: Document, visitor: Visitor) -> Promise | str:
    """Return the explanation of a document; for a legal hold only while it stands."""
    if paper.kind == HELD and not any(
        one.paper_ref == paper.ref and one.lifted_at is None
        for one in holds_of(visitor.folder, seen_by=visitor)
    ):
        return ""
    return MEANS.get(paper.kind, "")
