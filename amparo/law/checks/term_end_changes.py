"""Checks of what may move the end of a term: it must be possible, and have words."""

from amparo.law.checks.known_names import ID, acts_record_known, known, one_text_a_day
from amparo.law.counting.distance_term import Distance, FromPlace
from amparo.law.counting.units import Unit
from amparo.law.loading.reader import Where
from amparo.law.procedure import (
    Expires,
    Expiry,
    FactKind,
    TermRule,
    TermValue,
)
from amparo.law.protocol import Protocol

LONGEST = 3_660
"""In days. Nothing in a protection procedure waits ten years; a longer amount is a typing error."""
LONGEST_IN = {Unit.MONTH: 120, Unit.YEAR: 10}


def check_months(protocol: Protocol, unit: Unit, where: Where) -> None:
    """Check that the calendar says on which day terms in months or years end, from the first day
    on."""
    first = protocol.procedure.in_force_from
    if unit.months and not any(one.since <= first for one in protocol.calendars.months):
        where.inside("unit").refuse("needs [[months]] in calendar.toml: on which day it ends")


def check_amount(amount: int, where: Where, unit: Unit = Unit.HOUR) -> None:
    most = LONGEST_IN.get(unit, LONGEST)
    if not 1 <= amount <= most:
        where.inside("amount").refuse("must be from 1 to {}, not {}", most, amount)


def check_moving(protocol: Protocol, rule: TermRule, where: Where) -> None:
    if rule.calendar is not None:
        known([rule.calendar], protocol.calendar_ids, where.inside("calendar"))
    if rule.adds_distance and protocol.terms.distance is None:
        where.inside("adds_distance").refuse("needs [distance], which says on what ground")
    for place, value in enumerate(rule.value):
        there = where.inside("value").number(place)
        check_extension(protocol, rule, value, there)
        _extension_happens(protocol, rule, value, there.inside("extension"))
        if value.at_most is not None:
            check_amount(value.at_most.amount, there.inside("at_most"), value.at_most.unit)
            check_months(protocol, value.at_most.unit, there.inside("at_most"))
        if rule.adds_distance and value.unit.months:
            there.inside("unit").refuse("has no term of distance: that is of days or hours")
    _stops(protocol, rule, where.inside("stop"))
    _restarts(protocol, rule, where.inside("restart"))
    _expiry(protocol, rule, where.inside("on_expiry"))


def check_extension(protocol: Protocol, rule: TermRule, value: TermValue, there: Where) -> None:
    extension, where = value.extension, there.inside("extension")
    if extension is None:
        return
    check_amount(extension.amount, where, value.unit)
    _granter(protocol, rule, extension.granted_by, where.inside("granted_by"))
    if not extension.grounds:
        where.inside("grounds").refuse("needs at least one ground")
    for place, ground in enumerate(extension.grounds):
        one = where.inside("grounds").number(place)
        if not ID.fullmatch(ground):
            one.refuse("“{}” must be small letters, digits, _ or -", ground)
    if extension.asked == extension.granted:
        where.inside("granted").refuse("is the same as `asked`")


def _granter(protocol: Protocol, rule: TermRule, role: str, where: Where) -> None:
    if not known([role], protocol.roles, where):
        return
    if not protocol.roles[role].authority:
        where.refuse("only an authority gives more time")
    if role == rule.owed_by:
        where.refuse("nobody gives themselves more time")


def _extension_happens(protocol: Protocol, rule: TermRule, value: TermValue, where: Where) -> None:
    extension = value.extension
    if extension is None:
        return
    _happens(protocol, extension.asked, rule, where.inside("asked"))
    _happens(protocol, extension.granted, rule, where.inside("granted"))
    before = protocol.events_before.get(extension.granted)
    if before is not None and extension.asked in protocol.events and extension.asked not in before:
        where.inside("granted").refuse("must come after “{}”", extension.asked)


def _happens(protocol: Protocol, event: str, rule: TermRule, where: Where) -> None:
    """Check that an act records the event, and that it does not come before the term begins."""
    if not known([event], protocol.events, where):
        return
    recorded = {act.records for act in protocol.procedure.act}
    if event not in recorded and acts_record_known(protocol):
        where.refuse("“{}” never happens: no act records it", event)
    if event in protocol.events_before.get(rule.starts_from, ()):
        where.refuse("“{}” comes before the term begins", event)
    if event == rule.met_by:
        where.refuse("“{}” ends the term", event)


def _stops(protocol: Protocol, rule: TermRule, where: Where) -> None:
    for place, stop in enumerate(rule.stop):
        there = where.number(place)
        _happens(protocol, stop.starts_from, rule, there.inside("from"))
        _happens(protocol, stop.until, rule, there.inside("until"))
        before = protocol.events_before.get(stop.until, {stop.starts_from})
        if stop.starts_from in protocol.events and stop.starts_from not in before:
            there.inside("until").refuse("must come after “{}”", stop.starts_from)


def _restarts(protocol: Protocol, rule: TermRule, where: Where) -> None:
    for place, restart in enumerate(rule.restart):
        there = where.number(place).inside("from")
        _happens(protocol, restart.starts_from, rule, there)
        if restart.starts_from == rule.starts_from:
            there.refuse("is what the term begins with")


def _expiry(protocol: Protocol, rule: TermRule, where: Where) -> None:
    one_text_a_day(rule.on_expiry, where)
    for place, expires in enumerate(rule.on_expiry):
        there = where.number(place)
        if (expires.does is Expiry.OPENS) != (expires.act is not None):
            there.inside("act").refuse("belongs to what `opens` an act, and only to it")
        if expires.act is not None:
            known([expires.act], protocol.acts, there.inside("act"))
        _only_if(protocol, expires, there.inside("only_if"))
        lapses, owes = expires.does is Expiry.RIGHT_LAPSES, protocol.roles.get(rule.owed_by)
        if lapses and owes and owes.authority:
            there.inside("does").refuse("an authority has duties here, no right that lapses")


def _only_if(protocol: Protocol, expires: Expires, where: Where) -> None:
    if expires.only_if is None:
        return
    known([expires.only_if], protocol.conditions, where)
    if expires.act is None:
        where.refuse("belongs to what `opens` an act, and only to it")


def check_distance(protocol: Protocol, file: Where) -> None:
    distance, where = protocol.terms.distance, file.inside("distance")
    if distance is None:
        return
    if not any(rule.adds_distance for rule in protocol.terms.term):
        where.refuse("is added to no term: none has `adds_distance = true`")
    if distance.fact is not None:
        _places(protocol, distance, distance.fact, where)
    elif distance.place:
        where.inside("fact").refuse("is missing: nothing says from which place")


def _places(protocol: Protocol, distance: Distance, fact: str, where: Where) -> None:
    choices = [one.id for one in protocol.procedure.fact if one.kind is FactKind.CHOICE]
    if not known([fact], choices, where.inside("fact")):
        return
    rows: dict[str, list[FromPlace]] = {}
    for number, row in enumerate(distance.place):
        there = where.inside("place").number(number)
        known([row.id], protocol.facts[fact].values, there.inside("id"))
        check_amount(row.amount, there)
        rows.setdefault(row.id, []).append(row)
    for versions in rows.values():
        one_text_a_day(versions, where.inside("place"))
