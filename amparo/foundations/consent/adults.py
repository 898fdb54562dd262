"""Each adult whom a measure would move with the person. Services, by noun.

What somebody is called is a sealed paper; what he or she said is a plain row, so that a no takes
effect without anybody's key. Each answers for herself or himself: nobody's yes stands for another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.foundations.consent import events
from amparo.foundations.consent.models import Adult, Question
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.ledger.chain import of_team
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox.exclusions import is_named
from amparo.foundations.letterbox.folders import Folder, hold, hold_row
from amparo.foundations.letterbox.models import Filing
from amparo.foundations.letterbox.papers import papers_in, write_paper
from amparo.sealing import marks

OWN_WORDS = "own_words"
"""How an adult answered who came back alone, with words of her or his own."""


class MustNotKnow(Exception):
    """One of these is named among the persons who must not know: never asked, and never told."""


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """An adult under the name that he or she chose."""

    row: Adult
    name: str

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def answer(self) -> str:
        return self.row.answer or "asked"


@transaction.atomic
def name_adults(
    folder: Folder,
    ref: str,
    *,
    names: Sequence[str],
    by: Signs,
    at: datetime,
    others: Mapping[str, str] | None = None,
    children: Mapping[str, str] | None = None,
) -> list[Adult]:
    """Who would be moved besides the person who is asked; none: she alone. More can be named later.
    `others`: which of these names is which person of the case; `children`: which is a child, and
    of whom `others` then names the guardian.

    Raises CannotConsent, MustNotKnow, KeyChanged.
    """
    hold(folder)
    question = _standing(folder, ref)
    if any(is_named(name, written) for name in names for written in _shut_out(folder, by)):
        raise MustNotKnow
    known, young = others or {}, children or {}
    made = [
        _named(folder, question, one, known.get(one, ""), young.get(one, ""), by=by, at=at)
        for one in names
    ]
    question.adults = (question.adults or 0) + len(made)
    question.save(update_fields=["adults"])
    event = events.AdultsNamed(about=folder.code, adults=question.adults, **question.in_events())
    record(event, by=by, at=at)
    return made


@transaction.atomic
def answer_for_oneself(
    folder: Folder, ref: str, *, answer: str, by: Signs, at: datetime, how: str = "page"
) -> Adult:
    """What one adult says: on the person's page, or to the team ("oral"). Raises CannotConsent.

    As with her own answer, nobody of the team writes over a no that was given on the page, and a
    yes does not count from there while the page is in the hands of whoever filed for her.
    """
    hold(folder)
    return answer_of_adult(folder.filing, ref, answer=answer, by=by, at=at, how=how)


@transaction.atomic
def answer_of_adult(
    filing: Filing, ref: str, *, answer: str, by: Signs, at: datetime, how: str
) -> Adult:
    """The same where no key is at hand. What an adult said with words of her or his own is changed
    to a yes by nobody else. Raises CannotConsent."""
    hold_row(filing).values_list("pk").first()
    adult = Adult.objects.select_related("question__unit").filter(filing=filing, ref=ref)
    found = adult.filter(question__withdrawn_at__isnull=True).first()
    if found is None:
        raise CannotConsent("unknown_question")
    agrees = answer == Question.Answer.AGREED
    impeded = Filing.objects.values_list("impediment", flat=True).get(pk=filing.pk)
    if impeded and by.signature == "person" and agrees:
        raise CannotConsent("not_herself")
    if (found.answer, found.how) == ("refused", "page") and of_team(by):
        raise CannotConsent("answered_herself")
    if found.how == OWN_WORDS and how != OWN_WORDS and agrees:
        raise CannotConsent("answered_alone")
    found.answer, found.answered_at = Question.Answer(answer).value, at
    if found.how != OWN_WORDS:  # once alone, a yes is given alone
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


@transaction.atomic
def ask_each(folder: Folder, ref: str, *, by: Signs, at: datetime) -> None:
    """A measure protects others too: from now on each adult among them is asked as well, and
    nothing more leaves before all have agreed. Raises CannotConsent, KeyChanged."""
    hold(folder)
    rows = Question.objects.select_related("unit")
    found = rows.filter(filing=folder.filing, ref=ref, withdrawn_at__isnull=True).first()
    if found is None:
        raise CannotConsent("unknown_question")
    found.each_adult = True
    found.save(update_fields=["each_adult"])
    record(events.EachIsAsked(about=folder.code, **found.in_events()), by=by, at=at)


@transaction.atomic
def hear_child(folder: Folder, ref: str, *, text: str, by: Signs, at: datetime) -> Adult:
    """The child's own view, for the team alone: whoever lives with the child may read her page.

    Raises CannotConsent, KeyChanged.
    """
    hold(folder)
    rows = Adult.objects.select_related("question__unit").filter(filing=folder.filing, ref=ref)
    found = rows.filter(question__withdrawn_at__isnull=True).exclude(child="").first()
    if found is None:
        raise CannotConsent("unknown_question")
    body = {"text": text, "about": ref}
    paper = write_paper(folder, kind="child_view", body=body, by=by, at=at)
    found.view_ref = paper.ref
    found.save(update_fields=["view_ref"])
    event = events.ChildHeard(about=folder.code, adult=ref, **found.question.in_events())
    record(event, by=by, at=at, digest=bytes(paper.digest))
    return found


@transaction.atomic
def unanswer(
    folder: Folder, subject: str, *, guardians: Sequence[str], by: Signs, at: datetime
) -> int:
    """What these guardians said for a child about this counts no more, and they are asked no more.
    Returns how many answers that were."""
    hold(folder)
    rows = Adult.objects.select_related("question__unit").filter(
        filing=folder.filing, question__subject=subject, other__in=list(guardians)
    )
    found = list(rows.exclude(child="").filter(question__withdrawn_at__isnull=True))
    for one in found:
        one.answer, one.how, one.answered_at, one.other = "", "", None, ""
        one.save(update_fields=["answer", "how", "answered_at", "other"])
        event = events.GuardianSetAside(
            about=folder.code, adult=one.ref, **one.question.in_events()
        )
        record(event, by=by, at=at)
    return len(found)


def take_over(folder: Folder, question: Question, *, by: Signs, at: datetime) -> None:
    """One more recipient is asked about: the same adults are asked about it too, each anew."""
    before = Question.objects.filter(
        filing=question.filing,
        kind=question.kind,
        subject=question.subject,
        adults__isnull=False,
        withdrawn_at__isnull=True,
    )
    earlier = before.exclude(pk=question.pk).order_by("pk").first()
    if earlier:
        found = adults_of(folder, [earlier], seen_by=by)
        name_adults(
            folder,
            question.ref,
            names=[one.name for one in found],
            others={one.name: one.row.other for one in found},
            children={one.name: one.row.child for one in found},
            by=by,
            at=at,
        )
        question.refresh_from_db(fields=["adults"])


def adults_of(folder: Folder, questions: Sequence[Question], *, seen_by: Signs) -> list[Named]:
    """The adults named with these questions, in the order of naming."""
    wanted = [one.pk for one in questions if one.adults]
    if not wanted:
        return []
    rows = Adult.objects.filter(filing=folder.filing, question__in=wanted).order_by("pk")
    papers = {paper.ref: paper for paper in papers_in(folder, seen_by=seen_by, kinds=["adult"])}
    return [
        Named(row, str(folder.words(papers[row.paper_ref]).get("name", "")))
        for row in rows.select_related("question__unit")
    ]


def _named(
    folder: Folder,
    question: Question,
    name: str,
    other: str,
    child: str,
    *,
    by: Signs,
    at: datetime,
) -> Adult:
    body = {"name": name, "other": other, "question": question.ref}
    paper = write_paper(folder, kind="adult", body=body, by=by, at=at, for_person=True)
    return Adult.objects.create(
        ref=marks.new_code(groups=3),
        filing=folder.filing,
        question=question,
        paper_ref=paper.ref,
        other=other,
        child=child,
    )


def _standing(folder: Folder, ref: str) -> Question:
    """A question that is put to each adult and stands."""
    found = Question.objects.select_related("unit").filter(
        filing=folder.filing, ref=ref, each_adult=True, withdrawn_at__isnull=True
    )
    question = found.first()
    if question is None:
        raise CannotConsent("unknown_question")
    return question


def _shut_out(folder: Folder, reader: Signs) -> list[str]:
    """What she wrote about persons who must not know."""
    papers = papers_in(folder, seen_by=reader, kinds=["exclusions"])
    return [str(folder.words(paper).get("names", "")) for paper in papers]
