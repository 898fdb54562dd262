"""Earlier states of what is in no single document: related persons and guardians, and the dates of
a measure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures.queries import measure_called
from amparo.desk.case.related_access_phrases import RELATIONS, RIGHTS
from amparo.desk.history.document_versions import Changed
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.fields import OTHERS, must_be_open
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import Document, papers_in
from amparo.foundations.ledger.queries import PERSON, entries_about
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.web.dates import day_in_words

OF_PEOPLE = ("OtherNamed", "GuardianNamed", "OtherWayGiven", "OtherWayEnded")
ENDED: dict[str, Promise] = {
    "by_her": later("The person ended it"),
    "by_team": later("The team ended it"),
    "given_back": later("Given back"),
    "replaced": later("A new one took its place"),
    "must_not_know": later("Whoever has this name must not know"),
    "words_seen": later("Somebody may have seen it"),
    "left": later("The person left the procedure"),
}
DAYS: dict[str, Promise] = {
    "duration_days": later("For how many days"),
    "first_report_on": later("First report of the institution by"),
    "next_review_on": later("Next review of the danger by"),
}
LATER = {"strengthened", "reduced"}
"""Resolutions that change a measure from the day on which they are carried out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act that changed something; `about`: of whom or what; `why`: the reason or resolution."""

    at: datetime
    author: str
    about: str
    changed: tuple[Changed, ...]
    why: str = ""


@needs(Permission.CASE_WORK)
def people_before(request: StaffRequest, code: str) -> HttpResponse:
    """Show relations, guardians and access phrases of related persons over time; newest first."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    must_be_open(open_case, OTHERS, seen_by=request.actor)
    context = {
        "open_case": open_case,
        "title": _("People of this case: what was so before"),
        "back": "people",
        "steps": list(_of_people(open_case, seen_by=request.actor))[::-1],
    }
    return render(request, "desk/steps.html", context)


@needs(Permission.CASE_READ)
def days_before(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show each date set for one measure, by which resolution or review; newest first."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    shown = measure_called(open_case, ref, seen_by=request.actor)
    if shown is None:
        raise Http404
    context = {
        "open_case": open_case,
        "title": _("%(measure)s: which days were set before") % {"measure": shown.entry.label},
        "back": "case",
        "steps": list(_of_days(open_case, ref, seen_by=request.actor))[::-1],
    }
    return render(request, "desk/steps.html", context)


# --- inside ---


def _of_people(open_case: OpenCase, *, seen_by: Actor) -> Iterator[Step]:
    listed = others_of(open_case.folder, seen_by=seen_by)
    names = {one.ref: one.name for one in listed}
    names[PERSON] = _("The person")
    entries = [
        one for one in entries_about(open_case.code, seen_by=seen_by) if one.event in OF_PEOPLE
    ]
    authors = names_of([one.by for one in entries], seen_by=seen_by)
    stands: dict[tuple[str, str], str] = {}
    for entry in entries:
        facts = json.loads(entry.facts)
        who = facts.get("child") or facts["other"]
        label, newer, why = _said(entry.event, facts, names)
        older = stands.get((who, label), "")
        stands[who, label] = newer
        changed = (Changed(label, older, newer),) if older != newer else ()
        author = authors.get(entry.by) or names.get(entry.by.removeprefix("other:"), "")
        yield Step(entry.at, author, names.get(who, ""), changed, why)


def _said(event: str, facts: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, str]:
    """Return what the entry is about, the state from then on, and why."""
    if event == "GuardianNamed":
        return _("Answered for by"), names.get(facts["guardian"], ""), ""
    if event == "OtherNamed":
        relations = {**dict(RELATIONS), "aggressor": _("Whoever is said to be behind the danger")}
        return _("Who they are"), str(relations.get(facts["relation"], "")), ""
    right = str(dict(RIGHTS)[facts["right"]]) if event == "OtherWayGiven" else ""
    return _("What their access phrase opens"), right, str(ENDED.get(facts.get("why", ""), ""))


def _of_days(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Iterator[Step]:
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["decision", "review"])
    authors = names_of([one.author for one in papers], seen_by=seen_by)
    stands: dict[str, str] = {}
    for paper in papers:
        body = open_case.folder.words(paper)
        given = _days_in(paper, body, ref)
        if not given:
            continue
        changed = tuple(
            Changed(str(DAYS[name]), stands.get(name, ""), value)
            for name, value in given.items()
            if stands.get(name, "") != value
        )
        stands |= given
        why = str(body.get("text") or body.get("outcome", ""))
        if body.get("kind") in LATER:
            why = f"{why}\n{_('These days hold once the change is carried out.')}"
        yield Step(paper.written_at, authors.get(paper.author, ""), "", changed, why)


def _days_in(paper: Document, body: Mapping[str, Any], ref: str) -> dict[str, str]:
    """Return the dates that a document sets for this measure, in words."""
    data = body.get("data")
    measures = data.get("measures", []) if isinstance(data, dict) else []
    found: Mapping[str, Any] = next((one for one in measures if one.get("ref") == ref), {})
    if paper.kind == "review" and body.get("measure") == ref:
        found = body
    return {name: _in_words(str(found[name])) for name in DAYS if found.get(name)}


def _in_words(value: str) -> str:
    return value if value.isdigit() else day_in_words(date.fromisoformat(value))
