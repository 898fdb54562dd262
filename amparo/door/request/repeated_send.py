"""Add the new content of a form whose request is already stored: the send was interrupted to write
more, or writing went on in another window."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from amparo.crypto.keys import pair_of
from amparo.door.request import known_question_keys as known
from amparo.door.request import uploads as uploading
from amparo.door.request.draft_submission import trait_names
from amparo.door.request.question_pages import answer_in_words
from amparo.door.request.unit_choice import chosen_units
from amparo.door.site_protocol import law_of, say
from amparo.foundations.consent.held_requests import keep_from_or_hold
from amparo.foundations.intake.contact.follow_up_reports import MESSAGE, tell_team
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.exclusions import KEPT
from amparo.foundations.intake.files.attachments import attachments_in, described
from amparo.foundations.intake.files.uploads import SealedUpload
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor, must_be_read
from amparo.foundations.intake.queries import visit_again

SENT_ALREADY = "sent_already"
"""What the person's page says where nothing new was in what was sent again."""
TOLD = ("request", "urgent", "answer")


@transaction.atomic
def add_what_is_new(
    filed: Mapping[str, Any], answers: Mapping[str, Any], uploads: Sequence[SealedUpload]
) -> dict[str, Any]:
    """Send the team, as a message, what the request `filed` does not contain, and exclude those
    named now. Returns the content of the session from here on. Raises NobodyMayRead,
    NobodyReads."""
    visitor = visit_again(filed["way"], pair_of(bytes.fromhex(filed["secret"])), seen_by=STRANGER)
    if visitor is None:
        return dict(filed)
    must_be_read(visitor.folder.filing)
    new = _unlike(visitor, answers)
    kept = _kept_from(visitor, answers)
    files = _unlike_files(visitor, uploading.taken(uploads))
    at = timezone.now()
    if kept["units"] or kept["names"]:
        keep_from_or_hold(visitor.folder, **kept, by=visitor, at=at)
    if new or files:
        tell_team(visitor.folder, words=new, uploads=files, by=visitor, at=at)
    said = {"said": "written"} if new or files or any(kept.values()) else {}
    problems = [*filed.get("problems", []), *uploading.problems(uploads)]
    return {"again": not said, **filed, **said, "problems": problems}


def _unlike(visitor: Visitor, answers: Mapping[str, Any]) -> str:
    """Return the answers that are in no document of the person, each with its question; "" where
    the same was sent a moment ago."""
    before: dict[str, Any] = {}
    for body in _bodies(visitor, TOLD):
        before.update(body)
    apart = {known.EXCLUDED_UNITS, known.EXCLUDED_NAMES, *trait_names()}
    said = {name: value for name, value in answers.items() if value and name not in apart}
    text = "\n\n".join(
        f"{say(law_of(), f'questions.{name}', otherwise=name)}\n{answer_in_words(name, value)}"
        for name, value in said.items()
        if value != before.get(name)
    )
    messages = {str(body.get("text", "")) for body in _bodies(visitor, [MESSAGE])}
    return "" if text in messages else text


def _kept_from(visitor: Visitor, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return those who must not know, as far as they were not named before."""
    folder, names = visitor.folder, str(answers.get(known.EXCLUDED_NAMES) or "")
    chosen = chosen_units(answers.get(known.EXCLUDED_UNITS) or ())
    units = [unit for unit in chosen if not folder.excludes_any(frozenset({unit.code}))]
    said = {body.get("names") for body in _bodies(visitor, [KEPT])}
    return {"units": units, "names": "" if names in said else names}


def _unlike_files(visitor: Visitor, uploads: Sequence[SealedUpload]) -> list[SealedUpload]:
    sent = attachments_in(visitor.folder, seen_by=visitor)
    known_already = {described(visitor.folder, one).digest for one in sent}
    return [one for one in uploads if one.digest not in known_already]


def _bodies(visitor: Visitor, kinds: Sequence[str]) -> list[Mapping[str, Any]]:
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=kinds)
    return [visitor.folder.words_if_they_open(paper) or {} for paper in papers]
