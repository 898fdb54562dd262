"""`amparo clock`: what the law says of a case, from a few dates. Needs no database."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import ClassVar, NoReturn

from amparo.cli.workshop import arguments as frame
from amparo.cli.workshop.arguments import LANGUAGES, Words, language_typed
from amparo.law import (
    CaseState,
    Happened,
    Protocol,
    Refused,
    Term,
    as_json,
    case_state,
    explain,
    known_protocols,
    load_protocol,
    say_warning,
)
from amparo.law.counting.calendar import Why
from amparo.law.counting.day_by_day_count import pauses_of, reason_of
from amparo.law.explain.terms import say_day, say_track_not_told
from amparo.law.state.typed_facts import read_moment, read_pairs

USAGE = (
    "amparo clock PROTOCOL EVENT=MOMENT … [FACT=VALUE …] [--at MOMENT] [--calendar NAME]"
    " [--language es|en] [--json]"
)

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "stage": "Stage: {stage} ({track}), on {at}.",
        "received": "Received: {day} ({source}).",
        "received_later": "{event}; counts as received on {day} ({source}).",
        "after_hours": "If it came after the office's hours: {day}.",
        "skipped": "Besides weekends, these days do not count: {days}.",
        "skipped_unread": "Of these not checked: {days}.",
        "unchecked": "not checked",
        "mind": "Mind:",
    },
    "es": {
        "stage": "Etapa: {stage} ({track}), al {at}.",
        "received": "Recibida: {day} ({source}).",
        "received_later": "{event}; día de recepción: {day} ({source}).",
        "after_hours": "Si llegó después del horario de la oficina: {day}.",
        "skipped": "Además de los fines de semana, no cuentan: {days}.",
        "skipped_unread": "De estos, sin verificar: {days}.",
        "unchecked": "sin verificar",
        "mind": "Tenga en cuenta:",
    },
}


class Misused(frame.Misused):
    says: ClassVar[dict[str, str]] = {
        "en": "{given}; write: {usage}; protocols: {allowed}.",
        "es": "{given}; se escribe: {usage}; protocolos: {allowed}.",
    }


class OneSentence(Words):
    def error(self, message: str) -> NoReturn:
        said, known = " ".join(message.split()), known_protocols()
        raise Misused(given=said, usage=self.usage, allowed=known)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Accept all words as they are: the command's own parser reads them, and reports errors in one
    sentence."""
    parser = subparsers.add_parser(
        "clock",
        help="what the law says of a case, from a few dates",
        add_help=False,
        prefix_chars="\N{REPLACEMENT CHARACTER}",
    )
    parser.add_argument("words", nargs="*")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the answer and return 0, or print one sentence on stderr and return 2."""
    language = language_typed(arguments.words)
    try:
        asked = _parser(language).parse_intermixed_args(arguments.words)
        print(answer(asked, now=lambda: datetime.now(UTC)))  # noqa: TID251
    except Refused as refused:
        return _refuse(refused, language)
    return 0


def _refuse(refused: Refused, language: str) -> int:
    print(" ".join(refused.sentence(language).split()), file=sys.stderr)
    return 2


def _parser(language: str) -> OneSentence:
    parser = OneSentence(
        prog="amparo clock",
        usage=USAGE,
        description="What the law says of a case: stage, terms, what is late. Needs no database.",
    )
    parser.language = language
    known = ", ".join(known_protocols())
    parser.add_argument("protocol", metavar="PROTOCOL", help=known)
    parser.add_argument(
        "pairs",
        metavar="NAME=VALUE",
        nargs="*",
        help="EVENT=MOMENT or FACT=VALUE; a moment is a date or a date-time, in the protocol's"
        " time zone unless an offset is given",
    )
    parser.add_argument("--at", metavar="MOMENT", help="the moment asked about; now by default")
    parser.add_argument("--calendar", metavar="NAME", help="which days count")
    parser.add_argument("--language", metavar="LANGUAGE", default=LANGUAGES[0], help="es or en")
    parser.add_argument("--json", action="store_true", help="for machines")
    return parser


def answer(arguments: argparse.Namespace, now: Callable[[], datetime]) -> str:
    frame.check_language(arguments.language)
    protocol = load_protocol(arguments.protocol)
    happened = read_pairs(arguments.pairs, protocol)
    at = now() if arguments.at is None else read_moment("--at", arguments.at, protocol.zone)
    state = case_state(protocol, happened, at, arguments.calendar)
    if arguments.json:
        return _as_json(protocol, state)
    return _as_sentences(protocol, state, happened, arguments.language)


def _as_json(protocol: Protocol, state: CaseState) -> str:
    """The state as JSON. Warnings begin with their code; their words are English in every language
    of the command."""
    warnings = tuple(
        f"{warning.code}: {say_warning(protocol, warning, 'en')}" for warning in state.warnings
    )
    return json.dumps(as_json(state, warnings), ensure_ascii=False, indent=2)


def _as_sentences(protocol: Protocol, state: CaseState, happened: Happened, language: str) -> str:
    words = _WORDS[language]
    lines = [
        protocol.text("protocol.name", language),
        words["stage"].format(
            stage=protocol.text(f"stages.{state.stage}", language),
            track=protocol.text(f"tracks.{state.track}", language),
            at=say_day(state.at, language),
        ),
    ]
    untold = say_track_not_told(protocol, state, happened.facts, language)
    lines += [untold] if untold else []
    lines += _reception_lines(protocol, state, language)
    for term in state.terms:
        lines += ["", *_term_lines(protocol, term, language)]
    if state.warnings:
        lines += ["", words["mind"]]
        lines += [f"- {say_warning(protocol, one, language)}" for one in state.warnings]
    return "\n".join(lines)


def _reception_lines(protocol: Protocol, state: CaseState, language: str) -> Iterator[str]:
    """The request's day, and the day and ground of each later document of the person."""
    words = _WORDS[language]
    filing = [("", state.received)] if state.received else []
    for event, one in [*filing, *state.received_later.items()]:
        said = words["received_later" if event else "received"].format(
            event=protocol.text(f"events.{event}", language).capitalize() if event else "",
            day=say_day(one.counts_as, language),
            source=one.source if one.checked else f"{one.source}, {words['unchecked']}",
        )
        late = say_day(one.after_hours, language) if one.after_hours else ""
        yield f"{said} {words['after_hours'].format(day=late)}" if late else said


def _term_lines(protocol: Protocol, term: Term, language: str) -> list[str]:
    said = explain(protocol, term, language, told_whole=False)
    head = f"{said.what} · {said.who}"
    if said.count is None:
        return [head, f"  {said.standing} ({said.ground})"]
    lines = [head, f"  {said.standing}", f"  {said.count} ({said.ground})"]
    uncounted = [
        (day, skipped)
        for day, skipped in zip(said.skipped, term.skipped, strict=True)
        if skipped.why in {Why.HOLIDAY, Why.DECLARED}
    ]
    unread = [
        day for day, skipped in uncounted if not reason_of(protocol, skipped, language).checked
    ]
    if uncounted:
        days = "; ".join(day for day, _skipped in uncounted)
        lines.append(f"  {_WORDS[language]['skipped'].format(days=days)}")
    if unread:
        lines.append(f"  {_WORDS[language]['skipped_unread'].format(days='; '.join(unread))}")
    lines += [f"  {line}" for line in (*said.moved, *pauses_of(term, language))]
    rest = (said.lenient, said.disputed, said.caution, said.then)
    lines += [f"  {line}" for line in rest if line]
    return lines


def main(words: list[str]) -> int:
    return run(argparse.Namespace(words=words))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
