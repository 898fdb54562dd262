from typing import Any

from django import template

from amparo.foundations.web.text_differences import compare

register = template.Library()


@register.inclusion_tag("components/differences.html")
def differences(older: str, newer: str) -> dict[str, Any]:
    """Show a text with its removed and added words, each marked by a word for screen readers, by a
    sign for sighted readers, and by a line: never by colour alone."""
    return {"stretches": compare(str(older), str(newer))}
