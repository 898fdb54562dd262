"""Every version of a document, with what differs from the one before."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.fields import Folded, folded_told
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.wording import say
from amparo.foundations.web.text_differences import fields_that_differ
from amparo.law import Protocol, load_protocol

CALLED: dict[str, Promise] = {
    "note": _("Note"),
    "risk_report": _("Assessment of the risk"),
    "measure": _("Measure put to the person"),
    "change": _("Change of a measure"),
    "interpreter": _("Interpreter"),
    "external_measure": _("Measure ordered elsewhere"),
}
"""Kinds of documents whose history is shown. Older versions of other kinds are shown to no member:
a text from which a redaction was requested must not be read again."""
# Names of the fields of sealed documents that no protocol names.
FIELDS: dict[str, Promise] = {
    "text": _("What it says"),
    "what": _("What would be done"),
    "why": _("Why it fits"),
    "method": _("Method"),
    "level": _("Level"),
    "probability": _("How likely"),
    "probability_why": _("Why this likely"),
    "impact": _("Impact"),
    "impact_why": _("Why this far"),
    "collective": _("What it would mean for others"),
    "percentage": _("Percentage"),
    "percentage_why": _("Where it comes from"),
    "new_fact": _("What has changed"),
    "threat_words": _("What is known of threats"),
    "vulnerability_words": _("What is known of vulnerabilities"),
    "capacity_words": _("What is known of capacities"),
    "own_view": _("How the person sees the danger"),
    "disagreement": _("Where the person and you see it differently"),
    "words": _("What is known about it"),
    "name": _("Name"),
    "who": _("Who would do it"),
    "reduces": _("How it lowers the danger"),
    "work": _("That it does not limit the person's work"),
    "proportion": _("That it fits how grave the danger is now"),
    "until": _("Until"),
}
GIVEN: dict[str, Promise] = {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known")}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OF_THE_LAW = ("factors", "weighed", "questions", "fields", "facts", "measures")
ANSWERS = ("weighed_answers", "probabilities", "impacts", "levels", "instruments")
"""Kinds of protocol texts whose ids a field may hold."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that a version changed."""

    label: str
    older: str
    newer: str
    folded: Folded | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version with its differences from the one before; the first has none."""

    number: int
    at: datetime
    author: str
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class ChangedPaper:
    """A document that has older versions, as the case page lists it."""

    ref: str
    called: Promise
    versions: int
    at: datetime


def changed_papers(open_case: OpenCase, *, seen_by: Actor) -> list[ChangedPaper]:
    """Return the documents whose history can be shown, last changed first. Adds no query."""
    found = papers_in(open_case.folder, seen_by=seen_by, kinds=CALLED)
    return [
        ChangedPaper(one.ref, CALLED[one.kind], one.version, one.written_at)
        for one in reversed(found)
        if one.version > 1
    ]


@needs(Permission.CASE_READ)
def history(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show each version of one document of the case, newest first."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    everything = papers_in(open_case.folder, seen_by=request.actor, kinds=CALLED, all_versions=True)
    papers = sorted((one for one in everything if one.ref == ref), key=lambda one: one.version)
    if not papers:
        raise Http404
    names = names_of([one.author for one in papers], seen_by=request.actor)
    bodies = [open_case.folder.words(one) for one in papers]
    versions = [
        Version(
            paper.version,
            paper.written_at,
            names.get(paper.author, ""),
            tuple(
                _changed(open_case, request.actor, *one) for one in fields_that_differ(before, body)
            ),
        )
        for paper, before, body in zip(papers, [bodies[0], *bodies], bodies, strict=False)
    ]
    context = {
        "open_case": open_case,
        "called": CALLED[papers[0].kind],
        "versions": versions[::-1],
    }
    return render(request, "desk/history.html", context)


def _changed(open_case: OpenCase, reader: Actor, path: str, older: str, newer: str) -> Changed:
    """Return what differs; for a confidential field, only that it differs."""
    law = load_protocol(open_case.folder.filing.protocol)
    part = folded_told(open_case, path.rpartition(".")[2], seen_by=reader)
    if part:
        return Changed(_label(law, path), "", "", part)
    return Changed(_label(law, path), _in_words(law, older), _in_words(law, newer))


def _in_words(law: Protocol, value: str) -> str:
    """Return a date or a coded answer in words; any other text unchanged."""
    if _DAY.fullmatch(value):
        return day_in_words(date.fromisoformat(value))
    if value in GIVEN:
        return str(GIVEN[value])
    return next((said for kind in ANSWERS if (said := say(law, f"{kind}.{value}"))), value)


def _label(law: Protocol, path: str) -> str:
    """Return the name of a field by the protocol or by FIELDS, never its code."""
    parts = path.split(".")
    said = [
        str(FIELDS[part])
        if part in FIELDS
        else next((word for kind in OF_THE_LAW if (word := say(law, f"{kind}.{part}"))), "")
        for part in parts
    ]
    return ": ".join(one for one in said if one) or str(_("Another detail"))
