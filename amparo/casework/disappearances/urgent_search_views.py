"""Pages of an urgent search: its log, and who was told."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.disappearances import forms
from amparo.casework.disappearances import urgent_search as searching
from amparo.casework.disappearances.views import act, on_record
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import sent
from amparo.foundations.cases.next_acts import CHOICE_NOTED, FACTS, SAID_NOTED, TEAM_ONLY, CaseAct


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("The entry is in the search log."), TEAM_ONLY)
def log(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Add an entry to the log; one is due every hour until the person is found."""
    words = {
        "title": _("Write in the log of the search"),
        "why": _("An entry is owed by each hour, also where nothing is new."),
        "verb": _("Write it down"),
    }
    form = forms.LogForm(sent(request), initial={"moment": _now()})
    return act(request, on_record(request, code, ref), form, searching.log, words)


@needs(Permission.CASE_SUPERVISE)
@CaseAct(FACTS, CHOICE_NOTED)
def instead(request: StaffRequest, code: str, ref: str, told: str) -> HttpResponse:
    """Record a supervisor's reasoned decision for this recipient while the person cannot
    be asked."""
    words = {
        "title": _("Decide while the person cannot be asked"),
        "why": _("For this one recipient and these very words. The person is asked afterwards."),
        "verb": _("Decide that they may be told"),
    }
    form = forms.InsteadForm(sent(request))
    return _about_one(request, (code, ref, told), form, searching.decide_instead, words)


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, SAID_NOTED)
def word(request: StaffRequest, code: str, ref: str, told: str) -> HttpResponse:
    words = {"title": _("Note what the person said"), "verb": _("Note the answer")}
    form = forms.WordForm(sent(request))
    return _about_one(request, (code, ref, told), form, searching.note_word, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(FACTS, later("It is noted that who searches was told."))
def tell(request: StaffRequest, code: str, ref: str, told: str) -> HttpResponse:
    words = {
        "title": _("They were told"),
        "why": _(
            "This system sends nothing: a member of the team tells them, in these words"
            " and no others."
        ),
        "verb": _("Put it on record"),
    }
    form = forms.ToldForm(sent(request), initial={"moment": _now()})
    return _about_one(request, (code, ref, told), form, searching.note_told, words)


def _about_one(
    request: StaffRequest,
    address: tuple[str, str, str],
    form: Any,
    service: Callable[..., Any],
    words: dict[str, Any],
) -> HttpResponse:
    """Run one act on one recipient. Raises Http404 for a recipient of another case."""
    code, ref, told = address
    on, wanted = on_record(request, code, ref), marks.code_normalised(told)
    one = next((each for each in on[1].told if each.row.ref == wanted), None)
    if one is None:
        raise Http404
    do = partial(_told_to, service, one.row.ref)
    return act(request, on, form, do, {**words, "one": one})


def _told_to(
    service: Callable[..., Any], told: str, open_case: Any, ref: str, **given: Any
) -> None:
    service(open_case, ref, told, **given)


def _now() -> datetime:
    """The local time to the minute, as the form field shows it."""
    return timezone.localtime(timezone.now()).replace(second=0, microsecond=0, tzinfo=None)
