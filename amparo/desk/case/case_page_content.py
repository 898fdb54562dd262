"""The content of a case page: its state, what is due and why, and what may be done."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.admission import queries as admission
from amparo.casework.assessment import queries as assessment
from amparo.casework.collectives import queries as collectives
from amparo.casework.disappearances import queries as disappearances
from amparo.casework.exports import queries as exports
from amparo.casework.external_cases import queries as external_cases
from amparo.casework.interpreting import queries as interpreting
from amparo.casework.leaks import queries as leaks
from amparo.casework.measures import queries as measures
from amparo.casework.obligations import queries as obligations
from amparo.casework.referral import queries as referral
from amparo.casework.retention import queries as retention
from amparo.casework.review import queries as review
from amparo.casework.review.reassessment import incident_follow_up_queries as followed
from amparo.desk.pages_by_site_kind import exists_here
from amparo.desk.worklist.rows import age
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.reader_pseudonyms import numbers_of
from amparo.foundations.accounts.wording import called_itself, look_in_words, roles_in_words
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.dates_outside_terms import end_of
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.worklist_row import Place, place_of
from amparo.foundations.intake.case_key_holders import left_out
from amparo.foundations.ledger.queries import PERSON, entries_about, is_told
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import (
    due_by,
    due_from,
    point_of,
    say,
    say_term,
    source_said,
)
from amparo.foundations.web.timeline import Point, PointState
from amparo.law import CaseState, Deed, Protocol, load_protocol
from amparo.law.explain.terms import say_warning
from amparo.law.state.case import DATES_UNKNOWN

# In the order of a case: the content and the acts of each stage.
STAGES: dict[str, ModuleType] = {
    "admission": admission,
    "assessment": assessment,
    "interpreting": interpreting,
    "measures": measures,
    "obligations": obligations,
    "referral": referral,
    "exports": exports,
    "collectives": collectives,
    "review": review,
    "disappearances": disappearances,
    "retention": retention,
    "leaks": leaks,
}
# An organisation does none of the authority's acts: it assesses the risk, helps and protects in its
# own name, and follows what outside authorities owe.
OF_AN_ORGANISATION: dict[str, ModuleType] = {
    "admission": admission,
    "assessment": assessment,
    "external_cases": external_cases,
    "interpreting": interpreting,
    "measures": measures,
    "referral": referral,
    "exports": exports,
    "review": followed,
    "retention": retention,
    "leaks": leaks,
}
WARNED_FOR = timedelta(days=90)

OF_THE_PERSON = frozenset(
    {
        Deed.OFFER_HELP, Deed.PROPOSE_MEASURES, Deed.ASK_OPINION, Deed.ASK_CORRECTION,
        "complete_with_her", "ask_correction", "allow_correction", "correction_receipt",
        "name_interpreter", "interpreter_need", "refer", "promise", "answer_wish", "agree",
        "journey", "notices",
        "explain_risk", "disagreement", "hear_her", "contact_before_ending",
        "leak.safe_contact", "leak.tell", "tell_demand", "tell_hold",
    }
)  # fmt: skip
"""Acts that ask, tell or promise the person something; after a death they are not offered."""
OF_AN_INTERPRETER = "interpreter."


@dataclass(frozen=True, slots=True)
class Dated:
    """A term of the law by its name, with the date and its reasons."""

    name: str
    owed_by: str
    due: Due


@dataclass(frozen=True, slots=True)
class Look:
    """One access to the file. `number`: shown to the person instead of a name."""

    at: datetime
    role: str
    reason: str
    by: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Panel:
    """What one stage shows on the page."""

    stage: str
    title: str
    template: str
    value: Any


@dataclass(frozen=True, slots=True)
class Placed:
    """An act with the stage that offers it."""

    stage: str
    offer: Offer


def points_of(open_case: OpenCase, law: Protocol, state: CaseState) -> list[Point]:
    """Return the line of the case: what happened, and the law's next dates."""
    happened = [
        Point(
            on=timezone.localtime(datetime.fromisoformat(moment), law.zone).date(),
            word=say(law, f"events.{name}").capitalize(),
            state=PointState.DONE,
            why=_reception(law, state, name),
        )
        for name, moment in open_case.folder.filing.happened.items()
    ]
    asked = timezone.localtime(open_case.folder.filing.first_contact_at, law.zone).date()
    if all(asked < point.on for point in happened):
        happened.insert(0, Point(on=asked, word=_("First contact"), state=PointState.DONE))
    coming = [point_of(term, law, at=state.at) for term in (*state.terms, *state.carried)]
    return happened + [point for point in coming if point]


def _reception(law: Protocol, state: CaseState, event: str) -> str:
    """Return why the law counts from another day than the day of arrival."""
    filing = event == law.procedure.filing
    received = state.received if filing else state.received_later.get(event)
    return source_said(received)


def dates_of(law: Protocol, state: CaseState) -> list[Dated]:
    """Return every term that runs or ran, open ones first."""
    found = [
        Dated(say_term(law, term.term), say(law, f"roles.{term.owed_by}"), due)
        for term in (*state.terms, *state.carried)
        if (due := due_from(term, law, at=state.at))
    ]
    return sorted(found, key=lambda dated: (dated.due.state == "done", dated.due.day))


def looks_of(open_case: OpenCase, *, seen_by: Actor) -> list[Look]:
    """Return who opened the file, or took an original or a copy from it; newest first."""
    entries = open_case.once("record", lambda: entries_about(open_case.code, seen_by=seen_by))
    looks = [entry for entry in entries if is_told(entry)]
    facts, numbers = [(entry, json.loads(entry.facts)) for entry in looks], numbers_of(entries)
    return [
        Look(
            entry.at,
            roles_in_words(said.get("role", "")) or _who(entry.by),
            look_in_words(entry.event, said),
            entry.by,
            numbers.get(entry.by),
        )
        for entry, said in reversed(facts)
    ]


def _who(signature: str) -> str:
    """Return the name of an author without a role."""
    return _("The person") if signature == PERSON else ""


def left_out_of(open_case: OpenCase, *, at: datetime, seen_by: Actor) -> list[tuple[datetime, str]]:
    """Return the unknown keys that were left out recently: when, and the holder that they named."""
    found = left_out(open_case.folder, since=at - WARNED_FOR, seen_by=seen_by)
    return [(moment, called_itself(holder)) for moment, holder in found]


def warnings_of(law: Protocol, state: CaseState, language: str) -> list[str]:
    """Return the warnings, without those that the page shows elsewhere."""
    said = [one for one in state.warnings if one.code != DATES_UNKNOWN]
    return [say_warning(law, warning, language) for warning in said]


def offers_of(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """Return the acts that the stages offer: those with nothing missing first, then by date, in the
    same order as the worklist."""
    return [one.offer for one in placed_offers(open_case, state, seen_by=seen_by)]


def placed_offers(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Placed]:
    """Return the same acts, each with its stage."""
    found = [
        Placed(stage, offer)
        for stage, queries in stages_here().items()
        for offer in queries.acts_on_case(open_case, state, seen_by=seen_by)
    ]
    if settings.ORGANISATION:
        found = [one for one in found if exists_here(one.offer.url)]
    if open_case.folder.filing.asks_nobody:
        found = [one for one in found if not _asks_the_person(one.offer)]
    law = load_protocol(open_case.folder.filing.protocol)
    return sorted(found, key=lambda one: _urgency(one.offer, law, state.at))


def _asks_the_person(offer: Offer) -> bool:
    return offer.act in OF_THE_PERSON or offer.act.startswith(OF_AN_INTERPRETER)


def stages_here() -> dict[str, ModuleType]:
    """Return the stages that this kind of site has."""
    return OF_AN_ORGANISATION if settings.ORGANISATION else STAGES


def _urgency(offer: Offer, law: Protocol, at: datetime) -> tuple[bool, Place]:
    runs = offer.due and offer.due.met_at is None
    end = end_of(offer.due, law.zone) if offer.due and runs else offer.by
    return bool(offer.missing), place_of(int(offer.at_once), end or NEVER, at=at)


def due_of(offer: Offer, law: Protocol, *, at: datetime) -> Due | None:
    """Return when it is due, by the law or as a member set it, and how that stands."""
    if offer.due or offer.by is None:
        return due_from(offer.due, law, at=at) if offer.due else None
    return due_by(law, offer.by, at=at)


def panels_of(open_case: OpenCase, stages: Iterable[str], *, seen_by: Actor) -> list[Panel]:
    """Return what these stages show; a stage that this site does not have shows nothing."""
    titles = {
        "admission": _("Preliminary evaluation"),
        "assessment": _("Risk"),
        "interpreting": _("Interpretation"),
        "measures": _("The plan") if settings.ORGANISATION else _("Measures and decisions"),
        "obligations": _("What institutions owe"),
        "referral": _("Elsewhere, and from hand to hand"),
        "exports": _("Copies of the file"),
        "collectives": _("The collective"),
        "disappearances": _("Disappearance and death"),
        "leaks": _("Leaks"),
        "review": _("Reviews by their day")
        if settings.ORGANISATION
        else _("Review and complaints"),
        "retention": _("Keeping and erasing"),
        "external_cases": _("What authorities outside owe"),
    }
    here = stages_here()
    return [
        Panel(
            stage,
            titles[stage],
            f"{stage}/panel.html",
            _shown(here[stage], open_case, seen_by),
        )
        for stage in stages
        if stage in here
    ]


def _shown(queries: ModuleType, open_case: OpenCase, reader: Actor) -> Any:
    if queries is admission:
        return noted_in(open_case, seen_by=reader)
    return queries.on_case(open_case, seen_by=reader)


def noted_in(open_case: OpenCase, *, seen_by: Actor) -> admission.OnCase:
    """Return how the person is reached and what the team noted, on every kind of site."""
    return open_case.once("noted", lambda: admission.on_case(open_case, seen_by=seen_by))


def clocks_of(open_case: OpenCase, state: CaseState) -> dict[str, Any]:
    """Return the law's clock, which can stop, and the person's waiting time, which cannot."""
    received = state.received
    return {
        "counts_as": received.counts_as if received else None,
        "reception_source": source_said(received),
        "waiting": age(open_case.folder.filing.first_contact_at, at=state.at),
        "first_contact": open_case.folder.filing.first_contact_at,
    }
