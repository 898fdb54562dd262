"""Worked examples (examples/*.toml): a situation and what follows from it, as a lawyer wrote it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from amparo.law import errors as refusals
from amparo.law.checks.known_names import known
from amparo.law.counting.calendar import Why
from amparo.law.counting.days_in_typed_text import days_told
from amparo.law.errors import Refused, Told
from amparo.law.loading.frozen_dataclass import table
from amparo.law.loading.reader import Folder, Where, read
from amparo.law.loading.toml_files import read_toml
from amparo.law.protocol import Protocol
from amparo.law.state.case import CaseState, Happened, Term
from amparo.law.state.institution_terms import asked_term, standing_due
from amparo.law.state.legal_clock import case_state
from amparo.law.state.provisional_measure_lapses import lapses_of
from amparo.law.state.typed_facts import read_moment, read_pairs

NONE = "none"
OPEN, NOT_OPEN = Told("may be done"), Told("may not be done")
ASKED_AND_GIVEN = 2
REFUSALS = {
    name: found
    for name, found in vars(refusals).items()
    if isinstance(found, type) and issubclass(found, Refused)
}


@table
class Example:
    """Only what is written of the outcome is compared; `explain/examples.py` says it in words."""

    about: dict[str, str] = field(default_factory=dict)
    """Its subject, in each language of the law. Days and numbers are said from the data."""
    source: str | None = None
    calendar: str
    at: str
    happened: dict[str, str]
    facts: dict[str, str] = field(default_factory=dict)
    refused: str | None = None
    track: str | None = None
    stage: str | None = None
    counts_as: str | None = None
    warnings: tuple[str, ...] | None = None
    due: dict[str, str] = field(default_factory=dict)
    lenient_due: dict[str, str] = field(default_factory=dict)
    disputed_due: dict[str, str] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    late_by: dict[str, int] = field(default_factory=dict)
    declared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ground: dict[str, str] = field(default_factory=dict)
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What the next possible act still lacks."""
    shut: tuple[str, ...] = ()
    """Acts that may not come any more, or not yet."""
    misuse_missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What a misuse requires in addition, before a measure is taken away for it."""

    provisional_until: str | None = None
    """The last day of what was ordered until the decision, by the law itself."""

    asked: dict[str, str] = field(default_factory=dict)
    """When something was asked beside the procedure, such as an opinion."""
    more_time: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """When more time for it was asked for, and when it was given."""
    asked_due: dict[str, str] = field(default_factory=dict)
    standing_due: dict[str, str] = field(default_factory=dict)
    """Until when what the norm ordered once was owed."""

    @property
    def pairs(self) -> list[str]:
        return [f"{name}={value}" for name, value in (self.happened | self.facts).items()]


@table
class ExamplesFile:
    example: tuple[Example, ...]


class Difference(NamedTuple):
    """A difference between the law's answer and the example: `due.decision`, and both."""

    what: str
    expected: str | Told
    found: str | Told | Refused


def examples_in(path: Path, where: Folder | None = None) -> tuple[Example, ...]:
    """Return the examples of a file. Raises MistakenProtocol."""
    file = _file_of(path, where)
    return read(ExamplesFile, read_toml(path, file=file.file), file).example


def _file_of(path: Path, where: Folder | None) -> Where:
    return (where or Folder(path.parent.parent.name)).file(f"examples/{path.name}")


def example_files(folder: Path) -> list[Path]:
    return sorted((folder / "examples").glob("*.toml"))


def check_examples(
    protocol: Protocol, path: Path, where: Folder | None = None
) -> tuple[Example, ...]:
    """Return the examples of a file after checking that each is about things of this protocol.
    Raises MistakenProtocol."""
    found = examples_in(path, where)
    file = _file_of(path, where).inside("example")
    for place, example in enumerate(found):
        _check(protocol, example, file.number(place))
    return found


def situation(protocol: Protocol, example: Example) -> tuple[Happened, datetime]:
    at = read_moment("at", example.at, protocol.zone)
    return read_pairs(example.pairs, protocol), at


def answer(protocol: Protocol, example: Example) -> CaseState:
    happened, at = situation(protocol, example)
    return case_state(protocol, happened, at, example.calendar)


def differences(protocol: Protocol, example: Example) -> tuple[Difference, ...]:
    """Return where the answer differs; empty where the example holds."""
    try:
        said = answer(protocol, example)
    except Refused as refused:
        if type(refused).__name__ == example.refused:
            return ()
        return (Difference("refused", example.refused or NONE, refused),)
    if example.refused:
        return (Difference("refused", example.refused, NONE),)
    compared = (
        *_plain(protocol, said, example),
        *_by_term(said, example),
        *_by_name(protocol, said, example),
        *_beside(protocol, example),
    )
    return tuple(one for one in compared if one.expected != one.found)


def _plain(protocol: Protocol, said: CaseState, example: Example) -> Iterator[Difference]:
    if example.track:
        yield Difference("track", example.track, said.track)
    if example.stage:
        yield Difference("stage", example.stage, said.stage)
    if example.provisional_until:
        lapses = lapses_of(protocol, said)
        last = _day(lapses[0].on if lapses else None)
        yield Difference("provisional_until", example.provisional_until, last)
    if example.counts_as:
        found = said.received.counts_as if said.received else None
        yield Difference("counts_as", example.counts_as, _day(found))
    if example.warnings is not None:
        codes = sorted({one.code for one in said.warnings})
        yield Difference("warnings", _list(sorted(example.warnings)), _list(codes))


def _by_term(said: CaseState, example: Example) -> Iterator[Difference]:
    asked: dict[str, tuple[Mapping[str, object], Callable[[Term], str]]] = {
        "due": (example.due, lambda term: _day(term.due)),
        "lenient_due": (example.lenient_due, lambda term: _day(term.lenient_due)),
        "disputed_due": (
            example.disputed_due,
            lambda term: _day(term.disputed_with and term.disputed_with.due),
        ),
        "state": (example.state, lambda term: term.state.value),
        "late_by": (example.late_by, lambda term: str(term.late_by)),
    }
    for what, (expected, found) in asked.items():
        for name, value in expected.items():
            term = said.find_term(name)
            yield Difference(f"{what}.{name}", str(value), found(term) if term else NONE)
    for name, days in example.declared.items():
        term = said.find_term(name)
        skipped = term.skipped if term else ()
        declared = [one.on.isoformat() for one in skipped if one.why is Why.DECLARED]
        yield Difference(f"declared.{name}", _list(days), _list(declared))


def _by_name(protocol: Protocol, said: CaseState, example: Example) -> Iterator[Difference]:
    for name, ground in example.ground.items():
        source = _source(said, name)
        there = re.search(rf"{re.escape(ground)}(?![\w-])", source)
        yield Difference(f"ground.{name}", ground, ground if there else source)
    for name, needs in example.missing.items():
        act = next((act for act in said.acts if act.id == name), None)
        found = _list(act.missing) if act else NOT_OPEN
        yield Difference(f"missing.{name}", _list(needs), found)
    open_now = {act.id for act in said.acts}
    for name in example.shut:
        yield Difference(f"shut.{name}", NOT_OPEN, OPEN if name in open_now else NOT_OPEN)
    held = {*example.happened, *example.facts}
    uses = {use.id: use.needs for use in protocol.review.misuse}
    for name, needs in example.misuse_missing.items():
        lacks = [need for need in uses[name] if need not in held]
        yield Difference(f"misuse_missing.{name}", _list(needs), _list(lacks))


def _beside(protocol: Protocol, example: Example) -> Iterator[Difference]:
    """Compare what is counted without a case: for what was asked, and for what the norm ordered
    once."""
    at = read_moment("at", example.at, protocol.zone)
    for name, expected in example.asked_due.items():
        term = asked_for(protocol, example, name, at)
        yield Difference(f"asked_due.{name}", expected, _day(term.due) if term else NONE)
    duties = {duty.id: duty for duty in protocol.obligations.standing}
    for name, expected in example.standing_due.items():
        due = standing_due(protocol, duties[name], calendar=example.calendar)
        yield Difference(f"standing_due.{name}", expected, _day(due))


def asked_for(protocol: Protocol, example: Example, name: str, at: datetime) -> Term | None:
    """Return the term of something asked in the example, with the time that was added."""
    asked_at = read_moment(name, example.asked[name], protocol.zone)
    more = [read_moment(name, one, protocol.zone) for one in example.more_time.get(name, ())]
    extended = (more[0], more[1]) if more else None
    days = example.calendar
    return asked_term(protocol, name, asked_at, at, extended=extended, calendar=days)


def _source(said: CaseState, name: str) -> str:
    if name == "received":
        return said.received.source if said.received else NONE
    if name in said.received_later:
        return said.received_later[name].source
    term = said.find_term(name)
    return term.source if term else NONE


def _list(names: Collection[str]) -> str:
    return ", ".join(names) or NONE


def _day(due: date | None) -> str:
    return due.isoformat() if due is not None else NONE


def _check(protocol: Protocol, example: Example, where: Where) -> None:
    _check_about(protocol, example.about, where.inside("about"))
    known([example.calendar], protocol.calendar_ids, where.inside("calendar"))
    terms = [term.id for term in protocol.terms.term]
    for what in ("due", "lenient_due", "disputed_due", "state", "late_by", "declared"):
        known(getattr(example, what), terms, where.inside(what))
    known(example.ground, [*terms, "received", *protocol.channels], where.inside("ground"))
    known(example.missing, protocol.acts, where.inside("missing"))
    known(example.shut, protocol.acts, where.inside("shut"))
    uses = [use.id for use in protocol.review.misuse]
    known(example.misuse_missing, uses, where.inside("misuse_missing"))
    known(example.asked, [one.id for one in protocol.obligations.asked], where.inside("asked"))
    known(example.asked_due, example.asked, where.inside("asked_due"))
    known(example.more_time, example.asked, where.inside("more_time"))
    _check_more_time(example, where.inside("more_time"))
    duties = [duty.id for duty in protocol.obligations.standing]
    known(example.standing_due, duties, where.inside("standing_due"))
    if example.refused:
        known([example.refused], REFUSALS, where.inside("refused"))
        return
    happened = known(example.happened, protocol.events, where.inside("happened"))
    if not known(example.facts, protocol.facts, where.inside("facts")) or not happened:
        return
    try:
        situation(protocol, example)
        for name, moment in _moments_beside(example):
            read_moment(name, moment, protocol.zone)
    except Refused as refused:
        where.refuse("{}", refused)


def _check_about(protocol: Protocol, about: Mapping[str, str], where: Where) -> None:
    known(about, protocol.languages, where)
    for language in protocol.texts if about else ():
        there = where.inside(language)
        if language not in about:
            there.refuse("is missing: everything needs words in every language")
        elif told := days_told(about[language]):
            there.refuse(
                "tells “{}”: days and numbers are said from the data, and stand nowhere else", told
            )


def _check_more_time(example: Example, where: Where) -> None:
    for name, moments in example.more_time.items():
        if len(moments) != ASKED_AND_GIVEN:
            where.inside(name).refuse(
                "needs two moments: when more time was asked for, and when it was given"
            )


def _moments_beside(example: Example) -> Iterator[tuple[str, str]]:
    yield from example.asked.items()
    for name, moments in example.more_time.items():
        yield from ((name, moment) for moment in moments)
