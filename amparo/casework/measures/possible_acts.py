"""Which acts of the protocol may be done now, and what is still missing for each."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.measures.decisions.draft_state import draft_of
from amparo.casework.measures.models import Decision, Measure
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import COMMUNICATE, DECISION, RECORD, RISK, Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_noted, lacking
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say, say_act, term_met_by
from amparo.law import CaseState, Deed, Term, asked_term, load_protocol
from amparo.law.program_acts import Asked

watch("measures", Measure)
watch("decisions", Decision)

_MEASURES = Measure.objects.select_related("unit").order_by("pk")
_DECISIONS = Decision.objects.order_by("issued_at", "pk")

# The decision maker's acts with their pages.
DECIDING = {
    Deed.DECIDE: "decide",
    Deed.ORDER_PROVISIONAL: "provisional",
    Deed.TURN_AWAY: "turn_away",
}


_KINDS = Decision.Kind
OF_A_CHANGE = frozenset(
    {_KINDS.STRENGTHENED, _KINDS.REDUCED, _KINDS.SUSPENDED, _KINDS.CEASED, _KINDS.RENOUNCED}
)
WITHOUT_TERM = frozenset({_KINDS.PROVISIONAL, _KINDS.MISUSE, _KINDS.UNCHANGED})
"""Kinds for which no norm sets a term to notify the person."""


def in_words(filing: Filing, needs: Iterable[str]) -> tuple[Words, ...]:
    """What is missing, in the protocol's words."""
    law = load_protocol(filing.protocol)
    return tuple(
        say(law, f"facts.{one}") or say(law, f"events.{one}") or _("This is not the stage for it.")
        for one in needs
    )


def before_decision(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    due = term_met_by(Deed.DECIDE, state)
    offers = []
    if seen_by.may(Permission.CASE_PLAN):
        offers = [_plan(open_case, due), _put(open_case, state, due, seen_by=seen_by)]
        offers += _drafting(open_case, due, seen_by=seen_by)
    if seen_by.may(Permission.CASE_DECIDE):
        law = load_protocol(state.protocol)
        offers += [_deciding(open_case, state, one, due) for one in DECIDING if law.act_that(one)]
    return offers


def can_be_asked(open_case: OpenCase) -> Offer:
    """Offer to note that the person can be asked again, where the request was filed while they
    could not."""
    return Offer(
        "end_impediment",
        _("The person can be asked again"),
        address_of("measures:impediment", open_case.code),
        menu=RECORD,
    )


def conclude(open_case: OpenCase) -> Offer:
    """Offer to declare what follows from the person's leaving the procedure."""
    law = load_protocol(open_case.folder.filing.protocol)
    return Offer(
        Deed.DECLARE_CONCLUDED,
        say_act(law, Deed.DECLARE_CONCLUDED),
        address_of("measures:conclude", open_case.code),
    )


def notice_term(decision: Decision, state: CaseState) -> Term | None:
    """The term to notify the person; for a change of a measure it runs from that resolution."""
    if decision.kind in WITHOUT_TERM:
        return None
    if decision.kind not in OF_A_CHANGE:
        return term_met_by(Deed.NOTIFY, state)
    law = load_protocol(state.protocol)
    term, issued = law.term_to_answer(Asked.CHANGE_NOTICE), decision.issued_at
    return asked_term(law, term, issued, state.at, calendar=state.calendar)


def notice(open_case: OpenCase, decision: Decision, state: CaseState) -> Offer:
    """Offer to see to it that the decision is received, and to prove it."""
    law = load_protocol(state.protocol)
    died = open_case.folder.filing.asks_nobody
    told = _("See who receives the decision after the death") if died else ""
    return Offer(
        Deed.NOTIFY,
        told or say_act(law, Deed.NOTIFY) or _("Notify the decision"),
        address_of("measures:notify", open_case.code, decision.ref),
        due=notice_term(decision, state),
        menu=COMMUNICATE,
    )


# What a case is put to decision for, and the act with which it is answered.
DECIDES = {
    "decision": Deed.DECIDE,
    "provisional": Deed.ORDER_PROVISIONAL,
    "admission": Deed.TURN_AWAY,
}


def purposes(
    open_case: OpenCase, state: CaseState, *, seen_by: Actor
) -> dict[str, tuple[Words, ...]]:
    """What the law of the case allows to put to the decision maker, each with what is still
    missing."""
    filing = open_case.folder.filing
    measure = () if _has_measure(open_case) else (_("A measure is proposed"),)
    assessed = latest_submitted(open_case, seen_by=seen_by) is not None
    risk = () if assessed else (_("The risk assessment is recorded"),)
    found: dict[str, tuple[Words, ...]] = {
        "decision": (
            *in_words(filing, _before_the_report(filing, state)),
            *risk,
            *measure,
        ),
        "provisional": measure,
        "admission": in_words(filing, lacking(filing, Deed.TURN_AWAY, state)),
    }
    known = load_protocol(filing.protocol).act_that
    return {name: missing for name, missing in found.items() if known(DECIDES[name])}


def _before_the_report(filing: Filing, state: CaseState) -> tuple[str, ...]:
    """What is missing for the risk report; nothing once it is on record, so that the case can go to
    one more decision maker."""
    return () if is_noted(filing, Deed.REPORT_RISK) else lacking(filing, Deed.REPORT_RISK, state)


def measures_in(open_case: OpenCase) -> list[Measure]:
    """The case's measures, oldest first, with their institutions."""

    def read() -> list[Measure]:
        found = list(_MEASURES.filter(case_id=open_case.case.pk))
        for one in found:
            one.case = open_case.case
        return found

    return open_case.once("measures", read)


def decisions_in(open_case: OpenCase) -> list[Decision]:
    """The case's resolutions, oldest first."""
    return open_case.once("decisions", lambda: list(_DECISIONS.filter(case_id=open_case.case.pk)))


def _has_measure(open_case: OpenCase) -> bool:
    return bool(measures_in(open_case))


def _plan(open_case: OpenCase, due: Term | None) -> Offer:
    law = load_protocol(open_case.folder.filing.protocol)
    return Offer(
        Deed.PROPOSE_MEASURES,
        say_act(law, Deed.PROPOSE_MEASURES) or _("Propose measures"),
        address_of("measures:plan", open_case.code),
        due=None if _has_measure(open_case) else due,
        menu=RISK,
    )


def _put(open_case: OpenCase, state: CaseState, due: Term | None, *, seen_by: Actor) -> Offer:
    """Offer to put the case to decision; dated while the risk report is not on record."""
    found = purposes(open_case, state, seen_by=seen_by)
    possible = any(not missing for missing in found.values())
    reported = is_noted(open_case.folder.filing, Deed.REPORT_RISK)
    return Offer(
        "put",
        _("Put to decision"),
        address_of("measures:put", open_case.code),
        missing=() if possible else found.get("decision", ()),
        due=None if found.get("decision", ()) or reported else due,
        menu=DECISION,
    )


def _drafting(open_case: OpenCase, due: Term | None, *, seen_by: Actor) -> list[Offer]:
    """Offer to draft the resolution, to correct what was returned, or to register what was
    approved."""
    law = load_protocol(open_case.folder.filing.protocol)
    found = draft_of(open_case, seen_by=seen_by)
    if not law.act_that(Deed.DECIDE) or not (found or _has_measure(open_case)):
        return []
    if found and found.approved:
        said, page, act = _("Register the signed resolution"), "measures:register", "register"
    elif found and found.returned:
        said, page, act = _("Correct the draft that was returned"), "measures:draft", "draft"
    else:
        said, page, act, due = _("Draft the resolution"), "measures:draft", "draft", None
    return [Offer(act, said, address_of(page, open_case.code), due=due)]


def _deciding(open_case: OpenCase, state: CaseState, does: Deed, due: Term | None) -> Offer:
    filing = open_case.folder.filing
    return Offer(
        does,
        say_act(load_protocol(filing.protocol), does),
        address_of(f"measures:{DECIDING[does]}", open_case.code),
        missing=in_words(filing, lacking(filing, does, state)),
        due=due if does is Deed.DECIDE else None,
    )
