"""`amparo law explain`: one term counted day by day, from what `amparo clock` computes."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from amparo.cli.workshop.arguments import language_in, law_at, now
from amparo.law import (
    CaseState,
    Protocol,
    Term,
    Unit,
    WrongValue,
    as_json,
    case_state,
    explain,
    say_warning,
)
from amparo.law.counting.day_by_day_count import CountedDay, counted_days, pauses_of
from amparo.law.errors import NoTermKnown
from amparo.law.explain.terms import say_day, say_track_not_told
from amparo.law.state.typed_facts import read_moment, read_pairs

USAGE = (
    "explain PROTOCOL TERM EVENT=MOMENT … [FACT=VALUE …] [--at MOMENT] [--calendar NAME] [--json]"
)
HELP = "Counts one term day by day: which days counted, which did not and why."


_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "calendar": "Calendar: {calendar}.",
        "moved": "It came on {came} and counts as received on {counts} ({source}).",
        "hours": "Hours run at once and without a break: at night, and on days that do not count.",
        "months": "Months and years run from date to date: it ends on the day of the same number.",
        "starts": "it starts; this day is not counted",
        "not_counted": "does not count",
        "last": "the last day",
        "unchecked": "not checked",
    },
    "es": {
        "calendar": "Calendario: {calendar}.",
        "moved": "Llegó el {came} y cuenta como recibida el {counts} ({source}).",
        "hours": "Las horas corren enseguida y sin pausa: de noche y en días que no cuentan.",
        "months": "Meses y años corren de fecha a fecha: vence el día del mismo número.",
        "starts": "empieza; este día no se cuenta",
        "not_counted": "no cuenta",
        "last": "el último día",
        "unchecked": "sin verificar",
    },
}
# Own texts and no site: the answer comes sooner than Django would be loaded.


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("protocol", metavar="PROTOCOL")
    parser.add_argument("term", metavar="TERM")
    parser.add_argument("pairs", metavar="NAME=VALUE", nargs="*")
    parser.add_argument("--at", metavar="MOMENT", help="the moment asked about; now by default")
    parser.add_argument("--calendar", metavar="NAME", help="which days count")
    parser.add_argument("--json", action="store_true", help="for machines")


def run(arguments: Namespace) -> int:
    law = law_at(arguments.protocol)
    terms = [rule.id for rule in law.terms.term]
    if not terms:
        raise NoTermKnown(law=law.id)
    if arguments.term not in terms:
        raise WrongValue(name="TERM", given=arguments.term, allowed=terms)
    at = read_moment("--at", arguments.at, law.zone) if arguments.at else now()
    happened = read_pairs(arguments.pairs, law)
    state = case_state(law, happened, at, arguments.calendar)
    language = language_in(law, arguments.language)
    term = state.term(arguments.term)
    if arguments.json:
        plain = as_plain(law, state, term, language)
        print(import_module("json").dumps(plain, ensure_ascii=False, indent=2))
    else:
        untold = say_track_not_told(law, state, happened.facts, language)
        lines = [*_lines(law, state, term, language), *([untold] if untold else [])]
        print("\n".join(lines))
    return 0


def as_plain(law: Protocol, state: CaseState, term: Term, language: str) -> dict[str, Any]:
    """The JSON of `amparo clock --json` about this term, with every day of its count, what moved
    its end, and what follows when it passes."""
    whole = as_json(state, tuple(_warned(law, state, language)))
    (plain,) = [one for one in whole["terms"] if one["term"] == term.term]
    said = explain(law, term, language, told_whole=False)
    return {
        name: whole[name] for name in ("protocol", "at", "calendar", "received", "warnings")
    } | {
        "term": plain,
        "moved": [*said.moved, *pauses_of(term, language)],
        "then": said.then,
        "days": [
            {
                "date": day.on.isoformat(),
                "number": day.number,
                "why": day.why or None,
                "source": day.source or None,
            }
            for day in counted_days(law, term, language)
        ],
    }


def _lines(law: Protocol, state: CaseState, term: Term, language: str) -> Iterator[str]:
    said, words = explain(law, term, language, told_whole=False), _WORDS[language]
    yield f"{said.what} · {said.who}"
    yield f"{said.standing}"
    yield f"{said.count} ({said.ground})" if said.count else said.ground
    counted_by = law.term_rules[term.term].calendar or state.calendar
    yield words["calendar"].format(calendar=law.text(f"calendars.{counted_by}", language))
    yield from _came(law, state, term, language)
    yield from said.moved
    yield from pauses_of(term, language)
    yield from _counted(law, term, language)
    rest = [line for line in (said.lenient, said.disputed, said.caution, said.then) if line]
    warned = list(_warned(law, state, language))
    if rest or warned:
        yield ""
    yield from rest
    yield from (f"- {line}" for line in warned)


def _came(law: Protocol, state: CaseState, term: Term, language: str) -> Iterator[str]:
    """Lines on a document that arrived on a day on which it does not count as received."""
    filing = term.starts_from == law.procedure.filing
    received = state.received if filing else state.received_later.get(term.starts_from)
    if received is None:
        return
    if received.moved:
        said = _WORDS[language]["moved"].format(
            came=say_day(received.filed_at, language),
            counts=say_day(received.counts_as, language),
            source=received.source,
        )
        yield said if received.checked else f"{said} [{_WORDS[language]['unchecked']}]"


def _counted(law: Protocol, term: Term, language: str) -> Iterator[str]:
    if term.from_at is None:
        return
    words = _WORDS[language]
    yield ""
    if term.unit is Unit.HOUR:
        yield words["hours"]
        return
    if term.unit.months:
        yield words["months"]
        return
    days = counted_days(law, term, language)
    yield f"{'·':>5}  {say_day(term.from_at, language)}: {words['starts']}"
    for day in days:
        yield _day(day, language, last=day is days[-1])


def _day(day: CountedDay, language: str, *, last: bool) -> str:
    said, words = say_day(day.on, language), _WORDS[language]
    if day.number is None:
        why = f"{day.why} ({day.source})" if day.source else day.why
        why = why if day.checked else f"{why} [{words['unchecked']}]"
        return f"{'–':>5}  {said}: {words['not_counted']}: {why}"
    return f"{day.number:>5}  {said}" + (f": {words['last']}" if last else "")


def _warned(law: Protocol, state: CaseState, language: str) -> Iterator[str]:
    for one in state.warnings:
        yield say_warning(law, one, language)
