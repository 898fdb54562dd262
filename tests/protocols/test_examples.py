"""Every worked example of every protocol, as its lawyer wrote it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from amparo import rules
from amparo.cli.clock import read_moment, read_pairs
from amparo.rules.case import when
from amparo.rules.reading import Where, read, read_toml

NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A situation and what follows from it. Only what is written is compared."""

    sentence: str
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
    """What an act that may come next waits for."""
    misuse_missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What a use asks for besides, before a measure is taken away for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamplesFile:
    example: tuple[Example, ...]


def examples_in(path: Path) -> tuple[Example, ...]:
    name = f"{path.parent.parent.name}/examples/{path.name}"
    return read(ExamplesFile, read_toml(path, file=name), Where(name)).example


EVERY = [
    pytest.param(protocol_id, example, id=f"{protocol_id}-{path.stem}-{number}")
    for protocol_id in rules.known_protocols()
    for path in sorted((rules.protocol_folder(protocol_id) / "examples").glob("*.toml"))
    for number, example in enumerate(examples_in(path), 1)
]


def answer(protocol: rules.Protocol, example: Example) -> rules.CaseState:
    pairs = [f"{name}={value}" for name, value in (example.happened | example.facts).items()]
    happened = read_pairs(pairs, protocol)
    at = read_moment("at", example.at, protocol.zone)
    return rules.state(protocol, happened, at, example.calendar)


def said(state: rules.CaseState, example: Example) -> dict[str, object]:
    """The answer, as far as the example speaks of it."""
    received = state.received
    term = state.term

    def disputed(name: str) -> str:
        dispute = term(name).disputed_with
        return dispute.due.isoformat() if dispute else NONE

    return {
        "track": state.track if example.track else None,
        "stage": state.stage if example.stage else None,
        "counts_as": received.counts_as.isoformat() if received and example.counts_as else None,
        "warnings": None
        if example.warnings is None
        else tuple(sorted({one.code for one in state.warnings})),
        "due": {name: isoformat(term(name).due) for name in example.due},
        "lenient_due": {name: isoformat(term(name).lenient_due) for name in example.lenient_due},
        "disputed_due": {name: disputed(name) for name in example.disputed_due},
        "state": {name: term(name).state.value for name in example.state},
        "late_by": {name: term(name).late_by for name in example.late_by},
        "declared": {
            name: tuple(
                one.on.isoformat() for one in term(name).skipped if one.why.value == "declared"
            )
            for name in example.declared
        },
        "missing": {name: missing(state, name) for name in example.missing},
    }


def missing(state: rules.CaseState, name: str) -> tuple[str, ...]:
    return next(act.missing for act in state.acts if act.id == name)


def isoformat(due: object) -> str:
    return getattr(due, "isoformat", lambda: NONE)()


@pytest.mark.parametrize(("protocol_id", "example"), EVERY)
def test_the_example_holds(protocol_id: str, example: Example):
    protocol = rules.load(protocol_id)
    if example.refused:
        with pytest.raises(getattr(rules, example.refused)):
            answer(protocol, example)
        return
    state = answer(protocol, example)
    expected = {name: getattr(example, name) for name in said(state, example)}
    assert said(state, example) == expected, example.sentence


@pytest.mark.parametrize(("protocol_id", "example"), EVERY)
def test_the_ground_is_the_text_in_force(protocol_id: str, example: Example):
    if example.refused:
        return
    state = answer(rules.load(protocol_id), example)
    sources = {term.term: term.source for term in state.terms}
    if state.received:
        sources["received"] = state.received.source
    for name, ground in example.ground.items():
        assert re.search(rf"{re.escape(ground)}(?![\w-])", sources[name]), example.sentence


@pytest.mark.parametrize(("protocol_id", "example"), EVERY)
def test_a_use_is_improper_only_with_what_its_norm_asks_for(protocol_id: str, example: Example):
    uses = {use.id: use.needs for use in rules.load(protocol_id).review.misuse}
    held = {*example.happened, *example.facts}
    for use, expected in example.misuse_missing.items():
        found = tuple(need for need in uses[use] if need not in held)
        assert found == expected, example.sentence


@pytest.mark.parametrize(("protocol_id", "example"), EVERY)
def test_the_example_survives_a_row_in_a_table(protocol_id: str, example: Example):
    protocol = rules.load(protocol_id)
    pairs = [f"{name}={value}" for name, value in (example.happened | example.facts).items()]
    happened = read_pairs(pairs, protocol)
    again = rules.Happened.from_plain(happened.to_plain(), protocol)
    local = {name: when(moment.astimezone(protocol.zone)) for name, moment in again.events.items()}
    assert local == {name: when(moment) for name, moment in happened.events.items()}
    assert again.facts == happened.facts


def test_every_protocol_has_examples():
    assert {parameter.values[0] for parameter in EVERY} == set(rules.known_protocols())


def test_the_situations_name_their_sources():
    situations = rules.protocol_folder("pe-2021") / "examples" / "situations.toml"
    with_source = [one for one in examples_in(situations) if one.source]
    assert len({example.source for example in with_source}) >= 5
