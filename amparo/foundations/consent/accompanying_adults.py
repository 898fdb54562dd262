"""Adults who would be moved by a measure together with the person. Services, by noun.

The name of an adult is stored in a sealed document. The answer is a plain row, so that a refusal
takes effect without a key. Each adult answers for themselves; no consent replaces another's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.consent import events
from amparo.foundations.consent.models import NOBODY, AffectedAdult, Question, standing
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.schemas.consent import AdultText, ChildViewText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row, must_be_alive
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.names.matching import is_called, is_named
from amparo.foundations.intake.names.shared_surnames import is_told_apart
from amparo.foundations.ledger.chain import of_team
from amparo.foundations.ledger.services import Signs, record

OWN_WORDS = "own_words"
"""How an adult answered who returned alone, with an access phrase of their own."""


class MustNotKnow(Exception):
    """One of the named adults is among those who must not know. They are neither asked nor told."""


class Whom(NamedTuple):
    """Who is asked. `other`: code of the related person who answers; for a `child` that is the
    guardian."""

    name: str
    other: str = ""
    child: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """An adult with the name that they chose."""

    row: AffectedAdult
    name: str

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def answer(self) -> str:
        return self.row.answer or "asked"

    @property
    def agrees(self) -> bool:
        """Whether this consent counts. For a child: once the child was heard. For an adult who may
        be one whom the person fears: once the team said that it is another person."""
        heard = bool(self.row.view_ref or not self.row.child)
        counts = heard and self.row.doubt != AffectedAdult.Doubt.WAITS
        return counts and self.answer == Question.Answer.AGREED

    @property
    def set_aside(self) -> bool:
        """Whether this adult is kept away: granted measures continue, and nothing more is asked."""
        return not self.row.child and self.row.other == NOBODY


@transaction.atomic
def name_adults(
    folder: Folder,
    ref: str,
    *,
    by: Signs,
    at: datetime,
    names: Sequence[str] = (),
    listed: Sequence[Whom] = (),
) -> list[AffectedAdult]:
    """Name the adults who would be moved besides the person; an empty list means the person alone.
    More can be named later. `listed`: related persons of the case, whatever name they share.

    Raises CannotConsent, MustNotKnow, KeyChanged.
    """
    hold(folder)
    must_be_alive(folder.filing)
    question = _standing(folder, ref)
    everybody = [*listed, *(Whom(name) for name in names)]
    shut_out = _shut_out(folder, by)
    meant = [one for one in everybody if any(_is_shut_out(one, written) for written in shut_out)]
    if not all(is_told_apart(folder, one.name) for one in meant):
        raise MustNotKnow
    made = [_named(folder, question, one, by=by, at=at) for one in everybody]
    question.adults = (question.adults or 0) + len(made)
    question.save(update_fields=["adults"])
    event = events.AdultsNamed(about=folder.code, adults=question.adults, **question.in_events())
    record(event, by=by, at=at)
    return made


@transaction.atomic
def answer_for_oneself(
    folder: Folder, ref: str, *, answer: str, by: Signs, at: datetime, how: str = "page"
) -> AffectedAdult:
    """Record one adult's answer, given on the person's page or to the team ("oral").

    As with the person's own answer, the team cannot overwrite a refusal given on the page, and a
    consent from the page does not count while the person is impeded and the requester may hold it.
    Raises CannotConsent.
    """
    hold(folder)
    return answer_of_adult(folder.filing, ref, answer=answer, by=by, at=at, how=how)


@transaction.atomic
def answer_of_adult(
    filing: Filing, ref: str, *, answer: str, by: Signs, at: datetime, how: str
) -> AffectedAdult:
    """Record an adult's answer without a case key. An adult who answered with their own access
    phrase must also give any later consent with it. Raises CannotConsent."""
    hold_row(filing).values_list("pk").first()
    adult = AffectedAdult.objects.select_related("question__unit").filter(filing=filing, ref=ref)
    found = adult.filter(standing("question__")).first()
    if found is None:
        raise CannotConsent("unknown_question")
    _must_be_heard(found, filing, answer=answer, how=how, by=by)
    found.answer, found.answered_at = Question.Answer(answer).value, at
    if found.how != OWN_WORDS:  # a consent given alone can only be renewed alone
        found.how = how
    found.save(update_fields=["answer", "how", "answered_at"])
    event = events.AdultAnswered(
        about=filing.code,
        adult=found.ref,
        answer=found.answer,
        how=how,
        **found.question.in_events(),
    )
    record(event, by=by, at=at)
    return found


def _must_be_heard(row: AffectedAdult, filing: Filing, *, answer: str, how: str, by: Signs) -> None:
    agrees = answer == Question.Answer.AGREED
    if row.other == NOBODY and Question.Answer.AGREED in {answer, row.answer}:
        raise CannotConsent("guardian_must_not_know")
    if row.doubt and (agrees or row.doubt == AffectedAdult.Doubt.GOES_ON):
        raise CannotConsent("in_doubt")
    impeded = Filing.objects.values_list("impediment", flat=True).get(pk=filing.pk)
    if impeded and by.signature == "person" and agrees:
        raise CannotConsent("not_herself")
    if (row.answer, row.how) == ("refused", "page") and of_team(by):
        raise CannotConsent("answered_herself")
    if row.how == OWN_WORDS and how != OWN_WORDS and agrees:
        raise CannotConsent("answered_alone")


@transaction.atomic
def ask_each(folder: Folder, ref: str, *, by: Signs, at: datetime) -> None:
    """Ask each adult as well, because a measure also protects others. Nothing more is shared until
    all have agreed. Raises CannotConsent, KeyChanged."""
    hold(folder)
    rows = Question.objects.select_related("unit")
    found = rows.filter(filing=folder.filing, ref=ref).standing().first()
    if found is None:
        raise CannotConsent("unknown_question")
    found.each_adult = True
    found.save(update_fields=["each_adult"])
    record(events.EachIsAsked(about=folder.code, **found.in_events()), by=by, at=at)


@transaction.atomic
def hear_child(folder: Folder, ref: str, *, text: str, by: Signs, at: datetime) -> AffectedAdult:
    """Store the child's own view, readable only by the team: those who live with the child may read
    the person's page.

    Raises CannotConsent, KeyChanged.
    """
    hold(folder)
    rows = AffectedAdult.objects.select_related("question__unit").filter(
        filing=folder.filing, ref=ref
    )
    found = rows.filter(standing("question__")).exclude(child="").first()
    if found is None:
        raise CannotConsent("unknown_question")
    body = ChildViewText(text=text, about=ref)
    paper = write_paper(folder, body=body, by=by, at=at)
    found.view_ref = paper.ref
    found.save(update_fields=["view_ref"])
    event = events.ChildHeard(about=folder.code, adult=ref, **found.question.in_events())
    record(event, by=by, at=at, digest=bytes(paper.digest))
    return found


def take_over(folder: Folder, question: Question, *, by: Signs, at: datetime) -> None:
    """Ask the same adults, each anew, about one more recipient."""
    before = Question.objects.standing().filter(
        filing=question.filing,
        kind=question.kind,
        subject=question.subject,
        adults__isnull=False,
    )
    earlier = before.exclude(pk=question.pk).order_by("pk").first()
    if earlier:
        found = adults_of(folder, [earlier], seen_by=by)
        listed = [
            Whom(one.name, one.row.other, one.row.child) for one in found if not one.set_aside
        ]
        name_adults(folder, question.ref, listed=listed, by=by, at=at)
        question.refresh_from_db(fields=["adults"])


def adults_of(folder: Folder, questions: Sequence[Question], *, seen_by: Signs) -> list[Named]:
    """Return the adults named with these questions, in the order of naming."""
    wanted = [one.pk for one in questions if one.adults]
    if not wanted:
        return []
    rows = AffectedAdult.objects.filter(filing=folder.filing, question__in=wanted).order_by("pk")
    papers = {paper.ref: paper for paper in papers_in(folder, seen_by=seen_by, kinds=["adult"])}
    return [
        Named(row, str(folder.words(papers[row.paper_ref]).get("name", "")))
        for row in rows.select_related("question__unit")
    ]


def _named(
    folder: Folder, question: Question, whom: Whom, *, by: Signs, at: datetime
) -> AffectedAdult:
    body = AdultText(name=whom.name, other=whom.other, child=whom.child, question=question.ref)
    paper = write_paper(folder, body=body, by=by, at=at, for_person=True)
    return AffectedAdult.objects.create(
        ref=marks.new_code(groups=3),
        filing=folder.filing,
        question=question,
        paper_ref=paper.ref,
        other=whom.other,
        child=whom.child,
    )


def _standing(folder: Folder, ref: str) -> Question:
    """Return the standing question that is put to each adult. Raises CannotConsent."""
    rows = Question.objects.standing().select_related("unit")
    question = rows.filter(filing=folder.filing, ref=ref, each_adult=True).first()
    if question is None:
        raise CannotConsent("unknown_question")
    return question


def _is_shut_out(whom: Whom, written: str) -> bool:
    """Whether this name is one of those excluded. A child shares surnames with others, so only the
    child's whole name matches."""
    return (is_called if whom.child else is_named)(whom.name, written)


def _shut_out(folder: Folder, reader: Signs) -> list[str]:
    """Return what the person wrote about those who must not know."""
    papers = papers_in(folder, seen_by=reader, kinds=["exclusions"])
    return [str(folder.words(paper).get("names", "")) for paper in papers]
