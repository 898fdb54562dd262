"""What may be proposed, to whom, and with which data: the protocol's catalogue for one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from amparo.casework.measures.own_measures.catalogue import own_rules
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Exclusion
from amparo.foundations.intake.procedure.law_of_filing import fixed_at
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.web.law.wording import norm_calls
from amparo.law import Protocol, load_protocol
from amparo.law.admission import Known
from amparo.law.measures import Measure, MeasureText, PersonField
from amparo.law.transitory import of_norm

PLACE = PersonField.COARSE_PLACE
"""The coarse place: every unit that carries out a measure learns it, and the person reads it before
answering."""

# Question of the request -> field of the closed list that its answer may fill.
ASKED = {
    "chosen_name": "chosen_name",
    "coarse_place": "coarse_place",
    "safe_contact": "contact_channel",
    "language": "language",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure of the catalogue, as worded by the norm that applies to the case."""

    rule: Measure
    text: MeasureText
    label: str
    own: bool = False
    """Whether the organisation that runs this site does it itself."""
    norm: str = ""
    """The older norm under which the measure goes on, where the case has passed to another norm."""

    @property
    def id(self) -> str:
        return of_norm(self.norm, self.rule.id) if self.norm else self.rule.id

    @property
    def tells(self) -> tuple[PersonField, ...]:
        """Fields that the unit may learn: always the coarse place, and those that the protocol
        needs."""
        if self.own:
            return ()
        return (PLACE, *(one for one in self.rule.needs if one != PLACE))


@dataclass(frozen=True, slots=True)
class Recipients:
    """Units to choose from: those that the norm names, with their parts, and all others."""

    named: Sequence[Unit]
    others: Sequence[Unit]
    must_not_know: frozenset[str]
    first: str
    """Code of the named unit that is nearest to the work; empty where that unit must not know."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proposal:
    """A measure as it is put to the person.

    `values`: field of the protocol's closed list -> the exact words that the unit would be told;
    the coarse place is always among them. `suitability`: criterion -> remark.
    """

    catalogue: str
    unit: Unit | None
    requested: bool
    what: str
    values: Mapping[str, str]
    suitability: Mapping[str, str]
    by_day: date | None = None
    """The day agreed on, of what the organisation does itself; `unit` is None then."""


def catalogue(open_case: OpenCase) -> Mapping[str, Entry]:
    """What may be ordered under the text of the norm on the day of filing, urgent measures last; on
    an organisation's site, what it may do itself."""
    return _own() if settings.ORGANISATION else _of_norm(open_case)


def _own() -> dict[str, Entry]:
    return {rule.id: Entry(rule, text, label, own=True) for rule, text, label in own_rules()}


def _of_norm(open_case: OpenCase) -> dict[str, Entry]:
    filing = open_case.folder.filing
    return _worded(load_protocol(filing.protocol), fixed_at(filing))


def entries_of(open_case: OpenCase) -> Mapping[str, Entry]:
    """The catalogue, and measures of older norms without a counterpart, which go on unchanged."""
    filing = open_case.folder.filing
    found = _of_norm(open_case) | _own()
    for norm in dict.fromkeys(one["from"] for one in filing.norms):
        found |= {
            of_norm(norm, name): replace(entry, norm=norm)
            for name, entry in _worded(load_protocol(norm), filing.filed_at).items()
        }
    return found


def _worded(law: Protocol, at: datetime) -> dict[str, Entry]:
    day = at.astimezone(law.zone).date()
    worded = ((rule, rule.worded(day)) for rule in law.measures.measure)
    return {rule.id: Entry(rule, text, norm_calls(law, rule.id)) for rule, text in worded if text}


def recipients(open_case: OpenCase, entry: Entry, *, seen_by: Signs) -> Recipients:
    text = entry.text
    helping = (*text.supported_by, *text.may_support)
    named_ids = {*text.implemented_by, *text.through, *helping}
    everybody = list(units(seen_by=seen_by))
    named = [unit for unit in everybody if named_ids & {unit.code, *unit.above}]
    hidden = must_not_know_of(open_case, everybody)
    known = {unit.code for unit in named} - hidden
    facts = open_case.folder.filing.facts
    order = (one for one in (*text.through, *text.implemented_by) if text.binds(one, facts))
    return Recipients(
        named=named,
        others=[unit for unit in everybody if unit not in named],
        must_not_know=hidden,
        first=next((code for code in order if code in known), ""),
    )


def known_values(open_case: OpenCase, *, seen_by: Signs, whole: bool = False) -> dict[str, str]:
    """Values that the request already gives for fields of the closed list, to prefill a proposal.

    The contact channel is left out where a later paper does not open, because the known one may be
    outdated. `whole`: raise instead of skipping a paper that does not open; used where something
    rests on the result.
    """
    said: dict[str, Any] = {}
    folder, first = open_case.folder, ["urgent", "request"]
    for paper in papers_in(folder, seen_by=seen_by, kinds=first if whole else [*first, "answer"]):
        words = folder.words(paper) if whole else folder.words_if_they_open(paper)
        if words is None:
            said.pop(Known.CONTACT, None)
        elif paper.kind in first:
            said.update(words)
    return {
        field: str(said[question])
        for question, field in ASKED.items()
        if isinstance(said.get(question), str)
    }


def must_not_know_of(open_case: OpenCase, everybody: Sequence[Unit]) -> frozenset[str]:
    """Codes of the excluded units, the units above them and the units below them."""
    rows = Exclusion.objects.filter(filing=open_case.folder.filing)
    blinded = {bytes(row.blinded) for row in rows}
    if not blinded:
        return frozenset()
    excluded = {unit.code for unit in everybody if open_case.folder.blinded(unit.code) in blinded}
    above = {code for unit in everybody if unit.code in excluded for code in unit.above}
    below = {unit.code for unit in everybody if excluded & set(unit.above)}
    return frozenset(excluded | above | below)
