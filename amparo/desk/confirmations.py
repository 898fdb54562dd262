"""What a page says after an act on a case: what was done, and who learns of it. Each page declares
it with `CaseAct`.

The act's page redirects; the middleware notes the act's name in a signed cookie that the next page
reads and ends, and leads back to the tab of the case where the act shows. What comes next, and by
when, is said by that page itself.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.desk.case.tabs import address_of_tab
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.form_drafts import DISCARDED
from amparo.foundations.cases.act_pages import GO_ON
from amparo.foundations.cases.next_acts import SUMMARY, Words, act_called
from amparo.foundations.ledger.queries import acted_just_now

SAYS_ITSELF = "measures:draft"
"""The page that says at its top how the draft stands: drafted, returned, or approved and not issued
yet. After an act that leads there nothing else is said."""

DISCARDING = (_("The draft is discarded. Nothing was sent."), "")


def said_after(name: str) -> tuple[Words, Words] | None:
    """Return what the next page says: what was done, and who is told. None for what is no act."""
    if name == DISCARDED:
        return DISCARDING
    declared = act_called(name)
    return (declared.done, declared.told) if declared else None


class ConfirmAct:
    """Note the act that a redirect ends, and lead back to the tab of the case where it shows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = timezone.now()
        response = self.get_response(request)
        match = request.resolver_match
        done = act_called(match.view_name) if match and request.method == "POST" else None
        if match is None or done is None or not _was_done(request, response, began):
            return response
        with suppress(Resolver404):
            there = resolve(response["Location"])
            if there.view_name == SAYS_ITSELF:
                return response
            if there.view_name == "desk:case":
                tab = "" if GO_ON in request.POST else done.tab
                response["Location"] = address_of_tab(there.kwargs["code"], tab or SUMMARY)
                if not tab:
                    response["Location"] += f"?{GO_ON}"
        messages.success(request, match.view_name)
        return response


def _was_done(request: HttpRequest, response: HttpResponse, began: datetime) -> bool:
    """Return whether a signed-in member was led on to another page by an act that is on record:
    some pages lead back without one, where there was nothing to do."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or response.status_code != HTTPStatus.FOUND:
        return False
    return acted_just_now(began, seen_by=actor)
