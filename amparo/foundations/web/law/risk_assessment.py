"""The risk assessment of a law, in words: what is considered, and how the level follows from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.assessment.risk_matrix import FactorKind, RiskMethod
from amparo.law.assessment.risk_questionnaires import Instrument, Rung
from amparo.law.sourced_values import Cited


@dataclass(frozen=True, slots=True)
class Asked:
    """One part of an instrument: its question, and its answers from the least grave."""

    what: str
    answers: tuple[str, ...]
    source: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """One risk method: its levels, its questions, and which level follows from what."""

    name: str
    levels: tuple[str, ...]
    asked: tuple[Asked, ...]
    follows: tuple[str, ...]
    source: str
    checked: bool


def weighings_of(law: Protocol, *, today: date) -> tuple[Weighing, ...]:
    """Return every risk method in force on that day; empty if this law's is not known."""
    return tuple(weighing_by(law, one) for one in law.ways_of_weighing(today))


def weighing_by(law: Protocol, one: RiskMethod | Instrument) -> Weighing:
    return _table(law, one) if isinstance(one, RiskMethod) else _instrument(law, one)


def way_called(law: Protocol, one: RiskMethod | Instrument) -> str:
    """Return the name of a risk method."""
    if isinstance(one, RiskMethod):
        return _("Probability and impact")
    return say(law, f"instruments.{one.id}")


def short(law: Protocol, key: str) -> str:
    """Return the name of a step without its explanation."""
    return say(law, key).partition(":")[0]


def _table(law: Protocol, method: RiskMethod) -> Weighing:
    """Describe a table: for each step of probability, the levels as the impact grows."""
    columns = [short(law, f"impacts.{one}") for one in method.impacts]
    follows = [
        _("%(probability)s: %(levels)s.")
        % {
            "probability": short(law, f"probabilities.{step}"),
            "levels": "; ".join(
                f"{impact}: {say(law, f'levels.{level}')}"
                for impact, level in zip(columns, method.table[step], strict=True)
            ),
        }
        for step in method.probabilities
    ]
    asked = [_factor_words(law, kind) for kind in FactorKind]
    return _made(law, method, tuple(filter(None, asked)), follows)


def _factor_words(law: Protocol, kind: FactorKind) -> Asked | None:
    of_kind = [one for one in law.assessment.factor if one.kind is kind]
    names = {
        FactorKind.THREAT: _("Threats"),
        FactorKind.VULNERABILITY: _("Vulnerabilities"),
        FactorKind.CAPACITY: _("Capacities"),
    }
    if not of_kind:
        return None
    said = tuple(say(law, f"factors.{one.id}") for one in of_kind)
    return Asked(names[kind], said, "", all(one.checked for one in of_kind))


def _instrument(law: Protocol, one: Instrument) -> Weighing:
    asked = tuple(
        Asked(
            say(law, f"weighed.{question.id}"),
            tuple(say(law, f"weighed_answers.{answer}") for answer in question.answers),
            question.source,
            question.checked,
        )
        for question in one.questions
    )
    follows = [
        *([_("Each part has to be shown; one alone is not enough.")] if one.every_part else []),
        *(
            _("From %(share)s %%: %(level)s.")
            % {"share": band.starts_at, "level": say(law, f"levels.{band.level}")}
            for band in one.band
        ),
        *(said for rung in one.rung for said in _rung(law, one, rung)),
    ]
    return _made(law, one, asked, follows)


def _rung(law: Protocol, one: Instrument, rung: Rung) -> Iterator[str]:
    level = say(law, f"levels.{rung.level}")
    order = {question.id: place for place, question in enumerate(one.questions)}
    for when in rung.when:
        parts = [
            f"{say(law, f'weighed.{name}')} ({say(law, f'weighed_answers.{when[name]}')})"
            for name in sorted(when, key=order.__getitem__)
        ]
        yield _("%(level)s, at least, if this holds: %(parts)s.") % {
            "level": level,
            "parts": "; ".join(parts),
        }


def _made(
    law: Protocol,
    one: Instrument | RiskMethod,
    asked: tuple[Asked, ...],
    follows: Sequence[str],
) -> Weighing:
    cited: Cited = one
    levels = tuple(say(law, f"levels.{level}") for level in one.levels)
    return Weighing(
        way_called(law, one), levels, asked, tuple(follows), cited.source, cited.checked
    )
