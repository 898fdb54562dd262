"""`amparo law explain`: one term counted day by day, from what `amparo clock` computes."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from amparo import rules
from amparo.cli.workshop.frame import law_at, now, speaking
from amparo.foundations.look.law import language_of, say
from amparo.rules.explaining import say_day
from amparo.rules.pairs import read_moment, read_pairs
from amparo.site.closed_days import CountedDay, counted_days

USAGE = (
    "explain PROTOCOL TERM EVENT=MOMENT … [FACT=VALUE …] [--at MOMENT] [--calendar NAME] [--json]"
)
HELP = "Counts one term day by day: which days counted, which did not and why."


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
    if arguments.term not in terms:
        raise rules.WrongValue(name="TERM", given=arguments.term, allowed=terms)
    at = read_moment("--at", arguments.at, law.zone) if arguments.at else now()
    happened = read_pairs(arguments.pairs, law)
    state = rules.state(law, happened, at, arguments.calendar)
    with speaking(arguments.language):
        term = state.term(arguments.term)
        if arguments.json:
            print(json.dumps(as_plain(law, state, term), ensure_ascii=False, indent=2))
        else:
            print("\n".join(_lines(law, state, term)))
    return 0


def as_plain(law: rules.Protocol, state: rules.CaseState, term: rules.Term) -> dict[str, Any]:
    """What `amparo clock --json` says of this term, and every day of its count."""
    whole = rules.as_json(state, tuple(_warned(law, state)))
    (said,) = [one for one in whole["terms"] if one["term"] == term.term]
    return {
        name: whole[name] for name in ("protocol", "at", "calendar", "received", "warnings")
    } | {
        "term": said,
        "days": [
            {
                "date": day.on.isoformat(),
                "number": day.number,
                "why": day.why or None,
                "source": day.source or None,
            }
            for day in counted_days(law, term)
        ],
    }


def _lines(law: rules.Protocol, state: rules.CaseState, term: rules.Term) -> Iterator[str]:
    said = rules.explain(law, term, language_of(law))
    yield f"{said.what} · {said.who}"
    yield f"{said.standing}"
    yield f"{said.count} ({said.ground})" if said.count else said.ground
    named = say(law, f"calendars.{state.calendar}")
    yield _("Calendar: %(calendar)s.") % {"calendar": named}
    yield from _moved(law, state, term)
    yield from _counted(law, term)
    rest = [line for line in (said.lenient, said.disputed, said.caution) if line]
    warned = list(_warned(law, state))
    if rest or warned:
        yield ""
    yield from rest
    yield from (f"- {line}" for line in warned)


def _moved(law: rules.Protocol, state: rules.CaseState, term: rules.Term) -> Iterator[str]:
    """Where the request came on a day on which it does not count as received."""
    received = state.received
    if term.starts_from != law.procedure.filing or received is None:
        return
    if received.counts_as != received.filed_at.date():
        said = _("It came on %(came)s and counts as received on %(counts)s (%(source)s).")
        language = language_of(law)
        yield said % {
            "came": say_day(received.filed_at, language),
            "counts": say_day(received.counts_as, language),
            "source": received.source,
        }


def _counted(law: rules.Protocol, term: rules.Term) -> Iterator[str]:
    if term.from_at is None:
        return
    if term.unit is rules.Unit.HOUR:
        yield ""
        yield _("Hours run at once and without a break: at night, and on days that do not count.")
        return
    language = language_of(law)
    days = counted_days(law, term)
    yield ""
    yield f"{'·':>5}  {say_day(term.from_at, language)}: {_('it starts; this day is not counted')}"
    for day in days:
        yield _day(day, language, last=day is days[-1])


def _day(day: CountedDay, language: str, *, last: bool) -> str:
    said = say_day(day.on, language)
    if day.number is None:
        why = f"{day.why} ({day.source})" if day.source else day.why
        return f"{'–':>5}  {said}: {_('does not count')}: {why}"
    return f"{day.number:>5}  {said}" + (f": {_('the last day')}" if last else "")


def _warned(law: rules.Protocol, state: rules.CaseState) -> Iterator[str]:
    language = language_of(law)
    for one in state.warnings:
        yield rules.say_warning(law, one, language)
