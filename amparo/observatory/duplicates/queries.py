"""Reading possible duplicates and what was answered about them, in an unlocked session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec

from django.db.models import Q, QuerySet
from django.http import Http404

from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.attacks.attack_keys import GROUP, opened
from amparo.observatory.attacks.models import Attack, Source, Victim
from amparo.observatory.attacks.queries import Filter, Shown, Whole, whole
from amparo.observatory.attacks.texts import VictimText
from amparo.observatory.duplicates.counting import represented_by
from amparo.observatory.duplicates.groups import answers_that_hold, joined_with, last_answers
from amparo.observatory.duplicates.models import Comparison, PairAnswer, Represented
from amparo.observatory.duplicates.pairs import Candidate, Computed, Pair, context_of
from amparo.observatory.duplicates.questions import DECIDED, PERSON, Answer, Question
from amparo.observatory.duplicates.texts import ReasonText, reason_ref

LIMIT = 5000
"""Attacks that one comparison opens, the newest first."""
NEAR = 300
"""Attacks with which a new one is compared: of its months, and of its department."""
LIKELY = 0.5
"""Likelihood from which a new attack is said to have possible duplicates."""
ANSWERS = 30
"""Answers on one page."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The last comparison, opened, with the pairs that are not decided yet."""

    row: Comparison
    computed: Computed
    waiting: tuple[Candidate, ...]
    changed: int  # attacks that were documented or changed since


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records, opened to be compared by eye."""

    whole: Whole
    victim: Shown[Victim, VictimText] | None

    @property
    def name(self) -> str:
        """What a page calls the record: the victim, or the attack by its title."""
        if self.victim and self.victim.text.name:
            return self.victim.text.name
        return self.whole.text.title or self.whole.attack.code


@dataclass(frozen=True, slots=True)
class PairShown:
    candidate: Candidate
    sides: tuple[Side, Side]

    @property
    def is_likely(self) -> bool:
        """Whether the two are more likely one than not."""
        return self.candidate.chance >= LIKELY

    @property
    def of(self) -> str:
        """What the two may be: attack, person or collective."""
        victim = self.sides[0].victim
        if victim is None:
            return "attack"
        return "person" if victim.row.kind == PERSON else "collective"


@dataclass(frozen=True, slots=True)
class AnswerShown:
    answer: PairAnswer
    sides: tuple[Side, Side]
    reason: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another record of the same event, or of the same victim, with its own sources. `answer`: the
    one that led there; none where an import counts them as one."""

    attack: Attack
    victim: str
    sources: Sequence[Source]
    answer: PairAnswer | None


def is_installed() -> bool:
    """Return whether the libraries that compare names are there."""
    return all(find_spec(name) for name in ("numpy", "rapidfuzz"))


def is_beyond_limit(*, seen_by: Actor) -> bool:
    """Return whether the register is too large to be compared at once."""
    _must_read(seen_by)
    return Attack.objects.count() > LIMIT


def computed_of(question: str, wanted: Filter, *, seen_by: Actor) -> Computed:
    """Compare the attacks that the filter names by place and time, the newest up to a limit."""
    from amparo.observatory.duplicates import records  # noqa: PLC0415 - an extra may be missing

    _must_read(seen_by)
    rows = _attacks().filter(_limits(wanted)).order_by("-pk")[:LIMIT]
    reviewed = {
        (one.first, one.second): one.answer == Answer.SAME for one in answers_that_hold(question)
    }
    in_order = sorted(rows, key=lambda row: row.pk)
    standing = dict(Represented.objects.filter(question=question).values_list("code", "by"))
    counted = {
        code: standing.get(by, by) for row in in_order for code, by in _counting(question, row)
    }
    return records.computed(question, in_order, reviewed=reviewed, counted=counted, seen_by=seen_by)


def kept(question: str, *, seen_by: Actor) -> Kept | None:
    """Return the last comparison; none where there is none that the member can open."""
    _must_read(seen_by)
    row = Comparison.objects.select_related("by").filter(question=question).first()
    if row is None:
        return None
    try:
        pair = seen_by.group_pair(GROUP, public=bytes(row.sealed_to))
    except Refused:
        return None
    sealed = bytes(row.sealed)
    stored = boxes.words_in(pair.secret, sealed, context=context_of(question))
    computed = Computed.from_json(stored)
    changed = Attack.objects.filter(changed_at__gt=row.at).count()
    return Kept(row, computed, _waiting(question, computed.candidates), changed)


def near(question: str, attack: Attack, *, seen_by: Actor) -> tuple[Candidate, ...]:
    """Return the possible duplicates of one attack among those of its months and its department."""
    from amparo.observatory.duplicates import records  # noqa: PLC0415 - an extra may be missing

    _must_read(seen_by)
    others = _attacks().exclude(pk=attack.pk).order_by("-pk")
    found = {one.pk: one for one in others.filter(department=attack.department)[:NEAR]}
    if attack.first_month and attack.last_month:
        since, until = _month_before(attack.first_month), _month_after(attack.last_month)
        months = Q(last_month__gte=since, first_month__lte=until)
        found |= {one.pk: one for one in others.filter(months)[:NEAR]}
    last = kept(question, seen_by=seen_by)
    candidates = records.computed_of_one(
        question,
        _attacks().get(pk=attack.pk),
        found.values(),
        earlier=last.computed if last else None,
        seen_by=seen_by,
    )
    return _waiting(question, candidates)


def number_near(attack: Attack, *, seen_by: Actor) -> int:
    """Return how many likely duplicates one attack and its victims have; 0 where they cannot be
    compared."""
    if not is_installed():
        return 0
    return sum(
        one.chance >= LIKELY
        for question in Question.values
        for one in near(question, attack, seen_by=seen_by)
    )


def first_shown(
    question: str, candidates: Iterable[Candidate], *, seen_by: Actor
) -> PairShown | None:
    """Return the first pair of which the member can open both records."""
    for one in candidates:
        if sides := _sides(question, (one.first, one.second), seen_by=seen_by):
            return PairShown(one, sides)
    return None


def answers(question: str, *, page: int, seen_by: Actor) -> tuple[list[AnswerShown], bool]:
    """Return one page of the decisions that hold, the newest first, with their reasons. Leaves out
    those about records that the member cannot open."""
    _must_read(seen_by)
    begin = (page - 1) * ANSWERS
    rows = answers_that_hold(question)
    found = [
        AnswerShown(one, sides, _reason(one, sides, seen_by=seen_by))
        for one in rows[begin : begin + ANSWERS]
        if (sides := _sides(question, (one.first, one.second), seen_by=seen_by))
    ]
    return found, len(rows) > begin + ANSWERS


def pair_called(question: str, first: str, second: str, seen: int, *, seen_by: Actor) -> Pair:
    """Return two records that are to be answered, the earlier first. Raises Http404."""
    _must_read(seen_by)
    attacks = _attacks_of(question, (first, second))
    if question not in Question.values or first == second or len(attacks) < len((first, second)):
        raise Http404
    if _number_of(question, first) > _number_of(question, second):
        first, second, attacks = second, first, attacks[::-1]
    try:
        held = opened(attacks[0], seen_by=seen_by)
    except Refused as problem:
        raise Http404 from problem
    return Pair(question, first, second, held, seen)


def elsewhere(found: Whole, *, seen_by: Actor) -> list[tuple[Question, Elsewhere]]:
    """Return the other records that count as one with this attack, or with a victim of it."""
    _must_read(seen_by)
    attack = found.attack
    events = joined_with(Question.EVENT, attack.code)
    rows = Attack.objects.prefetch_related("sources").exclude(pk=attack.pk)
    same = [
        (Question.EVENT, Elsewhere(one, "", list(one.sources.all()), events[one.code]))
        for one in rows.filter(code__in=events).order_by("pk")
    ]
    for shown_victim in found.victims:
        own = shown_victim.row
        victims = joined_with(Question.VICTIM, own.ref)
        others = Victim.objects.filter(ref__in=victims).exclude(pk=own.pk)
        others = others.select_related("attack").prefetch_related("attack__sources")
        name = shown_victim.text.name
        same += [
            (
                Question.VICTIM,
                Elsewhere(one.attack, name, list(one.attack.sources.all()), victims[one.ref]),
            )
            for one in others.order_by("pk")
        ]
    return same


def _counting(question: str, attack: Attack) -> list[tuple[str, str]]:
    """Return the records of an attack with the code by which each is counted if none was joined."""
    if question == Question.EVENT:
        return [(attack.code, attack.code)]
    return [(one.ref, one.same_as) for one in attack.victims.all()]


def _must_read(by: Actor) -> None:
    if not by.may(Permission.ATTACK_DOCUMENT):
        raise Http404


def _attacks() -> QuerySet[Attack]:
    return Attack.objects.prefetch_related("victims", "acts")


def _limits(wanted: Filter) -> Q:
    limits = Q()
    if wanted.department:
        limits &= Q(department=wanted.department)
    if wanted.since:
        limits &= Q(last_month__gte=wanted.since)
    if wanted.until:
        limits &= Q(first_month__lte=wanted.until)
    return limits


def _waiting(question: str, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return the pairs that are not decided, and whose records are neither gone nor one; those that
    were put off come last."""
    found = tuple(candidates)
    codes = [code for one in found for code in (one.first, one.second)]
    alive = _counting_codes(question, codes)
    last = {(one.first, one.second): one for one in last_answers(question)}
    standing = represented_by(question, alive.values())

    def waits(one: Candidate) -> bool:
        answer = last.get((one.first, one.second))
        counted = [standing.get(alive[code], alive[code]) for code in (one.first, one.second)]
        return (answer is None or answer.answer not in DECIDED) and counted[0] != counted[1]

    def put_off(one: Candidate) -> int:
        answer = last.get((one.first, one.second))
        return answer.pk if answer and answer.answer == Answer.LATER else 0

    here = (one for one in found if one.first in alive and one.second in alive)
    return tuple(sorted(filter(waits, here), key=put_off))


def _counting_codes(question: str, codes: Iterable[str]) -> dict[str, str]:
    """Return the codes by which those records are counted that still exist."""
    wanted = set(codes)
    if question == Question.EVENT:
        return dict(Attack.objects.filter(code__in=wanted).values_list("code", "code"))
    return dict(Victim.objects.filter(ref__in=wanted).values_list("ref", "same_as"))


def _attacks_of(question: str, records: tuple[str, str]) -> list[Attack]:
    """Return the attacks of two records, in their order; fewer where one is gone."""
    if question == Question.EVENT:
        rows = {one.code: one for one in Attack.objects.filter(code__in=records)}
    else:
        victims = Victim.objects.select_related("attack").filter(ref__in=records)
        rows = {one.ref: one.attack for one in victims}
    return [rows[one] for one in records if one in rows]


def _number_of(question: str, record: str) -> int:
    if question == Question.EVENT:
        return Attack.objects.values_list("pk", flat=True).get(code=record)
    return Victim.objects.values_list("pk", flat=True).get(ref=record)


def _sides(question: str, records: tuple[str, str], *, seen_by: Actor) -> tuple[Side, Side] | None:
    sides = []
    for ref, attack in zip(records, _attacks_of(question, records), strict=False):
        try:
            found = whole(opened(attack, seen_by=seen_by), seen_by=seen_by)
        except Refused:
            return None
        victim = next((one for one in found.victims if one.row.ref == ref), None)
        sides.append(Side(found, victim))
    return (sides[0], sides[1]) if len(sides) == len(records) else None


def _reason(one: PairAnswer, sides: tuple[Side, Side], *, seen_by: Actor) -> str:
    if not one.sealed:
        return ""
    held = opened(sides[0].whole.attack, seen_by=seen_by)
    ref = reason_ref(one.question, one.first, one.second, one.at)
    return held.read(ref, one.sealed, ReasonText).reason


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _month_after(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
