"""The state of outgoing mail, for members who manage the team: no name, no case."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.mail.outbox import KEPT, delivery
from amparo.foundations.accounts.permissions import Permission


@needs(Permission.TEAM_MANAGE)
def mails(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    until = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found = delivery(until=until)
    context = {
        "here": "team",
        "found": found,
        "days": KEPT.days,
        "stuck": found.is_stuck(now),
    }
    return render(request, "desk/mails.html", context)
