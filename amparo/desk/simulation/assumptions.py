"""The numbers on which a simulated year is based, and the origin of each: given, published or
assumed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.simulation import Scenario, assumed, road_of, usual_arrivals
from amparo.simulation.scenario import RUN_OUT, WARM_UP


@dataclass(frozen=True, slots=True)
class Taken:
    """A number of the simulation and its origin."""

    what: str
    value: str
    origin: str
    is_assumed: bool


def number(value: float | None) -> str:
    """Return a number with one decimal below ten and none above; "" for None."""
    if value is None:
        return ""
    few = abs(value) < 10 and round(value, 1) != round(value)  # noqa: PLR2004
    return f"{value:.1f}" if few else f"{value:,.0f}".replace(",", " ")


def taken_of(scenario: Scenario) -> Iterator[Taken]:
    """Yield every number on which the result is based."""
    yield from _arrivals(scenario)
    yield from _general(scenario)
    yield from _work(scenario)
    for role in sorted(scenario.around_the_clock):
        yield _given(_("In shifts, day and night"), say(scenario.protocol, f"roles.{role}"))
    yield from _built_in()


def _arrivals(scenario: Scenario) -> Iterator[Taken]:
    law = scenario.protocol
    usual = dict(scenario.arrivals) == usual_arrivals(law)
    source = assumed("arrivals", protocol=law.id).source
    split = len(scenario.arrivals) > 1
    if source and split:
        source = _("%(source)s; the share of each track is an assumption") % {"source": source}
    for (track, channel), amount in scenario.arrivals.items():
        by = f", {channel_name(law, channel)}" if channel else ""
        kind = {"kind": f"{say(law, f'tracks.{track}')}{by}"}
        what, value = _("Requests a year: %(kind)s") % kind, number(amount)
        if not usual:
            yield _given(what, value)
        elif source:
            yield Taken(what, value, source, is_assumed=split)
        else:
            yield _assumption(what, value)


def _work(scenario: Scenario) -> Iterator[Taken]:
    law = scenario.protocol
    steps = {
        step.act: step for track in scenario.tracks for step in road_of(law, track).steps if step.by
    }
    for act, step in steps.items():
        what = _("Working hours: %(act)s") % {"act": say(law, f"acts.{act}")}
        value = number(scenario.hours_of(step))
        usual = scenario.hours_of(step) == assumed("work", does=step.does).amount
        yield _assumption(what, value) if usual else _given(what, value)


def channel_name(law: Protocol, channel: str) -> str:
    return say(law, f"channels.{channel}", otherwise=channel)


def _general(scenario: Scenario) -> Iterator[Taken]:
    for name, what in names_of_numbers().items():
        value, usual = getattr(scenario, name), assumed(name, protocol=scenario.protocol.id)
        told = number(value)
        if value != usual.amount:
            yield _given(what, told)
        elif usual.source:
            yield Taken(what, told, usual.source, is_assumed=False)
        else:
            yield _assumption(what, told)
    if scenario.protected:
        yield _given(_("Persons under protection at the beginning"), number(scenario.protected))
    if scenario.officers:
        yield _given(_("Officers who follow them up"), number(scenario.officers))


def names_of_numbers() -> dict[str, str]:
    """Return the names of the scenario's numbers that apply to all requests."""
    return {**names_of_work(), **names_of_others(), **names_of_after()}


def names_of_work() -> dict[str, str]:
    return {
        "absence": _("Absent, per cent of the working days"),
        "opens": _("Work begins, hour of the day"),
        "closes": _("Work ends, hour of the day"),
        "incomplete": _("Requests asked for what they lack, per cent"),
        "contested": _("Decisions that are contested, per cent"),
        "person_days": _("Days that a person takes for what only they can do"),
    }


def names_of_others() -> dict[str, str]:
    """Return the names of the numbers about institutions."""
    return {
        "consulted": _("Requests for which an institution is asked for its opinion, per cent"),
        "opinion_days": _("Days until an opinion comes"),
        "context_days": _("Days until an institution says how strong the danger is"),
        "silent": _("Asked and never answered, per cent"),
        "bodies_days": _("Days that a body that does not use this system takes"),
        "carry_out_days": _("Days from the word to the institutions until a measure is there"),
        "carry_out_urgent_days": _("The same where it is urgent"),
    }


def names_of_after() -> dict[str, str]:
    """Return the names of the numbers about follow-up."""
    return {
        "granted": _("Requests after which somebody is under protection, per cent"),
        "protected_days": _("Days that somebody is under protection"),
        "follow_up_hours": _("Working hours a month for each person under protection"),
        "changed": _("Changes of a measure proposed in a year, for a hundred of them"),
    }


def _built_in() -> Iterator[Taken]:
    yield _assumption(
        _("When requests come"), _("at any hour of any day, independently of each other")
    )
    yield _assumption(
        _("How long an act takes"), _("differs from case to case, exponentially about its mean")
    )
    yield _assumption(_("Who goes first"), _("the tracks in the law's order, then who came first"))
    yield _assumption(
        _("Where several roles may act"), _("the one with least in hand for each person")
    )
    yield _assumption(
        _("Where an institution is silent"),
        _("the desk waits until the law's term for the answer is over, or twice the usual days"),
    )
    yield _assumption(_("Days simulated before and after the year"), f"{WARM_UP}, {RUN_OUT}")
    yield _assumption(
        _("Not simulated"), _("that somebody falls ill for weeks, that a measure fails, and courts")
    )


def _given(what: str, value: str) -> Taken:
    return Taken(what, value, _("as given"), is_assumed=False)


def _assumption(what: str, value: str) -> Taken:
    return Taken(what, value, _("assumption of Amparo, without a source"), is_assumed=True)
