"""The person's page, and what is read from there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from amparo.door.elsewhere import external_cases as following
from amparo.door.elsewhere import external_measures as elsewhere
from amparo.door.elsewhere.risk_opinions import asked_of_danger, more_time_of
from amparo.door.my_case import dashboard_sections as story
from amparo.door.my_case import decision_cards as reconsidering
from amparo.door.my_case import interpreters as interpreting
from amparo.door.my_case import missing_information as correcting
from amparo.door.my_case import norm_transition as norm
from amparo.door.my_case import pending_questions as asked
from amparo.door.my_case.documents import has_a_page, letter_of, letters_of
from amparo.door.my_case.files_from_team import files_for, loose
from amparo.door.my_case.pending_questions import Decision
from amparo.door.my_case.resolutions import resolution_in, until_decided, with_dates
from amparo.door.my_case.unmet_measures import unmet_of
from amparo.door.my_data import exports as exported
from amparo.door.my_data.access_log import looks_of
from amparo.door.recourses import delay_complaint as complaining
from amparo.door.request import drafts as drafting
from amparo.door.request import uploads as uploading
from amparo.door.site_protocol import law_of
from amparo.door.visit.person_session import VisitRequest, decides, remember, with_words
from amparo.door.wording import PRESSED
from amparo.foundations.consent.overseer_permission import who_may_watch
from amparo.foundations.erasure.queries import erasure_going_on
from amparo.foundations.intake.documents.services import paper_called, papers_in, read_by_person
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_opened
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.defects import defects_of
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_decided
from amparo.foundations.intake.queries import every_file_demanded, standing
from amparo.foundations.intake.requests import corrections
from amparo.foundations.intake.requests.opening_hours import next_look
from amparo.foundations.ledger.models import Entry
from amparo.foundations.web.both_languages import in_others
from amparo.law import Deed, Protocol

ALL_TAKEN_BACK = ("AllSharingWithdrawn", "ProcedureWithdrawn")
SHORT = 3
"""Number of measures with their buttons on the first page. The others are one click away, except
measures that do not help, which are all shown: this page has to load completely on a slow
connection."""
OF_HER_OWN = (
    "waiting", "adults", "to_discuss", "measures", "more_measures", "unmet", "planned", "referrals",
    "ordered", "missing", "cards", "lates", "complaints", "defects", "can_complete", "looks_at",
    "new_hands", "of_danger", "more_time", "erasing", "until_decided", "declared", "assessed_at",
)  # fmt: skip
"""Values that concern only the person: removed after a death."""


@with_words
def mine(request: VisitRequest) -> HttpResponse:
    at = timezone.now()
    visitor, entries = _opened(request.visitor, at=at)
    request.visitor, filing = visitor, visitor.folder.filing
    decisions = decisions_of(request)
    # A person who left is asked nothing more.
    waiting = [one for one in decisions if one.waits and not filing.withdrawn_at]
    letters = letters_of(visitor)
    law = law_of(filing.protocol)
    measures = _troubled_first(_measures_now(visitor, decisions, entries, at=at))
    whole = max(SHORT, sum(one.troubled for one in measures))
    lates = complaining.lates_of(visitor, entries, at=at)
    missing = correcting.card_of(visitor, at=at)
    actas = [one for one in decisions if one.waits_for_acta]
    followed = following.followed_of(decisions, entries, at=at)
    context = {
        "filing": filing,
        "now": following.now_of(followed) or story.now_of(standing(filing, at=at), law, at=at),
        "followed": followed,
        "looks_at": None if filing.opened_at else next_look(at=at, urgent=filing.urgent),
        "looking_now": next_look(at=at, urgent=filing.urgent) <= at,
        "heading": story.heading_of(
            filing,
            waiting,
            missing=missing is not None,
            acta=bool(actas),
            unsaid=sum(one.unsaid for one in measures),
        ),
        "waiting": waiting,
        "adults": [one for one in decisions if one.waits_for_adults],
        "to_discuss": [
            one for one in decisions if one.answer == "discuss" and not one.withdrawn_at
        ],
        "ended": [one for one in decisions if one.again],
        "actas": actas,
        "speaking": bool(papers_in(visitor.folder, seen_by=visitor, kinds=["board"])),
        "files": loose(files_for(visitor), [one.ref for one in letters]),
        "measures": measures[:whole],
        "more_measures": measures[whole:],
        "unmet": unmet_of(visitor, measures, decisions, entries),
        "planned": story.planned_of(decisions, entries),
        "assessed_at": story.assessed_at(entries),
        "declared": declared_in(entries, filing, law),
        "until_decided": until_decided(visitor, entries, at=at),
        "unread": [one for one in letters if one.unread],
        "newest": next((one for one in letters if not one.unread), None),
        "more_letters": len(letters) > 1,
        "exports": exported.exports_of(visitor, decisions, entries),
        "referrals": elsewhere.referrals_of(decisions, entries),
        "ordered": elsewhere.ordered_of(visitor, entries),
        "of_danger": asked_of_danger(decisions, entries),
        "more_time": more_time_of(decisions, entries, law),
        "norm": norm.passed_of(visitor),
        "interpreting": interpreting.interpreting_of(decisions, entries),
        "new_hands": elsewhere.new_hands_in(entries),
        "erasing": erasure_going_on(visitor.folder, seen_by=visitor),
        "every_file": every_file_demanded(seen_by=visitor, of=filing, lately=at),
        "roads": bool(law.admission.road),
        "can_complete": can_complete(request),
        "missing": missing,
        "cards": reconsidering.cards_of(visitor, entries, at=at),
        "lates": [one for one in lates if not one.defect],
        "late_now": any(one.asks for one in lates),
        "complaints": [one for one in lates if one.defect],
        "defects": defects_of(filing, at=at),
        "said": request.sitting.content.get("said", ""),
        "said_of": request.sitting.content.get("said_of", ""),
        "pressed": PRESSED.get(request.sitting.content.get("pressed", ""), ""),
        "problems": uploading.in_words(request.sitting.content.get("problems", [])),
    }
    if filing.asks_nobody:
        context |= dict.fromkeys(OF_HER_OWN)
    if context["said"] or context["problems"]:
        remember(request, said=None, said_of=None, pressed=None, problems=None)
    return render(request, "door/mine.html", context)


def _opened(visitor: Visitor, *, at: datetime) -> tuple[Visitor, list[Entry]]:
    """Return the case with its record, read once for the page. Complaints that related persons
    filed without the case key are handed over now."""
    page = Visitor(visitor.folder.for_one_page(), visitor.way)
    entries = story.entries_of(page)
    if not complaining.wait_for_file(entries):
        return page, entries
    hand_over_opened(visitor.folder, by=visitor, at=at)
    page = Visitor(visitor.folder.for_one_page(), visitor.way)
    return page, story.entries_of(page)


def declared_in(entries: list[Entry], filing: Filing, law: Protocol) -> str:
    """Return what was declared after the person left; "pending" before that, and "" where the law
    has no such declaration."""
    if not filing.withdrawn_at or law.act_that(Deed.DECLARE_CONCLUDED) is None:
        return ""
    said = story.facts_of(entries, "WithdrawalAnswered")
    return str(said[-1]["result"]) if said else "pending"


def decisions_of(request: VisitRequest) -> list[Decision]:
    address = reverse("door:decision", args=["REF"])
    return asked.decisions_of(request.visitor, address=address)


def measures_of(request: VisitRequest) -> list[story.Measure]:
    """Return the measures that the page asks about, the only ones that can be confirmed."""
    visitor = request.visitor
    decisions, entries = decisions_of(request), story.entries_of(visitor)
    return _measures_now(visitor, decisions, entries, at=timezone.now())


def _measures_now(
    visitor: Visitor, decisions: list[Decision], entries: list[Entry], *, at: datetime
) -> list[story.Measure]:
    found = story.measures_of(visitor, decisions, entries)
    return with_dates(found, visitor, entries, at=at) if found else found


def _troubled_first(measures: list[story.Measure]) -> list[story.Measure]:
    """Sort measures: first those that do not help, then those without a confirmation."""
    return sorted(measures, key=lambda one: (not one.troubled, bool(one.last_word)))


@with_words
@decides
def measures(request: VisitRequest) -> HttpResponse:
    """Show all measures; the first page shows only some."""
    return render(request, "door/measures.html", {"measures": measures_of(request)})


def can_complete(request: VisitRequest) -> bool:
    """Whether the remaining questions of an urgent request can still be answered. Once the team
    asked for everything missing, only a draft already begun continues."""
    visitor = request.visitor
    filing = visitor.folder.filing
    if not filing.urgent or filing.withdrawn_at or is_decided(filing):
        return False
    kinds = ["urgent", "answer", "incident", corrections.ASKED]
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=kinds)
    happened = {one.written_at for one in papers if one.kind == "incident"}
    found = {one.kind for one in papers if one.written_at not in happened}
    if "urgent" not in found:  # the request became urgent by a later incident
        return False
    later = found - {"urgent"}
    return not later or (later == {corrections.ASKED} and begun(request))


def begun(request: VisitRequest) -> bool:
    """Whether this browser has a draft that completes this request."""
    return drafting.completing(request, request.visitor.folder.filing.pk) is not None


@with_words
def letters(request: VisitRequest) -> HttpResponse:
    return render(request, "door/letters.html", {"letters": letters_of(request.visitor)})


@with_words
def paper(request: VisitRequest, ref: str) -> HttpResponse:
    """Show one document. Opening it is the proof of receipt."""
    visitor = request.visitor
    found = paper_called(visitor.folder, ref, seen_by=visitor)
    if found is None or not has_a_page(found, visitor):
        raise Http404
    read_by_person(visitor.folder, found, by=visitor, at=timezone.now())
    at = timezone.now()

    def resolution() -> dict[str, Any]:
        return {"resolution": resolution_in(found, visitor, at=at)}

    law = law_of(visitor.folder.filing.protocol)
    context = resolution()
    if context["resolution"]:
        context["others"] = in_others(request, law, "door/resolution.html", resolution)
    context |= {
        "letter": letter_of(found, visitor, opened=True),
        "changes": norm.changes_in(found, visitor),
        "files": [one for one in files_for(visitor) if one.paper_ref == found.ref],
    }
    return render(request, "door/paper.html", context)


@with_words
def looked(request: VisitRequest) -> HttpResponse:
    looks = looks_of(story.entries_of(request.visitor))
    return render(request, "door/looked.html", {"looks": looks})


@with_words
def allowed(request: VisitRequest) -> HttpResponse:
    decisions = decisions_of(request)
    in_force = _in_force(request, decisions)
    context = {
        "filing": request.visitor.folder.filing,
        "watchers": who_may_watch(request.visitor.folder, seen_by=request.visitor),
        "allowed": in_force,
        "others": [one for one in decisions if one.answer and one not in in_force],
        "taken_back": _taken_back(decisions, story.entries_of(request.visitor)),
    }
    return render(request, "door/allowed.html", context)


def _in_force(request: VisitRequest, decisions: Iterable[Decision]) -> list[Decision]:
    """Return what the person allows now: nothing once they left the procedure."""
    left = request.visitor.folder.filing.withdrawn_at
    return [] if left else [one for one in decisions if one.in_force]


def _taken_back(decisions: Iterable[Decision], entries: list[Entry]) -> set[str]:
    """Return the references of consents that the person withdrew, singly or all at once; not those
    that the team dropped or asked again."""
    one_by_one = {facts["question"] for facts in story.facts_of(entries, "ConsentWithdrawn")}
    moments = {at for event in ALL_TAKEN_BACK for _none, at in story.moments_of(entries, event)}
    return one_by_one | {one.ref for one in decisions if one.withdrawn_at in moments}
