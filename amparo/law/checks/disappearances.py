from amparo.law.checks.known_names import known, well_named
from amparo.law.loading.reader import Folder, Where
from amparo.law.procedure import FactKind
from amparo.law.protocol import Protocol


def check_fate(protocol: Protocol, folder: Folder) -> None:
    """Check that searchers have distinct names, and that findings, impediment and institutions are
    the protocol's own."""
    file = folder.file("55-fate.toml")
    search = protocol.fate.search
    if search:
        where = file.inside("search")
        if search.every_minutes < 1:
            where.inside("every_minutes").refuse("must be at least one minute")
        impediments = [one.id for one in protocol.admission.impediment]
        known([search.impediment], impediments, where.inside("impediment"))
        well_named(search.tell, where.inside("tell"))
        institutions = [one.id for one in protocol.obligations.institution]
        for place, one in enumerate(search.tell):
            named = [one.institution] if one.institution else []
            known(named, institutions, where.inside("tell").number(place).inside("institution"))
    findings = [fact.id for fact in protocol.facts.values() if fact.kind is FactKind.FINDING]
    after = file.inside("linked")
    for place, linked in enumerate(protocol.fate.linked):
        known(linked.finds, findings, after.number(place).inside("finds"))
        if linked.after in [one.after for one in protocol.fate.linked[:place]]:
            after.number(place).inside("after").refuse("“{}” is there twice", linked.after)
    _check_receivers(protocol, file.inside("receives"))


def _check_receivers(protocol: Protocol, where: Where) -> None:
    named = [one.whom for one in protocol.fate.receives]
    for place, whom in enumerate(named):
        if whom in named[:place]:
            where.number(place).inside("whom").refuse("“{}” is there twice", whom)
