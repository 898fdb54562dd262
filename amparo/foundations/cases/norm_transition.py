"""Transition of a case to another norm, or its reversal: a separate act with reasons, by the roles
that the norm names."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.cases import events
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.documents.schemas.admission import NormChangedText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.law_of_filing import happened_of, plain_of
from amparo.foundations.ledger.services import Signs, record
from amparo.law import Protocol, load_protocol
from amparo.law.state import norm_transition as passing
from amparo.law.state.case import Carried, Term, when

DAY = len("2026-11-20")
CHUNK = 500
KIND = "norm_changed"
"""Kind of the document that informs the person: the reasons, and what changed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of one transition, before it is made. `undoes`: the document of the transition
    that it reverses."""

    older: Protocol
    newer: Protocol
    move: passing.Move
    undoes: str = ""

    @property
    def mark(self) -> str:
        """Return a hash of exactly these changes, which proves that the deciding member was shown
        them."""
        told = self.plain()
        told["terms"] = [
            [_of_a_day(pair.older), _of_a_day(pair.newer)] for pair in self.move.changes
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def late(self) -> tuple[Carried, ...]:
        """Return the terms that are late, or were met late, under the former norm."""
        return tuple(one for one in self._kept if one.due is not None)

    @property
    def unknown(self) -> tuple[Carried, ...]:
        """Return the terms that ran under the former norm with an unknown due date."""
        return tuple(one for one in self._kept if one.due is None)

    @property
    def _kept(self) -> tuple[Carried, ...]:
        mine = f"{self.older.id}--"
        return tuple(one for one in self.move.happened.carried if one.term.startswith(mine))

    @property
    def methods(self) -> tuple[str, ...]:
        """Return the assessment methods of the former norm that continue for a case assessed with
        them."""
        return () if self.undoes else self.move.rule.without_counterpart.methods

    def plain(self) -> dict[str, Any]:
        """Return codes and days, for the dry run and for the document."""
        move = self.move
        return {
            "older": self.older.id,
            "newer": self.newer.id,
            "undoes": self.undoes,
            "rule": move.rule.id,
            "source": move.rule.source,
            "checked": move.rule.checked,
            "stage": [move.before.stage, move.after.stage],
            "track": [move.before.track, move.after.track],
            "terms": [
                {
                    "older": term_plain(pair.older),
                    "newer": term_plain(pair.newer),
                    "becomes_late": pair.becomes_late,
                    "stops_being_late": pair.stops_being_late,
                    "asked_no_more": pair.asked_no_more,
                }
                for pair in move.changes
            ],
            "stays_late": [one.term for one in self.late],
            "stays_unknown": [one.term for one in self.unknown],
            "methods": list(self.methods),
            "left_behind": list(move.left_behind),
        }


def _of_a_day(term: Term | None) -> list[str]:
    """Return what is displayed of a term. The day is enough: the time of the page has no effect."""
    due = str(when(term.due))[:DAY] if term else ""
    return [term.term, due, term.state.value] if term else []


def term_plain(term: Term | None) -> dict[str, Any] | None:
    if term is None:
        return None
    return {
        "term": term.term,
        "owed_by": term.owed_by,
        "from": term.starts_from,
        "from_at": when(term.from_at),
        "due": when(term.due),
        "state": term.state.value,
        "source": term.source,
    }


def plan_to(filing: Filing, norm: str, *, at: datetime) -> Plan:
    """Return the changes of a transition to that norm now. Raises law.Refused."""
    older, newer = load_protocol(filing.protocol), load_protocol(norm)
    known = happened_of(older, filing.happened, filing.facts, filing.norms)
    move = passing.move(older, newer, known, at, calendar=_calendar(older, newer))
    return Plan(older, newer, move)


def plan_back(filing: Filing, *, at: datetime) -> Plan | None:
    """Return the changes of reversing the last transition, or None if there is none to reverse."""
    last = filing.norms[-1] if filing.norms else None
    if last is None or last["undoes"]:
        return None
    newer, older = load_protocol(filing.protocol), load_protocol(last["from"])
    rule = next(one for one in newer.procedure.transitory if one.id == last["rule"])
    now = happened_of(newer, filing.happened, filing.facts, filing.norms)
    left = happened_of(older, last["happened"], last["facts"], filing.norms[:-1])
    move = passing.move_back(newer, older, rule, now, left, at, calendar=_calendar(older, newer))
    return Plan(newer, older, move, undoes=last["paper"])


def _calendar(*laws: Protocol) -> str | None:
    """Return the site's calendar if both norms have it, else None."""
    known = all(settings.CALENDAR in law.calendar_ids for law in laws)
    return settings.CALENDAR if known else None


def entitled(plan: Plan, actor: Actor) -> bool:
    """Return whether the actor has a role that the rule names; reversal needs the same."""
    law = plan.older if plan.undoes else plan.newer
    desks = {str(desk) for role in plan.move.rule.by for desk in law.roles[role].desks}
    return not desks.isdisjoint(map(str, actor.roles))


def open_cases(*, seen_by: Signs) -> Iterator[Case]:
    """Yield all open cases for the dry run, which reads only codes and days."""
    del seen_by
    cases = Case.objects.filter(closed_at=None).select_related("filing").order_by("pk")
    return cases.iterator(chunk_size=CHUNK)


@transaction.atomic
def pass_over(
    case: Case, folder: Folder, norm: str, *, reason: str, seen: str, by: Actor, at: datetime
) -> Document:
    """Move the case to that norm. `seen`: mark of the changes that the member was shown.

    Raises Refused (`closed`, `left`, `not_yours`, `shown_otherwise`), law.Refused, KeyChanged.
    """
    filing = _held(case, folder)
    return _carry_out(folder, plan_to(filing, norm, at=at), reason, seen, by=by, at=at)


@transaction.atomic
def take_back(
    case: Case, folder: Folder, *, reason: str, seen: str, by: Actor, at: datetime
) -> Document:
    """Reverse the last transition. Raises as `pass_over` does, and Refused
    (`nothing_to_take_back`)."""
    plan = plan_back(_held(case, folder), at=at)
    if plan is None:
        raise Refused("nothing_to_take_back")
    return _carry_out(folder, plan, reason, seen, by=by, at=at)


def _held(case: Case, folder: Folder) -> Filing:
    """Lock the filing and read it again. Raises Refused (`closed`, `left`), KeyChanged."""
    hold(folder)
    filing = folder.filing
    filing.refresh_from_db(fields=["protocol", "happened", "facts", "norms", "withdrawn_at"])
    case.refresh_from_db(fields=["closed_at"])
    if case.closed_at:
        raise Refused("closed")
    if filing.withdrawn_at:
        raise Refused("left")
    return filing


def _carry_out(
    folder: Folder, plan: Plan, reason: str, seen: str, *, by: Actor, at: datetime
) -> Document:
    if not entitled(plan, by):
        raise Refused("not_yours")
    if seen != plan.mark:
        raise Refused("shown_otherwise")
    body = NormChangedText(text=reason, data=plan.plain())
    paper = write_paper(folder, body=body, by=by, at=at, for_person=True)
    _keep(folder.filing, plan, paper.ref, at=at)
    for one in plan.late:
        record(_kept(folder.code, plan, one), by=by, at=at)
    event = events.NormChanged(
        about=folder.code,
        older=plan.older.id,
        newer=plan.newer.id,
        rule=plan.move.rule.id,
        paper=paper.ref,
        undoes=plan.undoes,
    )
    record(event, by=by, at=at)
    return paper


def _kept(code: str, plan: Plan, one: Carried) -> events.LatenessKept:
    return events.LatenessKept(
        about=code,
        norm=plan.older.id,
        term=one.term,
        owed_by=one.owed_by,
        due=one.due.isoformat() if one.due else "",
        late_by=one.late_by,
        unit=one.unit.value,
    )


def _keep(filing: Filing, plan: Plan, paper: str, *, at: datetime) -> None:
    """Store events and facts under their new names, and append the former state to `norms`."""
    move = plan.move
    before = filing.norms[-2]["fixed_at"] if len(filing.norms) > 1 else filing.filed_at.isoformat()
    entry = {
        "paper": paper,
        "from": plan.older.id,
        "to": plan.newer.id,
        "rule": move.rule.id,
        "undoes": plan.undoes,
        "at": at.isoformat(),
        "fixed_at": before if plan.undoes else at.isoformat(),
        "track": move.before.track,
        "happened": filing.happened,
        "facts": filing.facts,
        "late": [plain_of(one) for one in move.happened.carried],
    }
    events_now = {name: moment.isoformat() for name, moment in move.happened.events.items()}
    filing.norms = [*filing.norms, entry]
    filing.protocol, filing.happened = plan.newer.id, events_now
    filing.facts = dict(move.happened.facts)
    filing.save(update_fields=["protocol", "happened", "facts", "norms"])
