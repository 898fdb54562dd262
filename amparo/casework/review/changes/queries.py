"""A change of a measure as the team reads it: what the law asks for first and what of it is there,
what she says, which facts have changed since it was granted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amparo.casework.measures import queries as measures
from amparo.casework.measures.models import Measure, State
from amparo.casework.measures.queries import Shown
from amparo.casework.review.changes.facts import Facts, facts_of
from amparo.casework.review.hearings.queries import (
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
from amparo.casework.review.models import LIVE, UNDECIDED, Change, Gathered, Recourse
from amparo.casework.review.risk_opinions.queries import AskedUnit, asked_of, waits_again
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import is_shared
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.presence import watch
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.web.law.wording import say
from amparo.law import Deed, Opening, Protocol, load_protocol, needs_of

watch("changes", Change)

Kind, ChangeState = Change.Kind, Change.State
DEEDS: Mapping[str, Deed] = {
    Kind.STRENGTHEN: Deed.STRENGTHEN_MEASURE,
    Kind.REDUCE: Deed.REDUCE_MEASURE,
    Kind.SUSPEND: Deed.SUSPEND_MEASURE,
    Kind.CEASE: Deed.END_MEASURE,
    Kind.MISUSE: Deed.TAKE_MEASURE_AWAY,
    Kind.RENOUNCE: Deed.END_RENOUNCED,
    Kind.DEATH: Deed.END_MEASURE,
}
# After a death nobody is heard and nothing is put to decision: of_the_dead.py.
PREPARED = tuple(kind for kind in Kind if kind != Kind.DEATH)
# Less protection because the risk is less: only on facts that changed.
ON_CHANGED_FACTS = frozenset({Kind.REDUCE, Kind.SUSPEND, Kind.CEASE})
ASKED_FOR = "asked"
"""Why a change is thought of: because it is asked for."""
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
    """A change with everything that a page says of it."""

    row: Change
    shown: Shown
    body: Mapping[str, Any]
    reports: tuple[Mapping[str, Any], ...]
    gates: tuple[Gate, ...]
    question: Question | None
    facts: Facts
    issued: measures.Issued | None
    given_up: measures.Issued | None
    """The resolution by which what was decided is given up."""
    recourse: Recourse | None
    asked: tuple[AskedUnit, ...]
    shared: bool
    """Whether the measure protects others too, or nobody has said that it does not."""
    hearings: tuple[HeardOne, ...]
    """Everybody besides the person whom it takes protection from, as far as each was heard."""
    waits_for_her: bool
    """Whether the person herself has yet to be heard: not where it is not for her, or after her
    death."""
    impeded: bool  # she cannot be asked: another may have said what stands on her page

    @property
    def yet_to_be_heard(self) -> tuple[str, ...]:
        """For whom the gate of the hearing waits, by name."""
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
        """Whether she gives up what only she can: her yes stands now, and she can be asked."""
        return self.row.kind != Kind.RENOUNCE or (self._agreed and not self.impeded)

    @property
    def hers_alone(self) -> bool:
        """Whether she alone takes it back: she asked for it on her page, or said yes to it. While
        she cannot be asked, only what the team heard from her is known to be hers."""
        told = self._agreed and self.question is not None and self.question.how != "page"
        hers = told if self.impeded else (self._agreed or "because" not in self.body)
        return self.row.kind == Kind.RENOUNCE and hers

    @property
    def _agreed(self) -> bool:
        asked = self.question
        return bool(asked and asked.answer == "agreed" and asked.withdrawn_at is None)

    @property
    def takes_away(self) -> bool:
        """Whether it was decided to take protection away, which may be given up."""
        return self.row.kind in HEARS_ALL and self.row.state == Change.State.DECIDED

    @property
    def undecided(self) -> bool:
        return self.row.state in UNDECIDED

    @property
    def of_a_share(self) -> bool:
        """Whether the person gives up a share in what protects others too, and goes on for them."""
        return self.row.kind == Kind.RENOUNCE and self.shared

    @property
    def asked_for_by_all(self) -> bool:
        """Whether nothing is asked for in another's name: what is ended because they want it so,
        each of them wants."""
        if self.body.get("because") != ASKED_FOR or not self.shared:
            return True
        hers = self.question is not None and self.question.answer == "agreed"
        return agrees(self.hearings) and (hers or not self.shown.protects_her)

    @property
    def ready(self) -> bool:
        """Whether it may be put to decision."""
        return (
            self.still_given_up
            and self.asked_for_by_all
            and not self.missing
            and (not self.needs_facts or self.facts.lets_reduce)
        )


def changes_in(open_case: OpenCase) -> list[Change]:
    return open_case.once("changes", lambda: list(_CHANGES.filter(case_id=open_case.case.pk)))


_CHANGES = Change.objects.select_related("measure__unit", "decision").order_by("opened_at", "pk")


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
    """Each measure that may be changed now, with the kinds of change that the law knows."""
    found = []
    for shown in measures.plan(open_case, seen_by=seen_by):
        kinds = hers_among(free_for(open_case, shown.measure), shown)
        found += [(shown, kinds)] if kinds else []
    return found


def free_for(open_case: OpenCase, measure: Measure) -> tuple[str, ...]:
    """What may be done to a measure beside what is on its way."""
    law = load_protocol(open_case.folder.filing.protocol)
    live = [one for one in changes_in(open_case) if one.state in LIVE]
    on_its_way = {one.kind for one in live if one.measure_id == measure.pk}
    return tuple(one for one in kinds_for(measure, law) if is_free(one, on_its_way))


def kinds_for(measure: Measure, law: Protocol) -> tuple[str, ...]:
    """What may be done to a measure where it stands. To give more needs no article."""
    if measure.state == State.SUSPENDED:
        known = [Kind.STRENGTHEN, Kind.CEASE, Kind.RENOUNCE]
    elif measure.state in RUNS:
        known = list(PREPARED)
    elif measure.state == State.RENOUNCED:  # granted again, if she agrees to it anew
        known = [Kind.STRENGTHEN]
    else:
        return ()
    return tuple(kind for kind in known if kind == Kind.STRENGTHEN or law.act_that(DEEDS[kind]))


def goes_on(measure: Measure, kind: str) -> bool:
    """Whether it has not ended, so that what was thought of it can still be done to it."""
    again = (kind, measure.state) == (Kind.STRENGTHEN, State.RENOUNCED)
    return measure.state in RUNS or measure.state == State.SUSPENDED or again


def gates_of(open_case: OpenCase, row: Change) -> tuple[Gate, ...]:
    """The gates of the act, and of the use that is reproached; each opened for this change."""
    if row.kind == Kind.DEATH:
        return ()
    filing = open_case.folder.filing
    law = load_protocol(filing.protocol)
    act = law.act_that(DEEDS[row.kind])
    # What was found in this case before, and what whoever proposes finds.
    found = {*row.found, *(name for name, holds in filing.facts.items() if holds is True)}
    needs = needs_of(act, found, open_case.case.track) if act else ()
    of_use = [one.needs for one in law.review.misuse if one.id == row.criterion]
    wanted = dict.fromkeys([*needs, *(need for one in of_use for need in one)])
    opened = {gate: what for what in OF_A_CHANGE for gate in law.gates_opened_by(what)}
    there = _gathered(row) - waits_again(row, law)
    # One word opens it for whoever said it; it is open once everybody was heard.
    of_all = {gate for gate, what in opened.items() if what == OPENED_BY}
    there = there - of_all | (of_all if all_heard(row, hers=bool(of_all & there)) else set())
    return tuple(
        Gate(name, say(law, f"facts.{name}"), name in there, opened[name])
        for name in wanted
        if name in opened
    )


def _gathered(row: Change) -> set[str]:
    return set(Gathered.objects.filter(change=row).values_list("gate", flat=True))


def _she_was_heard(open_case: OpenCase, row: Change) -> bool:
    law = load_protocol(open_case.folder.filing.protocol)
    return bool(_gathered(row) & {*law.gates_opened_by(OPENED_BY)})


OF_A_CHANGE = (
    Opening.WORD_ON_CHANGE,
    Opening.CONTEXT_ANSWERED,
    Opening.NOTED_FOR_CHANGE,
    Opening.RISK_EXPLAINED,
)


def findings_asked(open_case: OpenCase) -> list[tuple[str, str]]:
    """Findings on which more may have to be gathered, with the protocol's words."""
    law = load_protocol(open_case.folder.filing.protocol)
    acts = [act for does in DEEDS.values() if (act := law.act_that(does))]
    names = dict.fromkeys(name for act in acts for name in act.needs_if)
    return [(name, say(law, f"facts.{name}")) for name in names]


def _question(open_case: OpenCase, row: Change, reader: Signs) -> Question | None:
    """What she was asked about this change, the newest."""
    asked = questions_of(open_case.folder, seen_by=reader)
    return next((one for one in asked if one.kind == "change" and one.subject == row.ref), None)
