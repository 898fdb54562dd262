"""What the next member must know before speaking with the person: of one case."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.casework.referral.handover.services import sheet_of
from amparo.desk.case.due_table import open_things
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.queries import standing
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol


@needs(Permission.CASE_READ)
def sheet(request: StaffRequest, code: str) -> HttpResponse:
    open_case, now = opened_case(request, code).for_one_page(), timezone.now()
    context = _shown(open_case, seen_by=request.actor, at=now)
    return render(request, "desk/handed_on.html", context)


def _shown(open_case: OpenCase, *, seen_by: Actor, at: datetime) -> dict[str, Any]:
    law = load_protocol(open_case.folder.filing.protocol)
    state = standing(open_case.folder.filing, at=at)
    return {
        "open_case": open_case,
        "sheet": sheet_of(open_case, seen_by=seen_by),
        "stage": say(law, f"stages.{state.stage}"),
        "track": say(law, f"tracks.{state.track}"),
        "rows": open_things(open_case, state, law, seen_by=seen_by),
        "now": at,
    }
