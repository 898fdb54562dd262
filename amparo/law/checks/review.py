from amparo.law.checks.known_names import known, well_named
from amparo.law.loading.reader import Folder
from amparo.law.procedure import FactKind
from amparo.law.program_acts import Deed
from amparo.law.protocol import Protocol


def check_review(protocol: Protocol, folder: Folder) -> None:
    """Check that grounds and uses have distinct names, and that each needed gate is one of the
    protocol."""
    file = folder.file("50-review.toml")
    review = protocol.review
    well_named(review.ground, file.inside("ground"))
    well_named(review.misuse, file.inside("misuse"))
    well_named(review.defect, file.inside("defect"))
    act = protocol.act_that(Deed.COMPLAIN)
    if review.defect and (act is None or act.only_when_late):
        file.inside("defect").refuse("needs an act that complains, at any time")
    gates = [fact.id for fact in protocol.facts.values() if fact.kind is FactKind.GATE]
    for place, misuse in enumerate(review.misuse):
        known(misuse.needs, gates, file.inside("misuse").number(place).inside("needs"))
    for place, ground in enumerate(review.ground):
        if not ground.against:
            where = file.inside("ground").number(place).inside("against")
            where.refuse("names no resolution that could be contested for it")
