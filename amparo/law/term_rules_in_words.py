"""Rules of a term besides its length: what may move its end, and what follows it."""

from collections.abc import Iterator
from datetime import date

from amparo.law.explain.terms import marked, say_amount, say_expiry
from amparo.law.explain.wording import words_in
from amparo.law.procedure import TermRule, TermValue
from amparo.law.protocol import Protocol
from amparo.law.sourced_values import in_force


def besides(protocol: Protocol, rule: TermRule, on: date, language: str) -> tuple[str, ...]:
    """Return these rules in sentences, as the law stands on that day."""
    return (
        *_calendar(protocol, rule, language),
        *_pauses(protocol, rule, on, language),
        *_distances(protocol, rule, on, language),
        *_more_time(protocol, rule, on, language),
        *_expiry(protocol, rule, on, language),
    )


def _calendar(protocol: Protocol, rule: TermRule, language: str) -> Iterator[str]:
    if rule.calendar is not None:
        named = protocol.text(f"calendars.{rule.calendar}", language)
        yield words_in(language)["by_calendar"].format(calendar=named)


def _pauses(protocol: Protocol, rule: TermRule, on: date, language: str) -> Iterator[str]:
    words = words_in(language)
    for stop in rule.stop:
        if stop.since <= on:
            said = words["may_stop"].format(
                event=protocol.text(f"events.{stop.starts_from}", language),
                until=protocol.text(f"events.{stop.until}", language),
                source=stop.source,
            )
            yield marked(said, stop, language)
    for restart in rule.restart:
        if restart.since <= on:
            event = protocol.text(f"events.{restart.starts_from}", language)
            said = words["may_restart"].format(event=event, source=restart.source)
            yield marked(said, restart, language)


def _distances(protocol: Protocol, rule: TermRule, on: date, language: str) -> Iterator[str]:
    distance, words = protocol.terms.distance, words_in(language)
    if not rule.adds_distance or distance is None:
        return
    if distance.fact is None:
        said = words["distance_unknown"].format(source=distance.source)
        yield marked(said, distance, language)
    for place in dict.fromkeys(one.id for one in distance.place):
        row = in_force([one for one in distance.place if one.id == place], on)
        if row is not None:
            said = words["may_add_distance"].format(
                amount=say_amount(row.amount, rule.value[0].unit, language),
                place=protocol.text(f"distances.{place}", language),
                source=row.source,
            )
            yield marked(said, row, language)


def _more_time(protocol: Protocol, rule: TermRule, on: date, language: str) -> Iterator[str]:
    words = words_in(language)
    for value in values_now(rule, on):
        if (more := value.extension) is not None:
            grounds = (protocol.text(f"extensions.{one}", language) for one in more.grounds)
            said = words["may_extend"].format(
                amount=say_amount(more.amount, value.unit, language),
                who=protocol.text(f"roles.{more.granted_by}", language),
                grounds="; ".join(grounds),
                source=more.source,
            )
            yield marked(said, more, language)
        if (total := value.at_most) is not None:
            said = words["at_most"].format(
                amount=say_amount(total.amount, total.unit, language), source=total.source
            )
            yield marked(said, total, language)


def _expiry(protocol: Protocol, rule: TermRule, on: date, language: str) -> Iterator[str]:
    expires = in_force(rule.on_expiry, on)
    if expires is not None:
        yield say_expiry(protocol, expires, language)


def values_now(rule: TermRule, on: date) -> list[TermValue]:
    """Return the value in force on each track."""
    tracks = dict.fromkeys(value.track for value in rule.value)
    found = (in_force([one for one in rule.value if one.track == track], on) for track in tracks)
    return [value for value in found if value is not None]
