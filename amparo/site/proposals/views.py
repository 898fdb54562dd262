"""Public consultations: drafts, what is proposed on them, and the answers. No account is needed."""

import json

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.crypto.public_record import link_of
from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.web.law.wording import say
from amparo.observatory.consultations.canonical_record import line_of_the_end, record_of
from amparo.observatory.consultations.queries import (
    Consultation,
    Danger,
    Phase,
    consultation_called,
    consultations,
    counts_of,
    told_on,
)
from amparo.observatory.consultations.record_types import RecordSaid
from amparo.site.api.openapi_document import JSON, for_programs
from amparo.site.proposals.draft_articles import draft_of, parts_of, shown_in, sides_of
from amparo.site.views import law_told

ON_A_SHEET = 200
"""Proposals per page: a thousand long ones on one page do not open on a telephone."""


@anyone
def listed(request: HttpRequest) -> HttpResponse:
    found = [
        (one, say(draft_of(one), "protocol.name"), phase_of(one))
        for one in consultations(seen_by=STRANGER)
    ]
    return render(request, "site/consultations.html", {"found": found})


@anyone
def consultation(request: HttpRequest, name: str) -> HttpResponse:
    """Show the draft part by part: its text, the law in force, the proposals and the answers."""
    one = called(name)
    told = told_on(one, timezone.localdate(), seen_by=STRANGER)
    context = {**about(one), "parts": parts_of(one, told)}
    return render(request, "site/consultation.html", context)


@anyone
def text(request: HttpRequest, name: str) -> HttpResponse:
    """Show the whole draft as a law is shown, step by step."""
    one = called(name)
    draft = sides_of(one)[0]
    context = {**law_told(draft.law, today=draft.on), "draft": one}
    return render(request, "site/how.html", context)


@anyone
def record(request: HttpRequest, name: str) -> HttpResponse:
    """Show all proposals, or those on one part, in pages, with the mark by which a later change is
    found."""
    one = called(name)
    end = line_of_the_end(one, seen_by=STRANGER)
    # A link of the chain itself would allow guesses of the next entry's content to be tested.
    link = link_of(bytes(end.hash)).hex() if end else ""
    marks = {"digest": bytes(end.digest).hex(), "head": link} if end else {}
    part = request.GET.get("part", "")
    found = [x for x in shown_in(one) if part in {"", x.proposal.article}]
    sheet = Paginator(found, ON_A_SHEET).get_page(request.GET.get("sheet"))
    context = {**about(one), "proposals": sheet, "part": part, "end": end, **marks}
    return render(request, "site/record.html", context)


@anyone
@for_programs(
    _("A draft that was put to everybody, what was proposed on it, and what was answered"),
    shape=RecordSaid,
)
def record_json(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - the same for all
    told = record_of(called(name), told_on=timezone.localdate())
    said = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    return HttpResponse(said, content_type=JSON)


def called(name: str) -> Consultation:
    found = consultation_called(name, seen_by=STRANGER)
    if found is None:
        raise Http404
    return found


def phase_of(one: Consultation) -> Phase:
    return one.phase_on(timezone.localdate())


def about(one: Consultation) -> dict[str, object]:
    """Return the context of every page about a draft: which one, until when, and how much is
    withheld."""
    now = timezone.now()
    draft, beside = sides_of(one)
    told = told_on(one, timezone.localdate(now), seen_by=STRANGER)
    counts = counts_of(one, told, at=now, seen_by=STRANGER)
    kinds = (counts.withheld, counts.passages, counts.answers)
    withheld = [
        (danger.label, *(kind.get(danger, 0) for kind in kinds))
        for danger in Danger
        if any(kind.get(danger) for kind in kinds)
    ]
    return {
        "consultation": one,
        "name": draft.name,
        "beside": beside,
        "fictional": draft.law.procedure.fictional,
        "phase": phase_of(one),
        "open": phase_of(one) is Phase.OPEN,
        "counts": counts,
        "withheld": withheld,
        "dangers": Danger.labels,
    }
