"""Each number of each law, and the worked examples that say the day to which it leads.

`python -m tests.protocols.numbers` writes docs/reference/worked-numbers.md; a test compares.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from amparo.law import Protocol, known_protocols, load_protocol, protocol_folder
from amparo.law.counting.units import Unit
from amparo.law.examples import NONE, Example, answer, asked_for, example_files, examples_in
from amparo.law.explain.terms import say_amount
from amparo.law.procedure import TermRule, TermValue
from amparo.law.state.case import Mover, Term
from amparo.law.state.typed_facts import read_moment
from tests.architecture.source import ROOT

PAGE = ROOT / "docs/reference/worked-numbers.md"
HEAD = """# Each number, worked out once

Every number of days or hours that a law of this repository sets, the article that sets it, and
the first worked example that says the day to which it leads, by its file in `examples/` of the law
and its place there; “+ 3” is how many others say it too. `amparo law test` runs them all. Written
by `python -m tests.protocols.numbers`: a number without an example fails a test, and so does a
change of a text without an example on either side of it.
"""
WORDS = {
    "set": "{amount}",
    "another norm": "{amount}, by another norm",
    "more time": "{amount} more, once",
    "at most": "{amount} at most in all",
    "distance": "{amount} added for the way",
    "once": "{amount}, once",
}


class Number(NamedTuple):
    """One number of one text. `about`: the term, duty or place that it is the number of."""

    about: str
    track: str
    how: str
    source: str
    amount: int
    unit: Unit | None


class Place(NamedTuple):
    """An example, as the page names it."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"`{self.file}` {self.number}"


@cache
def examples(protocol: str) -> tuple[tuple[Place, Example], ...]:
    """Those that give an answer."""
    return tuple(
        (Place(path.name, number), example)
        for path in example_files(protocol_folder(protocol))
        for number, example in enumerate(examples_in(path), 1)
        if not example.refused
    )


def numbers(law: Protocol) -> Iterator[Number]:
    """In the order of the files."""
    for rule in (*law.terms.term, *law.obligations.asked):
        yield from (number for value in rule.value for number in _of_value(rule, value))
    for row in law.terms.distance.place if law.terms.distance else ():
        yield Number(row.id, "", "distance", row.source, row.amount, None)
    for duty in law.obligations.standing:
        if duty.amount is not None and duty.unit is not None:
            yield Number(duty.id, "", "once", duty.source, duty.amount, duty.unit)


def _of_value(rule: TermRule, value: TermValue) -> Iterator[Number]:
    of, track = rule.id, value.track or ""
    yield Number(of, track, "set", value.source, value.amount, value.unit)
    if other := value.disputed_with:
        yield Number(of, track, "another norm", other.source, other.amount, other.unit)
    if more := value.extension:
        yield Number(of, track, "more time", more.source, more.amount, value.unit)
    if total := value.at_most:
        yield Number(of, track, "at most", total.source, total.amount, total.unit)


@cache
def shown(protocol: str) -> Mapping[Number, tuple[Place, ...]]:
    """By which examples each number is shown."""
    law = load_protocol(protocol)
    found: dict[Number, list[Place]] = {}
    for place, example in examples(protocol):
        for number in set(_shown_by(law, example)):
            found.setdefault(number, []).append(place)
    return {number: tuple(places) for number, places in found.items()}


def terms_said(law: Protocol, example: Example) -> list[Term]:
    """The terms of which the example says the day."""
    names = {*example.due, *example.disputed_due}
    said = answer(law, example) if names else None
    return [term for term in said.terms if term.term in names] if said else []


def _shown_by(law: Protocol, example: Example) -> Iterator[Number]:
    for term in terms_said(law, example):
        due, disputed = example.due.get(term.term, NONE), term.term in example.disputed_due
        track = example.track or answer(law, example).track
        yield from _told(law, term, track, due=due != NONE, disputed=disputed)
    at = read_moment("at", example.at, law.zone)
    for name in example.asked_due:
        if asked := asked_for(law, example, name, at):
            yield from _told(law, asked, "", due=True, disputed=False)
    dated = [name for name, due in example.standing_due.items() if due != NONE]
    yield from (one for one in numbers(law) if one.how == "once" and one.about in dated)


def _told(law: Protocol, term: Term, track: str, *, due: bool, disputed: bool) -> Iterator[Number]:
    """The numbers on which the day of this term rests, and those of what moved it."""
    readings = {(term.source, term.amount, term.unit)} if due else set()
    if disputed and (other := term.disputed_with):
        readings.add((other.source, other.amount, other.unit))
    moved = {(one.by, one.about, one.source, one.amount) for one in term.moved} if due else set()
    for one in numbers(law):
        own = one.about == term.term and one.track in {"", track}
        plain = own and one.how in PLAIN and (one.source, one.amount, one.unit) in readings
        about = "" if own else one.about
        if plain or (MOVERS.get(one.how), about, one.source, one.amount) in moved:
            yield one


PLAIN = frozenset({"set", "another norm"})
MOVERS = {"more time": Mover.EXTENSION, "at most": Mover.TOTAL, "distance": Mover.DISTANCE}


def page() -> str:
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield HEAD
    for protocol in known_protocols():
        law = load_protocol(protocol)
        rows = [_row(law, number) for number in dict.fromkeys(numbers(law))]
        yield f"## {law.text('protocol.name', 'en')} (`{protocol}`)\n"
        if rows:
            yield "| set by | of what | number | example |\n|---|---|---|---|"
            yield from rows
        else:
            yield "It sets no number, or nobody here knows any."
        yield ""


def _row(law: Protocol, number: Number) -> str:
    places = shown(law.id).get(number, ())
    more = f" + {len(places) - 1}" if len(places) > 1 else ""
    first = str(places[0]) if places else "none"
    return f"| {number.source} | {_what(law, number)} | {_amount(number)} | {first}{more} |"


def _what(law: Protocol, number: Number) -> str:
    kind = {"once": "standing", "distance": "distances"}.get(number.how, "terms")
    said = law.text(f"{kind}.{number.about}", "en")
    return f"{said} ({law.text(f'tracks.{number.track}', 'en')})" if number.track else said


def _amount(number: Number) -> str:
    unit = number.unit
    plain = say_amount(number.amount, unit, "en") if unit else f"{number.amount} of its unit"
    return WORDS[number.how].format(amount=plain)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
