from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.utils import timezone

from amparo.casework.admission.queries import waiting_too_long
from amparo.desk.confirmations import said_after

register = template.Library()


@register.inclusion_tag("desk/alert.html", takes_context=True)
def unopened_alert(context: dict[str, Any]) -> dict[str, Any]:
    """Show on every page of the desk how many urgent requests wait too long, and nothing else."""
    actor = getattr(context.get("request"), "actor", None)
    waiting = waiting_too_long(at=timezone.now(), seen_by=actor) if actor else None
    return {"waiting": waiting}


@register.inclusion_tag("desk/confirmed.html", takes_context=True)
def confirmed(context: dict[str, Any]) -> dict[str, Any]:
    """Say on the page after an act what was done, who is told, and what comes next in the case."""
    request: HttpRequest | None = context.get("request")
    waits = request is not None and CookieStorage.cookie_name in request.COOKIES
    names = [str(one) for one in get_messages(request)] if request and waits else []
    done = [said for one in names[-1:] if (said := said_after(one))]
    also = ("act", "act_row", "act_due", "after")
    return {"done": done, **{name: context.get(name) for name in also}}
