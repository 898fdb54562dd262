"""What an urgent report already said, shown in the pages that complete it.

It is read from the case while the session lasts, and is no part of the draft.
"""

from typing import Any

from django.http import HttpRequest

from amparo.door.request.drafts import Writing
from amparo.door.visit.person_session import enter
from amparo.foundations.intake.documents.services import papers_in


def sent_answers(request: HttpRequest, draft: Writing) -> dict[str, Any]:
    """Return the answers of the urgent report that this draft completes; {} for another draft, and
    without a session of that report."""
    if "completes" not in draft.content:
        return {}
    visit = enter(request)
    if visit is None or visit.visitor.folder.filing.pk != draft.content["completes"]:
        return {}
    folder = visit.visitor.folder
    found: dict[str, Any] = {}
    for paper in papers_in(folder, seen_by=visit.visitor, kinds=["urgent"]):
        said = folder.words_if_they_open(paper) or {}
        found |= {name: words for name, words in said.items() if words and isinstance(words, str)}
    return found


def only_new(given: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of a page with those left out that were sent before as they stand."""
    return {
        name: "" if value and sent.get(name) == value else value for name, value in given.items()
    }
