"""Copies of documents, or of the part that a right covers, sealed to the access phrase of a related
person. Services, by noun."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.consent.models import AffectedAdult, Question
from amparo.foundations.intake.case_key_holders import mark_of, note_left_out, was_given
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.inbox_keys import slot_in
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.contestable import DECISION
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.models import (
    AccessCredential,
    CredentialCopy,
    RelatedPersonMessage,
    SeparateQuestion,
    copy_context,
    said_context,
)
from amparo.foundations.related_people.queries import ASKED_WITH, LEAK_OF_ANOTHER, NOTICES

TOLD_WITH = ("label", "measure", "kind", "what", "text", "purpose", "why")
WHAT_WOULD_BE_TOLD = ("values", "fields")
ALONE = "asked_alone"
"""Kind of a document that asks one related person alone. It is never shown to the person at
risk."""
TOLD_ALONE = ("leaked", "text", "may_do")
ASKED_ALONE = ("who", "language", "label", "kind", "what", "child")


def copy_for_others(
    folder: Folder,
    paper: Document,
    body: Mapping[str, Any],
    *,
    by: Signs,
) -> None:
    """Give each related person the part of a new or changed document that their right covers."""
    if not paper.for_person and paper.kind != ALONE:
        return
    for way in _given_ways(folder, by=by, at=paper.written_at):
        copy_one(folder, way, paper, body)


def _given_ways(folder: Folder, *, by: Signs, at: datetime) -> Iterator[AccessCredential]:
    """Yield the credentials that were issued with the case key. Any other is ended and reported."""
    standing = AccessCredential.objects.select_related("other").filter(
        other__filing=folder.filing, ended_at__isnull=True
    )
    for way in standing:
        if was_given(folder, way):
            yield way
        else:
            note_left_out(folder, [way], by=by, at=at)
            way.copies.all().delete()
            AccessCredential.objects.filter(pk=way.pk).update(ended_at=at, identity=None)


def copy_one(
    folder: Folder, way: AccessCredential, paper: Document, body: Mapping[str, Any]
) -> None:
    """Copy what this credential may read of a document; nothing where its right does not cover
    it."""
    whole = _read_with(way.right, paper.kind, body)
    if whole is not None:
        _seal(folder, way, paper, whole)
    elif paper.kind == ALONE and _is_asked_alone(way, body):
        _seal(folder, way, paper, _asked(body, *ASKED_ALONE))
    elif paper.kind == "adult" and way.right == AccessCredential.Right.ANSWERS:
        _copy_question(folder, way, paper, body)
    elif paper.kind == DECISION and way.right == AccessCredential.Right.ANSWERS:
        _copy_that_it_was_decided(folder, way, paper, body)
    elif paper.kind in ASKED_WITH and way.copies.filter(paper_ref=paper.ref).exists():
        _seal(folder, way, paper, _asked(body, *TOLD_WITH))


def _copy_question(
    folder: Folder, way: AccessCredential, named: Document, body: Mapping[str, Any]
) -> None:
    """Copy the question to an adult who is asked, with the child's name where there is one, without
    the values that would be shared."""
    row = AffectedAdult.objects.filter(filing=folder.filing, paper_ref=named.ref).first()
    # The guardian may have changed since the child was named.
    if (row.other if row else body.get("other")) != way.other.ref:
        return
    question = Question.objects.filter(filing=folder.filing, ref=body.get("question", "")).first()
    asked = question and Document.objects.filter(
        filing=folder.filing, ref=question.paper_ref, current=True, for_person=True
    )
    paper = asked.first() if asked else None
    if paper:
        _seal(folder, way, paper, _asked(folder.words(paper), *TOLD_WITH))
    if body.get("child"):
        _seal(folder, way, named, _asked(body, "name"))


def _copy_that_it_was_decided(
    folder: Folder, way: AccessCredential, paper: Document, body: Mapping[str, Any]
) -> None:
    """Copy which decision and of which day, so that one who is asked about a measure can ask for
    its review. The content of the decision is not copied."""
    asked = AffectedAdult.objects.filter(filing=folder.filing, other=way.other.ref).exists()
    if asked and isinstance(body.get("data"), dict):
        _seal(folder, way, paper, _that_it_was_decided(body))


def _that_it_was_decided(body: Mapping[str, Any]) -> dict[str, Any]:
    data = body.get("data") or {}
    day = {name: data[name] for name in ("decision", "issued_on") if name in data}
    return {"kind": body.get("kind", ""), "data": day}


def _read_with(right: str, kind: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a right covers of a document written for the person, or None."""
    if kind in NOTICES and right in {AccessCredential.Right.READS, AccessCredential.Right.SPEAKS}:
        return dict(body)
    if kind in ASKED_WITH and right == AccessCredential.Right.SPEAKS:
        return _asked(body, *TOLD_WITH, *WHAT_WOULD_BE_TOLD)
    return None


def read_to(right: str, paper: Document, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be told of a document to one with this right, or none, also orally: never
    more than their copy would contain."""
    whole = _read_with(right, paper.kind, body)
    if whole is not None:
        return whole
    return _that_it_was_decided(body) if paper.kind == DECISION else _asked(body, *TOLD_WITH)


def _is_asked_alone(way: AccessCredential, body: Mapping[str, Any]) -> bool:
    """Whether this related person is asked alone. They read the question whatever their right."""
    asked = SeparateQuestion.objects.filter(ref=body.get("question", ""), closed_at__isnull=True)
    return asked.filter(other=way.other_id).exists()


def tell_one(
    folder: Folder,
    other: str,
    paper: Document,
    body: Mapping[str, Any],
    *,
    by: Signs,  # noqa: ARG001 - the paper itself is on record
) -> None:
    """Copy a text to one related person alone, whatever their right."""
    standing = AccessCredential.objects.select_related("other").filter(
        other__filing=folder.filing, other__ref=other, ended_at__isnull=True
    )
    for way in standing:
        _seal(folder, way, paper, _asked(body, *TOLD_ALONE))


def untell_one(folder: Folder, other: str, *, by: Signs) -> int:  # noqa: ARG001 - by the caller
    """Delete what one related person was told alone about a leak. Returns how many."""
    theirs = CredentialCopy.objects.filter(kind=LEAK_OF_ANOTHER, way__other__filing=folder.filing)
    return theirs.filter(way__other__ref=other).delete()[0]


def to_copy(folder: Folder, *, by: Signs) -> list[Document]:  # noqa: ARG001 - no page shows them
    """Return every document of which a related person may read a part: those for the person, and
    those that the person does not read."""
    theirs = Q(for_person=True) | Q(kind=ALONE)
    papers = Document.objects.filter(theirs, filing=folder.filing, current=True)
    return list(papers.order_by("written_at", "pk"))


def copy_anew(folder: Folder, others: Iterable[int | None], *, by: Signs) -> None:
    """Replace the copies of related persons after a change of guardian; what they may no longer
    read is deleted."""
    papers = to_copy(folder, by=by)
    ways = AccessCredential.objects.select_related("other").filter(
        other__in=[one for one in others if one],
        right=AccessCredential.Right.ANSWERS,
        ended_at__isnull=True,
    )
    for way in ways:
        way.copies.exclude(kind=LEAK_OF_ANOTHER).delete()
        for paper in papers:
            copy_one(folder, way, paper, folder.words(paper))


def _asked(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: body[name] for name in names if body.get(name)}


def _seal(folder: Folder, way: AccessCredential, paper: Document, words: Mapping[str, Any]) -> None:
    """Seal a copy to a credential that was issued with the case key, never to a public key inserted
    in the table."""
    if not was_given(folder, way):
        return
    text = json.dumps(dict(words), ensure_ascii=False, default=str).encode()
    sealed = boxes.seal_to(bytes(way.public), text, context=copy_context(folder.code, paper.ref))
    CredentialCopy.objects.filter(way=way, paper_ref=paper.ref).delete()
    CredentialCopy.objects.create(
        way=way,
        paper_ref=paper.ref,
        kind=paper.kind,
        sealed=sealed,
        written_at=paper.written_at,
    )


# --- a member of a collective is redacted ---


def say_less(folder: Folder, scrub: Callable[[Any], Any]) -> None:
    """Apply a redaction for a member of a collective to what related persons wrote."""
    for said in RelatedPersonMessage.objects.filter(other__filing=folder.filing):
        text = _said(folder, said)
        if scrub(text) != text:
            _say_anew(folder, said, scrub(text))


# --- the file's key is renewed ---


def ways_anew(older: Folder, newer: Folder, *, by: Signs, at: datetime) -> None:
    """Mark the issued credentials under the case's new key."""
    for way in _given_ways(older, by=by, at=at):
        AccessCredential.objects.filter(pk=way.pk).update(mark=mark_of(newer, way))


def said_anew(older: Folder, newer: Folder) -> None:
    """Seal what related persons wrote to the case's new inbox key."""
    for said in RelatedPersonMessage.objects.filter(other__filing=older.filing):
        _say_anew(newer, said, _said(older, said))


def _said(folder: Folder, said: RelatedPersonMessage) -> Any:
    secret, context = slot_in(folder).secret, said_context(folder.code, said.ref)
    return boxes.value_in(secret, bytes(said.sealed), context=context)


def _say_anew(folder: Folder, said: RelatedPersonMessage, words: Any) -> None:
    text = json.dumps(words, ensure_ascii=False).encode()
    context = said_context(folder.code, said.ref)
    said.sealed = boxes.seal_to(slot_in(folder).public, text, context=context)
    said.save(update_fields=["sealed"])
