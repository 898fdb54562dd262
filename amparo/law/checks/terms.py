from amparo.law.checks.known_names import acts_record_known, known, one_text_a_day, well_named
from amparo.law.checks.reachability import check_no_ring
from amparo.law.checks.term_end_changes import (
    check_amount,
    check_distance,
    check_extension,
    check_months,
    check_moving,
)
from amparo.law.loading.reader import Folder, Where
from amparo.law.procedure import FactKind, TermRule, TermValue
from amparo.law.protocol import Protocol


def check_terms(protocol: Protocol, folder: Folder) -> None:
    file = folder.file("terms.toml").inside("term")
    well_named(protocol.terms.term, file)
    for place, rule in enumerate(protocol.terms.term):
        _term(protocol, rule, file.number(place))
        check_moving(protocol, rule, file.number(place))
    if not file.mistakes:  # what comes before a misspelt event is not known
        check_no_ring(protocol, file)
    check_distance(protocol, folder.file("terms.toml"))
    _asked(protocol, folder.file("40-obligations.toml").inside("asked"))


def _asked(protocol: Protocol, file: Where) -> None:
    """Check the terms beside the procedure, whose events are their own."""
    well_named((*protocol.terms.term, *protocol.obligations.asked), file)
    asked = [rule.asked_for for rule in protocol.obligations.asked]
    if len(set(asked)) < len(asked):
        file.refuse("has two terms for the same thing that is asked")
    for place, rule in enumerate(protocol.obligations.asked):
        where = file.number(place)
        known([rule.owed_by], protocol.roles, where.inside("owed_by"))
        known(rule.none_on, (), where.inside("none_on"))
        choices = [one.id for one in protocol.procedure.fact if one.kind is FactKind.CHOICE]
        known([rule.channel] if rule.channel else [], choices, where.inside("channel"))
        one_text_a_day(rule.value, where.inside("value"))
        for number, value in enumerate(rule.value):
            check_amount(value.amount, where.inside("value"), value.unit)
            check_months(protocol, value.unit, where.inside("value").number(number))
            check_extension(protocol, rule, value, where.inside("value").number(number))
        for key in ("calendar", "adds_distance", "stop", "restart", "on_expiry"):
            if getattr(rule, key):
                where.inside(key).refuse("is for terms of the procedure itself")


def _term(protocol: Protocol, rule: TermRule, where: Where) -> None:
    known([rule.owed_by], protocol.roles, where.inside("owed_by"))
    begins = known([rule.starts_from], protocol.events, where.inside("from"))
    ends = known([rule.met_by], protocol.events, where.inside("met_by"))
    if begins and ends:
        _can_run(protocol, rule, where)
    known(rule.unless, protocol.conditions, where.inside("unless"))
    _values(protocol, rule, where)


def _values(protocol: Protocol, rule: TermRule, where: Where) -> None:
    every = [track.id for track in protocol.procedure.track]
    known(rule.none_on, every, where.inside("none_on"))
    tracks = [track for track in every if track not in rule.none_on]
    before = where.mistakes
    for place, value in enumerate(rule.value):
        _value(protocol, value, tracks, where.inside("value").number(place))
        if rule.none_on and value.track is None:
            there = where.inside("value").number(place).inside("track")
            there.refuse("is missing: there is no such term on every track")
    if not tracks:
        where.inside("none_on").refuse("leaves no track on which there is such a term")
    for track in tracks if where.mistakes == before else ():
        on_track = [value for value in rule.value if value.track in (None, track)]
        one_text_a_day(on_track, where.inside("value"))
        if not any(value.since <= protocol.procedure.in_force_from for value in on_track):
            where.inside("value").refuse(
                "nothing holds on the {} track on the protocol's first day", track
            )


def _can_run(protocol: Protocol, rule: TermRule, where: Where) -> None:
    """Check that a term begins with something that can happen, and does not end before it
    begins."""
    rules = protocol.procedure
    possible = {act.records for act in rules.act} | {rules.filing, rules.first_contact}
    named = (("from", rule.starts_from), ("met_by", rule.met_by))
    for key, event in named if acts_record_known(protocol) else ():
        if event not in possible and not protocol.events[event].outside_procedure:
            where.inside(key).refuse("“{}” never happens: no act records it", event)
    if rule.met_by == rule.starts_from or rule.met_by in protocol.events_before[rule.starts_from]:
        where.inside("met_by").refuse(
            "“{}” comes before “{}”, with which the term begins", rule.met_by, rule.starts_from
        )


def _value(protocol: Protocol, value: TermValue, tracks: list[str], where: Where) -> None:
    check_amount(value.amount, where, value.unit)
    check_months(protocol, value.unit, where)
    if value.track is not None:
        known([value.track], tracks, where.inside("track"))
    other = value.disputed_with
    if other is None:
        return
    beside = where.inside("disputed_with")
    check_amount(other.amount, beside, other.unit)
    check_months(protocol, other.unit, beside)
    if other.starts_from is not None:
        known([other.starts_from], protocol.events, beside.inside("from"))
