from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amparo.law.checks.known_names import acts_record_known, known, well_named
from amparo.law.checks.reachability import check_acts, check_reach
from amparo.law.loading.reader import Folder, Where
from amparo.law.procedure import FactKind, FactRule, ProtocolFile
from amparo.law.program_acts import Deed
from amparo.law.protocol import Protocol

MOST_COUNTED = 999


def check_procedure(protocol: Protocol, folder: Folder) -> None:
    file = folder.file("protocol.toml")
    rules = protocol.procedure
    _names(rules, folder.name, file)
    _zone(rules, file)
    _validity(rules, file)
    _events(rules, file)
    _facts(rules, file)
    _spans(rules, file)
    _tracks(protocol, file)
    _stages(protocol, file)
    _acts(protocol, file)
    _deeds(protocol, file)
    _roles(protocol, file)
    if acts_record_known(protocol):
        _gates(protocol, file)
    if not file.mistakes:  # a misspelt name would seem to be out of reach
        check_reach(protocol, file)
        check_acts(protocol, file)


def _names(rules: ProtocolFile, folder: str, file: Where) -> None:
    if rules.id != folder:
        file.inside("id").refuse("“{}” must be the name of the folder, “{}”", rules.id, folder)
    for kind in ("norm", "role", "event", "track", "stage", "act", "languages"):
        if not getattr(rules, kind):
            file.inside(kind).refuse("needs at least one entry")
    for kind in ("norm", "role", "event", "fact", "track", "stage", "act"):
        well_named(getattr(rules, kind), file.inside(kind))
    both = {event.id for event in rules.event} & {fact.id for fact in rules.fact}
    if both:
        file.inside("fact").refuse("“{}” is an event too", min(both))


def _zone(rules: ProtocolFile, file: Where) -> None:
    try:
        ZoneInfo(rules.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        file.inside("zone").refuse("“{}” is no time zone", rules.zone)


def _validity(rules: ProtocolFile, file: Where) -> None:
    if rules.in_force_until and rules.in_force_until < rules.in_force_from:
        file.inside("in_force_until").refuse("is before `in_force_from`")


def _events(rules: ProtocolFile, file: Where) -> None:
    earlier: list[str] = []
    for place, event in enumerate(rules.event):
        known(event.after, earlier, file.inside("event").number(place).inside("after"))
        earlier.append(event.id)
    known([rules.filing], earlier, file.inside("filing"))
    if rules.first_contact is not None:
        known([rules.first_contact], earlier, file.inside("first_contact"))


def _facts(rules: ProtocolFile, file: Where) -> None:
    for place, fact in enumerate(rules.fact):
        _fact(fact, file.inside("fact").number(place))
    choices = [fact.id for fact in rules.fact if fact.kind is FactKind.CHOICE]
    if rules.channel is not None:
        known([rules.channel], choices, file.inside("channel"))
    for place, event in enumerate(rules.event):
        if event.channel is not None:
            known([event.channel], choices, file.inside("event").number(place).inside("channel"))


def _fact(fact: FactRule, where: Where) -> None:
    if fact.kind is not FactKind.CHOICE:
        if fact.values or fact.default is not None:
            where.inside("values").refuse("a {} is true or false and has no values", fact.kind)
    elif not fact.values:
        where.inside("values").refuse("a choice needs values")
    elif fact.default not in fact.values:
        where.inside("default").refuse("a choice needs one of its values as default")


def _spans(rules: ProtocolFile, file: Where) -> None:
    """Check the validity spans. The first stage and the last track must be valid at all times."""
    several = {
        "role": rules.role,
        "fact": rules.fact,
        "track": rules.track,
        "stage": rules.stage,
        "act": rules.act,
    }
    for kind, ones in several.items():
        for place, one in enumerate(ones):
            where = file.inside(kind).number(place)
            if one.since and one.until and one.until < one.since:
                where.inside("until").refuse("is before `since`")
            always = one in (*rules.stage[:1], *rules.track[-1:])
            if always and (one.since or one.until):
                where.inside("since").refuse(
                    "a case is always in the first stage or on the last track"
                )


def _tracks(protocol: Protocol, file: Where) -> None:
    findings = [fact.id for fact in protocol.facts.values() if fact.kind is FactKind.FINDING]
    tracks = protocol.procedure.track
    for place, track in enumerate(tracks):
        where = file.inside("track").number(place)
        known(track.any_of, findings, where.inside("any_of"))
        known(track.disputed_unless, findings, where.inside("disputed_unless"))
    if any(bool(track.any_of) is (track is tracks[-1]) for track in tracks):
        file.inside("track").refuse("every track but the last, and only those, needs any_of")


def _stages(protocol: Protocol, file: Where) -> None:
    stages = protocol.procedure.stage
    for place, stage in enumerate(stages):
        for number, condition in enumerate(stage.when):
            where = file.inside("stage").number(place).inside("when").number(number)
            known(condition.happened, protocol.events, where.inside("happened"))
            known(condition.not_yet, protocol.events, where.inside("not_yet"))
    if any(bool(stage.when) is (stage is stages[0]) for stage in stages):
        file.inside("stage").refuse("every stage but the first, and only those, needs when")


def _acts(protocol: Protocol, file: Where) -> None:
    gates = protocol.conditions
    recordable = [*protocol.events, *gates]
    tracks = [track.id for track in protocol.procedure.track]
    for place, act in enumerate(protocol.procedure.act):
        where = file.inside("act").number(place)
        known(act.by, protocol.roles, where.inside("by"))
        known(act.stages, protocol.stages, where.inside("stages"))
        known(act.needs, recordable, where.inside("needs"))
        known(act.not_after, recordable, where.inside("not_after"))
        known(act.needs_on_track, tracks, where.inside("needs_on_track"))
        for track, needs in act.needs_on_track.items():
            known(needs, recordable, where.inside("needs_on_track").inside(track))
        known(act.needs_if, gates, where.inside("needs_if"))
        for finding, needs in act.needs_if.items():
            known(needs, recordable, where.inside("needs_if").inside(finding))
        if act.records is not None:
            known([act.records], recordable, where.inside("records"))


def _roles(protocol: Protocol, file: Where) -> None:
    """Check that the superior of a role is known and is another role."""
    institutions = [one.id for one in protocol.obligations.institution]
    for place, role in enumerate(protocol.procedure.role):
        where = file.inside("role").number(place)
        if role.institution is not None:
            known([role.institution], institutions, where.inside("institution"))
        if role.superior is not None:
            known([role.superior], protocol.roles, where.inside("superior"))
        if role.superior == role.id:
            where.inside("superior").refuse("nobody rules on their own delay")


def _deeds(protocol: Protocol, file: Where) -> None:
    """Check that no two acts name the same deed."""
    seen: dict[str, str] = {}
    for place, act in enumerate(protocol.procedure.act):
        if act.does is None:
            continue
        where = file.inside("act").number(place).inside("does")
        if act.does in seen:
            where.refuse("“{}” is already the act that does “{}”", seen[act.does], act.does)
        seen[act.does] = act.id


def _gates(protocol: Protocol, file: Where) -> None:
    """Check that something opens each gate: otherwise its acts stay closed for ever."""
    recorded = {act.records for act in protocol.procedure.act}
    for place, fact in enumerate(protocol.procedure.fact):
        _counts(protocol, fact, file.inside("fact").number(place).inside("at_least"))
        where = file.inside("fact").number(place).inside("opened_by")
        if fact.opened_by and fact.kind is not FactKind.GATE:
            where.refuse("only a gate is opened, and this is a {}", fact.kind)
        if (fact.opened_by or fact.at_least) and fact.id in recorded:
            where.refuse("an act records this gate, so nothing else opens it")
        opened = fact.opened_by or fact.at_least or fact.id in recorded
        if fact.kind is FactKind.GATE and not opened:
            where.refuse("is missing: no act records this gate, so say what opens it")


ASK_COUNTS = frozenset({None, Deed.DECIDE, Deed.TURN_AWAY, Deed.ORDER_PROVISIONAL})
"""Acts whose pages ask for counts; an act of another body has no deed."""


def _counts(protocol: Protocol, fact: FactRule, where: Where) -> None:
    if not fact.at_least:
        return
    if fact.kind is not FactKind.GATE or fact.opened_by:
        where.refuse("belongs to a gate that nothing else opens")
    counts = [one.id for one in protocol.procedure.fact if one.kind is FactKind.COUNT]
    known(fact.at_least, counts, where)
    wrong = [name for name, least in fact.at_least.items() if not 1 <= least <= MOST_COUNTED]
    for name in wrong:
        least = fact.at_least[name]
        where.inside(name).refuse("must be from 1 to {}, not {}", MOST_COUNTED, least)
    needing = [act for act in protocol.procedure.act if fact.id in act.may_need]
    for act in (one for one in needing if one.does not in ASK_COUNTS):
        where.refuse("the page of “{}” does not ask how many there were", act.id)
