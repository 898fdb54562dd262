"""Related persons of a case, their credentials, and what those open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amparo.crypto import phrases
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import NotAPhrase
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.sign_in import phrase_guessing as nearness
from amparo.foundations.consent.models import AffectedAdult, Question
from amparo.foundations.consent.representative_answers import is_hers_alone
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.exclusions import WHO, feared_in, names_anybody, names_person
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.inbox_keys import slot_in
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.names.matching import is_meant, is_named, same_name
from amparo.foundations.intake.names.shared_surnames import is_told_apart, written_of
from amparo.foundations.intake.queries import NoSuchWords
from amparo.foundations.intake.requests.services import phrase_keys
from amparo.foundations.intake.row_scope import show_mark, show_way
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.models import (
    AccessCredential,
    CredentialCopy,
    RelatedPerson,
    RelatedPersonMessage,
    copy_context,
    said_context,
)
from amparo.law import Known

HER = "person"
"""Guardian in an event where the person at risk answers for the child."""
KIND = WHO
NOTICES = frozenset(
    {
        "acknowledgement",
        "archiving_advice",
        "correction_asked",
        "decision",
        "provisional",
    }
)
"""What the authority tells the person in the procedure: never the person's own texts, never a
message."""
LEAK_OF_ANOTHER = "leak_of_another"
"""Kind of the document that tells one related person alone which of their data leaked."""
ASKED_WITH = frozenset({"measure", "opinion", "action", "question"})
"""Kinds of documents with which the person is asked."""
TOLD_OF_IT = ("request", "urgent", "answer", "incident")
DANGER = (Known.FACTS.value, "happened", "text")
"""Parts of documents that say what happened."""
SPEAKS_ON = (
    Question.Kind.ASSESSMENT,
    Question.Kind.MEASURE,
    Question.Kind.OPINION,
    Question.Kind.ACTION,
)
"""Questions that a representative may answer. What would lessen protection, or share the account
with others, is asked of the person alone."""

watch("others", RelatedPerson)

_OTHERS = RelatedPerson.objects.order_by("pk")


@dataclass(frozen=True, slots=True)
class Beside:
    """A related person who signed in with their own access phrase. Holds no case key."""

    filing: Filing
    way: AccessCredential
    pair: KeyPair = field(repr=False)

    @property
    def signature(self) -> str:
        return f"other:{self.way.other.ref}"

    @property
    def reads(self) -> bool:
        return self.way.right in {AccessCredential.Right.READS, AccessCredential.Right.SPEAKS}

    @property
    def speaks(self) -> bool:
        return self.way.right == AccessCredential.Right.SPEAKS


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """A related person as the person and the team read them. `way`: the credential in force."""

    other: RelatedPerson
    name: str
    way: AccessCredential | None

    @property
    def ref(self) -> str:
        return self.other.ref


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """A document as it was copied for a related person."""

    copy: CredentialCopy
    words: dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class AskedOf:
    """A question put to a representative or to an adult of the household, perhaps for a `child`
    (name)."""

    question: Question
    words: dict[str, Any]
    adult: AffectedAdult | None = None
    child: str = ""

    @property
    def ref(self) -> str:
        """Return the reference of the row; a guardian who is also asked themselves gets two
        questions."""
        return self.adult.ref if self.adult else self.question.ref

    @property
    def answer(self) -> str:
        return self.adult.answer if self.adult else self.question.answer


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """A text from a related person. `about`: again (a request for review); late (a complaint about
    delay); happened; "" for any other message."""

    name: str
    at: datetime
    text: str
    about: str


def beside_by_phrase(text: str, *, at: datetime, seen_by: Signs) -> Beside:
    """Return the related person to whom this phrase belongs. Raises NoSuchWords, as for any phrase
    that opens nothing."""
    try:
        words = phrases.recognise(text)
    except NotAPhrase as problem:
        raise NoSuchWords from problem
    ways = phrase_keys(words)
    show_mark(ways.identity)
    found = (
        AccessCredential.objects.select_related("other__filing")
        .filter(identity=ways.identity)
        .first()
    )
    if found is None:
        raise NoSuchWords
    nearness.was_right(words, at=at)
    return Beside(found.other.filing, found, ways.pair)


def beside_again(way_id: int, pair: KeyPair, *, seen_by: Signs) -> Beside | None:
    """Return the related person on a later page of the same visit; None once the credential has
    ended."""
    show_way(way_id, pair.public)
    rows = AccessCredential.objects.select_related("other__filing").filter(
        pk=way_id, ended_at__isnull=True
    )
    found = rows.first()
    return Beside(found.other.filing, found, pair) if found else None


def others_of(folder: Folder, *, seen_by: Signs) -> list[Listed]:
    """Return all related persons, in the order of naming."""
    rows = folder.once("others", lambda: list(_OTHERS.filter(filing_id=folder.filing.pk)))
    if not rows:
        return []
    papers = {paper.ref: paper for paper in papers_in(folder, seen_by=seen_by, kinds=[KIND])}
    standing = AccessCredential.objects.filter(
        other__in=[row.pk for row in rows], ended_at__isnull=True
    )
    ways = {way.other_id: way for way in standing}
    found = []
    for row in rows:
        body = folder.words(papers[row.paper_ref]) if row.paper_ref in papers else {}
        found.append(Listed(row, str(body.get("name", "")), ways.get(row.pk)))
    return found


def other_called(folder: Folder, ref: str, *, seen_by: Signs) -> Listed | None:
    return next((one for one in others_of(folder, seen_by=seen_by) if one.ref == ref), None)


def anybody_is_barred(filing: Filing, *, seen_by: Signs) -> bool:
    """Whether any person must not know or is said to be behind the danger. Names need the case
    key."""
    feared = RelatedPerson.objects.filter(filing=filing, relation=RelatedPerson.Relation.AGGRESSOR)
    return names_anybody(filing) or feared.exists()


def is_barred(folder: Folder, name: str, *, seen_by: Signs, child: bool = False) -> bool:
    """Whether one of this name must not know or is said to be behind the danger: never asked, never
    given access, never a guardian. For a `child`, who shares surnames with others, only the whole
    name matches. Those whom the team told apart do not match."""
    meant = names_person(folder, name, whole=child) or any(
        same_name(name, one) or (not child and (is_named(name, one) or is_named(one, name)))
        for one in feared_in(folder)
    )
    return meant and not is_told_apart(folder, name)


def is_barred_relative(folder: Folder, name: str, *, seen_by: Signs) -> bool:
    """Whether a name is barred by itself, or by a surname with which no other is named, and not
    only because it shares a surname."""
    said = written_of(folder)
    if any(is_meant(one, name.title()) for one in said):
        return True
    return any(is_meant(name, text) for text in said)


def is_in_the_facts(folder: Folder, name: str, *, seen_by: Signs) -> bool:
    """Whether this name occurs in the account of the danger, perhaps as a witness, perhaps as the
    aggressor. A member must check."""
    papers = papers_in(folder, seen_by=seen_by, kinds=TOLD_OF_IT)
    told = [folder.words(paper) for paper in papers]
    return any(is_named(name, str(body.get(part) or "")) for body in told for part in DANGER)


def written_by(folder: Folder, others: Iterable[Listed], *, seen_by: Signs) -> list[Written]:
    """Return what they wrote, oldest first."""
    return [
        Written(
            one.name, row.said_at, str(body.get("note", body["text"])), str(body.get("about", ""))
        )
        for one, row, body in said_by(folder, others, seen_by=seen_by)
    ]


def said_by(
    folder: Folder, others: Iterable[Listed], *, seen_by: Signs
) -> list[tuple[Listed, RelatedPersonMessage, dict[str, Any]]]:
    """Return what they wrote, unsealed: author, row, and everything sealed with it."""
    known = {one.other.pk: one for one in others}
    if not known:
        return []
    rows = list(
        RelatedPersonMessage.objects.filter(other__in=list(known)).order_by("said_at", "pk")
    )
    secret = slot_in(folder).secret if rows else b""
    return [(known[row.other_id], row, _said(folder, row, secret)) for row in rows]


def _said(folder: Folder, row: RelatedPersonMessage, secret: bytes) -> dict[str, Any]:
    context = said_context(folder.code, row.ref)
    return boxes.words_in(secret, bytes(row.sealed), context=context)


def opened_copies(beside: Beside, kind: str, *, seen_by: Signs) -> dict[str, dict[str, Any]]:
    """Return what they may read of documents of one kind, by document reference, oldest first."""
    rows = beside.way.copies.filter(kind=kind).order_by("written_at", "pk")
    return {one.paper_ref: _opened(beside, one) for one in rows}


def notices_for(beside: Beside, *, seen_by: Signs) -> list[CredentialCopy]:
    """Return the copies that this credential may read, newest first, still sealed."""
    kinds = {LEAK_OF_ANOTHER, *(NOTICES if beside.reads else ())}
    found = beside.way.copies.filter(kind__in=kinds)
    return list(found.order_by("-written_at", "-pk"))


def notice_for(beside: Beside, ref: str, *, seen_by: Signs) -> Notice | None:
    notices = notices_for(beside, seen_by=seen_by)
    found = next((one for one in notices if one.paper_ref == ref), None)
    return Notice(found, _opened(beside, found)) if found else None


def asked_of(beside: Beside, *, seen_by: Signs) -> list[AskedOf]:
    """Return what they are asked, and have answered, newest first."""
    standing = Question.objects.standing().select_related("unit").filter(filing=beside.filing)
    copies = {one.paper_ref: one for one in beside.way.copies.all()}
    if beside.speaks:
        hers = standing.filter(kind__in=SPEAKS_ON).order_by("-asked_at", "-pk")
        open_to = [one for one in hers if not is_hers_alone(one, seen_by=seen_by)]
        return [AskedOf(one, _words(beside, copies, one.paper_ref)) for one in open_to]
    if beside.way.right != AccessCredential.Right.ANSWERS:
        return []
    adults = AffectedAdult.objects.select_related("question__unit").filter(
        filing=beside.filing, other=beside.way.other.ref, question__in=standing
    )
    return [_of_adult(beside, copies, one) for one in adults.order_by("-pk")]


def _of_adult(beside: Beside, copies: dict[str, CredentialCopy], row: AffectedAdult) -> AskedOf:
    words = _words(beside, copies, row.question.paper_ref)
    child = _words(beside, copies, row.paper_ref).get("name", "") if row.child else ""
    return AskedOf(row.question, words, row, str(child))


def _words(beside: Beside, copies: dict[str, CredentialCopy], paper_ref: str) -> dict[str, Any]:
    copy = copies.get(paper_ref)
    return _opened(beside, copy) if copy else {}


def _opened(beside: Beside, copy: CredentialCopy) -> dict[str, Any]:
    context = copy_context(beside.filing.code, copy.paper_ref)
    return boxes.words_in(beside.pair.secret, bytes(copy.sealed), context=context)
