"""What waits for monitors, and why an attack is kept, on pages of the register."""

from typing import Any

from django import template
from django.utils import timezone

from amparo.observatory.attacks.models import Attack
from amparo.observatory.data_rights import queries
from amparo.observatory.data_rights.models import Holding

register = template.Library()


@register.simple_tag(takes_context=True)
def waits_for_monitors(context: Any) -> queries.Pending:
    """Return how much waits, and the next day."""
    return queries.pending(at=timezone.now(), seen_by=context["request"].actor)


@register.simple_tag(takes_context=True)
def holding(context: Any, attack: Attack) -> Holding | None:
    """Return why an attack is kept, or nothing."""
    return queries.holding_of(attack, seen_by=context["request"].actor)
