"""A case state as JSON. What was not given is unknown in it."""

from datetime import date, datetime
from typing import Any

from amparo.law.state.case import CaseState, Moved, Received, Term, TermState, when


def as_json(state: CaseState, warnings: tuple[str, ...]) -> dict[str, Any]:
    """Return the case state as `amparo clock --json` prints it; `warnings` in words."""
    received = state.received
    return {
        "protocol": state.protocol,
        "at": when(state.at),
        "calendar": state.calendar,
        "track": state.track,
        "stage": state.stage,
        "received": received and _received_as_json(received),
        "received_later": {
            event: _received_as_json(one) for event, one in state.received_later.items()
        },
        "warnings": list(warnings),
        "terms": [_term_as_json(term) for term in state.terms],
    }


def _received_as_json(one: Received) -> dict[str, Any]:
    return {
        "filed_at": when(one.filed_at),
        "counts_as": one.counts_as.isoformat(),
        "after_hours": _due(one.after_hours),
        "source": one.source,
    }


def _term_as_json(term: Term) -> dict[str, Any]:
    dispute = term.disputed_with
    moved = [_moved_as_json(one) for one in term.moved if one.known]
    passed = term.state is TermState.LATE
    return ({"moved": moved} if moved else {}) | {
        "term": term.term,
        "owed_by": term.owed_by,
        "from": term.starts_from,
        "from_at": when(term.from_at),
        "amount": term.amount,
        "unit": term.unit.value,
        "due": _due(term.due),
        "lenient_due": _due(term.lenient_due),
        "skipped": [{"date": one.on.isoformat(), "why": one.why.value} for one in term.skipped],
        "state": "not_told" if passed else term.state.value,
        "met_at": when(term.met_at),
        "late_by": 0 if passed else term.late_by,
        "source": term.source,
        "disputed_with": dispute
        and {
            "source": dispute.source,
            "amount": dispute.amount,
            "unit": dispute.unit.value,
            "due": _due(dispute.due),
        },
    }


def _moved_as_json(one: Moved) -> dict[str, Any]:
    return {
        "by": one.by.value,
        "amount": one.amount,
        "unit": one.unit.value,
        "due_without": _due(one.due_without),
        "about": one.about or None,
        "source": one.source,
    }


def _due(due: date | datetime | None) -> str | None:
    return due.isoformat() if due is not None else None
