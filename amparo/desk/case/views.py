"""The case page."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.casework.exports.file_parts import name_of
from amparo.casework.review.complaints.queries import wait_for_file
from amparo.desk.case import case_page_content as story
from amparo.desk.case import current_norm as passed
from amparo.desk.case.documents import letters_of
from amparo.desk.history.answers import QUESTIONS
from amparo.desk.history.document_versions import changed_papers
from amparo.desk.worklist.rows import danger_word
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase, seats_of, team_of
from amparo.foundations.consent.queries import questions_of, word_now
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_opened
from amparo.foundations.intake.queries import standing
from amparo.foundations.web.law.wording import language_of, own_without_date, say
from amparo.law import Protocol, known_protocols, load_protocol

IN_CLOSED = frozenset({"read_silence", "tell_demand", "tell_hold"})
"""Acts that can wait in a closed case too."""


@needs(Permission.CASE_READ)
def case(request: StaffRequest, code: str) -> HttpResponse:
    now = timezone.now()
    open_case = _opened(request, code, at=now)
    if open_case.folder.filing.protocol not in known_protocols():
        return _without_norm(request, open_case)
    law = load_protocol(open_case.folder.filing.protocol)
    state = standing(open_case.folder.filing, at=now)
    offers = story.offers_of(open_case, state, seen_by=request.actor)
    offers += passed.offers_of(open_case, seen_by=request.actor)
    looks = story.looks_of(open_case, seen_by=request.actor)
    team = team_of(open_case.case, seen_by=request.actor)
    names = {f"member:{one.code}": one.name for one in team}
    names |= names_of({look.by for look in looks} - set(names), seen_by=request.actor)
    panels = story.panels_of(open_case, seen_by=request.actor)
    context = {
        **{panel.stage: panel.value for panel in panels},
        "open_case": open_case,
        "case": open_case.case,
        "filing": open_case.folder.filing,
        "now": now,
        "today": timezone.localtime(now, law.zone).date(),
        "danger": danger_word(open_case.case, law),
        "late": len(state.late),
        "passing": passed.passing_of(open_case, seen_by=request.actor),
        "stage": "" if settings.ORGANISATION else say(law, f"stages.{state.stage}"),
        "track": say(law, f"tracks.{state.track}"),
        "points": story.points_of(open_case, law, state),
        "dates": story.dates_of(law, state),
        "warnings": story.warnings_of(law, state, language_of(law)),
        "unknown": own_without_date(law, state),
        "clocks": story.clocks_of(open_case, state),
        "letters": letters_of(open_case, law, seen_by=request.actor),
        "panels": panels,
        "questions": _consents(open_case, law, seen_by=request.actor),
        "looks": looks,
        "left_out": story.left_out_of(open_case, at=now, seen_by=request.actor),
        "changed": changed_papers(open_case, seen_by=request.actor),
        "looked": [(look, names.get(look.by, "")) for look in looks],
        "team": team,
        "offers": offers,
        **_next(offers, law, now, closed=open_case.case.closed_at is not None),
    }
    return render(request, "desk/case.html", context)


def _without_norm(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    """Show what is stored of a case whose norm is not installed, and what to do."""
    filing, case = open_case.folder.filing, open_case.case
    context = {
        "open_case": open_case,
        "norm": filing.protocol,
        "stage": case.stage,
        "due_on": case.due_on,
        "due_term": case.due_term,
        "first_contact": filing.first_contact_at,
        "happened": [(name, datetime.fromisoformat(at)) for name, at in filing.happened.items()],
        "team": seats_of(case, seen_by=request.actor),
    }
    return render(request, "desk/without_norm.html", context)


def _opened(request: StaffRequest, code: str, *, at: datetime) -> OpenCase:
    """Open the case. Complaints that were filed without the case key are handed over now."""
    open_case = look_into(code, seen_by=request.actor, at=at)
    page = open_case.for_one_page()
    if not wait_for_file(page):
        return page
    hand_over_opened(open_case.folder, by=request.actor, at=at)
    return open_case.for_one_page()


def _next(offers: list[Offer], law: Protocol, now: Any, *, closed: bool) -> dict[str, Any]:
    """Return the act that the card offers; none where something is missing for it. In a closed case
    only the acts in IN_CLOSED."""
    act = next((one for one in offers if not closed or one.act in IN_CLOSED), None)
    if act is None or act.missing:
        return {"act": None}
    due = story.due_of(act, law, at=now)
    return {
        "act": act,
        "act_due": due,
        "act_late": due is not None and due.state == "late",
        "offers": [one for one in offers if one is not act],
    }


def _consents(open_case: OpenCase, law: Protocol, *, seen_by: Actor) -> list[dict[str, Any]]:
    return [
        {
            "question": question,
            "kind": QUESTIONS[question.kind],
            "fields": [_called(open_case, law, question.kind, name) for name in question.fields],
            "answer": word_now(question, open_case.folder.filing),
        }
        for question in questions_of(open_case.folder, seen_by=seen_by)
    ]


def _called(open_case: OpenCase, law: Protocol, kind: str, field: str) -> str:
    """Return the name of a field that would be shared; for a copy, of a part of the file."""
    if kind == "export":
        name = name_of(open_case, field)
        return name[:1].lower() + name[1:]
    return say(law, f"fields.{field}", otherwise=field)
