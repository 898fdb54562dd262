"""Whether a case waits for a deciding or supervising member, by what its page offers to that
member."""

import json
from datetime import datetime

from amparo.casework.conflicts_of_interest.queries import may_act, ties_of_case
from amparo.casework.measures.events import PutToDecision
from amparo.casework.obligations.opinion_requests.extension_queries import time_is_asked
from amparo.casework.referral.emergency_access_review.services import hours_asking
from amparo.desk.case import case_page_content as story
from amparo.desk.case import current_norm as passed
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.awaited_by_deciders import also_awaited
from amparo.foundations.cases.dates_outside_terms import end_of
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase, seats_of
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_noted
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.queries import entries_about
from amparo.law import Deed, known_protocols, load_protocol

RULES = frozenset({Deed.RULE_AGAIN, "waiting"})
"""Contested acts: they wait for a ruling even while something is missing."""
OF_A_RANK = RULES | {
    Deed.DECIDE,
    Deed.ORDER_PROVISIONAL,
    Deed.TURN_AWAY,
    "another_norm",
    "answer_complaint",
    "decide_change",
    "decide_erasure",
    "end_of_the_dead",
    "leak.sending",
    "read_silence",
    "see_export",
    "see_glass",
}
"""Acts that wait for a deciding or supervising member once nothing is missing. Acts of the team,
and acts that this member may do in nearly every case (such as opening the faster track), are left
out: a request for one of those is written in the case and counts as news."""
BEFORE_IT_ENDS = frozenset({Deed.DECIDE, Deed.ORDER_PROVISIONAL, Deed.TURN_AWAY, "another_norm"})
"""Acts that no longer wait once the request was withdrawn or the case is closed."""
PUT_FOR = {Deed.ORDER_PROVISIONAL: "provisional", Deed.TURN_AWAY: "admission"}
"""Acts that wait only after the team proposed them, and the purpose of the proposal."""


def waits(open_case: OpenCase, *, seen_by: Actor, at: datetime) -> bool:
    """Whether the case page offers this member an act that waits for them, or another page or
    notice of theirs links to this case."""
    if open_case.folder.filing.protocol not in known_protocols():
        return False
    return (
        _asks_whether_she_agreed(open_case, seen_by)
        or _has_seats_to_take(open_case, seen_by)
        or _may_stand_in_for_a_word(open_case, seen_by)
        or time_is_asked(open_case, seen_by=seen_by)
        or _has_a_tie_in_doubt(open_case, seen_by)
        or _is_offered(open_case, seen_by, at)
    )


def _asks_whether_she_agreed(open_case: OpenCase, reader: Actor) -> bool:
    return any(code == open_case.code for code, _hour in hours_asking(seen_by=reader))


def _has_seats_to_take(open_case: OpenCase, reader: Actor) -> bool:
    """Whether a member who left still has access to the case. The team page lists these cases."""
    if not reader.may(Permission.TEAM_MANAGE):
        return False
    return any(not seat.member.active for seat in seats_of(open_case.case, seen_by=reader))


def _may_stand_in_for_a_word(open_case: OpenCase, reader: Actor) -> bool:
    """Whether a supervisor may decide with reasons, because the person cannot be asked and a
    question waits for them."""
    filing = open_case.folder.filing
    if _has_ended(open_case):
        return False
    if not filing.impediment or filing.asks_nobody or not reader.may(Permission.CASE_SUPERVISE):
        return False
    return any(
        not (one.answer or one.replaced_at or one.withdrawn_at)
        for one in questions_of(open_case.folder, seen_by=reader)
    )


def _has_a_tie_in_doubt(open_case: OpenCase, reader: Actor) -> bool:
    found = ties_of_case(open_case, seen_by=reader)
    return found.doubted is not None and may_act(found, seen_by=reader)


def _is_offered(open_case: OpenCase, reader: Actor, at: datetime) -> bool:
    state = standing(open_case.folder.filing, at=at)
    offers = story.offers_of(open_case, state, seen_by=reader)
    offers += passed.offers_of(open_case, seen_by=reader)
    return any(
        _is_hers(one, open_case, at, seen_by=reader) for one in offers if one.act in OF_A_RANK
    )


def _is_hers(offer: Offer, open_case: OpenCase, at: datetime, *, seen_by: Actor) -> bool:
    """Whether this offer waits for the member. What the law allows in nearly every case waits only
    once the team proposed or advised it; what is late waits even if something is missing."""
    filing = open_case.folder.filing
    if offer.act in BEFORE_IT_ENDS and _has_ended(open_case):
        return False
    if offer.act in PUT_FOR and not _was_put(Deed(offer.act), open_case, seen_by):
        return False
    return offer.act in RULES or not offer.missing or _is_late(offer, filing.protocol, at)


def _has_ended(open_case: OpenCase) -> bool:
    return bool(open_case.folder.filing.withdrawn_at or open_case.case.closed_at)


def _was_put(does: Deed, open_case: OpenCase, reader: Actor) -> bool:
    """Whether the team proposed this act and it has not been done."""
    filing = open_case.folder.filing
    if does is Deed.TURN_AWAY and is_noted(filing, Deed.ADVISE_ARCHIVING):
        return True
    if does is Deed.ORDER_PROVISIONAL and is_noted(filing, does):
        return False
    entries = open_case.once("record", lambda: entries_about(open_case.code, seen_by=reader))
    put = (one for one in entries if one.event == PutToDecision.__name__)
    return any(json.loads(one.facts)["purpose"] == PUT_FOR[does] for one in put)


def _is_late(offer: Offer, norm: str, at: datetime) -> bool:
    if offer.due is None or offer.due.met_at is not None:
        return False
    end = end_of(offer.due, load_protocol(norm).zone)
    return end is not None and end < at


also_awaited(waits)
