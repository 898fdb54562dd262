"""What may be proposed, to whom, and with which data: the protocol's catalogue for one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Exclusion
from amparo.foundations.intake.procedure.state import fixed_at
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.web.law.wording import norm_calls
from amparo.law import Protocol, load_protocol
from amparo.law.admission import Known
from amparo.law.measures import Measure, MeasureText, PersonField
from amparo.law.transitory import of_norm

PLACE = PersonField.COARSE_PLACE
"""What whoever acts always learns, and the person always reads before: roughly where."""

# Question of the request -> field of the closed list that its answer may fill.
ASKED = {
    "chosen_name": "chosen_name",
    "coarse_place": "coarse_place",
    "safe_contact": "contact_channel",
    "language": "language",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure of the catalogue, as the norm that the case keeps words it."""

    rule: Measure
    text: MeasureText
    label: str
    norm: str = ""
    """The older norm under which it goes on, where the case has left that."""

    @property
    def id(self) -> str:
        return of_norm(self.norm, self.rule.id) if self.norm else self.rule.id

    @property
    def tells(self) -> tuple[PersonField, ...]:
        """What its unit may learn: roughly where, always, and what the protocol says it needs."""
        return (PLACE, *(one for one in self.rule.needs if one != PLACE))


@dataclass(frozen=True, slots=True)
class Recipients:
    """Units to choose from: those that the norm names, with their parts, and all others."""

    named: Sequence[Unit]
    others: Sequence[Unit]
    must_not_know: frozenset[str]
    first: str
    """Code of whom the norm names nearest to the work; empty where she must not know."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proposal:
    """A measure as it is put to the person. `values`: field of the protocol's closed list -> the
    very words that the unit would be told; roughly where is always among them. `suitability`:
    criterion -> remark."""

    catalogue: str
    unit: Unit
    requested: bool
    what: str
    values: Mapping[str, str]
    suitability: Mapping[str, str]


def catalogue(open_case: OpenCase) -> Mapping[str, Entry]:
    """What may be ordered under the text of the norm on the day of filing, urgent measures last."""
    filing = open_case.folder.filing
    return _worded(load_protocol(filing.protocol), fixed_at(filing))


def entries_of(open_case: OpenCase) -> Mapping[str, Entry]:
    """The same, with what an older norm ordered that has no counterpart: it goes on as it was."""
    filing = open_case.folder.filing
    found = dict(catalogue(open_case))
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
    """What the request already says for fields of the closed list: to start from, not to send. How
    to reach her is not said where words since then do not open, of an answer too: it may be older.
    `whole`: something rests on it, and nothing is done where a part of it does not open."""
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
    """Excluded units, those that command them and those that they command."""
    rows = Exclusion.objects.filter(filing=open_case.folder.filing)
    blinded = {bytes(row.blinded) for row in rows}
    if not blinded:
        return frozenset()
    excluded = {unit.code for unit in everybody if open_case.folder.blinded(unit.code) in blinded}
    above = {code for unit in everybody if unit.code in excluded for code in unit.above}
    below = {unit.code for unit in everybody if excluded & set(unit.above)}
    return frozenset(excluded | above | below)
