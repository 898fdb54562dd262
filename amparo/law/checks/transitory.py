"""Checks that transitory rules contradict neither each other nor the older norm."""

from collections.abc import Collection, Iterable

from amparo.law.assessment.risk_matrix import RiskMethod
from amparo.law.assessment.risk_questionnaires import Instrument
from amparo.law.checks.known_names import known, well_named
from amparo.law.errors import Told
from amparo.law.loading.reader import Folder, Where
from amparo.law.procedure import Desk, FactKind, ProtocolFile
from amparo.law.protocol import Protocol
from amparo.law.transitory import KINDS, Pending, Transitory, of_norm

DECIDE = frozenset({Desk.DECISION_MAKER, Desk.SUPERVISOR})
LONGEST_NAME = 40
"""Longest name that a case can hold, including the prefix of the older norm."""
OF_A_PASSING = ("since", "by", "recorded_as", "counted_from")


def check_transitory(protocol: Protocol, folder: Folder) -> None:
    """Check what does not need the older norm."""
    where = folder.file("protocol.toml").inside("transitory")
    rules = protocol.procedure.transitory
    well_named(rules, where)
    for place, rule in enumerate(rules):
        here = where.number(place)
        if rule.older == protocol.id:
            here.inside("from").refuse("is this norm itself: name the older one")
        (_passes if rule.passes else _stays)(protocol, rule, here)
    recorded = [rule.recorded_as for rule in rules if rule.recorded_as]
    for place, rule in enumerate(rules):
        if rule.recorded_as and recorded.count(rule.recorded_as) > 1:
            where.number(place).inside("recorded_as").refuse("two rules record it")
    _overlap(rules, where)


def _stays(_protocol: Protocol, rule: Transitory, where: Where) -> None:
    for key in (*OF_A_PASSING, *KINDS):
        if getattr(rule, key):
            where.inside(key).refuse("contradicts “stay”: nothing passes")
    if any(getattr(rule.without_counterpart, kind) for kind in KINDS):
        where.inside("without_counterpart").refuse("contradicts “stay”: nothing passes")


def _passes(protocol: Protocol, rule: Transitory, where: Where) -> None:
    for key in OF_A_PASSING:
        if not getattr(rule, key):
            where.inside(key).refuse("is missing: a case passes by this rule")
    if rule.since is not None and rule.since < protocol.procedure.in_force_from:
        where.inside("since").refuse("is before this norm is in force")
    _who(protocol, rule, where.inside("by"))
    _event(protocol, rule, where.inside("recorded_as"))
    own = names_of(protocol)
    for kind in KINDS:
        newer = list(getattr(rule, kind).values())
        known(newer, own[kind], where.inside(kind))
        twice = next((name for name in newer if newer.count(name) > 1), None)
        if twice and kind in {"events", "facts", "measures"}:
            where.inside(kind).refuse("“{}” cannot stand for two of them", twice)


def _who(protocol: Protocol, rule: Transitory, where: Where) -> None:
    known(rule.by, protocol.roles, where)
    for name in rule.by:
        role = protocol.roles.get(name)
        if role and (not role.authority or DECIDE.isdisjoint(role.desks)):
            where.refuse("“{}” neither decides nor supervises", name)


def _event(protocol: Protocol, rule: Transitory, where: Where) -> None:
    name = rule.recorded_as
    if name is None or not known([name], protocol.events, where):
        return
    used = {act.records for act in protocol.procedure.act} | {protocol.procedure.filing}
    used |= {each for term in protocol.terms.term for each in (term.starts_from, term.met_by)}
    if name in used or protocol.events[name].outside_procedure:
        where.refuse("must be an event of its own, that no act and no term uses")
    if name in rule.events.values():
        where.refuse("no event of the older norm can be the passing itself")


def _overlap(rules: Iterable[Transitory], where: Where) -> None:
    """Check that each stage of the older norm has one rule."""
    seen: set[tuple[str, str]] = set()
    for place, rule in enumerate(rules):
        for stage in rule.at_stages or ("",):
            if (rule.older, stage) in seen:
                said = Told("“{}”", (stage,)) if stage else Told("the stages that no rule names")
                where.number(place).inside("at_stages").refuse(
                    "another rule speaks of {} of “{}”", said, rule.older
                )
            seen.add((rule.older, stage))


def names_of(protocol: Protocol) -> dict[str, Collection[str]]:
    """Return the names of a norm that need counterparts, by kind."""
    methods = [method.id for method in protocol.assessment.method]
    methods += [instrument.id for instrument in protocol.assessment.instrument]
    return {
        "stages": list(protocol.stages),
        "events": list(protocol.events),
        "facts": list(protocol.facts),
        "roles": list(protocol.roles),
        "terms": [term.id for term in protocol.terms.term],
        "measures": [measure.id for measure in protocol.measures.measure],
        "methods": list(dict.fromkeys(methods)),
    }


def check_with_older(protocol: Protocol, older: Protocol, folder: Folder) -> None:
    """Check both norms together: everything older has its counterpart, or is named as having
    none."""
    check_stays(protocol, older.procedure, folder)
    where = folder.file("protocol.toml").inside("transitory")
    for place, rule in enumerate(protocol.procedure.transitory):
        if rule.older == older.id and rule.passes:
            before = where.mistakes
            _complete(older, rule, where.number(place))
            if where.mistakes == before:
                _alike(protocol, older, rule, where.number(place))


def check_stays(protocol: Protocol, older: ProtocolFile, folder: Folder) -> None:
    """Check by the older norm's first file that it is older, and keeps what may stay."""
    where = folder.file("protocol.toml").inside("transitory")
    if older.in_force_from >= protocol.procedure.in_force_from:
        where.refuse("“{}” is not older: it is in force from a later day", older.id)
    if older.in_force_until and older.in_force_until >= protocol.procedure.in_force_from:
        where.refuse(
            "“{}” holds until {}, when this norm already does: on no day may both be the law",
            older.id,
            older.in_force_until,
        )
    stages = [stage.id for stage in older.stage]
    for place, rule in enumerate(protocol.procedure.transitory):
        if rule.older == older.id:
            _beside(older, rule, stages, where.number(place))


def _beside(older: ProtocolFile, rule: Transitory, stages: list[str], where: Where) -> None:
    known(rule.at_stages, stages, where.inside("at_stages"))
    if rule.pending is not Pending.PASS and not older.keeps_pending:
        where.inside("pending").refuse(
            "“{}” does not keep what is pending (keeps_pending): nothing could stay", older.id
        )


def _complete(older: Protocol, rule: Transitory, where: Where) -> None:
    for kind, names in names_of(older).items():
        told, ended = getattr(rule, kind), getattr(rule.without_counterpart, kind)
        none = where.inside("without_counterpart").inside(kind)
        known(told, names, where.inside(kind))
        known(ended, names, none)
        for name in names:
            if name in told and name in ended:
                none.refuse("“{}” has a counterpart too", name)
            if name not in told and name not in ended:
                where.inside(kind).refuse(
                    "“{}” of “{}” has no counterpart and is not named as having none",
                    name,
                    older.id,
                )
            if kind in {"terms", "measures"} and len(of_norm(older.id, name)) > LONGEST_NAME:
                where.inside(kind).refuse("“{}” is too long a name", of_norm(older.id, name))


def _alike(protocol: Protocol, older: Protocol, rule: Transitory, where: Where) -> None:
    """Check that each counterpart is of the same kind."""
    if rule.events.get(older.procedure.filing) != protocol.procedure.filing:
        where.inside("events").refuse(
            "“{}” opens a case: its counterpart must be “{}”",
            older.procedure.filing,
            protocol.procedure.filing,
        )
    _safe(protocol, older, where)
    _facts_alike(protocol, older, rule, where.inside("facts"))
    _roles_alike(protocol, older, rule, where.inside("roles"))
    _weigh_alike(protocol, older, rule, where.inside("methods"))


def _safe(protocol: Protocol, older: Protocol, where: Where) -> None:
    """Check that a search, each impediment and each kind of collective of the older norm exists
    here too: cases that pass may need them."""
    if older.fate.search and not protocol.fate.search:
        where.refuse("“{}” orders a search, and this norm has none to go on", older.id)
    for kind in ("impediment", "collective"):
        there = [one.id for one in getattr(protocol.admission, kind)]
        for one in getattr(older.admission, kind):
            if one.id not in there:
                where.refuse("this norm has no {} “{}”, as “{}” has", Told(kind), one.id, older.id)


def _facts_alike(protocol: Protocol, older: Protocol, rule: Transitory, where: Where) -> None:
    for name, newer in rule.facts.items():
        one, other = older.facts[name], protocol.facts[newer]
        if one.kind is not other.kind or one.opened_by is not other.opened_by:
            where.inside(name).refuse("“{}” is of another kind", newer)
        if one.kind is FactKind.CHOICE and not set(one.values) <= set(other.values):
            where.inside(name).refuse("“{}” knows fewer values", newer)


def _roles_alike(protocol: Protocol, older: Protocol, rule: Transitory, where: Where) -> None:
    for term in older.terms.term:
        if older.roles[term.owed_by].authority and term.owed_by not in rule.roles:
            where.refuse(
                "“{}” owes “{}”: who answers for its delay must be named", term.owed_by, term.id
            )
    for name, newer in rule.roles.items():
        if older.roles[name].authority != protocol.roles[newer].authority:
            where.inside(name).refuse("“{}” is of another kind", newer)


def _weigh_alike(protocol: Protocol, older: Protocol, rule: Transitory, where: Where) -> None:
    """Check that one id means the same risk method in both norms: assessments refer to it by id,
    and no level may fall because the norm changed."""
    for name, newer in rule.methods.items():
        if name != newer:
            where.inside(name).refuse(
                "must keep its id, not become “{}”: assessments are pinned to it", newer
            )
    both = set(names_of(older)["methods"]).intersection(names_of(protocol)["methods"])
    for name in sorted(both):
        if name not in rule.methods:
            where.refuse("“{}” is named as having no counterpart, and is here too", name)
        if _weighs(protocol, name) != _weighs(older, name):
            where.inside(name).refuse(
                "weighs otherwise here: give it another id, and name “{}” as having no counterpart",
                name,
            )


def _weighs(law: Protocol, name: str) -> object:
    """Return everything that determines the level from the answers."""
    one = law.way_of_weighing(name)
    if isinstance(one, RiskMethod):
        factors = {(factor.id, factor.kind) for factor in law.assessment.factor}
        return one.probabilities, one.impacts, one.levels, one.table, factors
    return _of_blocks(one) if one else None


def _of_blocks(one: Instrument) -> object:
    asked = [
        (block.id, [(each.id, each.answers, each.points) for each in block.question])
        for block in one.block
    ]
    return one.levels, one.every_part is not None, asked, one.rung, one.band
