"""What the next member must know before speaking with the person: of one case, or of several to be
printed at once. Each case of several is opened, and its look recorded, as by itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.casework.referral.handover.services import sheet_of
from amparo.crypto.errors import Unsealable
from amparo.crypto.hashes_and_tokens import code_normalised
from amparo.desk.case.due_table import open_things
from amparo.desk.worklist.rows import danger_word
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.error_pages import AsksWhy
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.team_board import closed_to
from amparo.foundations.intake.queries import standing
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say
from amparo.law import UnknownProtocol, load_protocol

MOST = 50
"""Sheets on one page."""


@needs(Permission.CASE_READ)
def sheet(request: StaffRequest, code: str) -> HttpResponse:
    open_case, now = opened_case(request, code).for_one_page(), timezone.now()
    context = _shown(open_case, seen_by=request.actor, at=now)
    return render(request, "desk/handed_on.html", context)


@needs(Permission.CASE_READ)
def sheets(request: StaffRequest) -> HttpResponse:
    now, reader = timezone.now(), request.actor
    asked = dict.fromkeys(map(code_normalised, request.GET.getlist("case")))
    chosen = [code for code in asked if code]
    chosen, is_cut = chosen[:MOST], len(chosen) > MOST
    supervises = reader.may(Permission.CASE_SUPERVISE)
    # The board names these to the supervisor: choosing one is no attempt to open it.
    closed = closed_to(chosen, seen_by=reader) if supervises else set()
    shown, alone = list[dict[str, Any]](), list[str]()
    for code in (one for one in chosen if one not in closed):
        try:
            open_case = opened_case(request, code).for_one_page()
            shown.append(_shown(open_case, seen_by=reader, at=now))
        except Http404:
            closed.add(code)
        except (AsksWhy, Unsealable, UnknownProtocol):
            alone.append(code)
    context = {
        "here": "worklist",
        "sheets": shown,
        "alone": alone,
        "closed": [code for code in chosen if code in closed],
        "most": MOST,
        "is_cut": is_cut,
    }
    return render(request, "desk/handed_on_many.html", context)


def address_of_sheets(codes: Iterable[str]) -> str:
    """Return the address of the page with the sheets of these cases."""
    return f"{address_of('desk:handed_on_many')}?{urlencode([('case', one) for one in codes])}"


def _shown(open_case: OpenCase, *, seen_by: Actor, at: datetime) -> dict[str, Any]:
    law = load_protocol(open_case.folder.filing.protocol)
    state = standing(open_case.folder.filing, at=at)
    return {
        "open_case": open_case,
        "sheet": sheet_of(open_case, seen_by=seen_by),
        "danger": danger_word(open_case.case, law),
        "stage": say(law, f"stages.{state.stage}"),
        "track": say(law, f"tracks.{state.track}"),
        "rows": open_things(open_case, state, law, seen_by=seen_by),
        "now": at,
    }
