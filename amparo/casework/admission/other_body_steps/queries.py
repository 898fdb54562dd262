"""Steps of the law that another body does, and that no page of Amparo carries out: which
are next."""

from django.utils.translation import gettext as _

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say
from amparo.law import Act, CaseState, Protocol, Term, load_protocol


def steps_of(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Act]:
    """Steps that may come now and record something in the law. Steps of the person are left out
    after a death; empty for a member who may not work on the case."""
    if not seen_by.may(Permission.CASE_WORK):
        return []
    filing, law = open_case.folder.filing, load_protocol(state.protocol)
    return [
        act
        for act in state.acts
        if _has_no_page(law, act.id)
        and law.acts[act.id].records not in filing.happened
        and not (filing.asks_nobody and _is_of_the_person(law, act))
    ]


def offers(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """Offer to note each step, with what must be there first."""
    law, page = load_protocol(state.protocol), address_of("admission:step", open_case.code)
    counted = law.uncounted(open_case.folder.filing.facts)  # its page asks for these numbers
    return [
        Offer(
            act=act.id,
            label=_("Note that it was done: %(step)s") % {"step": say(law, f"acts.{act.id}")},
            url=f"{page}?step={act.id}",
            missing=tuple(in_words(law, one) for one in act.missing if one not in counted),
            due=_term_ended_by(law, state, act.id),
        )
        for act in steps_of(open_case, state, seen_by=seen_by)
    ]


def in_words(law: Protocol, missing: str) -> str:
    return say(law, f"facts.{missing}") or say(law, f"events.{missing}", otherwise=missing)


def _has_no_page(law: Protocol, act: str) -> bool:
    rule = law.acts[act]
    return rule.does is None and rule.records in law.events


def _is_of_the_person(law: Protocol, act: Act) -> bool:
    return not any(law.roles[role].authority for role in act.by)


def _term_ended_by(law: Protocol, state: CaseState, act: str) -> Term | None:
    event = law.acts[act].records
    rule = next((term for term in law.terms.term if term.met_by == event), None)
    return state.find_term(rule.id) if rule else None
