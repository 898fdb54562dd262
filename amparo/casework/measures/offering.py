"""Which acts of the protocol may be done now, and what is still missing for each."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amparo import rules
from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.measures.models import Decision, Measure
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.offers import Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.letterbox.models import Filing
from amparo.foundations.letterbox.presence import watch
from amparo.foundations.look.law import say

watch("measures", Measure)
watch("decisions", Decision)

# The decision maker's acts with their pages.
DECIDING = (
    ("decide", "decide"),
    ("order_provisional_measure", "provisional"),
    ("turn_away", "turn_away"),
)
# Opened by the act itself, with the reasons that it is given.
BY_THE_ACT = frozenset({"provisional_ground"})


def lacking(filing: Filing, act: str, state: rules.CaseState) -> tuple[str, ...]:
    """What the protocol asks for before this act and is not there: ids of events and gates, and
    `stage` where it is not the time for it. Nothing for an act that the protocol does not know."""
    rule = rules.load(filing.protocol).acts.get(act)
    if rule is None:
        return ()
    held = {*filing.happened, *(name for name, value in filing.facts.items() if value is True)}
    needed = (*rule.needs, *rule.needs_on_track.get(state.track, ()))
    stage = ("stage",) if rule.stages and state.stage not in rule.stages else ()
    return (*stage, *(need for need in needed if need not in held | BY_THE_ACT))


def in_words(filing: Filing, needs: Iterable[str]) -> tuple[Words, ...]:
    """What is lacking, as the protocol calls it."""
    law = rules.load(filing.protocol)
    return tuple(
        say(law, f"facts.{one}") or say(law, f"events.{one}") or _("The stage for it is over.")
        for one in needs
    )


def before_decision(open_case: OpenCase, state: rules.CaseState, *, seen_by: Actor) -> list[Offer]:
    due = term_met_by("decision_issued", state)
    offers = []
    if seen_by.may(Permission.CASE_PLAN):
        offers = [_plan(open_case, due), _put(open_case, state, due, seen_by=seen_by)]
    if seen_by.may(Permission.CASE_DECIDE):
        offers += [_deciding(open_case, state, act, page, due) for act, page in DECIDING]
    return offers


def can_be_asked(open_case: OpenCase) -> Offer:
    """Filed for somebody who could not be asked: as soon as that ends, she is."""
    return Offer(
        "end_impediment",
        _("The person can be asked again"),
        reverse("measures:impediment", args=[open_case.code]),
    )


def notice(open_case: OpenCase, decision: Decision, state: rules.CaseState) -> Offer:
    """Somebody must see to it that she receives the decision, and prove it."""
    law = rules.load(state.protocol)
    provisional = decision.kind == Decision.Kind.PROVISIONAL
    return Offer(
        "notify_decision",
        say(law, "acts.notify_decision") or _("Notify the decision"),
        reverse("measures:notify", args=[open_case.code, decision.ref]),
        due=None if provisional else term_met_by("decision_notified", state),
    )


def term_met_by(event: str, state: rules.CaseState) -> rules.Term | None:
    law = rules.load(state.protocol)
    found = next((term.id for term in law.terms.term if term.met_by == event), None)
    return state.term(found) if found else None


def purposes(
    open_case: OpenCase, state: rules.CaseState, *, seen_by: Actor
) -> dict[str, tuple[Words, ...]]:
    """What a case may be put to the decision maker for, each with what is still missing."""
    filing = open_case.folder.filing
    measure = () if _has_measure(open_case) else (_("A measure is proposed"),)
    assessed = latest_submitted(open_case, seen_by=seen_by) is not None
    risk = () if assessed else (_("The risk assessment is recorded"),)
    return {
        "decision": (
            *in_words(filing, lacking(filing, "report_risk", state)),
            *risk,
            *measure,
        ),
        "provisional": measure,
        "admission": in_words(filing, lacking(filing, "turn_away", state)),
    }


def measures_in(open_case: OpenCase) -> list[Measure]:
    """The case's measures, oldest first, with their institutions."""
    found = Measure.objects.select_related("unit", "case__filing").filter(case=open_case.case)
    return open_case.once("measures", lambda: list(found.order_by("pk")))


def decisions_in(open_case: OpenCase) -> list[Decision]:
    """The case's resolutions, oldest first."""
    found = Decision.objects.filter(case=open_case.case).order_by("issued_at", "pk")
    return open_case.once("decisions", lambda: list(found))


def _has_measure(open_case: OpenCase) -> bool:
    return bool(measures_in(open_case))


def _plan(open_case: OpenCase, due: rules.Term | None) -> Offer:
    law = rules.load(open_case.folder.filing.protocol)
    return Offer(
        "propose_measures",
        say(law, "acts.propose_measures") or _("Propose measures"),
        reverse("measures:plan", args=[open_case.code]),
        due=None if _has_measure(open_case) else due,
    )


def _put(
    open_case: OpenCase, state: rules.CaseState, due: rules.Term | None, *, seen_by: Actor
) -> Offer:
    """Dated while the decision maker does not have the risk report yet."""
    found = purposes(open_case, state, seen_by=seen_by)
    possible = any(not missing for missing in found.values())
    reported = open_case.folder.filing.facts.get("risk_reported") is True
    return Offer(
        "put",
        _("Put to decision"),
        reverse("measures:put", args=[open_case.code]),
        missing=() if possible else found["decision"],
        due=None if found["decision"] or reported else due,
    )


def _deciding(
    open_case: OpenCase, state: rules.CaseState, act: str, page: str, due: rules.Term | None
) -> Offer:
    filing = open_case.folder.filing
    law = rules.load(filing.protocol)
    return Offer(
        act,
        say(law, f"acts.{act}", otherwise=act),
        reverse(f"measures:{page}", args=[open_case.code]),
        missing=in_words(filing, lacking(filing, act, state)),
        due=due if act == "decide" else None,
    )
