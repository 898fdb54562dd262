from itertools import pairwise

from amparo.law.admission import OfficeHours, Reception
from amparo.law.assessment.risk_matrix import FactorKind, RiskMethod
from amparo.law.checks.known_names import an_hour, known, one_text_a_day, well_named
from amparo.law.checks.risk_questionnaires import check_weighing
from amparo.law.checks.term_end_changes import check_months
from amparo.law.loading.reader import Folder, Where
from amparo.law.measures import Measure, MeasureText, Told
from amparo.law.protocol import Protocol


def check_instruments(protocol: Protocol, folder: Folder) -> None:
    _reception(protocol, folder.file("10-admission.toml"))
    _questions(protocol, folder.file("10-admission.toml"))
    _risk(protocol, folder.file("20-assessment.toml"))
    _measures(protocol, folder.file("30-measures.toml"))
    _institutions(protocol, folder.file("40-obligations.toml"))


def _reception(protocol: Protocol, file: Where) -> None:
    channels = protocol.channel_ids
    rules = protocol.admission.reception
    for place, rule in enumerate(rules):
        where = file.inside("reception").number(place)
        known([rule.channel], channels, where.inside("channel"))
        _office_hours(rule, where.inside("open_until"))
    for name in channels:
        own = [rule for rule in rules if rule.channel == name]
        one_text_a_day(own, file.inside("reception"))
        if not any(rule.since <= protocol.procedure.in_force_from for rule in own):
            file.inside("reception").refuse("nothing says when a {} filing is received", name)
    well_named(protocol.admission.way, file.inside("way"))
    for place, way in enumerate(protocol.admission.way):
        where = file.inside("way").number(place).inside("counts_as")
        known([way.counts_as] if way.counts_as else [], channels, where)
        if channels and not way.counts_as:
            where.refuse("nothing says as which channel {} counts", way.id)


def _office_hours(rule: Reception, where: Where) -> None:
    if (rule.office_hours is OfficeHours.KNOWN) != (rule.open_until is not None):
        where.refuse('goes with `office_hours = "known"`, and only with it')
    if rule.open_until:
        an_hour(rule.open_until, where)


def _questions(protocol: Protocol, file: Where) -> None:
    admission = protocol.admission
    well_named(admission.step, file.inside("step"))
    well_named(admission.questions, file)
    for place, step in enumerate(admission.step):
        where = file.inside("step").number(place)
        known(step.asked_for, admission.for_whom, where.inside("asked_for"))
        for number, question in enumerate(step.question):
            inside = where.inside("question").number(number).inside("asked_for")
            known(question.asked_for, admission.for_whom, inside)
    well_named(admission.trait, file.inside("trait"))
    well_named(admission.impediment, file.inside("impediment"))
    well_named(admission.collective, file.inside("collective"))
    _roads(protocol, file)


def _roads(protocol: Protocol, file: Where) -> None:
    """Check that never-grounds name known roads, and roads name known measures."""
    admission = protocol.admission
    well_named(admission.road, file.inside("road"))
    well_named(admission.never_a_ground, file.inside("never_a_ground"))
    roads = {road.id for road in admission.road}
    for place, never in enumerate(admission.never_a_ground):
        where = file.inside("never_a_ground").number(place).inside("beside")
        known([never.beside] if never.beside else [], roads, where)
    measures = {measure.id for measure in protocol.measures.measure}
    for place, road in enumerate(admission.road):
        where = file.inside("road").number(place).inside("measure")
        known([road.measure] if road.measure else [], measures, where)


def _risk(protocol: Protocol, file: Where) -> None:
    assessment = protocol.assessment
    well_named(assessment.factor, file.inside("factor"))
    well_named(assessment.method, file.inside("method"))
    one_text_a_day(assessment.method, file.inside("method"))
    missing = set(FactorKind) - {factor.kind for factor in assessment.factor}
    if missing and (assessment.factor or assessment.method):
        file.inside("factor").refuse("has no {}", min(missing))
    for place, method in enumerate(assessment.method):
        _table(method, file.inside("method").number(place).inside("table"))
    check_weighing(protocol, file)


def _table(method: RiskMethod, where: Where) -> None:
    """Check that the table is complete and monotone, reaches every level, and is not decided by one
    axis alone."""
    if _complete(method, where):
        _monotone(method, where)


def _monotone(method: RiskMethod, where: Where) -> None:
    across = {name: list(method.table[name]) for name in method.probabilities}
    down = {
        name: [method.table[row][place] for row in method.probabilities]
        for place, name in enumerate(method.impacts)
    }
    reached = {level for line in across.values() for level in line}
    for name, line in (*across.items(), *down.items()):
        _rising(method, name, line, where)
    for level in method.levels:
        if level not in reached:
            where.refuse("leaves a level that no answer can reach: “{}”", level)
    for name, line in (*across.items(), *down.items()):
        if len(set(line)) == 1:
            where.refuse("lets one axis alone decide: “{}” is always “{}”", name, line[0])


def _rising(method: RiskMethod, name: str, line: list[str], where: Where) -> None:
    for left, right in pairwise(line):
        if method.levels.index(left) > method.levels.index(right):
            where.refuse(
                "a graver answer may never give a lower level: with “{}” it goes from “{}” down"
                " to “{}”",
                name,
                left,
                right,
            )


def _complete(method: RiskMethod, where: Where) -> bool:
    before = where.mistakes
    if set(method.table) != set(method.probabilities):
        where.refuse("needs one row for each probability")
    for row in method.table.values():
        known(row, method.levels, where)
        if len(row) != len(method.impacts):
            where.refuse("needs one column for each impact")
    return where.mistakes == before


def _measures(protocol: Protocol, file: Where) -> None:
    catalogue = protocol.measures
    well_named(catalogue.measure, file.inside("measure"))
    well_named(catalogue.criterion, file.inside("criterion"))
    well_named(catalogue.immediate_action, file.inside("immediate_action"))
    institutions = {one.id for one in protocol.obligations.institution}
    for place, measure in enumerate(catalogue.measure):
        where = file.inside("measure").number(place).inside("text")
        _measure(measure, institutions, where)
        for number, text in enumerate(measure.text):
            _conditions(protocol, text, where.number(number).inside("only_if"))
    if catalogue.provisional is not None:
        terms = [term.id for term in protocol.terms.term]
        known([catalogue.provisional.until], terms, file.inside("provisional").inside("until"))
    for place, action in enumerate(catalogue.immediate_action):
        if action.target_hours < 1:
            where = file.inside("immediate_action").number(place).inside("target_hours")
            where.refuse("must be at least 1")


def _measure(measure: Measure, institutions: set[str], where: Where) -> None:
    one_text_a_day(measure.text, where)
    for place, text in enumerate(measure.text):
        there = where.number(place)
        known(text.implemented_by, institutions, there.inside("implemented_by"))
        known(text.through, institutions, there.inside("through"))
        known(text.supported_by, institutions, there.inside("supported_by"))
        known(text.may_support, institutions, there.inside("may_support"))
        known(text.prior_opinion_of, institutions, there.inside("prior_opinion_of"))
        known(text.coordinated_with, institutions, there.inside("coordinated_with"))


def _conditions(protocol: Protocol, text: MeasureText, where: Where) -> None:
    """Check that each condition is for a body that the text names, and can be shown by a case."""
    named = (text.implemented_by, text.through, text.supported_by, text.may_support)
    known(text.only_if, [body for bodies in named for body in bodies], where)
    for body, fact in text.only_if.items():
        known([fact], protocol.conditions, where.inside(body))


def _institutions(protocol: Protocol, file: Where) -> None:
    obligations = protocol.obligations
    well_named(obligations.institution, file.inside("institution"))
    above: list[str] = []
    for place, institution in enumerate(obligations.institution):
        if institution.part_of is not None:
            where = file.inside("institution").number(place).inside("part_of")
            known([institution.part_of], above, where)
        above.append(institution.id)
    known([obligations.run_by], above, file.inside("run_by"))
    for place, one in enumerate(obligations.bound):
        where = file.inside("bound").number(place)
        known(one.institutions, above, where.inside("institutions"))
        known([one.through] if one.through else [], above, where.inside("through"))
    _standing(protocol, above, file)
    _escalation(protocol, file.inside("escalation"))


def _standing(protocol: Protocol, institutions: list[str], file: Where) -> None:
    well_named(protocol.obligations.standing, file.inside("standing"))
    well_named(protocol.obligations.registry, file.inside("registry"))
    for place, duty in enumerate(protocol.obligations.standing):
        where = file.inside("standing").number(place)
        known(duty.owed_by, institutions, where.inside("owed_by"))
        known(duty.only_if, duty.owed_by, where.inside("only_if"))
        term = (duty.amount, duty.unit, duty.counted_from)
        if any(part is not None for part in term) and None in term:
            where.refuse("needs `amount`, `unit` and `counted_from` together, or none")
        if duty.every_months is not None and (duty.amount is None or duty.every_months < 1):
            where.inside("every_months").refuse("needs `amount`, and is at least one month")
        if duty.unit is not None:
            check_months(protocol, duty.unit, where)
        if duty.until and duty.until < duty.since:
            where.inside("until").refuse("is before `since`")


def _escalation(protocol: Protocol, file: Where) -> None:
    """Check that each step comes later than the one before, and tells no one nearer."""
    steps = protocol.obligations.escalation
    well_named(steps, file)
    for place, (before, step) in enumerate(pairwise(steps), start=1):
        if step.business_days <= before.business_days:
            file.number(place).inside("business_days").refuse("must come after “{}”", before.id)
        if list(Told).index(step.tells) < list(Told).index(before.tells):
            file.number(place).inside("tells").refuse("must come after “{}”", before.id)
