from typing import Any

from django import template
from django.utils import timezone

from amparo.casework.admission.queries import waiting_too_long

register = template.Library()


@register.inclusion_tag("desk/alert.html", takes_context=True)
def unopened_alert(context: dict[str, Any]) -> dict[str, Any]:
    """Show on every page of the desk how many urgent requests wait too long, and nothing else."""
    actor = getattr(context.get("request"), "actor", None)
    waiting = waiting_too_long(at=timezone.now(), seen_by=actor) if actor else None
    return {"waiting": waiting}
