"""Access given to a related person: issued with one right, used, ended separately."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import phrases
from amparo.foundations.consent.accompanying_adults import OWN_WORDS, answer_of_adult
from amparo.foundations.consent.models import FOR_HER
from amparo.foundations.consent.services import CannotConsent, answer_in
from amparo.foundations.intake.case_key_holders import marked
from amparo.foundations.intake.documents.schemas.consent import RelatedPersonText, ToldAlikeText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import feared_in, units_called
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row, must_be_alive
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.names.matching import spelled_same
from amparo.foundations.intake.names.shared_surnames import meaning
from amparo.foundations.intake.requests.services import NobodyMayRead, phrase_keys
from amparo.foundations.intake.services import exclude, shut_out
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people import events
from amparo.foundations.related_people.document_copies import copy_anew, copy_one, to_copy
from amparo.foundations.related_people.models import (
    AccessCredential,
    CredentialCopy,
    RelatedPerson,
)
from amparo.foundations.related_people.phrase_validity import must_stand, only_bears_the_surname
from amparo.foundations.related_people.queries import (
    HER,
    Beside,
    Listed,
    asked_of,
    is_barred,
    is_in_the_facts,
    other_called,
    others_of,
)


class NotGiven(Exception):
    """Carries a reason code: must_not_know | not_while_impeded | left | gone | a_child |
    aggressor | no_such_guardian | named_in_the_facts | nobody_left | died."""


@transaction.atomic
def other_named(
    folder: Folder, *, name: str, relation: str, by: Signs, at: datetime
) -> RelatedPerson:
    """Return the related person of this name; name them now if there is none. Raises NotGiven,
    KeyChanged."""
    hold(folder)
    known = others_of(Folder(folder.filing, folder.key), seen_by=by)
    same = next((one.other for one in known if one.name == name), None)
    return same or name_other(folder, name=name, relation=relation, by=by, at=at)


@transaction.atomic
def name_other(
    folder: Folder,
    *,
    name: str,
    relation: str,
    by: Signs,
    at: datetime,
    child: bool = False,
    guardian: str = "",
    sure: bool = False,
    apart: str = "",
) -> RelatedPerson:
    """Name one more related person.

    A child is represented by `guardian`, an adult of the case, or by the person if empty. A
    guardian is never one who must not know or is said to be behind the danger; one named in the
    account of the facts only with `sure`. `apart`: how it is known that one who only shares a
    surname is another person. Raises NotGiven, KeyChanged.
    """
    hold(folder)
    threatens = relation == RelatedPerson.Relation.AGGRESSOR
    if apart.strip() and only_bears_the_surname(folder, name, seen_by=by):
        names = [one.strip() for one in meaning(folder, name)]
        said = ToldAlikeText(name=name, same=False, text=apart, names=names)
        write_paper(folder, body=said, by=by, at=at)
    if not threatens and is_barred(folder, name, seen_by=by, child=child):
        raise NotGiven("must_not_know")
    if child and threatens:
        raise NotGiven("aggressor")
    kept_by = _guardian(folder, guardian, sure=sure, by=by) if child and guardian else None
    body = RelatedPersonText(name=name, relation=relation)
    paper = write_paper(folder, body=body, by=by, at=at, for_person=True)
    other = RelatedPerson.objects.create(
        ref=marks.new_code(groups=3),
        filing=folder.filing,
        relation=RelatedPerson.Relation(relation).value,
        paper_ref=paper.ref,
        named_at=at,
        child=child,
        guardian=kept_by,
    )
    event = events.OtherNamed(about=folder.code, other=other.ref, relation=other.relation)
    record(event, by=by, at=at)
    if child:
        told = kept_by.ref if kept_by else HER
        record(
            events.GuardianNamed(about=folder.code, child=other.ref, guardian=told), by=by, at=at
        )
    if threatens:
        _shut_out(folder, name, by=by, at=at)
    return other


@transaction.atomic
def name_behind(folder: Folder, names: Iterable[str], *, by: Signs, at: datetime) -> None:
    """Record those said to be behind the danger, each once. Raises NotGiven, KeyChanged."""
    for name in names:
        if not any(spelled_same(name, one) for one in feared_in(folder)):
            name_other(folder, name=name, relation=RelatedPerson.Relation.AGGRESSOR, by=by, at=at)


def _shut_out(folder: Folder, name: str, *, by: Signs, at: datetime) -> None:
    """Remove access of members and units of this name at once. Raises NotGiven where no member
    would be left who can read the case."""
    try:
        for unit in units_called(name, by=by):
            exclude(folder, unit, by=by, at=at)
        shut_out(folder, by=by, at=at)
    except NobodyMayRead:
        raise NotGiven("nobody_left") from None


@transaction.atomic
def give_guardian(
    folder: Folder, child: str, *, guardian: str, sure: bool, by: Signs, at: datetime
) -> None:
    """Let another adult of the case, or the person, answer for a child from now on.

    Raises NotGiven, KeyChanged.
    """
    hold(folder)
    listed = other_called(folder, child, seen_by=by)
    if listed is None or not listed.other.child:
        raise NotGiven("gone")
    keeper = _guardian(folder, guardian, sure=sure, by=by) if guardian else None
    RelatedPerson.objects.filter(pk=listed.other.pk).update(guardian=keeper)
    told = keeper.ref if keeper else HER
    record(events.GuardianNamed(about=folder.code, child=child, guardian=told), by=by, at=at)
    # The new guardian reads the child's questions now, the former one no longer.
    copy_anew(folder, [listed.other.guardian_id, keeper.pk if keeper else None], by=by)


def _guardian(folder: Folder, ref: str, *, sure: bool, by: Signs) -> RelatedPerson:
    """Return the adult who may answer for a child. Raises NotGiven."""
    listed = other_called(folder, ref, seen_by=by)
    if listed is None or listed.other.child:
        raise NotGiven("no_such_guardian")
    if listed.other.died_at:
        raise NotGiven("died")
    if listed.other.relation == RelatedPerson.Relation.AGGRESSOR:
        raise NotGiven("aggressor")
    if is_barred(folder, listed.name, seen_by=by):
        raise NotGiven("must_not_know")
    if not sure and is_in_the_facts(folder, listed.name, seen_by=by):
        raise NotGiven("named_in_the_facts")
    return listed.other


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
    """Return a new access phrase for a related person, shown once; earlier ones end. It opens what
    its right covers, now and later, and no case key.

    Raises NotGiven, KeyChanged.
    """
    hold(folder)
    listed = next((one for one in others_of(folder, seen_by=by) if one.ref == ref), None)
    if listed is None:
        raise NotGiven("gone")
    _must_be_given(folder, listed, right, by)
    _end(AccessCredential.objects.filter(other=listed.other), "replaced", by=by, at=at)
    words = phrases.new_phrase(language)
    keys = phrase_keys(words)
    way = AccessCredential(
        other=listed.other,
        right=AccessCredential.Right(right).value,
        public=keys.pair.public,
        identity=keys.identity,
        given_at=at,
    )
    marked(folder, way).save(force_insert=True)
    event = events.OtherWayGiven(about=folder.code, other=ref, right=way.right)
    record(event, by=by, at=at)
    for paper in to_copy(folder, by=by):
        copy_one(folder, way, paper, folder.words(paper))
    return words


def _must_be_given(folder: Folder, listed: Listed, right: str, by: Signs) -> None:
    if listed.other.child:
        raise NotGiven("a_child")
    if listed.other.died_at:
        raise NotGiven("died")
    must_be_alive(folder.filing)
    filing = Filing.objects.only("impediment", "withdrawn_at").get(pk=folder.filing.pk)
    if filing.withdrawn_at:
        raise NotGiven("left")
    if filing.impediment and right == AccessCredential.Right.SPEAKS:
        # The requester may control the person's page, which does not make anyone a representative.
        raise NotGiven("not_while_impeded")
    if is_barred(folder, listed.name, seen_by=by):
        raise NotGiven("must_not_know")


@transaction.atomic
def end_way(filing: Filing, ref: str, *, why: str, by: Signs, at: datetime) -> int:
    """End the access phrase of one related person. Returns how many ended."""
    hold_row(filing).values_list("pk").first()
    return _end(
        AccessCredential.objects.filter(other__filing=filing, other__ref=ref), why, by=by, at=at
    )


@transaction.atomic
def end_all_ways(filing: Filing, *, why: str, by: Signs, at: datetime) -> int:
    """End the access phrases of all related persons; only the person's own remains."""
    hold_row(filing).values_list("pk").first()
    return _end(AccessCredential.objects.filter(other__filing=filing), why, by=by, at=at)


@transaction.atomic
def shut_out_others(folder: Folder, *, by: Signs, at: datetime) -> None:
    """End the access phrases of related persons who became barred by a name that was written
    down."""
    for one in others_of(Folder(folder.filing, folder.key), seen_by=by):
        if one.way and is_barred(folder, one.name, seen_by=by):
            end_way(folder.filing, one.ref, why="must_not_know", by=by, at=at)


def _end(ways: Any, why: str, *, by: Signs, at: datetime) -> int:
    standing = list(ways.filter(ended_at__isnull=True).select_related("other__filing"))
    for way in standing:
        way.copies.all().delete()
        AccessCredential.objects.filter(pk=way.pk).update(ended_at=at, identity=None)
        code = way.other.filing.code
        record(events.OtherWayEnded(about=code, other=way.other.ref, why=why), by=by, at=at)
    return len(standing)


# --- what they do ---


@transaction.atomic
def come_in(*, by: Beside, at: datetime) -> None:
    """Record that they signed in; the person and the team can read it. Raises WordsEnded, as the
    functions below."""
    must_stand(by)
    AccessCredential.objects.filter(pk=by.way.pk).update(came_at=at)
    other, right = by.way.other.ref, by.way.right
    record(events.OtherCame(about=by.filing.code, other=other, right=right), by=by, at=at)


@transaction.atomic
def note_reading(copy: CredentialCopy, *, by: Beside, at: datetime) -> None:
    """Record that they opened a notice. It does not count as the person's receipt."""
    must_stand(by)
    if CredentialCopy.objects.filter(pk=copy.pk, read_at__isnull=True).update(read_at=at):
        told = {"other": by.way.other.ref, "kind": copy.kind, "paper": copy.paper_ref}
        record(events.OtherRead(about=by.filing.code, **told), by=by, at=at)


@transaction.atomic
def answer_as(ref: str, *, answer: str, by: Beside, at: datetime) -> None:
    """Answer for the person, as an adult for themselves, or for a child in the adult's care. It
    never overrides an answer of the person. Raises CannotConsent."""
    must_stand(by)
    found = next((one for one in asked_of(by, seen_by=by) if one.ref == ref), None)
    if found is None:
        raise CannotConsent("unknown_question")
    if found.adult:
        answer_of_adult(by.filing, found.adult.ref, answer=answer, by=by, at=at, how=OWN_WORDS)
    else:
        answer_in(by.filing, ref, answer=answer, by=by, at=at, how=FOR_HER)


@transaction.atomic
def give_back(*, by: Beside, at: datetime) -> None:
    """End the own access phrase, because others may know it or it is not wanted any more. No other
    is ended."""
    must_stand(by)
    _end(AccessCredential.objects.filter(pk=by.way.pk), "given_back", by=by, at=at)
