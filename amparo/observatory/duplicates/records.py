"""What two records of the register have in common, opened in memory: names, days and places as
`amparo.statistics` compares them. Imported only where its libraries are installed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from types import MappingProxyType

import numpy as np

from amparo.foundations.accounts.actors import Actor
from amparo.observatory.attacks.attack_keys import OpenAttack, opened_in_turn
from amparo.observatory.attacks.models import Attack, Victim
from amparo.observatory.attacks.texts import AttackText, VictimText
from amparo.observatory.duplicates.pairs import Candidate, Computed, Told
from amparo.observatory.duplicates.questions import PERSON, Question
from amparo.statistics.likelihood import (
    Weights,
    begin,
    groups,
    learned,
    reasons,
    reviewed_weights,
)
from amparo.statistics.linkage import MODELS, Compared, Record, compare

LEAST = 0.2
"""Likelihood below which a pair is not shown."""
MOST = 1000
"""Pairs that are kept, the likeliest first."""
_ALSO = re.compile(r"[;/\n]| alias ")

type Reviewed = Mapping[tuple[str, str], bool]


def computed(
    question: str,
    attacks: Iterable[Attack],
    *,
    reviewed: Reviewed,
    counted: Mapping[str, str],
    seen_by: Actor,
) -> Computed:
    """Compare the records of these attacks with each other. `reviewed`: what the team decided about
    pairs; `counted`: by which code each record is counted. Pairs that are decided, or one already,
    are no candidates. Nothing of what is opened outlives the call."""
    refs, records = _opened(question, attacks, seen_by=seen_by)
    found = compare(records, MODELS[question])
    position = {ref: number for number, ref in enumerate(refs)}
    known = {
        (position[one], position[two]): same
        for (one, two), same in reviewed.items()
        if one in position and two in position
    }
    weights = reviewed_weights(found, learned(found), known)
    return Computed(
        candidates=_candidates(found, weights, refs, reviewed=reviewed, counted=counted),
        records=len(records),
        distinct=len(groups(found, weights.chances(found))),
        begin=weights.begin,
        weights=tuple(tuple(map(float, one)) for one in weights.of),
    )


def computed_of_one(
    question: str,
    attack: Attack,
    others: Iterable[Attack],
    *,
    earlier: Computed | None,
    seen_by: Actor,
) -> tuple[Candidate, ...]:
    """Compare the records of one attack with those of others, by the weights of an earlier
    comparison where there is one."""
    rows = sorted((attack, *others), key=lambda row: row.pk)
    refs, records = _opened(question, rows, seen_by=seen_by)
    own = frozenset(n for n, record in enumerate(records) if record.apart == attack.code)
    if not own:
        return ()
    found = compare(records, MODELS[question], only=own)
    weights = begin(found.model)
    if earlier:
        weights = Weights(earlier.begin, tuple(map(np.array, earlier.weights)))
    return _candidates(found, weights, refs)


def _opened(
    question: str, attacks: Iterable[Attack], *, seen_by: Actor
) -> tuple[list[str], list[Record]]:
    found = [
        one for held in opened_in_turn(attacks, seen_by=seen_by) for one in _records(question, held)
    ]
    return [ref for ref, _ in found], [record for _, record in found]


def _candidates(
    found: Compared,
    weights: Weights,
    refs: Sequence[str],
    *,
    reviewed: Reviewed = MappingProxyType({}),
    counted: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Candidate, ...]:
    chances = weights.chances(found)

    def is_open(row: int) -> bool:
        one, two = (refs[int(position)] for position in found.pairs[row])
        return (one, two) not in reviewed and counted.get(one, one) != counted.get(two, two)

    likely = sorted(np.flatnonzero(chances >= LEAST), key=lambda row: -chances[row])
    rows = list(islice(filter(is_open, map(int, likely)), MOST))
    return tuple(
        Candidate(
            refs[int(found.pairs[row][0])],
            refs[int(found.pairs[row][1])],
            round(float(chances[row]), 4),
            tuple(
                Told(one.feature, one.level, round(one.doublings, 1))
                for one in reasons(found, weights, row)
            ),
        )
        for row in rows
    )


def _records(question: str, held: OpenAttack) -> Iterator[tuple[str, Record]]:
    attack = held.attack
    text = held.read(attack.code, attack.sealed, AttackText)
    first, last = _days(attack, text)
    victims = list(attack.victims.all())
    acts = list(attack.acts.all())

    def record(names: Sequence[str], whose: Sequence[Victim], one: Victim | None = None) -> Record:
        known = {one.pk for one in whose}
        return Record(
            names=tuple(names),
            first=first,
            last=last,
            department=attack.department,
            province=attack.province,
            district=attack.district,
            sex=one.gender if one else "",
            collective=one is not None and one.kind != PERSON,
            kinds=frozenset(act.kind for act in acts if act.victim_id in known),
            apart=attack.code,
        )

    named = {one.pk: names_of(one, held.read(one.ref, one.sealed, VictimText)) for one in victims}
    if question == Question.EVENT:
        yield attack.code, record([name for one in named.values() for name in one], victims)
    else:
        for one in victims:
            if named[one.pk]:
                yield one.ref, record(named[one.pk], [one], one)


def names_of(victim: Victim, text: VictimText) -> list[str]:
    """Return the names of a victim, each by itself; of a collective without a name, the
    organisation's. Two persons of one organisation without names are not known to be one."""
    name = text.name or ("" if victim.kind == PERSON else text.organisation)
    also = [one.strip() for one in _ALSO.split(text.other_names)]
    return [one for one in (name, *also) if one]


def _days(attack: Attack, text: AttackText) -> tuple[date | None, date | None]:
    """Return the first and the last day on which it may have happened."""
    if text.first_day:
        return text.first_day, text.last_day or text.first_day
    if attack.first_month is None or attack.last_month is None:
        return None, None
    after = (attack.last_month + timedelta(days=32)).replace(day=1)
    return attack.first_month, after - timedelta(days=1)
