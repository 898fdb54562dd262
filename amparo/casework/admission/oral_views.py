"""What was answered in the person's name, put to the person: a page for every stage that asks."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.casework.admission import oral
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.looking import look_into
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.consent.services import CannotConsent

CONFLICT = 409


@require_POST
@needs(Permission.CASE_WORK)
def put(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    if not any(one.ref == ref for one in questions_of(open_case.folder, seen_by=request.actor)):
        raise Http404
    try:
        oral.put_to_person(open_case, ref, by=request.actor, at=now)
    except CannotConsent as refusal:
        told = oral.WHY_NOT_HEARD.get(
            str(refusal),
            _("The person has answered this themselves, or is asked about it already."),
        )
        context = {"open_case": open_case, "why": told}
        return render(request, "desk/not_put.html", context, status=CONFLICT)
    return redirect("desk:case", open_case.code)
