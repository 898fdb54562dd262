"""Why a decided change is not carried out yet. What the law asks for before a lessening is checked
again in that moment, because the decision maker did not know what came in since."""

from datetime import datetime

from amparo.casework.review.beneficiary_hearings.queries import HEARS_ALL, OPENED_BY
from amparo.casework.review.changes.person_wishes import why_not_lessened
from amparo.casework.review.changes.queries import Changing
from amparo.casework.review.models import Recourse
from amparo.law import load_protocol


def why_not_yet(found: Changing, *, at: datetime) -> str:
    """Return a code, empty where it may be carried out. What a member must do comes before what
    only has to be waited for, because a hearing takes days."""
    decision, row = found.row.decision, found.row
    zone = load_protocol(row.case.filing.protocol).zone
    if missing := _missing_since(found):
        return missing
    if decision is None or decision.notified_at is None:
        return "not_notified"
    if row.from_day and at.astimezone(zone).date() < row.from_day:
        return "day_to_come"
    if not found.still_given_up:
        return "impeded" if found.impeded else "not_given_up"
    return why_not_lessened(row) or _graver(found) or _waits(found)


# --- inside ---


def _missing_since(found: Changing) -> str:
    """Return which gate of the law is closed since the decision. Another protected person can still
    be heard, and their yes lets the change be carried out; all else is for the decision maker."""
    if not found.takes_away:
        return ""
    shut = {gate.opened_by for gate in found.missing}
    unheard = OPENED_BY in shut
    if shut - {OPENED_BY} or (unheard and found.waits_for_her):
        return "missing_since"
    if unheard and found.yet_to_be_heard:
        return "heard_since"
    hears = any(gate.opened_by == OPENED_BY for gate in found.gates)
    if hears and any(one.said_no_since for one in found.hearings):
        return "no_since"
    return "" if found.asked_for_by_all else "not_asked_by_all"


def _graver(found: Changing) -> str:
    no_better = found.needs_facts and not found.facts.lets_reduce
    graver = found.row.kind in HEARS_ALL and found.facts.graver
    return "graver_since" if graver or no_better else ""


def _waits(found: Changing) -> str:
    recourse = found.recourse
    return _WAITS.get(recourse.waiting, "") if recourse and recourse.ruling_id is None else ""


_WAITS: dict[str, str] = {Recourse.Waiting.WAITS: "waits", Recourse.Waiting.ASKED: "waiting_asked"}
