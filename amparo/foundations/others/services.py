"""Words of their own for somebody of the case: given with one right, used, ended alone."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from amparo.foundations.consent.adults import answer_of_adult
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent, answer_in
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox.exclusions import names_person
from amparo.foundations.letterbox.filings import phrase_keys
from amparo.foundations.letterbox.folders import Folder, hold, hold_row
from amparo.foundations.letterbox.models import Filing, Paper
from amparo.foundations.letterbox.papers import papers_in, write_paper
from amparo.foundations.others import events
from amparo.foundations.others.models import (
    Copy,
    Other,
    Said,
    Way,
    copy_context,
    said_context,
)
from amparo.foundations.others.queries import (
    ASKED_WITH,
    FOR_HER,
    KIND,
    NOTICES,
    WITH_OWN_WORDS,
    Beside,
    asked_of,
    others_of,
)
from amparo.sealing import boxes, marks, phrases
from amparo.sealing.keys import new_pair

TOLD_WITH = ("label", "measure", "kind", "what", "text", "purpose", "why")
WHAT_WOULD_BE_TOLD = ("values", "fields")


class NotGiven(Exception):
    """Carries a reason code: must_not_know | not_while_impeded | left | gone."""


@transaction.atomic
def name_other(folder: Folder, *, name: str, relation: str, by: Signs, at: datetime) -> Other:
    """One more person of the case. Raises NotGiven, KeyChanged."""
    hold(folder)
    if names_person(folder, name):
        raise NotGiven("must_not_know")
    pair = new_pair()
    body = {"name": name, "relation": relation, "secret": pair.secret.hex()}
    paper = write_paper(folder, kind=KIND, body=body, by=by, at=at, for_person=True)
    other = Other.objects.create(
        ref=marks.new_code(groups=3),
        filing=folder.filing,
        relation=Other.Relation(relation).value,
        paper_ref=paper.ref,
        public=pair.public,
        named_at=at,
    )
    event = events.OtherNamed(about=folder.code, other=other.ref, relation=other.relation)
    record(event, by=by, at=at)
    return other


@transaction.atomic
def give_way(
    folder: Folder,
    ref: str,
    *,
    right: str,
    by: Signs,
    at: datetime,
    language: Literal["es", "en"] = "es",
) -> tuple[str, ...]:
    """Words for somebody of the case, shown once; those given before end. They open what their
    right covers, now and later, and no case key.

    Raises NotGiven, KeyChanged.
    """
    hold(folder)
    listed = next((one for one in others_of(folder, seen_by=by) if one.ref == ref), None)
    if listed is None:
        raise NotGiven("gone")
    _must_be_given(folder, listed.name, right)
    _end(Way.objects.filter(other=listed.other), "replaced", by=by, at=at)
    words = phrases.new_phrase(language)
    keys = phrase_keys(words)
    way = Way.objects.create(
        other=listed.other,
        right=Way.Right(right).value,
        public=keys.pair.public,
        identity=keys.identity,
        given_at=at,
    )
    event = events.OtherWayGiven(about=folder.code, other=ref, right=way.right)
    record(event, by=by, at=at)
    for paper in papers_in(folder, seen_by=by):
        _copy(folder, way, paper, folder.words(paper))
    return words


def _must_be_given(folder: Folder, name: str, right: str) -> None:
    filing = Filing.objects.only("impediment", "withdrawn_at").get(pk=folder.filing.pk)
    if filing.withdrawn_at:
        raise NotGiven("left")
    if filing.impediment and right == Way.Right.SPEAKS:
        # Her page is in the hands of whoever asked for her: that makes nobody her voice.
        raise NotGiven("not_while_impeded")
    if names_person(folder, name):
        raise NotGiven("must_not_know")


@transaction.atomic
def end_way(filing: Filing, ref: str, *, why: str, by: Signs, at: datetime) -> int:
    """The words of one person of the case open nothing from now on. Returns how many ended."""
    hold_row(filing).values_list("pk").first()
    return _end(Way.objects.filter(other__filing=filing, other__ref=ref), why, by=by, at=at)


@transaction.atomic
def end_all_ways(filing: Filing, *, why: str, by: Signs, at: datetime) -> int:
    """Only the person's own words are left."""
    hold_row(filing).values_list("pk").first()
    return _end(Way.objects.filter(other__filing=filing), why, by=by, at=at)


@transaction.atomic
def shut_out_others(folder: Folder, *, by: Signs, at: datetime) -> None:
    """After a name was written down: whoever is meant by it comes back no more."""
    for one in others_of(Folder(folder.filing, folder.key), seen_by=by):
        if one.way and names_person(folder, one.name):
            end_way(folder.filing, one.ref, why="must_not_know", by=by, at=at)


def _end(ways: Any, why: str, *, by: Signs, at: datetime) -> int:
    standing = list(ways.filter(ended_at__isnull=True).select_related("other__filing"))
    for way in standing:
        way.copies.all().delete()
        Way.objects.filter(pk=way.pk).update(ended_at=at, identity=None)
        code = way.other.filing.code
        record(events.OtherWayEnded(about=code, other=way.other.ref, why=why), by=by, at=at)
    return len(standing)


# --- what they may read ---


def copy_for_others(
    folder: Folder,
    paper: Paper,
    body: Mapping[str, Any],
    *,
    by: Signs,  # noqa: ARG001 - whoever wrote: the paper itself is on record
) -> None:
    """A paper was written for her, or changed: each reads of it what the right covers."""
    if not paper.for_person:
        return
    ways = Way.objects.select_related("other").filter(
        other__filing=folder.filing, ended_at__isnull=True
    )
    for way in ways:
        _copy(folder, way, paper, body)


def _copy(folder: Folder, way: Way, paper: Paper, body: Mapping[str, Any]) -> None:
    """What these words may read of a paper; nothing where their right does not cover it."""
    if paper.kind in NOTICES and way.right in {Way.Right.READS, Way.Right.SPEAKS}:
        _seal(folder, way, paper, body)
    elif paper.kind in ASKED_WITH and way.right == Way.Right.SPEAKS:
        _seal(folder, way, paper, _asked(body, *TOLD_WITH, *WHAT_WOULD_BE_TOLD))
    elif paper.kind == "adult" and way.right == Way.Right.ANSWERS:
        _copy_question(folder, way, body)
    elif paper.kind in ASKED_WITH and way.copies.filter(paper_ref=paper.ref).exists():
        _seal(folder, way, paper, _asked(body, *TOLD_WITH))


def _copy_question(folder: Folder, way: Way, body: Mapping[str, Any]) -> None:
    """One adult is asked: she or he reads the question, and nothing of what would be told."""
    if body.get("other") != way.other.ref:
        return
    question = Question.objects.filter(filing=folder.filing, ref=body.get("question", "")).first()
    asked = question and Paper.objects.filter(
        filing=folder.filing, ref=question.paper_ref, current=True, for_person=True
    )
    paper = asked.first() if asked else None
    if paper:
        _seal(folder, way, paper, _asked(folder.words(paper), *TOLD_WITH))


def _asked(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: body[name] for name in names if body.get(name)}


def _seal(folder: Folder, way: Way, paper: Paper, words: Mapping[str, Any]) -> None:
    text = json.dumps(dict(words), ensure_ascii=False, default=str).encode()
    sealed = boxes.seal_to(bytes(way.public), text, context=copy_context(folder.code, paper.ref))
    Copy.objects.filter(way=way, paper_ref=paper.ref).delete()
    Copy.objects.create(
        way=way,
        paper_ref=paper.ref,
        kind=paper.kind,
        sealed=sealed,
        written_at=paper.written_at,
    )


# --- what they do ---


@transaction.atomic
def come_in(*, by: Beside, at: datetime) -> None:
    """They came back: she and the team read that they did."""
    Way.objects.filter(pk=by.way.pk).update(came_at=at)
    other, right = by.way.other.ref, by.way.right
    record(events.OtherCame(about=by.filing.code, other=other, right=right), by=by, at=at)


@transaction.atomic
def note_reading(copy: Copy, *, by: Beside, at: datetime) -> None:
    """They opened a notice. It is no receipt of hers."""
    if Copy.objects.filter(pk=copy.pk, read_at__isnull=True).update(read_at=at):
        told = {"other": by.way.other.ref, "kind": copy.kind, "paper": copy.paper_ref}
        record(events.OtherRead(about=by.filing.code, **told), by=by, at=at)


@transaction.atomic
def write_to_team(text: str, *, by: Beside, at: datetime) -> Said:
    """Words for the team, and for her; whoever wrote them cannot read them again."""
    said = Said(ref=marks.new_code(groups=3), other=by.way.other, said_at=at)
    content = json.dumps({"text": text}, ensure_ascii=False).encode()
    context = said_context(by.filing.code, said.ref)
    said.sealed = boxes.seal_to(bytes(by.way.other.public), content, context=context)
    said.save(force_insert=True)
    event = events.OtherWrote(about=by.filing.code, other=by.way.other.ref, ref=said.ref)
    record(event, by=by, at=at)
    return said


@transaction.atomic
def answer_as(ref: str, *, answer: str, by: Beside, at: datetime) -> None:
    """An answer for her, or an adult's own. Never over a word of hers. Raises CannotConsent."""
    hold_row(by.filing).values_list("pk").first()
    _must_stand(by)
    found = next((one for one in asked_of(by, seen_by=by) if one.ref == ref), None)
    if found is None:
        raise CannotConsent("unknown_question")
    if found.adult:
        answer_of_adult(by.filing, found.adult.ref, answer=answer, by=by, at=at, how=WITH_OWN_WORDS)
    else:
        answer_in(by.filing, ref, answer=answer, by=by, at=at, how=FOR_HER)


def _must_stand(by: Beside) -> None:
    """Whether the words still hold at the moment of the act."""
    if not Way.objects.filter(pk=by.way.pk, ended_at__isnull=True).exists():
        raise CannotConsent("unknown_question")
