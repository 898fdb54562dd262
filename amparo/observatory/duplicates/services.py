"""Answering whether records are the same, taking an answer back, and comparing all of them. No
record of the register is changed or removed by any of it."""

from datetime import datetime

from django.db import transaction

from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.queries import documentation_key
from amparo.foundations.ledger.services import record
from amparo.observatory.attacks.models import Attack, Victim
from amparo.observatory.attacks.queries import Filter
from amparo.observatory.attacks.services import ChangedMeanwhile, must_document
from amparo.observatory.duplicates import events, queries
from amparo.observatory.duplicates.groups import answers_that_hold, joined_with, work_out
from amparo.observatory.duplicates.models import Comparison, PairAnswer
from amparo.observatory.duplicates.pairs import Pair, context_of
from amparo.observatory.duplicates.questions import DECIDED, Answer, Question
from amparo.observatory.duplicates.texts import ReasonText, reason_ref


class AlreadyOne(Exception):
    """The two records count as one already, by other answers."""


class Contradicted(Exception):
    """As one, these would join records that were said, or are known, to be different."""


@transaction.atomic
def answer_pair(pair: Pair, answer: Answer, *, reason: str, by: Actor, at: datetime) -> None:
    """Store what a member says of two records; "same" makes them count as one, "later" changes
    nothing. Raises ChangedMeanwhile, AlreadyOne and Contradicted."""
    must_document(by)
    together = _locked(pair)
    if pair.second in together[pair.first]:
        raise AlreadyOne
    if answer == Answer.SAME:
        _must_not_contradict(pair, together[pair.first] | together[pair.second])
    _store(pair, answer, reason, by=by, at=at)


@transaction.atomic
def take_back(pair: Pair, *, reason: str, by: Actor, at: datetime) -> None:
    """Take an answer back: the records stand as they did before it. Raises ChangedMeanwhile."""
    must_document(by)
    _locked(pair)
    if not pair.seen:
        raise ChangedMeanwhile
    _store(pair, Answer.UNDONE, reason, by=by, at=at)


@transaction.atomic
def compare_records(question: str, wanted: Filter, *, by: Actor, at: datetime) -> None:
    """Compare the records that the filter names, the newest first up to a limit, and keep the
    likely pairs sealed until the next time. Raises Refused."""
    must_document(by)
    public = documentation_key(seen_by=by)
    if public is None:
        raise Refused("no_seat")
    computed = queries.computed_of(question, wanted, seen_by=by)
    sealed = boxes.seal_to(public, computed.as_json(), context=context_of(question))
    Comparison.objects.update_or_create(
        question=question,
        defaults={"by": by.member, "at": at, "sealed_to": public, "sealed": sealed},
    )
    compared = events.RecordsCompared(
        about=f"duplicates:{question}",
        records=computed.records,
        pairs=len(computed.candidates),
    )
    record(compared, by=by, at=at)


def _locked(pair: Pair) -> dict[str, set[str]]:
    """Lock all that is one with either record, in order, and return it by record. Raises
    ChangedMeanwhile where another member answered since the page was shown."""
    before = _together(pair)
    codes = _attacks(pair.question, before[pair.first] | before[pair.second])
    rows = Attack.objects.select_for_update().filter(code__in=codes)
    if len(rows.order_by("pk").values_list("pk", flat=True)) < len(codes):
        raise ChangedMeanwhile
    last = PairAnswer.objects.filter(
        question=pair.question, first=pair.first, second=pair.second
    ).order_by("-pk")
    latest = last.first()
    standing = latest.pk if latest and latest.answer in DECIDED else 0
    together = _together(pair)
    if together != before or standing != pair.seen:
        raise ChangedMeanwhile
    return together


def _together(pair: Pair) -> dict[str, set[str]]:
    return {one: set(joined_with(pair.question, one)) for one in (pair.first, pair.second)}


def _attacks(question: str, records: set[str]) -> set[str]:
    if question == Question.EVENT:
        return records
    return set(Victim.objects.filter(ref__in=records).values_list("attack__code", flat=True))


def _must_not_contradict(pair: Pair, together: set[str]) -> None:
    said = answers_that_hold(pair.question, *together)
    if any(
        one.answer == Answer.DIFFERENT
        and {one.first, one.second} <= together
        and (one.first, one.second) != (pair.first, pair.second)
        for one in said
    ):
        raise Contradicted
    if pair.question == Question.VICTIM:
        attacks = Victim.objects.filter(ref__in=together).values_list("attack", flat=True)
        if len(set(attacks)) < len(together):
            raise Contradicted  # victims of one event are different


def _store(pair: Pair, answer: Answer, reason: str, *, by: Actor, at: datetime) -> None:
    text = ReasonText(reason=reason)
    PairAnswer.objects.create(
        question=pair.question,
        first=pair.first,
        second=pair.second,
        answer=answer,
        by=by.member,
        at=at,
        sealed=pair.held.seal(reason_ref(pair.question, pair.first, pair.second, at), text),
    )
    work_out(pair.question, pair.first, pair.second)
    said = events.PairAnswered(
        about=pair.first, other=pair.second, question=pair.question, answer=answer.value
    )
    record(said, by=by, at=at)
