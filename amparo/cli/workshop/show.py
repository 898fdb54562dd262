"""`amparo law show`: a whole law as it stands on one day, for readers without TOML."""

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from amparo.cli.workshop.arguments import folder_of, language_in, law_at, read_day, today
from amparo.cli.workshop.output_language import speaking
from amparo.cli.workshop.spanish_keys import keyed
from amparo.foundations.web.law.criteria import demands_of
from amparo.foundations.web.law.institution_names import body_named
from amparo.foundations.web.law.risk_assessment import weighings_of
from amparo.foundations.web.law.wording import language_of, say
from amparo.law import Protocol
from amparo.law.explain.terms import say_day
from amparo.law.loading.keys_spanish import SPANISH_KEYS
from amparo.law.procedure import Norm
from amparo.law.unchecked_values import start_is_checked, unread
from amparo.site.laws.bound_bodies import at_a_glance, places_of
from amparo.site.laws.comparison import said_elsewhere
from amparo.site.laws.comparison_names import CONSENTS
from amparo.site.laws.comparison_rows import Line, Side
from amparo.site.laws.procedure import ActTold, Amount, Step, TermTold, tracks_of, way_of
from amparo.site.laws.reading_coverage import known_of
from amparo.site.laws.receipt_by_channel import channels_of
from amparo.site.laws.standing_duties import groups_of, standing_of
from amparo.site.laws.transitory import transitory_of

USAGE = "show PROTOCOL [--on DATE | --llaves-es]"
IN_SPANISH = SPANISH_KEYS | {
    "admission": "admisión",
    "assessment": "evaluación",
    "fate": "desenlace",
    "obligations": "obligaciones",
    "procedure": "procedimiento",
}
HELP = (
    "The whole law as it stands on a day: steps, terms, tracks, reception, measures, who is bound."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("protocol", metavar="PROTOCOL")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--on", metavar="DATE", help="the day it is shown for; today by default")
    which.add_argument(
        "--llaves-es", action="store_true", help="its entries, each key by its Spanish word"
    )


def run(arguments: Namespace) -> int:
    law = law_at(arguments.protocol)
    if arguments.llaves_es:
        language = language_in(law, arguments.language)
        print("\n".join(keyed(folder_of(arguments.protocol), language)).lstrip())
        return 0
    on = read_day("--on", arguments.on) if arguments.on else today(law)
    with speaking(arguments.language):
        print("\n".join(_lines(law, on)))
    return 0


def _lines(law: Protocol, on: date) -> Iterator[str]:
    yield from _head(law, on)
    way = way_of(law, today=on)
    yield from _titled(_("Steps"), [line for step in way.steps for line in _step(step)])
    yield from _titled(
        _("Only in some cases"), [line for step in way.sides for line in _step(step)]
    )
    yield from _titled(_("At any time"), map(_act, way.at_any_time))
    yield from _titled(_("Where a term has passed"), map(_act, way.when_late))
    yield from _titled(_("Tracks"), _tracks(law))
    yield from _titled(_("When a request counts as received"), _reception(law, on))
    yield from _titled(_("How the risk is assessed"), _weighings(law, on))
    yield from _titled(_("Measures"), _measures(law, on))
    yield from _titled(_("What the norm asks of a measure and of a resolution"), _criteria(law))
    yield from _titled(_("What each institution owes at all times"), _standing(law, on))
    yield from _titled(_("Who is bound"), _bound(law, on))
    yield from _titled(_("Cases open under an older norm"), _open_cases(law, on))
    yield from _titled(
        _("Duties that the norm puts on defenders: a warning, and never a condition"),
        [f"- {one}" for one in law.texts[language_of(law)].restrictive_clauses],
    )
    yield from _titled(_("Not checked against the official text"), _unread(law))


def _criteria(law: Protocol) -> Iterator[str]:
    for one in demands_of(law):
        yield f"{one.of}:"
        yield from (
            f"- {said.what}{_ground(said.source, checked=said.checked)}" for said in one.lines
        )


def _open_cases(law: Protocol, on: date) -> Iterator[str]:
    yield from (f"- {_with_ground(one)}" for one in transitory_of(Side(law, on)))


def _standing(law: Protocol, on: date) -> Iterator[str]:
    for group in groups_of(standing_of(law, today=on)):
        yield f"{group.who}:"
        for one in group.duties:
            may = f" ({_('they may')})" if one.optional else ""
            said = f"- {one.what}{may}. {one.within}".rstrip()
            yield f"{said}{_ground(one.source, checked=one.checked)}"


def _weighings(law: Protocol, on: date) -> Iterator[str]:
    for one in weighings_of(law, today=on):
        yield f"- {one.name}: {' < '.join(one.levels)}{_ground(one.source, checked=one.checked)}"
        yield from (f"    {said}" for said in one.follows)


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    said = list(lines)
    if said:
        yield from ("", title.upper(), *said)


def _head(law: Protocol, on: date) -> Iterator[str]:
    rule, language = law.procedure, language_of(law)
    yield f"{say(law, 'protocol.name')} ({law.id})"
    yield from (_norm(norm) for norm in rule.norm if norm.since <= on)
    since = _("In force since %(day)s.") % {"day": say_day(rule.in_force_from, language)}
    until = _("In force until %(day)s.") % {"day": say_day(rule.in_force_until, language)}
    said = f"{since} {until}" if rule.in_force_until else since
    yield said if start_is_checked(law) else f"{said} [{_('not checked')}]"
    yield _("As it stands on %(day)s.") % {"day": say_day(on, language)}
    yield from known_of(law)
    if not law.terms.term:
        yield _("No term of it is known.")
    if on < rule.in_force_from or (rule.in_force_until and on > rule.in_force_until):
        yield _("On that day it was not in force.")
    file = law.calendars
    yield _("The calendar knows the days from %(first)s to %(last)s.") % {
        "first": say_day(file.first, language),
        "last": say_day(file.last, language),
    }


def _norm(norm: Norm) -> str:
    pending = f"; {_('it reaches cases that were open')}" if norm.reaches_pending_cases else ""
    return f"  {norm.title}{_ground(norm.source, checked=norm.checked)}{pending}"


def _step(step: Step) -> Iterator[str]:
    number = f"{step.number}. " if step.number else "↺ "
    yield f"{number}{step.what}{_ground(step.source, checked=step.checked)}"
    if step.told:
        yield f"   {step.told}"
    yield from (f"   {line}" for term in step.terms for line in _term(term))
    yield from (f"   {_act(act)}" for act in step.acts)


def _term(term: TermTold) -> Iterator[str]:
    counted = _("from: %(event)s; owed by: %(who)s")
    said = counted % {"event": term.counted_from, "who": term.who}
    yield f"⏱ {term.what} ({said})"
    yield from (f"    {_amount(amount)}" for amount in term.now)
    yield from (f"    {line}" for line in term.besides)


def _amount(amount: Amount) -> str:
    track = f", {amount.track}" if amount.track else ""
    line = f"{amount.said}{track}{_ground(amount.source, checked=amount.checked)}"
    return f"{line} {said_elsewhere(amount)}".strip()


def _act(act: ActTold) -> str:
    needs = f". {' '.join(act.needs)}" if act.needs else ""
    ground = _ground(act.source, checked=act.checked)
    return f"- {act.what}: {', '.join(act.who)}{needs}{ground}"


def _ground(source: str, *, checked: bool) -> str:
    caution = "" if checked else f" [{_('not checked')}]"
    return f" ({source}){caution}"


def _tracks(law: Protocol) -> Iterator[str]:
    for track in tracks_of(law):
        told = f": {track.told}" if track.told else ""
        yield f"- {track.what}{told}{_ground(track.source, checked=track.checked)}"
        if track.disputed:
            yield "    " + _("A narrower reading is possible: %(source)s.") % {
                "source": track.disputed
            }


def _reception(law: Protocol, on: date) -> Iterator[str]:
    for channel in channels_of(law, today=on):
        ground = _ground(channel.source, checked=channel.checked)
        yield f"- {channel.what}: {channel.counts}{ground}"
        if channel.caution:
            yield f"    {channel.caution}"


def _measures(law: Protocol, on: date) -> Iterator[str]:
    for measure in law.measures.measure:
        worded = measure.worded(on)
        if worded is not None:
            by = ", ".join(body_named(law, one, worded.only_if) for one in worded.implemented_by)
            ground = _ground(worded.source, checked=worded.checked)
            yield f"- {say(law, f'measures.{measure.id}')}{ground}"
            limits = _("its limits must be justified") if measure.limits_must_be_justified else ""
            yield f"    {by}. {CONSENTS[measure.consent]}{f'; {limits}' if limits else ''}."


def _bound(law: Protocol, on: date) -> Iterator[str]:
    places = places_of(Side(law, on))
    yield from at_a_glance(places)
    yield ""
    for place in places:
        said = (_with_ground(line) for line in place.lines)
        yield f"- {place.name}: {'; '.join(said)}"


def _with_ground(line: Line) -> str:
    return f"{line.text}{_ground(line.source, checked=line.checked)}" if line.source else line.text


def _unread(law: Protocol) -> Iterator[str]:
    for one in unread(law):
        place = one.place
        if language_of(law) == "es":
            place = re.sub(r"[a-z_]+", lambda key: IN_SPANISH.get(key[0], key[0]), place)
        yield f"- {' '.join(filter(None, (place, one.name)))} ({one.source})"
