"""`amparo law simulate`: a year under a law, or under two, with so many requests and people."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from amparo.cli.terminal.progress import Progress
from amparo.cli.workshop.arguments import law_at, today
from amparo.cli.workshop.output_language import speaking
from amparo.desk.simulation.assumptions import Taken
from amparo.desk.simulation.picture import picture_of
from amparo.desk.simulation.results import RoleTold, TermTold, Told, as_plain, told_of
from amparo.law import Protocol, Refused, WrongValue
from amparo.law.state.typed_facts import Repeated
from amparo.simulation import (
    NUMBERS,
    Kind,
    Needed,
    Outcome,
    Scenario,
    UnknownName,
    assumed,
    play_years,
    roles_on,
    staff_needed,
    usual_arrivals,
    usual_numbers,
    year_near,
)

OPTIONS = {name: f"--{name.replace('_', '-')}" for name in NUMBERS}
USAGE = (
    "simulate PROTOCOL [PROTOCOL] --staff ROLE=PEOPLE … [--arrivals TRACK[/CHANNEL]=REQUESTS …]"
    " [--work ACT=HOURS …] [--shifts ROLE …] [--price ROLE=AMOUNT …] [--protected PERSONS]"
    " [--follow-up OFFICERS] [--follow-up-price AMOUNT] [--calendar NAME] [--year YEAR]"
    " [--runs RUNS] [--seed NUMBER] [--svg FILE] [--json]"
    + "".join(f" [{option} [PROTOCOL:]NUMBER …]" for option in OPTIONS.values())
)
HELP = "Plays a year: the share of each term that is met, what waits, and how many people it takes."
WHOLE, ANY = "1", "1.5"
type Names = Callable[[Protocol], Collection[str]]


class NoFile(Refused):
    says = {
        "en": "No picture can be written to “{given}”; allowed: a file in a folder that exists.",
        "es": "El dibujo no se puede escribir en «{given}»; se admite: un archivo en una carpeta"
        " que exista.",
    }


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("protocol", metavar="PROTOCOL")
    parser.add_argument("other", metavar="PROTOCOL", nargs="?")
    several = (
        ("arrivals", "TRACK[/CHANNEL]=REQUESTS", "requests a year"),
        ("staff", "ROLE=PEOPLE", "how many work"),
        ("work", "ACT=HOURS", "working hours that an act takes on average"),
        ("price", "ROLE=AMOUNT", "what one person costs in a year"),
        ("shifts", "ROLE", "who is there day and night"),
    )
    for name, shape, told in several:
        parser.add_argument(
            f"--{name}", metavar=shape, nargs="+", action="extend", default=[], help=told
        )
    for name, option in OPTIONS.items():
        parser.add_argument(
            option,
            metavar="[PROTOCOL:]NUMBER",
            nargs="+",
            action="extend",
            default=[],
            help=f"{assumed(name).amount:g} by default, where none is published for the law",
        )
    parser.add_argument("--calendar", metavar="NAME", help="which days count")
    parser.add_argument("--year", metavar="YEAR", help="this one, or the nearest that is known")
    parser.add_argument("--runs", metavar="RUNS", default="10", help="how often it is played")
    parser.add_argument("--seed", metavar="NUMBER", default="1", help="the same gives the same")
    parser.add_argument(
        "--protected", metavar="PERSONS", default="0", help="under protection when it begins"
    )
    parser.add_argument("--follow-up", metavar="OFFICERS", default="0", help="who follow them up")
    parser.add_argument("--follow-up-price", metavar="AMOUNT", help="what one costs in a year")
    parser.add_argument("--svg", metavar="FILE", help="writes the picture there")
    parser.add_argument("--json", action="store_true", help="for machines")


def run(arguments: Namespace) -> int:
    laws = [law_at(word) for word in (arguments.protocol, arguments.other) if word]
    scenarios = scenarios_of(arguments, laws)
    with speaking(arguments.language):
        played = _played(scenarios)
        if arguments.svg:
            _write(arguments.svg, [outcome for outcome, _needed in played])
        if arguments.json:
            said = {"played": [as_plain(*one) for one in played]}
            print(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            print("\n".join(_lines(played)))
    return 0


def _played(scenarios: Sequence[Scenario]) -> list[tuple[Outcome, list[Needed]]]:
    """Play the years; how many the search for people takes is known only at its end."""
    with Progress(_("Simulated"), _("years"), sum(one.runs for one in scenarios)) as progress:
        outcomes = [play_years(one, after_each=progress.add) for one in scenarios]
    with Progress(_("Simulated to find how many people it takes"), _("years")) as progress:
        needed = [staff_needed(one, after_each=progress.add) for one in scenarios]
    return list(zip(outcomes, needed, strict=True))


def scenarios_of(arguments: Namespace, laws: Sequence[Protocol]) -> list[Scenario]:
    """One scenario for each law. Each takes the names that it has; every name must belong
    to one."""
    return [_scenario(arguments, law, laws) for law in laws]


def _scenario(arguments: Namespace, law: Protocol, laws: Sequence[Protocol]) -> Scenario:
    def own(option: str, words: Sequence[str], shape: str, names: Names) -> dict[str, float]:
        given = dict(_pairs(option, _for_law(words, law, laws), shape))
        tracks = [name.partition("/")[0] for name in given]
        _refuse_nobodys(option, tracks, laws, names)
        return {name: one for name, one in given.items() if name.partition("/")[0] in names(law)}

    arrivals = own("--arrivals", arguments.arrivals, ANY, _tracks)
    staff = own("--staff", arguments.staff, WHOLE, roles_on)
    _refuse_nobodys("--shifts", arguments.shifts, laws, roles_on)
    price = arguments.follow_up_price
    numbers = usual_numbers(law)
    for name, option in OPTIONS.items():
        words = getattr(arguments, name)
        if len({word.rpartition(":")[0] for word in words}) < len(words):
            raise Repeated(given=option)
        for word in _for_law(words, law, laws):
            numbers[name] = _number(option, word)
    return Scenario(
        protocol=law,
        year=_year(arguments.year, law),
        arrivals={_kind(name): one for name, one in arrivals.items()} or usual_arrivals(law),
        staff={role: int(people) for role, people in staff.items()},
        work=own("--work", arguments.work, ANY, _acts),
        prices=own("--price", arguments.price, ANY, roles_on),
        around_the_clock=frozenset(arguments.shifts) & frozenset(roles_on(law)),
        calendar=arguments.calendar,
        seed=_whole("--seed", arguments.seed),
        runs=_whole("--runs", arguments.runs),
        protected=_whole("--protected", arguments.protected),
        officers=_whole("--follow-up", arguments.follow_up),
        officer_price=None if price is None else _number("--follow-up-price", price),
        **numbers,
    )


def _for_law(words: Sequence[str], law: Protocol, laws: Sequence[Protocol]) -> list[str]:
    """Words for all laws, then those for this law, which override them."""
    ids = [one.id for one in laws]
    named = {word: word.partition(":")[0] for word in words if ":" in word}
    for word, name in named.items():
        if name not in ids:
            raise UnknownName(option=word, given=name, protocol=ids, allowed=ids)
    own = [word.partition(":")[2] for word, name in named.items() if name == law.id]
    replaced = {word.partition("=")[0] for word in own if "=" in word}
    general = [
        word for word in words if word not in named and word.partition("=")[0] not in replaced
    ]
    return [*general, *own]


def _year(given: str | None, law: Protocol) -> int:
    return year_near(law, today(law).year) if given is None else _whole("--year", given)


def _tracks(law: Protocol) -> list[str]:
    return [track.id for track in law.procedure.track]


def _acts(law: Protocol) -> list[str]:
    return list(dict.fromkeys(step.act for steps in roles_on(law).values() for step in steps))


def _refuse_nobodys(
    option: str,
    given: Collection[str],
    laws: Sequence[Protocol],
    names: Names,
) -> None:
    allowed = list(dict.fromkeys(name for law in laws for name in names(law)))
    for name in given:
        if name not in allowed:
            ids = [law.id for law in laws]
            raise UnknownName(option=option, given=name, protocol=ids, allowed=allowed)


def _kind(name: str) -> Kind:
    track, _sign, channel = name.partition("/")
    return track, channel


def _pairs(option: str, words: Sequence[str], shape: str) -> Iterator[tuple[str, float]]:
    seen = set()
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise WrongValue(name=option, given=word, allowed=f"NAME={shape}")
        if name in seen:
            raise Repeated(given=f"{option} {name}")
        seen.add(name)
        read = _whole if shape == WHOLE else _number
        yield name, read(f"{option} {name}", value)


def _whole(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= len("1000000000")):
        raise WrongValue(name=name, given=value, allowed="0, 1, 2 …")
    return int(value)


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise WrongValue(name=name, given=value, allowed="2, 2.5 …") from None


def _write(path: str, outcomes: Sequence[Outcome]) -> None:
    # On paper of its own, since a viewer of pictures may be dark.
    picture = picture_of(outcomes).replace(' class="bars"', ' style="background:#fff"', 1)
    try:
        Path(path).write_text(picture + "\n", encoding="utf-8")
    except (OSError, ValueError) as error:
        raise NoFile(given=path) from error


def _lines(played: Sequence[tuple[Outcome, list[Needed]]]) -> Iterator[str]:
    for place, (outcome, needed) in enumerate(played):
        if place:
            yield ""
        yield from _told(told_of(outcome, needed), outcome)


def _told(told: Told, outcome: Outcome) -> Iterator[str]:
    scenario = outcome.scenario
    yield f"{told.name} ({scenario.protocol.id}), {told.year}"
    yield f"{told.lead} {_('Seed')}: {scenario.seed}."
    yield from (f"! {one}" for one in told.warnings)
    yield from ("", _("Terms that were met").upper())
    if told.no_terms:
        yield told.no_terms
    yield from map(_term, told.terms)
    yield from _titled(_("What other institutions answered in time"), map(_term, told.institutions))
    yield from _titled(_("How long a person waits"), told.waits)
    yield from ("", _("Who works").upper())
    yield from (line for role in told.roles for line in _role(role))
    if told.cost:
        yield f"       {_('All together')}: {told.cost}"
    yield from (told.caseload, told.at_end)
    yield from _titled(_("Who is under protection, and who follows them up"), told.followed)
    yield from _needed(told)
    yield from ("", _("What it rests on").upper())
    yield from map(_taken, told.taken)


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    said = list(lines)
    if said:
        yield from ("", title.upper(), *said)


def _term(term: TermTold) -> str:
    caution = f" [{term.caution}]" if term.caution else ""
    between = f" ({term.between})" if term.between else ""
    return f"{term.share:>7}{between}  {term.what}: {term.who}{caution}"


def _role(role: RoleTold) -> Iterator[str]:
    yield f"{role.people:>4} × {role.who}"
    yield f"       {_('busy')}: {role.busy}; {_('pieces of work that wait')}: {role.waiting}"
    yield f"       {_('days until somebody takes one')}: {role.wait}"
    if role.cost:
        yield f"       {_('cost in a year')}: {role.cost}"


def _taken(one: Taken) -> str:
    return f"{'*' if one.is_assumed else '-'} {one.what}: {one.value} ({one.origin})"


def _needed(told: Told) -> Iterator[str]:
    if told.needed:
        yield from ("", _("How many people it takes").upper())
    for one in told.needed:
        staff = ", ".join(f"{people} × {who}" for who, people in one.staff)
        cost = f"; {_('cost in a year')}: {one.cost}" if one.cost else ""
        yield f"{one.target:>7}  {staff or one.told}{cost}"
        yield from (f"         – {line}" for line in one.beyond)
