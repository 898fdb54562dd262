"""A change of a measure as the team reads it: what the law asks for first and what of it is on
record, what the person says, which facts changed since the measure was granted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amparo.casework.measures import queries as measures
from amparo.casework.measures.models import Measure, State
from amparo.casework.measures.queries import Shown
from amparo.casework.review.beneficiary_hearings.queries import (
    HEARS_ALL,
    OPENED_BY,
    Gate,
    HeardOne,
    agrees,
    all_heard,
    hearings_of,
    hers_among,
    is_free,
    waiting_in_words,
)
from amparo.casework.review.changes.changed_facts import Facts, facts_of
from amparo.casework.review.models import (
    LIVE,
    UNDECIDED,
    ChangeRequirementMet,
    MeasureChange,
    Recourse,
)
from amparo.casework.review.risk_opinions.queries import AskedUnit, asked_of, waits_again
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import is_shared
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.web.law.wording import say
from amparo.law import Deed, Opening, Protocol, load_protocol, needs_of

watch("changes", MeasureChange)

Kind, ChangeState = MeasureChange.Kind, MeasureChange.State
DEEDS: Mapping[str, Deed] = {
    Kind.STRENGTHEN: Deed.STRENGTHEN_MEASURE,
    Kind.REDUCE: Deed.REDUCE_MEASURE,
    Kind.SUSPEND: Deed.SUSPEND_MEASURE,
    Kind.CEASE: Deed.END_MEASURE,
    Kind.MISUSE: Deed.TAKE_MEASURE_AWAY,
    Kind.RENOUNCE: Deed.END_RENOUNCED,
    Kind.DEATH: Deed.END_MEASURE,
}
# After a death no person is heard and nothing is put to decision: measures_of_deceased/services.py.
PREPARED = tuple(kind for kind in Kind if kind != Kind.DEATH)
# Less protection because the risk is less: only on facts that changed.
ON_CHANGED_FACTS = frozenset({Kind.REDUCE, Kind.SUSPEND, Kind.CEASE})
ASKED_FOR = "asked"
"""Reason of a change that is proposed because it is asked for."""
RUNS = frozenset(
    {
        State.GRANTED,
        State.FORWARDED,
        State.ACCEPTED_BY_ENTITY,
        State.OBJECTED_BY_ENTITY,
        State.IN_PLACE,
        State.VERIFIED_BY_BENEFICIARY,
        State.INEFFECTIVE,
        State.MODIFIED,
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Changing:
    """A change with everything that a page shows of it."""

    row: MeasureChange
    shown: Shown
    body: Mapping[str, Any]
    reports: tuple[Mapping[str, Any], ...]
    gates: tuple[Gate, ...]
    question: Question | None
    facts: Facts
    issued: measures.Issued | None
    given_up: measures.Issued | None
    """The resolution by which a decided change is given up."""
    recourse: Recourse | None
    asked: tuple[AskedUnit, ...]
    shared: bool
    """Whether the measure protects others too, or it is not on record that it does not."""
    hearings: tuple[HeardOne, ...]
    """The other protected persons who lose protection, with how far each was heard."""
    waits_for_her: bool
    """Whether the person has yet to be heard. False where the measure does not protect the person,
    and after the person's death."""
    impeded: bool  # the person cannot be asked: their page may show another's words

    @property
    def yet_to_be_heard(self) -> tuple[str, ...]:
        """The names of those for whom the gate of the hearing waits."""
        return waiting_in_words(self.hearings, her=self.waits_for_her)

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def missing(self) -> tuple[Gate, ...]:
        return tuple(gate for gate in self.gates if not gate.there)

    @property
    def needs_facts(self) -> bool:
        return self.row.kind in ON_CHANGED_FACTS

    @property
    def open(self) -> bool:
        return self.row.state in LIVE

    @property
    def still_given_up(self) -> bool:
        """Whether a renunciation stands: the person agreed to it and can be asked. True for other
        kinds."""
        return self.row.kind != Kind.RENOUNCE or (self._agreed and not self.impeded)

    @property
    def hers_alone(self) -> bool:
        """Whether only the person can take a renunciation back: they asked for it on their page, or
        agreed to it. While they cannot be asked, only a yes that the team heard counts."""
        told = self._agreed and self.question is not None and self.question.how != "page"
        hers = told if self.impeded else (self._agreed or "because" not in self.body)
        return self.row.kind == Kind.RENOUNCE and hers

    @property
    def _agreed(self) -> bool:
        asked = self.question
        return bool(asked and asked.answer == "agreed" and asked.withdrawn_at is None)

    @property
    def takes_away(self) -> bool:
        """Whether taking protection away was decided, which may be given up."""
        return self.row.kind in HEARS_ALL and self.row.state == MeasureChange.State.DECIDED

    @property
    def undecided(self) -> bool:
        return self.row.state in UNDECIDED

    @property
    def of_a_share(self) -> bool:
        """Whether the person gives up a share in a measure that goes on for others."""
        return self.row.kind == Kind.RENOUNCE and self.shared

    @property
    def asked_for_by_all(self) -> bool:
        """Whether each protected person wants a change that is proposed because it is asked for: it
        may not be asked for in another's name."""
        if self.body.get("because") != ASKED_FOR or not self.shared:
            return True
        hers = self.question is not None and self.question.answer == "agreed"
        return agrees(self.hearings) and (hers or not self.shown.protects_her)

    @property
    def ready(self) -> bool:
        """Whether the change may be put to decision."""
        return (
            self.still_given_up
            and self.asked_for_by_all
            and not self.missing
            and (not self.needs_facts or self.facts.lets_reduce)
        )


def changes_in(open_case: OpenCase) -> list[MeasureChange]:
    return open_case.once("changes", lambda: list(_CHANGES.filter(case_id=open_case.case.pk)))


_CHANGES = MeasureChange.objects.select_related("measure__unit", "decision").order_by(
    "opened_at", "pk"
)


def change_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Changing | None:
    row = next((one for one in changes_in(open_case) if one.ref == ref), None)
    if row is None:
        return None
    plan = measures.plan(open_case, seen_by=seen_by)
    issued = {one.decision.pk: one for one in measures.decisions(open_case, seen_by=seen_by)}
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["change", "change_report"])
    words = {paper.ref: open_case.folder.words(paper) for paper in papers}
    shown = next(one for one in plan if one.measure.pk == row.measure_id)
    hers = _she_was_heard(open_case, row)
    return Changing(
        row=row,
        shown=shown,
        body=words[row.paper_ref],
        reports=tuple(body for body in words.values() if body.get("change") == ref),
        gates=gates_of(open_case, row),
        question=_question(open_case, row, seen_by),
        facts=facts_of(open_case, row, seen_by=seen_by),
        issued=issued.get(row.decision_id or 0),
        given_up=issued.get(row.given_up_by_id or 0),
        recourse=Recourse.objects.filter(decision=row.decision_id).first()
        if row.decision_id
        else None,
        asked=asked_of(open_case, row, seen_by=seen_by),
        shared=is_shared(open_case.folder.filing, shown.ref),
        hearings=hearings_of(open_case, row, shown, hers=hers, seen_by=seen_by),
        waits_for_her=not hers and shown.protects_her and not open_case.folder.filing.asks_nobody,
        impeded=bool(open_case.folder.filing.impediment),
    )


def possible(open_case: OpenCase, *, seen_by: Signs) -> list[tuple[Shown, tuple[str, ...]]]:
    """Return each measure that may be changed now, with the kinds of change that the law knows."""
    found = []
    for shown in measures.plan(open_case, seen_by=seen_by):
        kinds = hers_among(free_for(open_case, shown.measure), shown)
        found += [(shown, kinds)] if kinds else []
    return found


def free_for(open_case: OpenCase, measure: Measure) -> tuple[str, ...]:
    """Return the kinds of change that may be opened for a measure beside those that are open
    already."""
    law = load_protocol(open_case.folder.filing.protocol)
    live = [one for one in changes_in(open_case) if one.state in LIVE]
    on_its_way = {one.kind for one in live if one.measure_id == measure.pk}
    return tuple(one for one in kinds_for(measure, law) if is_free(one, on_its_way))


def kinds_for(measure: Measure, law: Protocol) -> tuple[str, ...]:
    """Return the kinds of change that are possible in the measure's state. Strengthening needs no
    article of the law."""
    if measure.state == State.SUSPENDED:
        known = [Kind.STRENGTHEN, Kind.CEASE, Kind.RENOUNCE]
    elif measure.state in RUNS:
        known = list(PREPARED)
    elif measure.state == State.RENOUNCED:  # granted again, if the person agrees to it anew
        known = [Kind.STRENGTHEN]
    else:
        return ()
    return tuple(kind for kind in known if kind == Kind.STRENGTHEN or law.act_that(DEEDS[kind]))


def goes_on(measure: Measure, kind: str) -> bool:
    """Return whether the measure has not ended for this kind of change, so that the change can
    still be applied to it."""
    again = (kind, measure.state) == (Kind.STRENGTHEN, State.RENOUNCED)
    return measure.state in RUNS or measure.state == State.SUSPENDED or again


def gates_of(open_case: OpenCase, row: MeasureChange) -> tuple[Gate, ...]:
    """Return the gates of the act, and of the use that is reproached; each is opened for this
    change alone."""
    if row.kind == Kind.DEATH:
        return ()
    filing = open_case.folder.filing
    law = load_protocol(filing.protocol)
    act = law.act_that(DEEDS[row.kind])
    # Findings on record in this case, and those of the proposal.
    found = {*row.found, *(name for name, holds in filing.facts.items() if holds is True)}
    needs = needs_of(act, found, open_case.case.track) if act else ()
    of_use = [one.needs for one in law.review.misuse if one.id == row.criterion]
    wanted = dict.fromkeys([*needs, *(need for one in of_use for need in one)])
    opened = {gate: what for what in OF_A_CHANGE for gate in law.gates_opened_by(what)}
    there = _gathered(row) - waits_again(row, law)
    # One answer counts for one beneficiary; the gate is open once all of them were heard.
    of_all = {gate for gate, what in opened.items() if what == OPENED_BY}
    there = there - of_all | (of_all if all_heard(row, hers=bool(of_all & there)) else set())
    return tuple(
        Gate(name, say(law, f"facts.{name}"), name in there, opened[name])
        for name in wanted
        if name in opened
    )


def _gathered(row: MeasureChange) -> set[str]:
    return set(ChangeRequirementMet.objects.filter(change=row).values_list("gate", flat=True))


def _she_was_heard(open_case: OpenCase, row: MeasureChange) -> bool:
    law = load_protocol(open_case.folder.filing.protocol)
    return bool(_gathered(row) & {*law.gates_opened_by(OPENED_BY)})


OF_A_CHANGE = (
    Opening.WORD_ON_CHANGE,
    Opening.CONTEXT_ANSWERED,
    Opening.NOTED_FOR_CHANGE,
    Opening.RISK_EXPLAINED,
)


def findings_asked(open_case: OpenCase) -> list[tuple[str, str]]:
    """Return the findings that may require more to be gathered, with the protocol's text."""
    law = load_protocol(open_case.folder.filing.protocol)
    acts = [act for does in DEEDS.values() if (act := law.act_that(does))]
    names = dict.fromkeys(name for act in acts for name in act.needs_if)
    return [(name, say(law, f"facts.{name}")) for name in names]


def _question(open_case: OpenCase, row: MeasureChange, reader: Signs) -> Question | None:
    """Return the newest question to the person about this change, or None."""
    asked = questions_of(open_case.folder, seen_by=reader)
    return next((one for one in asked if one.kind == "change" and one.subject == row.ref), None)
