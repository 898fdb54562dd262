"""The case page: a header with what is due next, six tabs of which one is read, and the acts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.casework.admission.queries import has_flag, lift_offer
from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.exports.file_parts import name_of
from amparo.casework.review.complaints.queries import wait_for_file
from amparo.desk.case import case_page_content as story
from amparo.desk.case import current_norm as passed
from amparo.desk.case import tabs
from amparo.desk.case.act_menus import menus_of
from amparo.desk.case.documents import ASKED, SPOKEN_BETWEEN, Letters, letters_of
from amparo.desk.case.due_table import Row, open_in
from amparo.desk.case.measure_rows import rows_of
from amparo.desk.history import case_history
from amparo.desk.history.answers import QUESTIONS
from amparo.desk.history.document_versions import changed_papers
from amparo.desk.worklist.rows import danger_word
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import desk_names_of, names_of
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.act_pages import GO_ON
from amparo.foundations.cases.dates_outside_terms import MISSING, UNWEIGHED
from amparo.foundations.cases.next_acts import (
    CONTACT,
    FACTS,
    HISTORY,
    MEASURES,
    PEOPLE,
    SUMMARY,
    Offer,
)
from amparo.foundations.cases.queries import OpenCase, seats_of, team_of
from amparo.foundations.consent.queries import questions_of, word_now
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_opened
from amparo.foundations.intake.queries import standing
from amparo.foundations.web.law.wording import language_of, own_without_date, say
from amparo.law import CaseState, Known, Protocol, known_protocols, load_protocol

IN_CLOSED = frozenset({"read_silence", "tell_demand", "tell_hold"})
"""Acts that can wait in a closed case too."""
TEACHING = frozenset({"measures", "external_cases"})
"""Stages whose panel, while it is empty, says what will be shown there."""
NEXT = 3
"""Due things that the header shows."""


@dataclass(frozen=True, slots=True)
class Page:
    """One case as one tab shows it. `panels`: what the stages of this tab show, by stage."""

    request: StaffRequest
    open_case: OpenCase
    law: Protocol
    state: CaseState
    tab: tabs.Tab
    panels: dict[str, story.Panel]

    @property
    def reader(self) -> Actor:
        return self.request.actor


@needs(Permission.CASE_READ)
def case(request: StaffRequest, code: str) -> HttpResponse:
    """Show one tab of the case. Only what that tab shows is read and unsealed."""
    now = timezone.now()
    open_case = _opened(request, code, at=now)
    if open_case.folder.filing.protocol not in known_protocols():
        return _without_norm(request, open_case)
    law = load_protocol(open_case.folder.filing.protocol)
    state = standing(open_case.folder.filing, at=now)
    tab = tabs.tab_called(request.GET.get("tab", ""))
    panels = {
        one.stage: one for one in story.panels_of(open_case, tab.stages, seen_by=request.actor)
    }
    page = Page(request, open_case, law, state, tab, panels)
    head = _head(open_case, law, state, seen_by=request.actor)
    if GO_ON in request.GET and head["act"]:
        return redirect(head["act"].url)
    context = {
        **{stage: panel.value for stage, panel in panels.items()},
        **head,
        "tab": tab,
        "tabs": tabs.links_of(open_case.code, tab),
        "panels": panels,
        "panels_of": {
            name: [
                panels[one]
                for one in tabs.STAGES[name]
                if one in panels and (panels[one].value or one in TEACHING)
            ]
            for name in (MEASURES, PEOPLE)
        },
        "back": tabs.address_of_tab(open_case.code, tab.name),
        "today": timezone.localtime(now, law.zone).date(),
        "now": now,
    }
    for name, read in _PARTS.items():
        if name in tab.shows:
            context |= read(page)
    return render(request, "desk/case.html", context)


def _head(
    open_case: OpenCase, law: Protocol, state: CaseState, *, seen_by: Actor
) -> dict[str, Any]:
    """Return what every tab shows: whose case it is, its flags, what is due next, the acts."""
    case = open_case.case
    placed = story.placed_offers(open_case, state, seen_by=seen_by)
    placed += [story.Placed("norm", one) for one in passed.offers_of(open_case, seen_by=seen_by)]
    offers = [one.offer for one in placed]
    rows = open_in(open_case, state, law, offers, seen_by=seen_by)
    assessed = latest_submitted(open_case, seen_by=seen_by)
    works = seen_by.may(Permission.CASE_WORK) and not open_case.folder.filing.asks_nobody
    urgent = UNWEIGHED <= case.danger < MISSING and case.closed_at is None
    return {
        "open_case": open_case,
        "case": case,
        "filing": open_case.folder.filing,
        "whose": _whose(open_case, seen_by=seen_by),
        "danger": danger_word(case, law),
        "flag": has_flag(open_case),
        "lift": lift_offer(open_case) if works and has_flag(open_case) else None,
        "urgent": urgent and works,
        "grade": assessed.weighed.grade if assessed and assessed.weighed else None,
        "late": len(state.late),
        "stage": "" if settings.ORGANISATION else say(law, f"stages.{state.stage}"),
        "track": say(law, f"tracks.{state.track}"),
        "left_out": story.left_out_of(open_case, at=state.at, seen_by=seen_by),
        "offers": offers,
        "menus": menus_of(open_case, placed, seen_by=seen_by),
        "rows": rows,
        **_next(offers, rows, law, state.at, closed=case.closed_at is not None),
    }


def _whose(open_case: OpenCase, *, seen_by: Actor) -> list[str]:
    """Return the name that the person chose and the district, by the last request that opens."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["request", "urgent"])
    for paper in reversed(papers):
        body = open_case.folder.words_if_they_open(paper) or {}
        said = [str(body[one]) for one in (Known.CHOSEN_NAME, Known.PLACE) if body.get(one)]
        if said:
            return said
    return []


def _summary(page: Page) -> dict[str, Any]:
    open_case, law, state = page.open_case, page.law, page.state
    return {
        "points": story.points_of(open_case, law, state),
        "dates": story.dates_of(law, state),
        "warnings": story.warnings_of(law, state, language_of(law)),
        "unknown": own_without_date(law, state),
        "clocks": story.clocks_of(open_case, state),
        "passing": passed.passing_of(open_case, seen_by=page.reader),
    }


def _written(page: Page) -> dict[str, Any]:
    noted = story.noted_in(page.open_case, seen_by=page.reader)
    return {"letters": _letters(page), "admission": noted}


def _measures(page: Page) -> dict[str, Any]:
    if "obligations" not in page.panels:
        return {}  # an organisation does them itself
    owed = page.panels["obligations"].value.owed
    return {"measure_rows": rows_of(page.panels["measures"].value, owed)}


def _people(page: Page) -> dict[str, Any]:
    looks = story.looks_of(page.open_case, seen_by=page.reader)
    team = team_of(page.open_case.case, seen_by=page.reader)
    names = {f"member:{one.code}": one.name for one in team}
    names |= names_of({look.by for look in looks} - set(names), seen_by=page.reader)
    return {
        "letters": _letters(page),
        "questions": _consents(page.open_case, page.law, seen_by=page.reader),
        "looks": looks,
        "looked": [(look, names.get(look.by, "")) for look in looks],
        "team": team,
    }


def _history(page: Page) -> dict[str, Any]:
    """Return what was done. A word to search for comes in the body, never in an address."""
    author, open_case = page.request.GET.get("by", ""), page.open_case
    word = page.request.POST.get("word", "").strip()[: case_history.LONGEST]
    entries = case_history.entries_of(open_case, seen_by=page.reader)
    team = desk_names_of({one.by for one in entries}, seen_by=page.reader)
    found = {
        "authors": case_history.authors(),
        "author": author,
        "done": case_history.done_in(entries, page.law, team, author),
        "changed": changed_papers(open_case, seen_by=page.reader),
        "word": word,
    }
    if word:
        letters = letters_of(open_case, page.law, seen_by=page.reader)
        noted = story.noted_in(open_case, seen_by=page.reader)
        found["matches"] = case_history.matches_in(word, open_case.code, letters, noted)
    return found


_PARTS = {
    SUMMARY: _summary,
    FACTS: _written,
    MEASURES: _measures,
    CONTACT: _written,
    HISTORY: _history,
    PEOPLE: _people,
}
_KINDS = {FACTS: ASKED, CONTACT: SPOKEN_BETWEEN}
"""Kinds of documents that a tab unseals."""


def _letters(page: Page) -> Letters:
    """Return what is written, as far as the open tab shows it."""
    kinds = frozenset[str]().union(*(_KINDS.get(name, ()) for name in page.tab.shows))
    return page.open_case.once(
        "letters", lambda: letters_of(page.open_case, page.law, seen_by=page.reader, kinds=kinds)
    )


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


def _next(
    offers: list[Offer], rows: list[Row], law: Protocol, now: Any, *, closed: bool
) -> dict[str, Any]:
    """Return the act that comes first, and the next things due after it; none for which something
    is missing. In a closed case only the acts in IN_CLOSED."""
    act = next((one for one in offers if not closed or one.act in IN_CLOSED), None)
    act = None if act is None or act.missing else act
    due = story.due_of(act, law, at=now) if act else None
    after = [] if closed else [one for one in rows if act is None or one.url != act.url]
    return {
        "act": act,
        "act_due": due,
        "act_row": next((one for one in rows if act and one.url == act.url), None),
        "act_late": due is not None and due.state == "late",
        "after": after[: NEXT - 1 if act else NEXT],
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
