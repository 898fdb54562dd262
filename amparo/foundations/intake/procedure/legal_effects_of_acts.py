"""What the program's acts mean in the law of a filing: their requirements and their legal
effects."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.foundations.intake import events
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.law_of_filing import law_of, state_of
from amparo.foundations.ledger.services import Signs, record
from amparo.law import ONLY_BY_LAW, CaseState, Deed, Opening, Refused, load_protocol, needs_of
from amparo.law.procedure import ActRule


class NotInOrder(Exception):
    """The protocol refuses this event now; the message is the engine's own sentence."""


def lacking(
    filing: Filing,
    does: Deed,
    state: CaseState,
    *,
    found: Collection[str] = (),
    counted: bool = False,
) -> tuple[str, ...]:
    """Return what the protocol requires for this act and is missing: ids of events and gates, and
    `stage` if the act is not open now or a term still runs. Empty for an act unknown to the
    protocol. `found`: gates that the act itself finds, already in `state`. `counted`: the act's
    page has asked for what it counts; before, that is not missing."""
    law = law_of(filing)
    rule = law.act_that(does)
    if rule is None:
        return ()
    held = _held(filing) | {*law.gates_opened_by(Opening.THE_ACT), *found}
    held |= set() if counted else law.uncounted({*filing.facts, *found})
    needed = needs_of(rule, held, state.track)
    elsewhere = bool(rule.stages) and state.stage not in rule.stages
    stage = ("stage",) if elsewhere or rule.id in state.shut_until_over else ()
    return (*stage, *(need for need in needed if need not in held))


def is_noted(filing: Filing, does: Deed) -> bool:
    """Return whether the legal effect of this act is on record."""
    records = load_protocol(filing.protocol).recorded_by(does)
    return records in filing.happened or filing.facts.get(records or "") is True


def is_decided(filing: Filing) -> bool:
    """Return whether the request was decided or rejected."""
    return any(is_noted(filing, does) for does in (Deed.DECIDE, Deed.TURN_AWAY))


def note(
    filing: Filing,
    does: Deed,
    *,
    when: datetime,
    by: Signs,
    at: datetime,
    found: dict[str, Any] | None = None,
) -> None:
    """Record the event or gate that an act brings about in this filing's law, with its findings and
    the gates that its own reasons open. Where the law has no such act, record only the findings.
    Raises NotInOrder, also for an act of ONLY_BY_LAW that the law does not have."""
    law = law_of(filing)
    rule = law.act_that(does)
    if rule is None and does in ONLY_BY_LAW:
        raise NotInOrder(does)
    own = _opened_by_itself(filing, rule, found or {}, at=at) if rule else {}
    facts = {**(found or {}), **own}
    records = rule.records if rule else None
    if records in law.events:
        happen(filing, records, when=when, by=by, at=at, found=facts)
        return
    facts |= {records: True} if records else {}
    if facts:
        find(filing, facts, by=by, at=at)


def _opened_by_itself(
    filing: Filing, rule: ActRule, found: dict[str, Any], *, at: datetime
) -> dict[str, bool]:
    """Return the required gates that the reasons given with the act open. Raises NotInOrder."""
    own = load_protocol(filing.protocol).gates_opened_by(Opening.THE_ACT)
    if not own:
        return {}
    try:
        track = standing_in(filing, filing.happened, filing.facts, at=at).track
    except Refused as problem:
        raise NotInOrder(str(problem)) from problem
    held = _held(filing) | {name for name, value in found.items() if value is True}
    needs = needs_of(rule, held, track)
    return {gate: True for gate in own if gate in needs}


def standing_in(
    filing: Filing, happened: dict[str, str], facts: dict[str, Any], *, at: datetime
) -> CaseState:
    """Return the legal state of this filing as if these events and facts were on record."""
    return state_of(filing.protocol, happened, facts, at=at, norms=filing.norms)


def _held(filing: Filing) -> set[str]:
    """Return the names of events that happened, of findings that are true and of open gates."""
    true = (name for name, value in filing.facts.items() if value is True)
    return {*filing.happened, *true, *load_protocol(filing.protocol).enough(filing.facts)}


@transaction.atomic
def set_aside(filing: Filing, deeds: Iterable[Deed], *, by: Signs, at: datetime) -> None:
    """Cancel the legal effect of these acts, which may then happen again. The record keeps that
    they happened."""
    law, fresh = load_protocol(filing.protocol), hold_row(filing).get()
    gone = {name for does in deeds if (name := law.recorded_by(does)) in fresh.happened}
    if gone:
        kept = {name: moment for name, moment in fresh.happened.items() if name not in gone}
        _keep(filing, kept, fresh.facts)
    for name in sorted(filter(None, gone)):
        record(events.LegalEventSetAside(about=filing.code, what=name), by=by, at=at)


def open_gates(filing: Filing, what: Opening, *, by: Signs, at: datetime) -> None:
    """Open the gates for which this filing's law waits, if any."""
    gates = load_protocol(filing.protocol).gates_opened_by(what)
    if gates:
        find(filing, dict.fromkeys(gates, True), by=by, at=at)


def shut_gates(filing: Filing, what: Opening, *, by: Signs, at: datetime) -> None:
    """Close the gates that `open_gates` opened."""
    gates = load_protocol(filing.protocol).gates_opened_by(what)
    standing = {gate: False for gate in gates if filing.facts.get(gate) is True}
    if standing:
        find(filing, standing, by=by, at=at)


# --- in the names of the protocol ---


@transaction.atomic
def happen(
    filing: Filing,
    what: str,
    *,
    when: datetime,
    by: Signs,
    at: datetime,
    found: dict[str, Any] | None = None,
) -> CaseState:
    """Record an event of the protocol, with its findings. Return the new state.

    Raises NotInOrder with the engine's sentence, or with the ids of what the protocol still
    requires for this act (events and gates: see `find`), joined by "+".
    """
    fresh = hold_row(filing).get()
    facts = {**fresh.facts, **(found or {})}
    _must_be_next(fresh, what, facts, at=at)
    happened = {**fresh.happened, what: when.isoformat()}
    try:
        state = standing_in(fresh, happened, facts, at=at)
    except Refused as problem:
        raise NotInOrder(str(problem)) from problem
    _keep(filing, happened, facts)
    event = events.LegalEvent(
        about=filing.code, what=what, happened_at=when.isoformat(), facts_found=_coded(found)
    )
    record(event, by=by, at=at)
    return state


@transaction.atomic
def find(filing: Filing, found: dict[str, Any], *, by: Signs, at: datetime) -> CaseState:
    """Record findings and opened gates. Return the new state. Raises NotInOrder."""
    fresh = hold_row(filing).get()
    facts = {**fresh.facts, **found}
    try:
        state = standing_in(fresh, fresh.happened, facts, at=at)
    except Refused as problem:
        raise NotInOrder(str(problem)) from problem
    if facts != fresh.facts:
        _keep(filing, fresh.happened, facts)
        record(events.FactsFound(about=filing.code, found=_coded(found)), by=by, at=at)
    return state


def _must_be_next(filing: Filing, what: str, facts: dict[str, Any], *, at: datetime) -> None:
    """Check that an act which records this event is open, with nothing missing. Raises
    NotInOrder."""
    law = load_protocol(filing.protocol)
    if what in filing.happened:
        raise NotInOrder(what)
    if not any(act.records == what for act in law.procedure.act):
        return
    state = standing_in(filing, filing.happened, facts, at=at)
    acts = [act for act in state.acts if act.records == what]
    if not acts:
        raise NotInOrder(f"not_in_{state.stage}")
    if all(act.missing for act in acts):
        fewest = min((act.missing for act in acts), key=lambda missing: len(missing))  # noqa: PLW0108 - mypy reads it
        raise NotInOrder("+".join(fewest))


def _keep(filing: Filing, happened: dict[str, str], facts: dict[str, Any]) -> None:
    filing.happened, filing.facts = happened, facts
    Filing.objects.filter(pk=filing.pk).update(happened=happened, facts=facts)


def _coded(found: dict[str, Any] | None) -> str:
    return "+".join(f"{key}.{value}" for key, value in sorted((found or {}).items()))[:80]
