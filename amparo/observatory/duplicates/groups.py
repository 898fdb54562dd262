"""Which records belong together by the answers that hold."""

from collections.abc import Iterable, Sequence

from django.db.models import Max, Q, QuerySet

from amparo.observatory.attacks.models import Attack, Victim
from amparo.observatory.duplicates.models import PairAnswer, Represented
from amparo.observatory.duplicates.questions import DECIDED, Answer, Question


def answers_that_hold(question: str, *about: str) -> list[PairAnswer]:
    """Return the decision about each pair that was not taken back, the newest first. `about`:
    codes of which a pair has one; without any, all."""
    found = last_answers(question, *about).filter(answer__in=DECIDED)
    return list(found.select_related("by").order_by("-pk"))


def last_answers(question: str, *about: str) -> QuerySet[PairAnswer]:
    """Return the last answer about each pair, whatever it is."""
    rows = PairAnswer.objects.filter(question=question)
    if about:
        rows = rows.filter(Q(first__in=about) | Q(second__in=about))
    last = rows.values("first", "second").annotate(last=Max("pk")).values("last")
    return PairAnswer.objects.filter(pk__in=last)


def joined_with(question: str, *codes: str) -> dict[str, PairAnswer | None]:
    """Return the records that are one with these by answers, and the answer that led to each."""
    found: dict[str, PairAnswer | None] = dict.fromkeys(codes)
    new = set(codes)
    while new:
        reached: dict[str, PairAnswer | None] = {}
        if question == Question.VICTIM:
            reached |= dict.fromkeys(_counted_alike(new))
        for one in answers_that_hold(question, *new):
            if one.answer == Answer.SAME:
                reached |= dict.fromkeys((one.first, one.second), one)
        new = set(reached) - set(found)
        found |= {code: reached[code] for code in new}
    return found


def work_out(question: str, *codes: str) -> None:
    """Write anew which code stands for which among the records that are, or were, one with
    these."""
    own = _counted_by(question, codes)
    was = Represented.objects.filter(question=question)
    heads = set(was.filter(code__in=own).values_list("by", flat=True)) | set(own)
    before = heads | set(was.filter(by__in=heads).values_list("code", flat=True))
    was.filter(code__in=before).delete()
    left = _records_counted_by(question, before) | set(codes)
    rows: list[Represented] = []
    while left:
        together = set(joined_with(question, left.pop()))
        left -= together
        counted = _counted_by(question, _in_order(question, together))
        rows += [Represented(question=question, code=one, by=counted[0]) for one in counted[1:]]
    Represented.objects.bulk_create(rows)


def _counted_alike(refs: Iterable[str]) -> set[str]:
    """Return every row about a victim that an import or an entry already counts with these."""
    codes = Victim.objects.filter(ref__in=list(refs)).values("same_as")
    return set(Victim.objects.filter(same_as__in=codes).values_list("ref", flat=True))


def _counted_by(question: str, records: Sequence[str]) -> list[str]:
    """Return the codes by which these records are counted, in their order, each once."""
    if question == Question.EVENT:
        return list(dict.fromkeys(records))
    code_of = dict(Victim.objects.filter(ref__in=records).values_list("ref", "same_as"))
    return list(dict.fromkeys(code_of[one] for one in records if one in code_of))


def _records_counted_by(question: str, codes: Iterable[str]) -> set[str]:
    if question == Question.EVENT:
        return set(Attack.objects.filter(code__in=list(codes)).values_list("code", flat=True))
    return set(Victim.objects.filter(same_as__in=list(codes)).values_list("ref", flat=True))


def _in_order(question: str, records: Iterable[str]) -> list[str]:
    """Return the records in the order in which they were recorded."""
    if question == Question.EVENT:
        found = Attack.objects.filter(code__in=list(records))
        return list(found.order_by("pk").values_list("code", flat=True))
    victims = Victim.objects.filter(ref__in=list(records))
    return list(victims.order_by("pk").values_list("ref", flat=True))
