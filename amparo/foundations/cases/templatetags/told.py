from typing import Any

from django import template

from amparo.foundations.cases.fields import folded_told

register = template.Library()


@register.inclusion_tag("desk/told_words.html", takes_context=True)
def told_words(context: dict[str, Any], name: str, words: str) -> dict[str, Any]:
    """Render the words that a recipient is or would be told, unless folded for this reader on this
    page. Context: open_case, request."""
    request, open_case = context["request"], context["open_case"]
    page = request.resolver_match.view_name
    part = folded_told(open_case, name, seen_by=request.actor, page=page)
    return {"open_case": open_case, "part": part, "words": "" if part else words}
