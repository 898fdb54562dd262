"""Which acts are possible now on what institutions owe."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.models import STOPPED, Decision, Measure
from amparo.casework.measures.possible_acts import decisions_in, measures_in
from amparo.casework.obligations.delivery.consent_gate import duties_in, to_forward, with_opinion
from amparo.casework.obligations.delivery.recall import WITH_HER
from amparo.casework.obligations.due_days import offers_of_late
from amparo.casework.obligations.escalation.queries import TASK, letters_on_case
from amparo.casework.obligations.models import OVER, FollowUpTask, Obligation
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import (
    end_of_day,
    is_searched_for,
    is_unweighed,
    keeps_open,
)
from amparo.foundations.cases.next_acts import DECISION, Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say_act, term_met_by
from amparo.law import CaseState, Deed, Protocol, load_protocol

PROVISIONAL = Decision.Kind.PROVISIONAL
SUSPENDED = Measure.State.SUSPENDED

watch("duties", Obligation)
watch("follow_ups", FollowUpTask)

_FOLLOW_UPS = (
    FollowUpTask.objects.select_related("duty__unit", "duty__measure__case__filing")
    .filter(done_at__isnull=True)
    .order_by("due_on", "pk")
)


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    offers: list[Offer] = []
    if seen_by.may(Permission.CASE_WORK):
        offers += _follow_ups(open_case)
        offers += offers_of_late(open_case, at=state.at, seen_by=seen_by)
        offers += _letters(open_case, at=state.at, reader=seen_by)
        offers += _closing(open_case, at=state.at)
    if seen_by.may(Permission.CASE_PLAN):
        offers += _forwarding(open_case, state, seen_by)
        offers += _consulting(open_case)
    return offers


def _follow_ups(open_case: OpenCase) -> list[Offer]:
    return [
        Offer(
            one.kind,
            FollowUpTask.Kind(one.kind).label,
            address_of("obligations:follow_up", open_case.code, one.ref),
            by=one.due_on,
        )
        for one in follow_ups_in(open_case)
    ]


def _letters(open_case: OpenCase, *, at: datetime, reader: Actor) -> list[Offer]:
    """Offer each letter of which the day has come."""
    return [
        Offer(
            TASK,
            f"{step.label} ({one.duty.unit.name})",
            address_of("obligations:letter", open_case.code, one.duty.alias, step.id),
            by=end_of_day(open_case.folder.filing, step.on),
        )
        for one in letters_on_case(open_case, at=at, seen_by=reader)
        if (step := one.waiting) and step.on
    ]


def follow_ups_in(open_case: OpenCase) -> list[FollowUpTask]:
    """Open dated tasks, the next one first; after a death without those that need the person."""
    found = open_case.once(
        "follow_ups", lambda: list(_FOLLOW_UPS.filter(case_id=open_case.case.pk))
    )
    over = WITH_HER if open_case.folder.filing.asks_nobody else frozenset()
    return [one for one in found if one.kind not in over]


def _forwarding(open_case: OpenCase, state: CaseState, reader: Actor) -> list[Offer]:
    waiting = to_forward(open_case, seen_by=reader)
    if not waiting:
        return []
    missing: tuple[Words, ...] = ()
    if not any(one.allowed for one in waiting):
        missing = tuple(dict.fromkeys(reason for one in waiting for reason in one.because))
    law, term = load_protocol(state.protocol), term_met_by(Deed.FORWARD, state)
    return [
        Offer(
            Deed.FORWARD,
            say_act(law, Deed.FORWARD) or _("Forward to the institutions"),
            address_of("obligations:forward", open_case.code),
            missing=missing,
            due=term if term and term.due else None,
        )
    ]


def _consulting(open_case: OpenCase) -> list[Offer]:
    """Offer to ask for an opinion, for measures that are not decided and on which no unit was asked
    yet."""
    law = load_protocol(open_case.folder.filing.protocol)
    opinions = [one for one in duties_in(open_case) if one.kind == Obligation.Kind.OPINION]
    asked = {one.measure_id for one in opinions}
    left = [
        one
        for one in measures_in(open_case)
        if one.granted_at is None and one.state in {"proposed", "consented"} and one.pk not in asked
    ]
    if not with_opinion(left):
        return []
    label = say_act(law, Deed.ASK_OPINION) or _("Ask for an opinion first")
    return [Offer(Deed.ASK_OPINION, label, address_of("obligations:opinion", open_case.code))]


def _closing(open_case: OpenCase, *, at: datetime) -> list[Offer]:
    """Offer to close the case once the person has left, or a decision has reached them; with what
    must still be done."""
    filing = open_case.folder.filing
    reached = any(one.notified_at for one in decisions_in(open_case) if one.kind != PROVISIONAL)
    over = filing.withdrawn_at or filing.asks_nobody or reached
    if not over or open_case.case.closed_at:
        return []
    address = address_of("obligations:close", open_case.code)
    missing = tuple(before_closing(open_case, at=at))
    return [Offer("close", _("Close the case"), address, missing=missing, menu=DECISION)]


def before_closing(open_case: OpenCase, *, at: datetime) -> list[Words]:
    """What must still be done before the case may be closed."""
    law = load_protocol(open_case.folder.filing.protocol)
    today = at.astimezone(law.zone).date()
    owed = [one for one in duties_in(open_case) if one.state not in OVER]
    found: dict[Words, bool] = {
        _("The team has no dated task left to do"): bool(follow_ups_in(open_case)),
        _("What was promised, asked or given elsewhere is settled"): keeps_open(open_case.case),
        _("Nobody is missing and searched for"): is_searched_for(open_case.case),
        _("No institution owes anything any more"): any(_runs(one.measure, today) for one in owed),
    }
    if not open_case.folder.filing.withdrawn_at:
        found |= _to_the_end(open_case, law, at=at)
    return [words for words, stands in found.items() if stands]


def _to_the_end(open_case: OpenCase, law: Protocol, *, at: datetime) -> dict[Words, bool]:
    """What the procedure must still complete where the person has not left it."""
    today = at.astimezone(law.zone).date()
    runs = any(one.granted_at is not None and _runs(one, today) for one in measures_in(open_case))
    time_over: dict[Words, bool] = {
        _("The time of every granted measure is over"): runs,
        _("The danger is weighed anew since something happened"): is_unweighed(open_case.case),
    }
    if open_case.folder.filing.asks_nobody:
        return time_over  # no one receives a decision for the dead
    final = [one for one in decisions_in(open_case) if one.kind != PROVISIONAL]
    terms = standing(open_case.folder.filing, at=at).terms
    hers = [one for one in terms if not law.roles[one.owed_by].authority]
    return {
        _("The case is decided"): not final,
        _("The person has received the decision"): any(one.notified_at is None for one in final),
        _("The person's term to contest it is over"): any(
            one.state in {"open", "unknown"} for one in hers
        ),
    } | time_over


def _runs(measure: Measure, today: date) -> bool:
    """Whether the measure's time is not over yet. An opinion is asked for before there is any."""
    if measure.state in {Measure.State.DENIED, Measure.State.LAPSED, *STOPPED} - {SUSPENDED}:
        return False
    return measure.ends_on is not None and measure.ends_on >= today
